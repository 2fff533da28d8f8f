//! The icon's sizes, made from its drawing: PNG for Linux, ICO for Windows, ICNS for macOS.

use std::fs;
use std::path::Path;

use crate::steps::{Outcome, command, has, root, step};

/// Draws every size. Needs `rsvg-convert` (Debian: librsvg2-bin).
pub(crate) fn icons() -> Outcome {
    if !has("rsvg-convert") {
        return Err("rsvg-convert is needed to draw the sizes (Debian: librsvg2-bin).".to_owned());
    }
    let folder = root().join("src-tauri/icons");
    for (name, size) in [("32x32.png", 32), ("128x128.png", 128), ("128x128@2x.png", 256), ("icon.png", 512)] {
        draw(&folder, &folder.join(name), size)?;
    }
    let scratch = root().join("target/icons");
    fs::create_dir_all(&scratch).map_err(|error| error.to_string())?;
    let mut drawn = Vec::new();
    for size in [16, 24, 32, 48, 64, 128, 256, 512, 1024] {
        let path = scratch.join(format!("{size}.png"));
        draw(&folder, &path, size)?;
        drawn.push((size, fs::read(&path).map_err(|error| error.to_string())?));
    }
    write(&folder.join("icon.ico"), &ico(&drawn))?;
    write(&folder.join("icon.icns"), &icns(&drawn))?;
    // The page shows the same drawing.
    let drawing = fs::read(folder.join("flightdeck.svg")).map_err(|error| error.to_string())?;
    write(&root().join("ui/public/flightdeck.svg"), &drawing)
}

fn draw(folder: &Path, to: &Path, size: u32) -> Outcome {
    let size = size.to_string();
    step(
        "draw",
        command("rsvg-convert").args(["-w", &size, "-h", &size]).arg(folder.join("flightdeck.svg")).arg("-o").arg(to),
    )
}

fn write(path: &Path, bytes: &[u8]) -> Outcome {
    path.parent().map_or(Ok(()), fs::create_dir_all).map_err(|error| error.to_string())?;
    fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))
}

/// An ICO is a directory of pictures; PNG ones are read since Windows Vista.
fn ico(drawn: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let fitting: Vec<_> = drawn.iter().filter(|(size, _)| *size <= 256).collect();
    let mut bytes = vec![0, 0, 1, 0];
    bytes.extend((fitting.len() as u16).to_le_bytes());
    let mut offset = 6 + 16 * fitting.len() as u32;
    for (size, png) in &fitting {
        // 256 is written as 0.
        bytes.extend([*size as u8, *size as u8, 0, 0, 1, 0, 32, 0]);
        bytes.extend((png.len() as u32).to_le_bytes());
        bytes.extend(offset.to_le_bytes());
        offset += png.len() as u32;
    }
    bytes.extend(fitting.iter().flat_map(|(_, png)| png.iter().copied()));
    bytes
}

/// An ICNS is a list of typed PNGs behind a length.
fn icns(drawn: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let kinds: [(u32, &[u8; 4]); 6] =
        [(16, b"icp4"), (32, b"icp5"), (128, b"ic07"), (256, b"ic08"), (512, b"ic09"), (1024, b"ic10")];
    let mut body = Vec::new();
    for (size, kind) in kinds {
        for (_, png) in drawn.iter().filter(|(drawn, _)| *drawn == size) {
            body.extend(*kind);
            body.extend((png.len() as u32 + 8).to_be_bytes());
            body.extend(png);
        }
    }
    let mut bytes = b"icns".to_vec();
    bytes.extend((body.len() as u32 + 8).to_be_bytes());
    bytes.extend(body);
    bytes
}
