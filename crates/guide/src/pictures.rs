//! The guide's pictures: those of the tour that its pages show, with few enough colours to be small.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter};
use std::path::Path;

use crate::book::GUIDE;
use crate::colours::{Pixel, reduced};

/// Where they are, from the pages.
pub(crate) const FOLDER: &str = "pictures";
/// Every picture comes in both.
pub(crate) const THEMES: [&str; 2] = ["light", "dark"];
/// The width of the window that the guide shows.
const WIDTH: &str = "1280";

/// Takes what the pages show from a tour's folder, and lets go of what they show no more.
pub(crate) fn take(tour: &Path, root: &Path) -> Result<String, String> {
    let source = root.join(GUIDE).join("src");
    let folder = source.join(FOLDER);
    let told = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let wanted = wanted(&source)?;
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| told(&folder, error))?;
    }
    fs::create_dir_all(&folder).map_err(|error| told(&folder, error))?;
    let mut bytes = 0;
    for name in &wanted {
        for theme in THEMES {
            let (from, to) =
                (tour.join(format!("{name}-{theme}-{WIDTH}.png")), folder.join(format!("{name}-{theme}.png")));
            shrink(&from, &to)?;
            bytes += fs::metadata(&to).map_err(|error| told(&to, error))?.len();
        }
    }
    Ok(format!("{} pictures in two themes, {} KB: {}", wanted.len(), bytes / 1_000, folder.display()))
}

/// The names of the pictures that the pages show.
fn wanted(source: &Path) -> Result<BTreeSet<String>, String> {
    let told = |error| format!("{}: {error}", source.display());
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(source).map_err(told)? {
        let path = entry.map_err(told)?.path();
        if path.extension().is_some_and(|ending| ending == "md") {
            names.extend(shown(&fs::read_to_string(&path).map_err(told)?));
        }
    }
    Ok(names)
}

fn shown(page: &str) -> Vec<String> {
    let begins = format!("]({FOLDER}/");
    let places = page.split(begins.as_str()).skip(1);
    places.filter_map(|rest| rest.split_once("-light.png)").map(|(name, _)| name.to_owned())).collect()
}

/// Writes a picture with 256 colours at most.
fn shrink(from: &Path, to: &Path) -> Result<(), String> {
    let said = |error: String| format!("{}: {error}", from.display());
    let file = File::open(from).map_err(|error| said(error.to_string()))?;
    let mut reader = png::Decoder::new(BufReader::new(file)).read_info().map_err(|error| said(error.to_string()))?;
    let size = reader.output_buffer_size().ok_or_else(|| said("it is too large".to_owned()))?;
    let mut bytes = vec![0; size];
    let frame = reader.next_frame(&mut bytes).map_err(|error| said(error.to_string()))?;
    let samples = match (frame.color_type, frame.bit_depth) {
        (png::ColorType::Rgb, png::BitDepth::Eight) => 3,
        (png::ColorType::Rgba, png::BitDepth::Eight) => 4,
        other => return Err(said(format!("{other:?} is no picture of a window"))),
    };
    let pixels: Vec<Pixel> = bytes[..frame.buffer_size()]
        .chunks_exact(samples)
        .filter_map(|pixel| Some([*pixel.first()?, *pixel.get(1)?, *pixel.get(2)?]))
        .collect();
    let (palette, places) = reduced(&pixels);
    let file = File::create(to).map_err(|error| format!("{}: {error}", to.display()))?;
    let mut encoder = png::Encoder::new(BufWriter::new(file), frame.width, frame.height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&places));
    written.map_err(|error| format!("{}: {error}", to.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_say_which_pictures_they_show() {
        let page = "![A](pictures/1-a-light.png)\n[b](b.md)\n![C](pictures/3-c-light.png)";
        assert_eq!(shown(page), ["1-a", "3-c"]);
    }

    #[test]
    fn a_picture_of_few_colours_stays_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("a.png"), folder.path().join("b.png"));
        let mut encoder = png::Encoder::new(File::create(&from).unwrap(), 2, 1);
        encoder.set_color(png::ColorType::Rgba);
        encoder.write_header().unwrap().write_image_data(&[1, 2, 3, 255, 250, 251, 252, 255]).unwrap();
        shrink(&from, &to).unwrap();
        let mut decoder = png::Decoder::new(BufReader::new(File::open(&to).unwrap()));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut bytes).unwrap();
        assert_eq!(&bytes[..frame.buffer_size()], [1, 2, 3, 250, 251, 252]);
    }
}
