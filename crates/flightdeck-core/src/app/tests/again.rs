//! Deploying again: what each way makes, and what it cannot.

use super::*;

#[tokio::test]
async fn what_was_launched_is_deployed_again_in_every_way() {
    use crate::wire::{Again, AgainOf, AgainState};
    let world = world();
    let connection = connected(&world).await;
    let flightdeck = &world.flightdeck;
    let draft = |version: &str| Draft {
        flow_uuid: "f-1".into(),
        groups: vec!["North".into()],
        comment: format!("Gateway {version}"),
        app_name: "gateway".into(),
        app_version: version.into(),
        ..Draft::default()
    };
    for (id, version) in [("l-1", "1"), ("l-2", "2")] {
        let created = connect_api::Created { deployment_uuid: Some(format!("dp-{version}")), status: 201 };
        world.dial.api.on_create(Ok(created));
        flightdeck.launches.launch(id, &connection, draft(version), None).await.unwrap();
    }
    let ended = Counts { succeeded: 40, failed: 1, ..Counts::default() };
    world.store.remember(&connection, &"dp-1".into(), ended, NOW);
    let second = AgainOf::Launch { request_id: "l-2".into() };
    let of_deployment = AgainOf::Deployment { deployment: "dp-2".into() };
    let offers = flightdeck.again_offers(&connection, &second).unwrap();
    assert_eq!(offers, flightdeck.again_offers(&connection, &of_deployment).unwrap(), "both are the same thing");
    assert!(offers.iter().all(|offer| offer.why_not.is_none()), "everything can be done: {offers:?}");
    let of_first = flightdeck.again_offers(&connection, &AgainOf::Launch { request_id: "l-1".into() }).unwrap();
    let not: Vec<_> = of_first.iter().filter(|offer| offer.why_not.is_some()).map(|offer| &*offer.label).collect();
    assert_eq!(not, ["Retry the aborted", "Retry the pending", "Roll back"], "nothing came before, and nobody waits");

    let make = |again| flightdeck.draft_again(&connection, &second, &again).unwrap();
    assert_eq!(make(Again::Same).draft, Draft { step: 4, ..draft("2") }, "word for word");
    assert!(make(Again::Others).draft.groups.is_empty(), "whom is to be chosen");
    let retry = make(Again::Retry { state: AgainState::Pending });
    assert_eq!((retry.draft.groups.len(), retry.draft.filters.len()), (1, 1), "the first target, and those of it");
    assert_eq!(retry.notes.len(), 3, "what it does not say by itself is said: {:?}", retry.notes);
    let back = make(Again::RollBack);
    let was = Draft { comment: "Roll back: Gateway 1".into(), step: 4, ..draft("1") };
    assert_eq!(back.draft, was, "the earlier one, as it was");
    assert!(back.notes[0].contains("the release"), "with what differs: {:?}", back.notes);

    let elsewhere = AgainOf::Deployment { deployment: "dp-9".into() };
    let offers = flightdeck.again_offers(&connection, &elsewhere).unwrap();
    let can: Vec<_> = offers.iter().filter(|offer| offer.why_not.is_none()).map(|offer| &*offer.label).collect();
    assert!(
        can.len() == 5 && !can.contains(&"Roll back"),
        "its devices are known, and what came before is not: {can:?}"
    );
    let of = |again| flightdeck.draft_again(&connection, &elsewhere, &again).unwrap();
    let (same, others) = (of(Again::Same), of(Again::Others));
    assert_eq!(same.draft.filters[0].value, "any", "those who took part in it; what was sent nobody tells");
    assert!(others.draft.filters.is_empty() && others.draft.flow_uuid.is_empty(), "all of it is asked for");
    assert_eq!(
        (same.notes.len(), others.notes.len(), same.known, others.draft.step),
        (2, 1, false, 0),
        "and that is said"
    );
    let retry = flightdeck.draft_again(&connection, &elsewhere, &Again::Retry { state: AgainState::Failed }).unwrap();
    assert!(!retry.known && retry.draft.flow_uuid.is_empty(), "the flow is asked for");
}
