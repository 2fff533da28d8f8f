//! The orders of the list.

use super::*;

#[tokio::test(start_paused = true)]
async fn orders_put_what_has_no_value_last() {
    let desk = Desk::new();
    let mut rows: Vec<Deployment> =
        [("a", Some("beta"), Some(2)), ("b", None, None), ("c", Some("Alpha"), Some(3)), ("d", Some("gamma"), Some(2))]
            .into_iter()
            .map(|(uuid, comment, created)| deployment(uuid, comment, created))
            .collect();
    rows[0].kind = Some("flow".into());
    rows.push(rows[2].clone());
    for uuid in ["a", "b", "c", "d"] {
        desk.fleet.looks(&uuid.into(), [look(&[("x", "Success")])]);
    }
    desk.page(None, rows, None, 4);
    desk.watch();
    seconds(1).await;
    for (sort, descending, expected) in [
        (ListSort::Created, true, "cadb"),
        (ListSort::Created, false, "adcb"),
        (ListSort::Comment, false, "cadb"),
        (ListSort::Comment, true, "dacb"),
        (ListSort::Kind, true, "acdb"),
        (ListSort::Cve, false, "cadb"),
    ] {
        let view = ListView { sort, descending, ..newest() };
        assert_eq!(
            desk.ids(&view, 0, 10).concat(),
            expected,
            "{sort:?} {descending}; a row that came twice is one row"
        );
    }
}
