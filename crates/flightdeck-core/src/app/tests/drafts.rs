//! Several drafts: none takes the place of another.

use super::*;
use crate::wire::{FilterDraft, FilterKind, OperandDraft};

fn called(comment: &str) -> Draft {
    Draft { comment: comment.into(), ..Draft::default() }
}

#[tokio::test]
async fn each_draft_is_kept_by_itself_and_told_by_what_it_is() {
    let world = world();
    let connection = connected(&world).await;
    let flightdeck = &world.flightdeck;
    let first = flightdeck.draft_load(&connection, None).await.unwrap();
    assert!(flightdeck.drafts(&connection).unwrap().is_empty(), "one that was only opened is none yet");
    flightdeck.draft_save(&connection, Some(first.id.clone()), called("First")).unwrap();
    let filter = |value: &str| FilterDraft {
        kind: FilterKind::Tag,
        operand: OperandDraft::Is,
        value: value.into(),
        extra: String::new(),
    };
    flightdeck.flow_name_set(&connection, "f-1", "Gateway").await.unwrap();
    let other = Draft { flow_uuid: "f-1".into(), filters: vec![filter("north")], ..Draft::default() };
    let second = flightdeck.draft_save(&connection, None, other.clone()).unwrap();
    let rows = flightdeck.drafts(&connection).unwrap();
    let told: Vec<_> =
        rows.iter().map(|row| (row.comment.as_str(), row.flow.as_str(), row.target.as_deref())).collect();
    assert_eq!(told, [("", "Gateway", Some("Devices tagged north.")), ("First", "", None)], "the latest in front");
    let loaded = flightdeck.draft_load(&connection, Some(&first.id)).await.unwrap();
    assert_eq!((loaded.draft.comment.as_str(), loaded.saved_ms), ("First", Some(NOW)), "the first is as it was");

    flightdeck.draft_discard(&connection, &first.id).unwrap();
    assert_eq!(flightdeck.drafts(&connection).unwrap().len(), 1, "only that one goes");
    let gone = flightdeck.draft_load(&connection, Some(&first.id)).await.unwrap_err();
    assert_eq!(gone.code, ErrorCode::NotFound, "and is not quietly another");
    flightdeck.draft_save(&connection, Some(second.id), Draft { step: 2, ..Draft::default() }).unwrap();
    assert!(flightdeck.drafts(&connection).unwrap().is_empty(), "one in which nothing is typed any more is none");
}

#[tokio::test]
async fn too_many_are_refused_and_those_that_are_open_can_still_be_typed_in() {
    let world = world();
    let connection = connected(&world).await;
    let ids: Vec<String> =
        (0..200).map(|n| world.flightdeck.draft_save(&connection, None, called(&n.to_string())).unwrap().id).collect();
    let error = world.flightdeck.draft_save(&connection, None, called("one more")).unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidInput, "nothing makes room unasked");
    world.flightdeck.draft_save(&connection, Some(ids[0].clone()), called("typed on")).unwrap();
    let kept = world.flightdeck.draft_load(&connection, Some(&ids[0])).await.unwrap();
    assert_eq!(kept.draft.comment, "typed on", "nothing that is typed is lost");
}
