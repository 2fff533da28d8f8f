//! Lists in every form they come in, as tables; what is written is read back; a hundred thousand rows are no matter.

use std::time::Instant;

use proptest::prelude::*;

use super::*;
use crate::export::cells as export;

fn read(text: &str) -> ListFile {
    ListFile::read(text.as_bytes()).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

/// The devices as the guessed mapping reads them.
fn guessed(text: &str) -> Imported {
    let list = read(text);
    list.devices(&list.guess())
}

fn device(id: &str) -> ImportedDevice {
    ImportedDevice { id: id.into(), ..ImportedDevice::default() }
}

fn full() -> ImportedDevice {
    ImportedDevice {
        id: "d-1".into(),
        name: Some("pump, north".into()),
        group: Some("Test".into()),
        tags: Some(vec!["a".into(), "b c".into()]),
        last_seen_ms: Some(1_581_178_331_000),
        description: Some("first\nsecond".into()),
    }
}

#[test]
fn the_same_device_is_read_from_every_format() {
    let lines = "2020-02-08 16:12:11";
    for (format, text) in [
        (
            Format::Csv,
            format!(
                "device_uuid,device_name,group,tags,last_keepalive,description\r\nd-1,\"pump, north\",Test,a;b c,{lines},\"first\nsecond\"\r\n"
            ),
        ),
        (
            Format::Csv,
            format!(
                "\u{feff}Device ID;Name;Group;Tags;Last seen;Description\nd-1;pump, north;Test;\"a;b c\";{lines};\"first\nsecond\"\n"
            ),
        ),
        (
            Format::Tsv,
            format!(
                "id\tname\tgroup\ttags\tseen\tnotes\td\nd-1\tpump, north\tTest\ta,b c\t{lines}\t\"first\nsecond\"\t7\n"
            ),
        ),
        (
            Format::Json,
            format!(
                r#"[{{"device_uuid":"d-1","device_name":"pump, north","group":{{"name":"Test"}},"tags":{{"names":["a","b c"]}},"last_keepalive":"{lines}","description":"first\nsecond"}}]"#
            ),
        ),
        (
            Format::Json,
            format!(
                r#"{{"devices":[{{"id":"d-1","name":"pump, north","group":"Test","tags":["a","b c"],"last_seen":"{lines}","description":"first\nsecond","x":null}}],"after":""}}"#
            ),
        ),
        (
            Format::Json,
            format!(
                r#"{{"d-1":{{"name":"pump, north","group":"Test","tags":["a","b c"],"last_seen":"{lines}","description":"first\nsecond"}}}}"#
            ),
        ),
        (
            Format::Json,
            "{\"id\":\"d-1\",\"name\":\"pump, north\",\"group\":\"Test\",\n\"tags\":\"a;b c\",\"last_seen\":1581178331,\"description\":\"first\\nsecond\"}"
                .to_owned(),
        ),
        (
            Format::Ndjson,
            format!(
                r#"{{"id":"d-1","name":"pump, north","group":"Test","tags":["a","b c"],"last_seen":"{lines}","description":"first\nsecond"}}"#
            ),
        ),
    ] {
        let list = read(&text);
        assert_eq!(list.format(), format, "{text}");
        assert_eq!(list.total(), 1, "{text}");
        let imported = list.devices(&list.guess());
        assert_eq!(imported.devices, [full()], "{text}");
        assert_eq!(imported.rejected, [], "{text}");
    }
}

#[test]
fn texts_in_other_encodings_are_read_or_refused_in_words() {
    let text = "id,name\r\nd-1,Mühle 😀\r\n";
    let marked = |units: Vec<u8>, mark: [u8; 2]| [mark.to_vec(), units].concat();
    let little = marked(text.encode_utf16().flat_map(u16::to_le_bytes).collect(), [0xFF, 0xFE]);
    let big = marked(text.encode_utf16().flat_map(u16::to_be_bytes).collect(), [0xFE, 0xFF]);
    for bytes in [text.as_bytes().to_vec(), ["\u{feff}", text].concat().into_bytes(), little.clone(), big] {
        let list = ListFile::read(&bytes).unwrap();
        assert_eq!(list.devices(&list.guess()).devices[0].name.as_deref(), Some("Mühle 😀"));
    }
    for (bytes, line) in [
        (&b"id,name\nd-1,M\xfchle\n"[..], 2),
        (&little[2..], 1),
        (&little[..little.len() - 1], 2),
        (b"\xFF\xFE\x00\xD8a\x00", 1),
        (b"id\nd-1\n\x00\x01\x02", 3),
    ] {
        assert_eq!(
            ListFile::read(bytes).unwrap_err(),
            NotAList::NotText { line },
            "{bytes:?}: a guess would be a wrong name"
        );
    }
}

#[test]
fn what_is_no_list_is_said_to_be_none() {
    for (text, said) in [
        ("", "The file is empty."),
        (" \n\u{feff}\n", "There is no list"),
        ("[", "This is not JSON: line 1"),
        ("[{\"id\":\"d-1\"},\n{]", "This is not JSON: line 2"),
        ("{\"a\":1", "This is not JSON"),
        ("[]", "There is no list of devices"),
        ("{}", "There is no list of devices"),
        ("{\"devices\":[]}", "There is no list of devices"),
    ] {
        match ListFile::read(text.as_bytes()) {
            Err(error) => assert!(error.to_string().starts_with(said), "{text:?}: {error}"),
            Ok(list) => assert_eq!((text, list.total()), (" \n\u{feff}\n", 1), "a stray mark is a row, and no device"),
        }
    }
}

#[test]
fn rows_are_left_out_with_their_line_and_reason() {
    let long = "x".repeat(201);
    let text = format!(
        "id,name,tags,seen\nd-1,a,,\n,b,,\nd-1,again,,\n d-3 ,c,,\nd-4,d,,yesterday\n{long},e,,\nd 5,f,,\n\"d-6,g\nd-7,h,,2026-01-01\n\nd-8\n"
    );
    let imported = guessed(&text);
    let ids: Vec<&str> = imported.devices.iter().map(|device| device.id.as_str()).collect();
    assert_eq!(ids, ["d-1", "d-3", "d-7", "d-8"], "one bad row costs itself only");
    let told: Vec<(u32, &str)> = imported.rejected.iter().map(|row| (row.line, row.reason.as_str())).collect();
    assert_eq!(
        told,
        [
            (3, "The id is missing."),
            (4, "The id d-1 stands in line 2 already."),
            (6, "“yesterday” is no time that can be read. Use for example 2026-02-08 16:12:11."),
            (7, "The id has 201 characters; 200 are the most."),
            (8, "The id has a blank in it."),
            (9, "A quote is opened here and never closed."),
        ]
    );
    assert_eq!(imported.rejected_count, 6);
    let json = guessed("[{\"id\":\"d-1\"},\n7,\n\"d-2\",\n{\"name\":\"x\"},\n{\"id\":\"d-1\"}]");
    let told: Vec<u32> = json.rejected.iter().map(|row| row.line).collect();
    assert_eq!((json.devices.len(), told), (2, vec![2, 4, 5]), "lines of JSON are those of the file");
    let lines = guessed("{\"id\":\"d-1\"}\n\n{\"id\":\n[]\n{\"id\":\"d-2\"}\n");
    let told: Vec<u32> = lines.rejected.iter().map(|row| row.line).collect();
    assert_eq!((lines.devices.len(), told), (2, vec![3, 4]), "and so are those of a record a line");
}

#[test]
fn columns_are_guessed_by_name_and_then_by_value() {
    use Field::{Description, Group, Id, Ignore, LastSeen, Name, Tags};
    for (text, columns, mapping) in [
        ("Device UUID,Name\nd-1,a", &["Device UUID", "Name"][..], &[Id, Name][..]),
        ("id,device_id,uuid\n1,2,3", &["id", "device_id", "uuid"], &[Ignore, Ignore, Id]),
        ("name,hostname,id\na,b,c", &["name", "hostname", "id"], &[Name, Ignore, Id]),
        ("Serial,Ort\nd-1,Oslo\nd-2,Oslo", &["Serial", "Ort"], &[Id, Ignore]),
        ("d-1\nd-2", &["Column 1"], &[Id]),
        ("d-1,pump\nd-2,fan", &["Column 1", "Column 2"], &[Id, Ignore]),
        (
            "group,notes,LAST-SEEN,labels,id",
            &["group", "notes", "LAST-SEEN", "labels", "id"],
            &[Group, Description, LastSeen, Tags, Id],
        ),
        ("a,b\nx,y\nx,z", &["a", "b"], &[Ignore, Ignore]),
        ("id\nd-1,extra", &["id", "Column 2"], &[Id, Ignore]),
    ] {
        let list = read(text);
        assert_eq!(list.columns(), columns, "{text}");
        assert_eq!(list.guess(), mapping, "{text}");
    }
}

#[test]
fn the_mapping_is_the_users() {
    let list = read("a,b\nd-1,north\nd-2,south");
    assert_eq!(list.devices(&[]).rejected_count, 2, "without an id there is no device");
    let imported = list.devices(&[Field::Id, Field::Group]);
    assert_eq!(imported.devices[1], ImportedDevice { group: Some("south".into()), ..device("d-2") });
    assert_eq!(list.first_rows(1), [["d-1", "north"]], "rows are shown as they stand");
}

#[test]
fn a_cell_of_a_hundred_thousand_tags_is_refused_in_time() {
    let tags: Vec<String> = (0..100_000).map(|tag| format!("t{}", tag % 90_000)).collect();
    let begun = Instant::now();
    let imported = guessed(&format!("id,tags\nd-1,{}", tags.join(";")));
    assert_eq!(imported.rejected[0].reason, "There are 90000 tags; 500 are the most.");
    assert!(begun.elapsed().as_secs() < 10, "each is compared with few others: {:?}", begun.elapsed());
}

#[test]
fn tags_are_separated_as_people_do() {
    for (cell, tags) in [
        ("a", Some(&["a"][..])),
        ("a;b", Some(&["a", "b"])),
        ("a, b ,,a", Some(&["a", "b"])),
        ("a|b", Some(&["a", "b"])),
        ("a,x;b", Some(&["a,x", "b"])),
        ("[\"\"a;b\"\",\"\"c\"\"]", Some(&["a;b", "c"])),
        (" ", None),
    ] {
        let imported = guessed(&format!("id,tags\nd-1,\"{cell}\""));
        assert_eq!(
            imported.devices[0].tags.as_deref(),
            tags.map(|t| t.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>()).as_deref(),
            "{cell}"
        );
    }
    assert_eq!(
        guessed("id,name\nd-1,a").devices[0].tags,
        None,
        "a list without tags tells none, which is not the same as having none"
    );
}

fn large() -> String {
    let rows = (0..100_000).map(|n| {
        format!("d-{n:04x}-{:04x},pump-{n},Production,a;b,2026-02-08T16:12:11Z,\"Mast {n}, north\"\r\n", n * 7)
    });
    std::iter::once("device_uuid,device_name,group,tags,last_keepalive,description\r\n".to_owned())
        .chain(rows)
        .collect()
}

/// Relative to a plain walk over the same text, so that a slow machine does not fail it and a quadratic step does.
#[test]
fn a_hundred_thousand_rows_are_read_in_a_walk_or_two() {
    let text = large();
    let tenth: String = text.lines().take(10_001).map(|line| format!("{line}\n")).collect();
    let time = |text: &str| {
        let began = Instant::now();
        let imported = guessed(text);
        (began.elapsed(), imported)
    };
    time(&tenth);
    let (small, _) = time(&tenth);
    let (whole, imported) = time(&text);
    assert_eq!((imported.devices.len(), imported.rejected_count), (100_000, 0));
    assert!(
        whole < small * 40,
        "ten times the rows take {whole:?}, a tenth of them {small:?}: something is not linear"
    );
}

fn word() -> impl Strategy<Value = String> {
    // Blank texts are told as none.
    "('|' )?[^\0]{0,12}".prop_filter("blank, or a mark", |text| !text.trim().is_empty() && !text.contains('\u{feff}'))
}

fn any_device() -> impl Strategy<Value = ImportedDevice> {
    let tags =
        prop::collection::btree_set("[a-z][a-z ,|-]{0,6}[a-z]", 1..4).prop_map(|tags| tags.into_iter().collect());
    (
        "[a-z0-9][a-z0-9-]{0,20}",
        prop::option::of(word()),
        prop::option::of(word()),
        prop::option::of(tags),
        // Smaller numbers are seconds.
        prop::option::of(200_000_000_000i64..4_000_000_000_000),
        prop::option::of(word()),
    )
        .prop_map(|(id, name, group, tags, last_seen_ms, description)| ImportedDevice {
            id,
            name,
            group,
            tags,
            last_seen_ms,
            description,
        })
}

fn unique(devices: Vec<ImportedDevice>) -> Vec<ImportedDevice> {
    let mut seen = std::collections::HashSet::new();
    devices.into_iter().filter(|device| seen.insert(device.id.clone())).collect()
}

proptest! {
    #[test]
    fn what_an_export_writes_is_read_back(devices in prop::collection::vec(any_device(), 1..8)) {
        let devices = unique(devices);
        let mut csv = Vec::new();
        let mut row = |cells: [Option<String>; 6]| {
            let cells = cells.iter().map(|cell| export::Cell::text(cell.as_deref())).collect::<Vec<_>>();
            export::csv_row(&mut csv, cells).unwrap();
        };
        row(["id", "name", "group", "tags", "last_seen", "description"].map(|name| Some(name.to_owned())));
        for device in &devices {
            let device = device.clone();
            let tags = device.tags.map(|tags| serde_json::to_string(&tags).unwrap());
            row([Some(device.id), device.name, device.group, tags, device.last_seen_ms.map(export::iso), device.description]);
        }
        let list = ListFile::read(&csv).unwrap();
        let imported = list.devices(&list.guess());
        prop_assert_eq!(imported.rejected, []);
        prop_assert_eq!(imported.devices, devices);
    }

    #[test]
    fn json_is_read_back_in_both_forms(devices in prop::collection::vec(any_device(), 1..8)) {
        let devices = unique(devices);
        let records: Vec<serde_json::Value> = devices.iter().map(|device| serde_json::json!({
            "device_uuid": device.id, "device_name": device.name, "group": device.group, "tags": device.tags,
            "last_keepalive": device.last_seen_ms, "description": device.description,
        })).collect();
        let lines: String = records.iter().map(|record| format!("{record}\n")).collect();
        for text in [serde_json::to_string_pretty(&records).unwrap(), lines] {
            let list = ListFile::read(text.as_bytes()).unwrap();
            prop_assert_eq!(&list.devices(&list.guess()).devices, &devices);
        }
    }

    #[test]
    fn no_bytes_end_in_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..80), text in "[\\[\\]{}\",:a1\n ]{0,40}") {
        for bytes in [&bytes[..], text.as_bytes()] {
            if let Ok(list) = ListFile::read(bytes) {
                let imported = list.devices(&list.guess());
                prop_assert_eq!(imported.devices.len() + imported.rejected_count, list.total(), "every row is told of");
            }
        }
    }
}
