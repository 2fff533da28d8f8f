//! What is news of a deployment, as tables and as laws over any course of looks.

use proptest::prelude::*;

use super::*;

const START_MS: i64 = 1_700_000_000_000;

fn counts(pending: u32, succeeded: u32, failed: u32) -> Counts {
    Counts { pending, succeeded, failed, ..Counts::default() }
}

fn landing(launched: bool) -> Landing {
    let of = Of {
        connection: "c".into(),
        deployment: "dp".into(),
        destination: "https://here.test f".into(),
        comment: None,
    };
    Landing::new(of, launched, START_MS)
}

fn sighting(at_ms: i64, counts: Counts) -> Sighting {
    Sighting { counts, at_ms, stuck: 0, finished: false }
}

#[test]
fn it_begins_to_fail_by_the_rule_and_not_before() {
    for (pending, succeeded, failed, begins) in [
        (100, 0, 2, false),
        (100, 0, 3, true),
        (1_000, 297, 3, true),
        (1_000, 298, 3, false),
        (1_000, 10, 0, false),
        // Fewer than thirty: the first one is enough.
        (28, 0, 1, true),
        (10, 18, 1, true),
        (29, 0, 1, false),
        (0, 0, 0, false),
    ] {
        let counts = counts(pending, succeeded, failed);
        assert_eq!(fails(&counts), begins, "{failed} of {} that ended, of {}", succeeded + failed, counts.total());
    }
    assert!(!fails(&counts(0, u32::MAX - 4_000, 4_000)), "large numbers do not wrap round");
}

#[test]
fn each_kind_is_told_once_and_finishing_says_the_rest() {
    let mut one = landing(true);
    let failing = counts(80, 10, 10);
    assert_eq!(one.saw(&sighting(START_MS, failing)).news, [Happened::Fails(failing)]);
    let stuck = Sighting { stuck: 2, ..sighting(START_MS, failing) };
    assert_eq!(one.saw(&stuck).news, [Happened::Stuck(2)], "failing was told");
    assert_eq!(one.saw(&stuck), Saw::default(), "and each only once");
    assert_eq!(one.saw(&sighting(START_MS, failing)), Saw::default(), "that nobody is stuck any more is no news");
    assert_eq!(one.saw(&stuck), Saw::default(), "nor that somebody is again");
    let ended = counts(0, 10, 90);
    let finished = Sighting { finished: true, stuck: 1, ..sighting(START_MS, ended) };
    assert_eq!(one.saw(&finished), Saw { news: vec![Happened::Finished(ended)], over: true });
    let mut at_once = landing(true);
    assert_eq!(at_once.saw(&finished).news, [Happened::Finished(ended)], "one look, one piece of news");
}

#[test]
fn what_was_so_before_is_no_news() {
    let failing = Sighting { stuck: 3, ..sighting(START_MS, counts(50, 0, 50)) };
    let mut asked = landing(false);
    assert_eq!(asked.saw(&failing), Saw::default(), "it failed and was stuck when the user asked to be told");
    assert_eq!(asked.saw(&failing), Saw::default());
    let finished = Sighting { finished: true, ..failing };
    assert_eq!(asked.saw(&finished).news, [Happened::Finished(failing.counts)], "but this came later");
    let old = landing(false).saw(&finished);
    assert_eq!(old, Saw { news: Vec::new(), over: true }, "an old deployment that is opened is no news");
    let mut launched = landing(true);
    assert_eq!(launched.saw(&failing).news.len(), 2, "a launch had nothing behind it");
}

#[test]
fn a_week_in_which_nothing_moves_ends_it_without_a_word() {
    let mut one = landing(true);
    let waiting = counts(1, 99, 0);
    assert!(!one.saw(&sighting(START_MS, waiting)).over);
    assert!(!one.saw(&sighting(START_MS + WEEK_MS - 1, waiting)).over);
    assert_eq!(one.ends_ms(), START_MS + WEEK_MS, "it says when");
    assert_eq!(one.saw(&sighting(START_MS + WEEK_MS, waiting)), Saw { news: Vec::new(), over: true });
    let mut closed = landing(true);
    closed.saw(&sighting(START_MS, waiting));
    let moved = closed.saw(&sighting(START_MS + 2 * WEEK_MS, counts(0, 100, 0)));
    assert!(!moved.over, "what moved while Flightdeck was closed is looked at first");
}

fn look() -> impl Strategy<Value = (Counts, u32, bool)> {
    (0..40u32, 0..400u32, 0..20u32, 0..3u32, prop::bool::weighted(0.1))
        .prop_map(|(pending, succeeded, failed, stuck, finished)| (counts(pending, succeeded, failed), stuck, finished))
}

proptest! {
    /// Whatever is seen, restarts included: each kind once at most, nothing of what the first look found where the user asked, nothing after
    /// the end.
    #[test]
    fn the_law(looks in prop::collection::vec((look(), any::<bool>()), 1..40), launched in any::<bool>()) {
        let mut one = landing(launched);
        let mut told = Vec::new();
        for (at, ((counts, stuck, finished), restarts)) in looks.into_iter().enumerate() {
            let sighting = Sighting { counts, at_ms: START_MS + at as i64 * 15_000, stuck, finished };
            let before = one.clone();
            let saw = one.saw(&sighting);
            if at == 0 && !launched {
                prop_assert_eq!(&saw.news, &Vec::new(), "what was so before is no news");
            }
            prop_assert!(saw.news.is_empty() || saw.over || one.tells_otherwise(&before), "what is told has to be written down");
            told.extend(saw.news.iter().map(std::mem::discriminant));
            if finished {
                prop_assert!(saw.over, "there is nothing left to watch");
                prop_assert!(saw.news.len() <= 1, "the end says the rest");
            }
            if saw.over {
                break;
            }
            if restarts {
                let written = serde_json::to_string(&one).unwrap();
                one = serde_json::from_str(&written).unwrap();
            }
        }
        let count = told.len();
        told.dedup();
        told.sort_by_key(|one| format!("{one:?}"));
        told.dedup();
        prop_assert_eq!(told.len(), count, "each kind once at most");
    }
}
