//! The book by itself: who is to have a task, and which look was judged.

use super::*;
use crate::guard::book::{Book, Turn};
use crate::guard::state::{Guard, Of, Sighting, What};
use crate::wire::Counts;

fn guard(id: &str, what: What) -> Guard {
    let of = Of { connection: "c".into(), destination: "https://here.test".into(), comment: None, what };
    Guard::new(id.to_owned(), of, Desk::rule(false), START_MS)
}

#[tokio::test]
async fn a_task_is_for_a_guard_that_watches_and_has_none() {
    let mut book = Book::default();
    let mut over = guard("over", What::Deployment("dp-1".into()));
    over.disarm(None, START_MS);
    book.put(over);
    book.put(guard("armed", What::Deployment("dp-2".into())));
    book.put(guard("waits", What::Launch("l".into())));
    let of = |book: &Book, id: &str| book.idle(id).map(|(_, deployment, _)| deployment.to_string());
    assert_eq!(of(&book, "over"), None, "it watches no more");
    assert_eq!(of(&book, "waits"), None, "there is no deployment yet");
    assert_eq!(of(&book, "armed").as_deref(), Some("dp-2"), "nobody watches for it");
    book.began("armed", tokio::spawn(std::future::pending::<()>()).abort_handle());
    assert_eq!(of(&book, "armed"), None, "a second task would ask for its abort a second time");
}

#[test]
fn a_look_is_judged_once_with_the_causes_that_are_known() {
    let mut book = Book::default();
    book.put(guard("g", What::Deployment("dp".into())));
    let entry = book.entry("g").unwrap();
    assert!(!entry.knows(START_MS, 0), "nothing was judged");
    let sighting = Sighting {
        counts: Counts::default(),
        at_ms: START_MS,
        shortfall: None,
        unreadable: 0,
        looked_at: 0,
        causes: Vec::new(),
        finished: false,
    };
    let turn = Turn { blind: None, sighting: Some(sighting), causes_revision: 3, oldest_ms: 0 };
    entry.turn(turn, START_MS, |_| Ok(()));
    assert!(entry.knows(START_MS, 3), "this one was");
    assert!(!entry.knows(START_MS, 4), "with other causes it is another");
    assert!(!entry.knows(START_MS + 1, 3), "so is a later one");
}
