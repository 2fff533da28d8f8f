//! Records that read well and are not what was written.

use super::*;
use crate::outside::{Batchbook, KeptBatch, KeptLanding, KeptPlan, KeptTemplate, Landingbook, Planbook, Templates};

/// Every change here leaves a record that reads well, of something that nobody wrote.
#[test]
fn a_record_that_became_another_one_is_not_shown_and_told() {
    let (c, draft) = ("c".into(), Draft { comment: "north".into(), ..Draft::default() });
    let changes = [
        ("draft", "UPDATE drafts SET draft = replace(draft, 'north', 'south')"),
        ("draft", "UPDATE drafts SET connection = 'd'"),
        ("template", "UPDATE templates SET draft = replace(draft, 'north', 'south')"),
        ("template", "UPDATE templates SET name = 'South'"),
        ("guard", "UPDATE guards SET guard = replace(guard, '5', '95')"),
        ("batch", "UPDATE batches SET batch = replace(batch, 'north', 'south')"),
        ("batch", "UPDATE batches SET id = 'b-2'"),
        ("plan", "UPDATE plans SET plan = replace(plan, '10', '90')"),
        ("plan", "UPDATE plans SET connection = 'd'"),
        ("deployment watched in the background", "UPDATE landings SET landing = replace(landing, 'true', 'false')"),
        ("name of a flow", "UPDATE flows SET name = 'South'"),
        ("name of a flow", "UPDATE flows SET connection = 'd'"),
        ("mark of a parameter as secret or not", "UPDATE secret_marks SET secret = 1"),
        ("mark of a parameter as secret or not", "UPDATE secret_marks SET name = 'PIN'"),
    ];
    for (kind, change) in changes {
        let directory = tempfile::tempdir().unwrap();
        {
            let store = open(directory.path(), 0).unwrap().store;
            store.keep_draft(&c, &KeptDraft { id: "d-1".into(), draft: draft.clone(), saved_ms: 1 }).unwrap();
            let (id, name) = ("t-1".into(), "North".into());
            let template = KeptTemplate { id, name, draft: draft.clone(), asks: vec![], saved_ms: 1 };
            store.keep_templates(&c, &[template]).unwrap();
            let guard = r#"{"percent":5}"#.to_owned();
            store.keep_guard(&KeptGuard { id: "g".into(), connection: c.clone(), guard }).unwrap();
            let batch = r#"{"comment":"north"}"#.to_owned();
            store.add_batch(&KeptBatch { id: "b".into(), connection: c.clone(), batch }, &[]).unwrap();
            let plan = r#"{"percent":10}"#.to_owned();
            store.keep_plan(&KeptPlan { id: "p".into(), connection: c.clone(), plan }).unwrap();
            let (connection, deployment) = (c.clone(), "dp".into());
            store.keep_landing(&KeptLanding { connection, deployment, landing: r#"{"told":true}"#.into() }).unwrap();
            store.set_name(&c, "f", Some("North")).unwrap();
            store.set_marks(&c, "f", &[("SITE", false)]).unwrap();
            assert_eq!(store.lock().execute(change, []).unwrap(), 1, "it is damaged: {change}");
        }
        let opened = open(directory.path(), 0).unwrap();
        let store = &opened.store;
        let marks = store.marks(&c, "f").unwrap();
        let left = [
            store.drafts(&c).unwrap().len() + store.drafts(&"d".into()).unwrap().len(),
            store.templates(&c).unwrap().len(),
            store.guards().unwrap().len(),
            store.batches().unwrap().len(),
            store.plans().unwrap().len(),
            store.landings().unwrap().len(),
            ["c", "d"].into_iter().filter_map(|connection| store.name(&connection.into(), "f").unwrap()).count(),
            ["SITE", "PIN"].into_iter().filter(|name| marks.of_name(name) == Some(false)).count(),
        ];
        assert_eq!(
            left.iter().sum::<usize>(),
            left.len() - 1,
            "{change}: it is not shown, and all others are: {left:?}"
        );
        let all = store.names(&c).unwrap().len() + store.names(&"d".into()).unwrap().len();
        assert_eq!(all, left[6], "{change}: nor among all names");
        let [note] = opened.notes.as_slice() else { panic!("{change}: it is told, once: {:?}", opened.notes) };
        assert!(note.message.contains(&format!("1 {kind}.")), "{change}: and what it was: {}", note.message);
    }
}

/// A batch goes on with the devices that nobody was sent to yet: which these are must be certain.
#[test]
fn a_batch_with_other_devices_or_launches_is_not_gone_on_with() {
    let devices = vec![("d-1".into(), Some("Mast 1".to_owned())), ("d-2".into(), None)];
    for change in [
        "UPDATE batch_devices SET device = 'd-9' WHERE place = 1",
        "UPDATE batch_devices SET name = '' WHERE place = 1",
        "DELETE FROM batch_devices WHERE place = 1",
        "UPDATE launches SET outcome = NULL WHERE request_id = 'b.0.1'",
        "UPDATE launches SET sent_ms = 2 WHERE request_id = 'b.0.1'",
    ] {
        let store = Store::in_memory().unwrap();
        store.add_batch(&KeptBatch { id: "b".into(), connection: "c".into(), batch: "{}".into() }, &devices).unwrap();
        store.begin(&entry("b.0.1", 1)).unwrap();
        store.settle("b.0.1", &LaunchOutcome::Dismissed).unwrap();
        assert_eq!(store.batch_devices("b").unwrap(), devices, "as they were written");
        assert_eq!(store.batch_launches("b").unwrap().len(), 1, "as it was sent");
        assert_eq!(store.lock().execute(change, []).unwrap(), 1, "it is damaged: {change}");
        let reads = store.batch_devices("b").is_ok() && store.batch_launches("b").is_ok();
        assert!(!reads, "{change}: a device would be sent to twice, or one that nobody meant");
    }
}

#[test]
fn what_was_there_before_a_launch_is_as_it_was_written_or_not_known() {
    let store = Store::in_memory().unwrap();
    store.begin(&entry("a", 1)).unwrap();
    assert!(store.find("a").unwrap().unwrap().before.is_some(), "as it was written");
    let change = "UPDATE launches SET before = replace(before, 'dp-0', 'dp-9')";
    assert_eq!(store.lock().execute(change, []).unwrap(), 1, "it is damaged");
    let before = store.find("a").unwrap().unwrap().before;
    assert_eq!(before, None, "by another, somebody's deployment would be taken for ours");
}

#[test]
fn a_journal_of_which_something_cannot_be_read_says_so() {
    let store = Store::in_memory().unwrap();
    for id in ["a", "b"] {
        store.begin(&entry(id, 1)).unwrap();
    }
    assert!(store.whole(&"c".into()).is_ok() && store.whole(&"other".into()).is_ok(), "all of it is there");
    let change = "UPDATE launches SET target = 'Devices running gw 2.' WHERE request_id = 'a'";
    assert_eq!(store.lock().execute(change, []).unwrap(), 1, "it is damaged");
    assert_eq!(store.all(&"c".into()).unwrap().len(), 1, "one is left out");
    assert!(store.whole(&"c".into()).is_err(), "it may wait for the same deployment as another one");
}

#[test]
fn the_devices_of_a_batch_are_looked_at_at_the_start() {
    let directory = tempfile::tempdir().unwrap();
    let batch = KeptBatch { id: "b".into(), connection: "c".into(), batch: "{}".into() };
    {
        let store = open(directory.path(), 0).unwrap().store;
        store.add_batch(&batch, &[("d-1".into(), None)]).unwrap();
        assert_eq!(store.lock().execute("UPDATE batch_devices SET device = 'd-9'", []).unwrap(), 1, "it is damaged");
    }
    let opened = open(directory.path(), 0).unwrap();
    let [note] = opened.notes.as_slice() else { panic!("it is told, once: {:?}", opened.notes) };
    assert!(note.message.contains("1 list of a batch's devices."), "{}", note.message);
}

#[test]
fn what_was_seen_is_as_it_was_written_or_looked_at_again() {
    let (c, deployment) = ("c".into(), "dp".into());
    let counts = Counts { succeeded: 9, failed: 1, ..Counts::default() };
    for change in [
        "UPDATE seen SET failed = 0",
        "UPDATE seen SET succeeded = 1, failed = 9",
        "UPDATE seen SET at_ms = 8",
        "UPDATE seen SET deployment = 'dp-2'",
        "UPDATE seen SET connection = 'd'",
    ] {
        let store = Store::in_memory().unwrap();
        store.remember(&c, &deployment, counts, 7);
        assert_eq!(store.counts(&c, &deployment), Some((counts, 7)), "as it was seen");
        assert_eq!(store.lock().execute(change, []).unwrap(), 1, "it is damaged: {change}");
        for (connection, deployment) in [("c", "dp"), ("c", "dp-2"), ("d", "dp")] {
            let found = store.counts(&connection.into(), &deployment.into());
            assert_eq!(found, None, "{change}: what ended is not looked at again, and these would stand for good");
        }
    }
}

#[test]
fn a_mark_that_became_another_one_hides_its_value() {
    let store = Store::in_memory().unwrap();
    store.set_marks(&"c".into(), "f", &[("SITE", true), ("ZONE", false)]).unwrap();
    assert_eq!(store.lock().execute("UPDATE secret_marks SET secret = NOT secret", []).unwrap(), 2, "it is damaged");
    let marks = store.marks(&"c".into(), "f").unwrap();
    assert_eq!(["SITE", "ZONE"].map(|name| marks.of_name(name)), [Some(true); 2], "rather hidden than shown");
}

#[test]
fn a_deployment_is_of_the_launch_whose_outcome_names_it() {
    let store = Store::in_memory().unwrap();
    store.begin(&entry("a", 1)).unwrap();
    store.settle("a", &LaunchOutcome::Created { deployment: "dp-1".into() }).unwrap();
    let of = |deployment: &str| store.of_deployment(&"c".into(), &deployment.into()).unwrap().map(|one| one.request_id);
    assert_eq!(of("dp-1").as_deref(), Some("a"), "as it became");
    assert_eq!(store.lock().execute("UPDATE launches SET deployment = 'dp-2'", []).unwrap(), 1, "it is damaged");
    assert_eq!(of("dp-2"), None, "nobody sent that one from here");
}
