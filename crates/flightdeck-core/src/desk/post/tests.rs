//! When news is told, as a table and as a law over any course of a day.

use proptest::prelude::*;

use super::*;
use crate::wire::{Place, WeekHours};

/// 2026-11-23, a Monday, at midnight.
const MONDAY_MS: i64 = 20_780 * 24 * 60 * 60 * 1_000;
const MINUTE_MS: i64 = 60_000;
const UTC: &dyn Fn(i64) -> i32 = &|_| 0;

fn deployment(name: &str) -> Place {
    Place::Deployment { connection: "c".into(), deployment: name.into() }
}

fn of(kind: Kind, name: &str) -> News {
    News { kind, place: deployment(name), title: format!("{kind:?} {name}"), body: "It is so.".into() }
}

fn nights() -> NotificationSettings {
    let quiet = vec![WeekHours { days: (1..=7).collect(), from: 22 * 60, to: 6 * 60 }];
    NotificationSettings { quiet, ..NotificationSettings::default() }
}

fn at(settings: &NotificationSettings, now_ms: i64) -> Around<'_> {
    Around { now_ms, settings, zone: UTC }
}

#[test]
fn what_comes_within_a_moment_is_one() {
    let settings = NotificationSettings::default();
    let mut post = Post::default();
    post.news(of(Kind::Finished, "a"), &at(&settings, 0));
    assert_eq!(post.wait_ms(&at(&settings, 500)), Some(1_500));
    assert_eq!(post.take(&at(&settings, 500)), None, "others may come");
    for (kind, name) in [(Kind::Fired, "b"), (Kind::Finished, "b")] {
        post.news(of(kind, name), &at(&settings, 1_900));
    }
    let told = post.take(&at(&settings, MOMENT_MS)).expect("the moment is over");
    assert_eq!(told.title, "3 things happened");
    assert_eq!(told.body, "1 guard has fired. 2 deployments have finished.", "how many of what, what needs eyes first");
    assert_eq!(told.place, Place::Deployments { connection: "c".into() }, "the nearest place that has them all");
    assert_eq!((post.take(&at(&settings, 9_000)), post.wait_ms(&at(&settings, 9_000))), (None, None), "and once");
    assert_eq!(post.unseen(), 3);

    post.news(of(Kind::Stuck, "a"), &at(&settings, 10_000));
    let alone = post.take(&at(&settings, 12_000)).expect("it is told");
    assert_eq!((alone.title.as_str(), alone.place), ("Stuck a", deployment("a")), "one is told as itself");
    post.news(of(Kind::Stuck, "b"), &at(&settings, 20_000));
    assert!(post.take(&at(&settings, 5_000)).is_some(), "a clock that was set back makes nobody wait");
}

#[test]
fn in_front_nothing_is_told_and_what_waited_is_seen() {
    let settings = NotificationSettings::default();
    let mut post = Post::default();
    post.news(of(Kind::Fails, "a"), &at(&settings, 0));
    post.front(true);
    post.news(of(Kind::Finished, "a"), &at(&settings, 100));
    post.front(false);
    assert_eq!(post.take(&at(&settings, 60_000)), None, "the page showed both");
    post.news(of(Kind::Finished, "b"), &at(&settings, 60_000));
    assert!(post.take(&at(&settings, 70_000)).is_some(), "behind other windows it is told");
    assert_eq!(post.unseen(), 1);
    post.front(true);
    assert_eq!(post.unseen(), 0, "who comes back has seen it");
}

#[test]
fn quiet_hours_end_with_one_word_on_all_of_it() {
    let settings = nights();
    let mut post = Post::default();
    let night = MONDAY_MS + 23 * 60 * MINUTE_MS;
    post.news(of(Kind::Fails, "a"), &at(&settings, night));
    post.news(of(Kind::Stuck, "b"), &at(&settings, night));
    post.news(of(Kind::Finished, "a"), &at(&settings, night + 60 * MINUTE_MS));
    for hour in 0..7 {
        assert_eq!(post.take(&at(&settings, night + hour * 60 * MINUTE_MS - 1)), None, "hour {hour} is quiet");
    }
    let wait = post.wait_ms(&at(&settings, night)).expect("it waits");
    assert!(wait <= MINUTE_MS, "and looks again in time");
    let told = post.take(&at(&settings, night + 7 * 60 * MINUTE_MS)).expect("six in the morning");
    assert_eq!(told.title, "2 things happened", "that it finished says that it failed");
    assert_eq!(told.body, "1 deployment has stuck devices. 1 deployment has finished.");
}

