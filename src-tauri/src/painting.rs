//! How the window is painted where there is no graphics card: by the processor, straight into the window.
//!
//! WebKitGTK composites every frame through OpenGL. Without a card Mesa plays it on the processor, and the whole window is drawn for each
//! letter that changes: ten times the work, and a scroll of four frames a second. Painted straight, only what changed is drawn.

use std::path::Path;

use tauri::WebviewWindow;
use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};

/// A card shows itself by one of these: a render node, NVIDIA's own driver without one, and Windows' card inside WSL.
const CARDS: [&str; 3] = ["dri/renderD128", "nvidiactl", "dxg"];

/// Paints this window straight where OpenGL would be played by the processor.
pub(crate) fn suit(window: &WebviewWindow) -> tauri::Result<()> {
    let asked = std::env::var("LIBGL_ALWAYS_SOFTWARE").ok();
    if !played(Path::new("/dev"), asked.as_deref()) {
        return Ok(());
    }
    window.with_webview(|webview| {
        if let Some(settings) = webview.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

/// Whether the processor would have to play OpenGL: no card is in sight, or Mesa is told to leave it alone.
fn played(devices: &Path, asked: Option<&str>) -> bool {
    matches!(asked, Some("1" | "true")) || CARDS.iter().all(|card| !devices.join(card).exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_without_a_card_the_processor_paints() {
        for (card, asked, expected) in [
            (None, None, true),
            (Some("dri/renderD128"), None, false),
            (Some("dri/card0"), None, true),
            (Some("nvidiactl"), None, false),
            (Some("dxg"), Some("0"), false),
            (Some("dri/renderD128"), Some("1"), true),
            (Some("dri/renderD128"), Some("true"), true),
        ] {
            let devices = tempfile::tempdir().unwrap();
            if let Some(card) = card {
                let node = devices.path().join(card);
                std::fs::create_dir_all(node.parent().unwrap()).unwrap();
                std::fs::write(node, "").unwrap();
            }
            assert_eq!(
                played(devices.path(), asked),
                expected,
                "with {card:?} and LIBGL_ALWAYS_SOFTWARE {asked:?}: a card must stay in use, and a missing one must not be played"
            );
        }
    }
}
