//! Where the window was, as the plugin keeps it. Nothing of it is precious, and the plugin hands on what it reads as it is: a size of four
//! thousand million points would be asked of the system. So a file that no window can have left is taken away before it is read.

use std::path::Path;

use serde_json::{Map, Value};
use tauri::plugin::{Builder, TauriPlugin};
use tauri::{Manager, Runtime};

/// Larger than any screen, in points, and further away than any stands beside others.
const LARGEST: u64 = 40_000;
const FURTHEST: i64 = 200_000;

/// Whether a window can have been so.
fn can_be(window: &Value) -> bool {
    let size = |name: &str| window[name].as_u64().is_some_and(|size| size <= LARGEST);
    let place = |name: &str| window[name].as_i64().is_some_and(|place| (-FURTHEST..=FURTHEST).contains(&place));
    ["width", "height"].into_iter().all(size) && ["x", "y", "prev_x", "prev_y"].into_iter().all(place)
}

/// Looks at the file before the plugin does; to be given to the builder before it.
pub(crate) fn plug<R: Runtime>() -> TauriPlugin<R> {
    Builder::new("window-state-look")
        .setup(|app, _| {
            // Where there is no such folder, there is no such file.
            if let Ok(folder) = app.path().app_config_dir() {
                look_at(&folder.join(tauri_plugin_window_state::DEFAULT_FILENAME));
            }
            Ok(())
        })
        .build()
}

/// Takes a file away that no window can have left.
fn look_at(file: &Path) {
    let Ok(text) = std::fs::read(file) else { return };
    let windows = serde_json::from_slice::<Map<String, Value>>(&text);
    if windows.is_ok_and(|windows| windows.values().all(can_be)) {
        return;
    }
    match std::fs::remove_file(file) {
        Ok(()) => tracing::warn!("where the window was is not known any more: its file was damaged"),
        Err(error) => tracing::warn!(%error, "the damaged file of the window's place cannot be removed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{
  "main": {
    "width": 1280, "height": 820, "x": -1200, "y": 40, "prev_x": 0, "prev_y": 0,
    "maximized": false, "visible": true, "decorated": true, "fullscreen": false
  }
}"#;

    #[test]
    fn what_no_window_can_have_left_is_taken_away_and_the_rest_stays() {
        let here = tempfile::tempdir().unwrap();
        let file = here.path().join("state");
        let stays = |text: &[u8]| {
            std::fs::write(&file, text).unwrap();
            look_at(&file);
            file.exists()
        };
        assert!(stays(GOOD.as_bytes()) && stays(b"{}"), "what the plugin wrote is left to it");
        for (from, to) in
            [("1280", "4294967295"), ("820", "-1"), ("-1200", "2147483647"), ("40", "1e9"), ("1280", "null")]
        {
            assert!(!stays(GOOD.replace(from, to).as_bytes()), "{to} in the place of {from}");
        }
        for at in 0..GOOD.len() {
            for bit in 0..8 {
                let mut bytes = GOOD.as_bytes().to_vec();
                bytes[at] ^= 1 << bit;
                if stays(&bytes) {
                    let windows: Map<String, Value> = serde_json::from_slice(&bytes).unwrap();
                    assert!(windows.values().all(can_be), "byte {at}, bit {bit}: what stays can be asked for");
                }
            }
            assert!(!stays(&GOOD.as_bytes()[..at]), "cut short at {at}");
        }
        std::fs::remove_file(&file).ok();
        std::fs::create_dir(&file).unwrap();
        look_at(&file);
        assert!(file.is_dir(), "a folder is somebody's");
        look_at(&here.path().join("nowhere"));
    }
}
