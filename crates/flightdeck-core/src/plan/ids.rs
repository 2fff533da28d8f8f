//! The ids under which a plan launches: made of the plan, the wave and the try, so that the journal alone tells what was sent. Pure.

/// Which launch of a plan it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LaunchOf {
    Wave { wave: usize, tries: u32 },
    Back { place: usize, tries: u32 },
}

/// The id of a wave's launch.
pub(super) fn wave(plan: &str, wave: usize, tries: u32) -> String {
    format!("plan/{plan}/{wave}/{tries}")
}

/// The id of a launch that goes back. The first try has no number: so it is in older journals.
pub(super) fn back(plan: &str, place: usize, tries: u32) -> String {
    let again = if tries > 0 { format!("/{tries}") } else { String::new() };
    format!("plan/{plan}/back/{place}{again}")
}

/// The id under which a wave is aborted.
pub(super) fn abort(plan: &str, wave: usize) -> String {
    format!("plan/{plan}/{wave}/abort")
}

/// The id of a wave's batch; its launches have ids of their own, made of this.
pub(super) fn batch(plan: &str, wave: usize) -> String {
    format!("plan-{plan}-{wave}")
}

/// Of which plan, and what of it, a launch is; none for one that is no plan's.
pub(super) fn of_launch(launch: &str) -> Option<(&str, LaunchOf)> {
    let (plan, rest) = launch.strip_prefix("plan/")?.split_once('/')?;
    let (first, second) = rest.split_once('/')?;
    let of = match first {
        "back" => {
            let (place, tries) = second.split_once('/').unwrap_or((second, "0"));
            LaunchOf::Back { place: place.parse().ok()?, tries: tries.parse().ok()? }
        }
        _ => LaunchOf::Wave { wave: first.parse().ok()?, tries: second.parse().ok()? },
    };
    Some((plan, of))
}

/// Whether a launch is one of a plan's.
pub(crate) fn is_of_plan(launch: &str) -> bool {
    of_launch(launch).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_is_of_its_plan_and_wave() {
        let all = [wave("p", 3, 2), back("p", 4, 0), back("p", 4, 1), abort("p", 3), batch("p", 3)];
        let known = ["plan/p/3/2", "plan/p/back/4", "plan/p/back/4/1", "plan/p/3/abort", "plan-p-3"];
        assert_eq!(all, known, "journals of today hold these");
    }

    #[test]
    fn a_launch_tells_its_plan_and_wave() {
        assert_eq!(of_launch(&wave("p-1", 3, 2)), Some(("p-1", LaunchOf::Wave { wave: 3, tries: 2 })));
        for tries in [0, 2] {
            assert_eq!(of_launch(&back("p-1", 4, tries)), Some(("p-1", LaunchOf::Back { place: 4, tries })));
        }
        for other in ["", "plan/", "plan/p", "b-1.0.0", "plan/p/x/1", "plan/p/1/x", &abort("p", 1), &batch("p", 1)] {
            assert_eq!(of_launch(other), None, "{other} is no launch of a plan");
        }
    }
}
