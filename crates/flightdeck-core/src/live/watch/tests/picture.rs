//! The picture that a page draws: its order, the device behind a cell, the marks over it.

use super::*;
use crate::live::watch::watched::Watched;
use crate::wire::{Choose, DeviceState, PictureGroup, PictureOrder};

/// A look that names these devices, each with its group.
fn grouped(devices: &[(&str, &str, &str)]) -> Look {
    let record = |(id, status, group): &(&str, &str, &str)| {
        format!(r#"{{"uuid":"{id}","status":"{status}","group":"{group}"}}"#)
    };
    let records: Vec<String> = devices.iter().map(record).collect();
    let page = format!(r#"{{"deployment_by_device_uuid":[{}]}}"#, records.join(","));
    Look::Pages(vec![connect_api::DevicesPage::read(page.as_bytes()).unwrap()], None)
}

const FOUR: [(&str, &str, &str); 4] =
    [("d", "Success", "Test"), ("c", "Failed", "Prod"), ("b", "Pending", "Test"), ("a", "Success", "Prod")];

/// The cells of a picture that crosses whole.
fn cells(desk: &Desk, id: u32) -> Vec<u8> {
    let picture = desk.watches.picture(id, 0).unwrap();
    let count = u32::from_le_bytes(picture[5..9].try_into().unwrap()) as usize;
    (0..count).map(|place| picture[9 + place / 2] >> (place % 2 * 4) & 15).collect()
}

fn names(desk: &Desk, id: u32, count: u32) -> String {
    (0..count).map(|place| desk.watches.row_at(id, place, None).unwrap().id.as_str().to_owned()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_cell_shows_the_device_that_is_found_behind_it() {
    let desk = Desk::new();
    desk.fleet.looks(&"dp".into(), [grouped(&FOUR)]);
    let id = desk.watch();
    seconds(1).await;
    assert_eq!(cells(&desk, id), [2, 3, 0, 2], "by group, then by id: a and c, b and d");
    assert_eq!(names(&desk, id, 4), "acbd", "and so the devices behind them");
    assert_eq!(desk.watches.row_at(id, 4, None).unwrap_err().code, ErrorCode::NotFound, "there is no such place");
    let group = |name: &str| PictureGroup { name: Some(name.into()), devices: 2 };
    let order = PictureOrder { ordered: 4, group_count: 2, groups: vec![group("Prod"), group("Test")] };
    assert_eq!(desk.watches.picture_order(id).unwrap(), order, "with its groups");
    let then = desk.watches.picture_at(id, START_MS).unwrap();
    assert_eq!(then.len(), 4, "the past");
    let states: Vec<u8> =
        (0..4).map(|place| desk.watches.row_at(id, place, Some(START_MS)).unwrap().state as u8).collect();
    let told: Vec<u8> = then.iter().map(|what| if *what == 7 { DeviceState::Unknown as u8 } else { *what }).collect();
    assert_eq!(told, states, "has the same order");
}

#[tokio::test(start_paused = true)]
async fn no_cell_moves_while_a_page_watches_and_opened_anew_all_are_in_order() {
    let desk = Desk::new();
    let mut five = FOUR.to_vec();
    five.insert(0, ("A", "Success", "Prod"));
    five[4].2 = "Test";
    desk.fleet.looks(&"dp".into(), [grouped(&FOUR), grouped(&five)]);
    let id = desk.watch();
    seconds(1).await;
    let before = cells(&desk, id);
    seconds(16).await;
    assert_eq!(cells(&desk, id), [before.as_slice(), &[2]].concat(), "who comes later stands behind");
    assert_eq!(names(&desk, id, 5), "acbdA", "and a device whose group changed stays where it was");
    let other = desk.watch();
    assert_eq!(cells(&desk, other).len(), 5);
    assert_eq!(names(&desk, other, 5), "Acabd", "a page that opens it now sees all in order");
    assert_eq!(names(&desk, id, 5), "acbdA", "and moves no cell of the other");
}

#[test]
fn a_first_look_that_comes_in_pages_is_ordered_once_it_is_whole() {
    let mut watched = Watched::new(0);
    watched.began(0);
    for id in ["c", "b", "a"] {
        watched.page(&devices(&[(id, if id == "a" { "Pending" } else { "Success" })]), 0);
    }
    let have = watched.notice(1).revision;
    assert_eq!(watched.picture(1, 0)[9..], [0x22, 0x00], "until then as they come");
    watched.end(None, None, 1);
    let revision = watched.notice(1).revision;
    assert_ne!(revision, have, "a page that drew what was there is told to draw again");
    let picture = watched.picture(1, have);
    assert_eq!((picture[0], &picture[9..]), (0, &[0x20, 0x02][..]), "whole: no cell of it is one that changed");
    assert_eq!(watched.picture(1, revision).len(), 13, "and then as ever");
}

#[tokio::test(start_paused = true)]
async fn a_page_is_told_which_cells_its_view_shows_and_which_are_chosen() {
    let desk = Desk::new();
    let mut later = FOUR.to_vec();
    later[2].1 = "Success";
    desk.fleet.looks(&"dp".into(), [grouped(&FOUR), grouped(&later)]);
    let id = desk.watch();
    seconds(1).await;
    cells(&desk, id);
    let marks = |view: &RowsView, have| desk.watches.picture_marks(id, view, have).unwrap();
    assert_eq!(marks(&all(), 0), [0, 1, 0, 0, 0, 4, 0, 0, 0], "all is shown and nobody chosen: no bits");
    let succeeded = RowsView { states: vec![DeviceState::Succeeded], ..all() };
    assert_eq!(marks(&succeeded, 1), [1, 2, 0, 0, 0, 4, 0, 0, 0, 0b1001], "a is the first cell, d the last");
    assert_eq!(marks(&succeeded, 2), [4, 2, 0, 0, 0, 4, 0, 0, 0], "nothing changed: nothing crosses");
    desk.watches.choose(id, Choose::Toggle { device: "c".into() }).unwrap();
    assert_eq!(marks(&succeeded, 2), [3, 3, 0, 0, 0, 4, 0, 0, 0, 0b1001, 0b0010], "and c is chosen");
    seconds(16).await;
    assert_eq!(marks(&succeeded, 3)[9..], [0b1101, 0b0010], "b came to match");
    let then = RowsView { at_ms: Some(START_MS), ..all() };
    assert_eq!(marks(&then, 0)[0] & 2, 0, "nobody is chosen in the past");
    assert_eq!(desk.watches.chosen_ids(id).unwrap(), "c", "but stays so in the present");
}
