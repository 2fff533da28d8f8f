//! The gallery of every part in every state, held against the pictures that were accepted: `cargo xtask gallery --accept` accepts a change.

use std::path::{Path, PathBuf};

use flightdeck_tests::desk::{Home, Pages, Photo, Window};
use serde_json::Value;

/// So many pixels of a picture may differ, in the engine that the accepted one was taken in: less than one letter.
const PIXELS: usize = 24;
/// In another engine letters are smoothed differently: so many parts of a thousand, eight pixels square, may have another colour on the whole.
const PARTS_PER_MILLE: usize = 5;

#[tokio::test]
async fn the_gallery_looks_as_it_was_accepted() {
    let accepting = std::env::var_os("FLIGHTDECK_GALLERY_ACCEPT").is_some();
    let pages = Pages::built();
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    let engine = Window::engine();
    window.size(1280, 1120).await;
    window.go(&pages.at("gallery.html")).await;
    let sections = window.script("return document.querySelector('main').dataset.sections.split(' ')").await;
    let sections: Vec<&str> = sections.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    assert!(sections.len() > 10, "the gallery names its sections: {sections:?}");

    if accepting {
        let _ = std::fs::remove_dir_all(accepted());
    }
    let mut wrong = Vec::new();
    for theme in ["light", "dark"] {
        for section in &sections {
            window.go(&pages.at(&format!("gallery.html?section={section}&theme={theme}"))).await;
            let height = window.script(HEIGHT).await.as_u64().and_then(|height| usize::try_from(height).ok());
            let height = height.unwrap_or_else(|| panic!("{section} must fit into its picture: split it"));
            let photo = window.photo().await.cropped(height);
            let name = format!("{theme}/{section}.png");
            if accepting {
                photo.coarse().save(&accepted().join(&name));
            } else if let Some(how) = judged(&photo, &name, &engine) {
                wrong.push(how);
            }
        }
    }
    window.close().await;
    if accepting {
        std::fs::write(accepted().join("engine.txt"), format!("{engine}\n")).expect("the engine can be written down");
    }
    assert!(wrong.is_empty(), "{}", told(&wrong, &engine));
}

/// How far down anything is drawn, and a margin; the whole window where something lies over the page. Null where there is more than fits.
const HEIGHT: &str = "const main = document.querySelector('main');
if (main.scrollHeight > main.clientHeight) return null;
if (document.querySelector('dialog[open]')) return window.innerHeight;
const foot = [...document.querySelectorAll('figure, .all, [data-bits-floating-content-wrapper]')].map((one) => one.getBoundingClientRect().bottom);
return Math.min(window.innerHeight, Math.ceil((Math.max(...foot) + 16) / 8) * 8);";

fn judged(photo: &Photo, name: &str, engine: &str) -> Option<String> {
    let Some(before) = Photo::open(&accepted().join(name)) else {
        photo.save(&shown().join("new").join(name));
        return Some(format!("{name}: no picture of it was accepted"));
    };
    let pixels = photo.differing(&before);
    let parts = photo.differing_parts(&before);
    let all = photo.width * photo.height;
    let fine = if engine == accepted_engine() { pixels <= PIXELS } else { parts * 64 * 1000 <= all * PARTS_PER_MILLE };
    if fine {
        return None;
    }
    photo.save(&shown().join("new").join(name));
    photo.against(&before).save(&shown().join("differs").join(name));
    let resized = (photo.width, photo.height) != (before.width, before.height);
    let size = format!("{} by {} pixels instead of {} by {}", photo.width, photo.height, before.width, before.height);
    Some(if resized {
        format!("{name}: {size}")
    } else {
        format!("{name}: {pixels} of {all} pixels differ, in {parts} parts")
    })
}

fn told(wrong: &[String], engine: &str) -> String {
    let accepted = accepted_engine();
    let mut words = vec![format!(
        "{} pictures of the gallery are not as they were accepted. What differs is in {}; `cargo xtask gallery --accept` accepts it.",
        wrong.len(),
        shown().join("differs").display()
    )];
    if engine != accepted {
        words.push(format!(
            "The pictures were taken in {accepted}, and this is {engine}: they were compared coarsely, and still another engine may be all that differs."
        ));
    }
    words.extend_from_slice(wrong);
    words.join("\n")
}

fn accepted_engine() -> String {
    std::fs::read_to_string(accepted().join("engine.txt")).unwrap_or_default().trim().to_owned()
}

fn accepted() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("gallery")
}

fn shown() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("target/gallery")
}
