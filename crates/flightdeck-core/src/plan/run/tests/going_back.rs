//! What is sent back: to whom, once, and again only where it certainly was not.

use super::*;
use crate::wire::ErrorCode::{Forbidden, Unreachable};

#[test]
fn what_goes_back_is_told_by_whom_it_reaches() {
    let mut run = out();
    run.plan.back = Some(PlanBack { request: run.plan.request.clone(), succeeded: true, failed: true });
    run.saw(0, seen_of(Counts { succeeded: 2, failed: 1, ..Counts::default() }, NOW));
    let word = PlanAct::Back { word: "P".into() };
    assert!(run.act(&word, &at(NOW)).is_err(), "not while it runs");
    run.act(&PlanAct::Stop { abort: false }, &at(NOW)).unwrap();
    assert!(run.act(&PlanAct::Back { word: "Q".into() }, &at(NOW)).is_err(), "not by another name");
    run.act(&word, &at(NOW)).unwrap();
    assert_eq!(run.act(&word, &at(NOW)).unwrap_err().message, "It was sent back already.");
    let values = [0, 1].map(|place| run.draft_back(place).unwrap().filters[0].value.clone());
    assert_eq!((values, run.draft_back(2)), (["success".into(), "failed".into()], None), "both, each by itself");
    assert_eq!(run.due(), Some(Due::Back { place: 0 }));
    run.went_back(0, &Ok(created("dp-9")), false, NOW);
    assert_eq!(told(&run)[0], ("Sent back to those that succeeded as dp-9.", false));
    assert_eq!(run.due(), Some(Due::Back { place: 1 }), "one after the other");
    run.went_back(1, &Ok(refused(Forbidden)), false, NOW);
    assert_eq!(told(&run)[0], ("Not sent back to those that failed: Not now.", true));
    assert_eq!(run.due(), None, "and never again");
    let views: Vec<_> = run.back.iter().map(Back::view).map(|view| (view.deployment, view.why)).collect();
    assert_eq!(views, [(Some("dp-9".into()), None), (None, Some("Not now.".to_owned()))]);
}

#[test]
fn what_certainly_was_not_sent_back_is_tried_again_and_what_may_have_been_is_not() {
    let going_back = || {
        let mut run = out();
        run.plan.back = Some(PlanBack { request: run.plan.request.clone(), succeeded: true, failed: false });
        look(&mut run, NOW);
        run.act(&PlanAct::Stop { abort: false }, &at(NOW)).unwrap();
        run.act(&PlanAct::Back { word: "P".into() }, &at(NOW)).unwrap();
        run
    };
    let not_now = |code| Err(AppError::new(code, "Not now."));
    let mut run = going_back();
    for (code, begun) in
        [(ErrorCode::RuleForbids, false), (ErrorCode::KeyringLocked, true), (ErrorCode::NotFound, true)]
    {
        run.went_back(0, &not_now(code), begun, NOW);
        assert_eq!((run.due(), run.held.as_deref()), (Some(Due::Back { place: 0 }), Some("Not now.")), "{code:?}");
        assert_eq!(run.back[0].tries, 0, "{code:?}: under the same id");
    }
    for tries in 1..PATIENCE {
        run.went_back(0, &Ok(refused(Unreachable)), false, NOW);
        assert_eq!(
            (run.due(), run.back[0].tries),
            (Some(Due::Back { place: 0 }), tries),
            "it sent nothing: another id"
        );
    }
    run.went_back(0, &Ok(refused(Unreachable)), false, NOW);
    assert_eq!(run.due(), None, "three in vain");
    let cut = LaunchOutcome::Unknown {
        why: "Cut.".into(),
        trouble: None,
        created: false,
        searched: None,
        candidates: vec![],
    };
    let mut lost = going_back();
    lost.went_back(0, &Ok(cut), false, NOW);
    assert_eq!(lost.due(), None, "it may have been sent");
    lost.went_back(0, &not_now(ErrorCode::RuleForbids), false, NOW);
    assert!(
        told(&lost)[0].0.contains("Nobody knows whether it was sent"),
        "and nothing takes that back: {:?}",
        told(&lost)
    );
    lost.back_found(0, 1, &created("dp-8"), NOW);
    assert_eq!(lost.back[0].view().deployment, None, "another try is another launch");
    lost.back_found(0, 0, &created("dp-9"), NOW);
    assert_eq!(lost.back[0].view().deployment, Some("dp-9".into()), "what is found is known");
    assert_eq!(told(&lost)[0].0, "It was sent back to those that succeeded after all, as dp-9.");
    let happened = lost.happened.len();
    lost.back_found(0, 0, &created("dp-9"), NOW);
    assert_eq!(lost.happened.len(), happened, "once");
}
