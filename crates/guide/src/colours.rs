//! A picture's colours made few: 256 at most, chosen where most of the picture is (median cut). Pure.

use std::collections::HashMap;

/// Red, green, blue.
pub(crate) type Pixel = [u8; 3];
/// As many as one byte can name.
const MOST: usize = 256;

/// A colour and how often it is there.
type Seen = (Pixel, u64);

/// The palette, and for each pixel its place in it.
pub(crate) fn reduced(pixels: &[Pixel]) -> (Vec<Pixel>, Vec<u8>) {
    let mut counted: HashMap<Pixel, u64> = HashMap::new();
    for pixel in pixels {
        *counted.entry(*pixel).or_default() += 1;
    }
    let mut all: Vec<Seen> = counted.into_iter().collect();
    // So that the same picture always becomes the same file.
    all.sort_unstable();
    let boxes = cut(all);
    let mut places = HashMap::new();
    for (place, colours) in (0..=u8::MAX).zip(&boxes) {
        places.extend(colours.iter().map(|(colour, _)| (*colour, place)));
    }
    let palette = boxes.iter().map(|colours| middle(colours)).collect();
    (palette, pixels.iter().map(|pixel| places.get(pixel).copied().unwrap_or_default()).collect())
}

/// Splits where the picture loses most, until there are as many boxes as there may be, or each has one colour.
fn cut(all: Vec<Seen>) -> Vec<Vec<Seen>> {
    let mut boxes = vec![(lost(&all), all)];
    while boxes.len() < MOST {
        let Some(worst) = (0..boxes.len()).max_by(|a, b| boxes[*a].0.0.total_cmp(&boxes[*b].0.0)) else { break };
        let ((loss, channel), colours) = boxes.swap_remove(worst);
        if loss <= 0.0 {
            boxes.push(((loss, channel), colours));
            break;
        }
        let (low, high) = halves(colours, channel);
        boxes.extend([low, high].map(|half| (lost(&half), half)));
    }
    boxes.into_iter().map(|(_, colours)| colours).filter(|colours| !colours.is_empty()).collect()
}

/// How far the colours of a box are from their mean, all pixels together, and in which channel most.
fn lost(colours: &[Seen]) -> (f64, usize) {
    let weight = colours.iter().map(|(_, count)| *count as f64).sum::<f64>().max(1.0);
    let in_channel = |channel: usize| {
        let value = |(colour, count): &Seen| (f64::from(colour[channel]), *count as f64);
        let mean = colours.iter().map(value).map(|(value, count)| value * count).sum::<f64>() / weight;
        colours.iter().map(value).map(|(value, count)| (value - mean).powi(2) * count).sum::<f64>()
    };
    let losses = [0, 1, 2].map(in_channel);
    let channel = (0..3).max_by(|a, b| losses[*a].total_cmp(&losses[*b])).unwrap_or_default();
    (losses.iter().sum(), channel)
}

/// At the mean of a channel. Neither half is empty where the box has more than one value there.
fn halves(colours: Vec<Seen>, channel: usize) -> (Vec<Seen>, Vec<Seen>) {
    let weight = colours.iter().map(|(_, count)| *count as f64).sum::<f64>().max(1.0);
    let mean = colours.iter().map(|(colour, count)| f64::from(colour[channel]) * *count as f64).sum::<f64>() / weight;
    colours.into_iter().partition(|(colour, _)| f64::from(colour[channel]) <= mean)
}

/// The colour that stands for a box: the one that most of it is, or else its mean. A window's grounds stay exactly as they are.
fn middle(colours: &[Seen]) -> Pixel {
    let weight: u64 = colours.iter().map(|(_, count)| *count).sum();
    if let Some((colour, _)) = colours.iter().find(|(_, count)| count * 2 > weight) {
        return *colour;
    }
    let mean = |channel: usize| {
        let sum: u64 = colours.iter().map(|(colour, count)| u64::from(colour[channel]) * count).sum();
        u8::try_from((sum + weight / 2) / weight.max(1)).unwrap_or(u8::MAX)
    };
    [mean(0), mean(1), mean(2)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_colours_are_kept_exactly() {
        let pixels = [[0, 0, 0], [255, 255, 255], [0, 0, 0], [10, 20, 30]];
        let (palette, places) = reduced(&pixels);
        let back: Vec<Pixel> = places.iter().map(|place| palette[usize::from(*place)]).collect();
        assert_eq!(back, pixels, "what fits is not changed");
    }

    #[test]
    fn many_colours_become_few_and_stay_near() {
        let pixels: Vec<Pixel> =
            (0..4096_u32).map(|n| [(n % 16) as u8 * 17, (n / 16 % 16) as u8 * 17, (n / 256) as u8 * 17]).collect();
        let ground = [3, 200, 77];
        let pixels = [pixels, vec![ground; 20_000]].concat();
        let (palette, places) = reduced(&pixels);
        assert!(palette.len() <= MOST, "one byte names each: {}", palette.len());
        for (pixel, place) in pixels.iter().zip(&places) {
            let to = palette[usize::from(*place)];
            let far = (0..3).map(|channel| pixel[channel].abs_diff(to[channel])).max();
            assert!(far <= Some(80), "{pixel:?} became {to:?}");
        }
        let at = pixels.iter().position(|pixel| *pixel == ground).unwrap();
        assert_eq!(palette[usize::from(places[at])], ground, "the ground of a picture is seen first");
    }
}
