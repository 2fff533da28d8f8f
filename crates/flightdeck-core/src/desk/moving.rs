//! What moves while nobody looks, in the words of the tray: deployments watched in the background, guards, plans. Pure.

use crate::numbers::grouped;
use crate::outside::{Moving, MovingItem};
use crate::sanitise;
use crate::wire::{Counts, DeploymentId, GuardStage, GuardView, LandingView, Place, PlanStage, PlanView, WaveStage};

/// Longest name in a menu, in bytes.
const NAME: usize = 60;
/// So many items a menu has; of more it says how many.
const ITEMS: usize = 15;

/// What moves.
pub(crate) fn moving(landings: &[LandingView], guards: &[GuardView], plans: &[PlanView], unseen: u32) -> Moving {
    let guards: Vec<&GuardView> =
        guards.iter().filter(|one| matches!(one.stage, GuardStage::Armed | GuardStage::Fired)).collect();
    let plans: Vec<&PlanView> =
        plans.iter().filter(|one| matches!(one.stage, PlanStage::Running | PlanStage::Halted { .. })).collect();
    let mut items: Vec<MovingItem> = landings.iter().map(of_landing).collect();
    items.extend(guards.iter().filter_map(|guard| of_guard(guard)));
    items.extend(plans.iter().map(|plan| of_plan(plan)));
    if items.len() > ITEMS {
        let more = items.len() - ITEMS;
        items.truncate(ITEMS);
        items.push(MovingItem { text: format!("{more} more, in the window"), place: Place::Window });
    }
    Moving { summary: summary(landings.len(), guards.len(), plans.len()), items, percent: percent(landings), unseen }
}

fn of_landing(landing: &LandingView) -> MovingItem {
    let place = Place::Deployment { connection: landing.connection.clone(), deployment: landing.deployment.clone() };
    let name = name_of(landing.comment.as_deref(), &landing.deployment);
    let far = match &landing.counts {
        None => "not seen yet".to_owned(),
        Some(counts) => far(counts),
    };
    MovingItem { text: format!("{name}: {far}"), place }
}

fn far(counts: &Counts) -> String {
    let ended = format!("{} of {} ended", grouped(counts.terminal()), grouped(counts.total()));
    match counts.failed {
        0 => ended,
        failed => format!("{ended}, {} failed", grouped(failed)),
    }
}

fn of_guard(guard: &GuardView) -> Option<MovingItem> {
    let deployment = guard.deployment.as_ref()?;
    let place = Place::Deployment { connection: guard.connection.clone(), deployment: deployment.clone() };
    let name = name_of(guard.comment.as_deref(), deployment);
    let state = if guard.stage == GuardStage::Fired { "the guard has fired" } else { "guarded" };
    Some(MovingItem { text: format!("{name}: {state}"), place })
}

fn of_plan(plan: &PlanView) -> MovingItem {
    let name = sanitise::line(&plan.plan.name, NAME);
    let begun = plan.waves.iter().filter(|wave| wave.stage != WaveStage::Waiting).count();
    let state = match plan.stage {
        PlanStage::Halted { .. } => "halted".to_owned(),
        _ => format!("wave {begun} of {}", plan.waves.len()),
    };
    let place = Place::Plan { connection: plan.connection.clone(), id: plan.id.clone() };
    MovingItem { text: format!("Plan {name}: {state}"), place }
}

fn name_of(comment: Option<&str>, deployment: &DeploymentId) -> String {
    let name = comment.map(|comment| sanitise::line(comment, NAME)).filter(|name| !name.is_empty());
    name.unwrap_or_else(|| format!("Deployment {}", sanitise::line(deployment, 12)))
}

/// All of it in one line.
fn summary(landings: usize, guards: usize, plans: usize) -> String {
    let counted = |many: usize, one: &str, more: &str| match many {
        0 => None,
        1 => Some(format!("1 {one}")),
        many => Some(format!("{many} {more}")),
    };
    let parts: Vec<String> = [
        counted(landings, "deployment watched", "deployments watched"),
        counted(guards, "guard", "guards"),
        counted(plans, "plan", "plans"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() { "Nothing is moving".to_owned() } else { parts.join(", ") }
}

/// How much of what is watched has ended; none where nothing of it is known to move.
fn percent(landings: &[LandingView]) -> Option<u8> {
    let counts = landings.iter().filter_map(|landing| landing.counts);
    let (ended, total) = counts.fold((0u64, 0u64), |(ended, total), counts| {
        (ended + u64::from(counts.terminal()), total + u64::from(counts.total()))
    });
    u8::try_from((ended * 100).checked_div(total)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn landing(deployment: &str, comment: Option<&str>, counts: Option<Counts>) -> LandingView {
        LandingView {
            connection: "c".into(),
            deployment: deployment.into(),
            comment: comment.map(Into::into),
            launched: true,
            since_ms: 0,
            counts,
            ends_ms: 0,
            blind: None,
        }
    }

    #[test]
    fn each_deployment_says_how_far_it_is() {
        let half = Counts { pending: 600, succeeded: 590, failed: 10, ..Counts::default() };
        let all = [
            landing("dp-1", Some("v1.2\u{202e}"), Some(half)),
            landing("0123456789abcdef", None, None),
            landing("dp-3", Some("ended"), Some(Counts { succeeded: 400, ..Counts::default() })),
        ];
        let moving = moving(&all, &[], &[], 2);
        let texts: Vec<&str> = moving.items.iter().map(|item| item.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "v1.2⟨U+202E⟩: 600 of 1,200 ended, 10 failed",
                "Deployment 0123456789ab…: not seen yet",
                "ended: 400 of 400 ended"
            ]
        );
        assert_eq!(moving.summary, "3 deployments watched");
        assert_eq!((moving.percent, moving.unseen), (Some(62), 2), "1,000 of 1,600");
        assert_eq!(moving.items[0].place, Place::Deployment { connection: "c".into(), deployment: "dp-1".into() });
    }

    #[test]
    fn a_menu_has_an_end() {
        let all: Vec<LandingView> = (0..20).map(|n| landing(&n.to_string(), Some("x"), None)).collect();
        let moving = moving(&all, &[], &[], 0);
        assert_eq!(moving.items.len(), ITEMS + 1);
        assert_eq!(moving.items[ITEMS].text, "5 more, in the window");
        assert_eq!(moving.percent, None, "nothing was seen of any of them");
        assert_eq!(super::moving(&[], &[], &[], 0).summary, "Nothing is moving");
    }
}
