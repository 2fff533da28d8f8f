//! What a wave sends: a draft, made of the plan's request and the wave's target. Pure.

use crate::wire::{DeploymentId, DeviceId, Draft, FilterDraft, FilterKind, OperandDraft, Plan, PlanBack, WaveTarget};

/// The draft that a wave of groups and filters sends; none for a list of devices, and for a wave that is not there.
pub(crate) fn draft_of(plan: &Plan, wave: usize) -> Option<Draft> {
    let of = plan.waves.get(wave)?;
    let WaveTarget::Filters { groups, filters, rest } = &of.target else { return None };
    let mut filters = filters.clone();
    if *rest && let Some(left_out) = has_it_already(&plan.request) {
        filters.push(left_out);
    }
    Some(Draft { groups: groups.clone(), filters, guard: of.guard.clone(), ..sent(plan, wave) })
}

/// What each device of a wave that is a list is sent; none for another.
pub(crate) fn draft_for_each(plan: &Plan, wave: usize) -> Option<(Draft, &[DeviceId])> {
    match &plan.waves.get(wave)?.target {
        WaveTarget::Devices { devices } => Some((sent(plan, wave), devices)),
        WaveTarget::Filters { .. } => None,
    }
}

/// The draft that goes to those of a deployment that succeeded, or to those that failed.
pub(crate) fn draft_back(back: &PlanBack, deployment: &DeploymentId, succeeded: bool) -> Draft {
    let whom = FilterDraft {
        kind: FilterKind::Deployment,
        operand: OperandDraft::Is,
        value: if succeeded { "success" } else { "failed" }.to_owned(),
        extra: deployment.to_string(),
    };
    Draft { filters: vec![whom], ..without_target(&back.request) }
}

/// Who has the plan's app in its version is left out; none where the request sets no app, so that the API has no word for it.
pub(crate) fn has_it_already(request: &Draft) -> Option<FilterDraft> {
    (!request.app_name.is_empty() && !request.app_version.is_empty()).then(|| FilterDraft {
        kind: FilterKind::App,
        operand: OperandDraft::IsNot,
        value: request.app_name.clone(),
        extra: request.app_version.clone(),
    })
}

/// The request with the wave in its comment, so that the list of deployments tells the waves apart.
fn sent(plan: &Plan, wave: usize) -> Draft {
    let request = without_target(&plan.request);
    let of = &plan.waves[wave];
    let place = format!("wave {} of {}", wave + 1, plan.waves.len());
    let named = if of.name.trim().is_empty() { place } else { format!("{place}, {}", of.name.trim()) };
    let base = if request.comment.trim().is_empty() { plan.name.trim() } else { request.comment.trim() };
    let comment = if base.is_empty() { named } else { format!("{base} ({named})") };
    Draft { comment, ..request }
}

fn without_target(request: &Draft) -> Draft {
    Draft { groups: Vec::new(), filters: Vec::new(), guard: None, batch: None, ..request.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Gate, GuardLimit, GuardRule, PlanWave};

    fn plan() -> Plan {
        let guard = GuardRule { limits: vec![GuardLimit::OneCause { more_than: 3 }], abort: true };
        // With what its form has left over: whom it reaches is said by the waves alone.
        let left = FilterDraft {
            kind: FilterKind::Tag,
            operand: OperandDraft::Is,
            value: "left".into(),
            extra: String::new(),
        };
        let request = Draft {
            flow_uuid: "f".into(),
            app_name: "fw".into(),
            app_version: "2".into(),
            groups: vec!["Left".into()],
            filters: vec![left],
            guard: Some(guard.clone()),
            batch: Some("b-1".into()),
            ..Draft::default()
        };
        let of = |group: &str, rest| WaveTarget::Filters { groups: vec![group.into()], filters: Vec::new(), rest };
        let wave = |name: &str, target| PlanWave { name: name.into(), target, gate: Gate::default(), guard: None };
        Plan {
            name: "Firmware 2".into(),
            request,
            waves: vec![
                PlanWave { guard: Some(guard), ..wave("Lab", of("Test", false)) },
                wave("", of("All", true)),
                wave("By hand", WaveTarget::Devices { devices: vec!["d-1".into(), "d-2".into()] }),
            ],
            back: None,
        }
    }

    #[test]
    fn a_wave_sends_the_request_to_its_own_target() {
        let plan = plan();
        let first = draft_of(&plan, 0).unwrap();
        assert_eq!(first.groups, ["Test"]);
        assert!(first.filters.is_empty() && first.guard.is_some(), "its own target and guard: {first:?}");
        assert_eq!(first.comment, "Firmware 2 (wave 1 of 3, Lab)", "the list tells the waves apart");
        let rest = draft_of(&plan, 1).unwrap();
        assert_eq!(rest.filters, [has_it_already(&plan.request).unwrap()], "who has the version is left out");
        assert_eq!(rest.comment, "Firmware 2 (wave 2 of 3)");
        assert_eq!((rest.flow_uuid.as_str(), &rest.guard, &rest.batch), ("f", &None, &None), "and nothing left over");
        assert!(draft_of(&plan, 2).is_none() && draft_of(&plan, 3).is_none(), "a list is no one deployment");
        let (each, devices) = draft_for_each(&plan, 2).unwrap();
        let bare = Draft { groups: Vec::new(), filters: Vec::new(), guard: None, batch: None, ..each.clone() };
        assert_eq!(each, bare, "each device is named when it is sent to");
        assert_eq!(
            (each.comment.as_str(), devices),
            ("Firmware 2 (wave 3 of 3, By hand)", &["d-1", "d-2"].map(DeviceId::from)[..])
        );
        assert!(draft_for_each(&plan, 0).is_none() && draft_for_each(&plan, 3).is_none(), "groups are one deployment");
    }

    #[test]
    fn who_has_it_already_is_known_by_an_app_and_its_version() {
        for (name, version, known) in [("fw", "2", true), ("fw", "", false), ("", "2", false), ("", "", false)] {
            let request = Draft { app_name: name.into(), app_version: version.into(), ..Draft::default() };
            let left_out = has_it_already(&request).map(|filter| (filter.value, filter.extra));
            assert_eq!(left_out, known.then(|| (name.to_owned(), version.to_owned())), "{name:?} {version:?}");
        }
    }

    #[test]
    fn what_is_sent_back_goes_to_one_outcome_of_one_deployment() {
        let back = PlanBack { request: plan().request, succeeded: true, failed: false };
        let draft = draft_back(&back, &"dp-1".into(), true);
        assert_eq!(draft.filters.len(), 1, "one filter names them");
        assert_eq!((draft.groups, draft.guard, draft.batch), (Vec::new(), None, None), "and nothing else");
        assert_eq!((draft.filters[0].value.as_str(), draft.filters[0].extra.as_str()), ("success", "dp-1"));
        assert_eq!(draft_back(&back, &"dp-1".into(), false).filters[0].value, "failed");
    }
}
