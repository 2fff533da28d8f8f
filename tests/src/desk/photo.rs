//! A picture of the window as pixels: taken, kept as a file, and held against another.

use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use super::page::Window;

const FITS: &str = include_str!("fits.js");

/// By more than this a channel must differ for its pixel to count; accepted pictures are kept to within three.
const CHANNEL: u8 = 8;
/// The same of parts, in an engine that smooths letters in a way of its own.
const PART_CHANNEL: u8 = 24;

/// A picture, three bytes a pixel.
#[derive(Clone, PartialEq, Eq)]
pub struct Photo {
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
    rgb: Vec<u8>,
}

impl Photo {
    /// Of bytes of a PNG.
    pub fn read(png: &[u8]) -> Photo {
        let mut decoder = png::Decoder::new(Cursor::new(png));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().expect("a PNG");
        let mut bytes = vec![0; reader.output_buffer_size().expect("one that fits in memory")];
        let info = reader.next_frame(&mut bytes).expect("its pixels");
        let per = info.color_type.samples();
        assert!(per >= 3, "a picture of the window has colours");
        let rgb = bytes[..info.buffer_size()].chunks_exact(per).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]);
        Photo { width: info.width as usize, height: info.height as usize, rgb: rgb.collect() }
    }

    /// Of a file; none where there is none.
    pub fn open(path: &Path) -> Option<Photo> {
        std::fs::read(path).ok().map(|png| Photo::read(&png))
    }

    /// Writes it as a PNG, as small as that goes.
    pub fn save(&self, path: &Path) {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        let file = std::fs::File::create(path).expect("a file can be made");
        let size = |pixels: usize| u32::try_from(pixels).expect("a window's size");
        let mut encoder = png::Encoder::new(file, size(self.width), size(self.height));
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_compression(png::Compression::High);
        // Flat colours and letters: a filter would hide that they repeat.
        encoder.set_filter(png::Filter::NoFilter);
        encoder.write_header().expect("a PNG begins").write_image_data(&self.rgb).expect("its pixels are written");
    }

    /// The same in fewer colours: finer than what is compared, and a file half the size.
    #[must_use]
    pub fn coarse(mut self) -> Photo {
        self.rgb.iter_mut().for_each(|channel| *channel = (*channel & 0xfc) | (*channel >> 6));
        self
    }

    /// Its upper part.
    #[must_use]
    pub fn cropped(mut self, height: usize) -> Photo {
        self.height = self.height.min(height);
        self.rgb.truncate(self.width * self.height * 3);
        self
    }

    /// How many pixels differ from another picture; all of them where it has another size.
    pub fn differing(&self, other: &Photo) -> usize {
        if (self.width, self.height) != (other.width, other.height) {
            return self.width * self.height;
        }
        self.pixels().zip(other.pixels()).filter(|(a, b)| differ(a, b, CHANNEL)).count()
    }

    /// How many of its parts, eight by eight pixels, have another colour on the whole: what smoothing does to letters is evened out.
    pub fn differing_parts(&self, other: &Photo) -> usize {
        if (self.width, self.height) != (other.width, other.height) {
            return self.width * self.height / (PART * PART);
        }
        let parts = (0..self.height / PART).flat_map(|row| (0..self.width / PART).map(move |column| (column, row)));
        parts.filter(|at| differ(&self.part(*at), &other.part(*at), PART_CHANNEL)).count()
    }

    fn part(&self, (column, row): (usize, usize)) -> [u8; 3] {
        let mut sum = [0_usize; 3];
        for y in row * PART..(row + 1) * PART {
            for x in column * PART..(column + 1) * PART {
                let at = (y * self.width + x) * 3;
                for (channel, total) in sum.iter_mut().enumerate() {
                    *total += usize::from(self.rgb[at + channel]);
                }
            }
        }
        sum.map(|total| u8::try_from(total / (PART * PART)).unwrap_or(u8::MAX))
    }

    /// What differs from another picture, in red over what is the same, paled.
    #[must_use]
    pub fn against(&self, other: &Photo) -> Photo {
        let same_size = (self.width, self.height) == (other.width, other.height);
        let rgb = self.rgb.chunks_exact(3).enumerate().flat_map(|(at, pixel)| {
            let before = other.rgb.get(at * 3..at * 3 + 3).filter(|_| same_size);
            if before.is_some_and(|before| differ(pixel, before, CHANNEL)) {
                [255, 0, 0]
            } else {
                [pixel[0], pixel[1], pixel[2]].map(|channel| 192 + channel / 4)
            }
        });
        Photo { rgb: rgb.collect(), ..*self }
    }

    fn pixels(&self) -> impl Iterator<Item = &[u8]> {
        self.rgb.chunks_exact(3)
    }
}

/// The side of a part.
const PART: usize = 8;

fn differ(a: &[u8], b: &[u8], by: u8) -> bool {
    a.iter().zip(b).any(|(a, b)| a.abs_diff(*b) > by)
}

impl Window {
    /// Opens a page that is not the application's own.
    pub async fn go(&self, url: &str) {
        self.web.goto(url).await.expect("the page opens");
        self.drawn().await;
    }

    /// What draws the window, and in which version. The driver would name the shell instead.
    pub fn engine() -> String {
        let asked = Command::new("pkg-config").args(["--modversion", "webkit2gtk-4.1"]).output();
        let version = asked.ok().filter(|answer| answer.status.success()).map(|answer| answer.stdout);
        let version =
            version.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| "of unknown version".into());
        format!("WebKitGTK {}", version.trim())
    }

    /// What does not fit on this page, in words.
    pub async fn misfits(&self) -> Vec<String> {
        self.drawn().await;
        let found = self.web.execute(FITS, Vec::new()).await.map(|answer| answer.json().clone());
        let found = found.unwrap_or_else(|failure| panic!("the page must answer: {failure}"));
        found.as_array().into_iter().flatten().filter_map(|one| one.as_str().map(str::to_owned)).collect()
    }

    /// Keeps a picture of the page for people to look at, where a folder for such is named.
    pub async fn keep_look(&self, name: &str) {
        let Some(folder) = std::env::var_os("FLIGHTDECK_LOOKS") else { return };
        self.photo().await.save(&Path::new(&folder).join(format!("{}.png", name.replace([' ', ','], "-"))));
    }

    /// A picture of what the window shows.
    pub async fn photo(&self) -> Photo {
        self.drawn().await;
        self.stir().await;
        Photo::read(&self.web.screenshot_as_png().await.expect("a picture of the window"))
    }
}