#[test]
fn every_kind_has_its_switch_which_counts_to_the_last() {
    let on = NotificationSettings::default();
    for (kind, off) in [
        (Kind::Finished, NotificationSettings { finished: false, ..on.clone() }),
        (Kind::Fails, NotificationSettings { failing: false, ..on.clone() }),
        (Kind::Stuck, NotificationSettings { stuck: false, ..on.clone() }),
        (Kind::Fired, NotificationSettings { guards: false, ..on.clone() }),
        (Kind::Halted, NotificationSettings { plans: false, ..on.clone() }),
        (Kind::Waits, NotificationSettings { plans: false, ..on.clone() }),
        (Kind::Stopped, NotificationSettings { plans: false, ..on.clone() }),
        (Kind::Done, NotificationSettings { plans: false, ..on.clone() }),
    ] {
        let told = |first: &NotificationSettings, then: &NotificationSettings| {
            let mut post = Post::default();
            post.news(of(kind, "a"), &at(first, 0));
            post.take(&at(then, MOMENT_MS)).is_some()
        };
        assert!(told(&on, &on), "{kind:?} is told");
        assert!(!told(&off, &on), "{kind:?} was not wanted when it happened");
        assert!(!told(&on, &off), "{kind:?} is not wanted any more");
    }
}

#[derive(Clone, Debug)]
enum Act {
    News(u8),
    Front(bool),
    Pass(i64),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0..8u8).prop_map(Act::News),
        1 => any::<bool>().prop_map(Act::Front),
        4 => (1..90 * MINUTE_MS).prop_map(Act::Pass),
        4 => (1..3_000i64).prop_map(Act::Pass),
    ]
}

proptest! {
    /// Whatever happens when: nothing is told in quiet hours or in front, nothing twice, and what was neither seen nor overtaken is told.
    #[test]
    fn the_law(acts in prop::collection::vec(act(), 1..80)) {
        const KINDS: [Kind; 8] =
            [Kind::Fired, Kind::Halted, Kind::Waits, Kind::Fails, Kind::Stuck, Kind::Finished, Kind::Stopped, Kind::Done];
        let settings = nights();
        let (mut now_ms, mut front) = (MONDAY_MS + 12 * 60 * MINUTE_MS, false);
        let mut post = Post::default();
        // Each piece of news has a place of its own, so that none overtakes another.
        let (mut number, mut open, mut told) = (0usize, 0usize, 0usize);
        for act in acts {
            match act {
                Act::News(kind) => {
                    number += 1;
                    post.news(of(KINDS[kind as usize], &number.to_string()), &at(&settings, now_ms));
                    open += usize::from(!front);
                }
                Act::Front(now) => {
                    front = now;
                    post.front(now);
                    if now {
                        open = 0;
                    }
                }
                Act::Pass(ms) => now_ms += ms,
            }
            let around = at(&settings, now_ms);
            let quiet = !(6..22).contains(&((now_ms - MONDAY_MS) / (60 * MINUTE_MS) % 24));
            if let Some(one) = post.take(&around) {
                prop_assert!(!front, "the page shows it");
                prop_assert!(!quiet, "nobody is woken");
                let many = one.title.strip_suffix(" things happened").map_or(1, |many| many.parse().unwrap());
                prop_assert_eq!(many, open, "all that waited, and nothing else");
                told += many;
                open = 0;
            } else if open > 0 {
                prop_assert!(post.wait_ms(&around).is_some(), "what waits is not forgotten");
            }
        }
        now_ms += 24 * 60 * MINUTE_MS;
        now_ms -= (now_ms - MONDAY_MS) % (24 * 60 * MINUTE_MS) - 12 * 60 * MINUTE_MS;
        let last = post.take(&at(&settings, now_ms));
        prop_assert_eq!(last.is_some(), open > 0, "at noon all that waited is told");
        prop_assert!(told <= number);
    }
}
