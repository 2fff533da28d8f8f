//! Changes that know words and bytes, and nothing of a structure.

use super::ODD_TEXTS;
use crate::random::Random;

/// One change. `other` is another input of the same form.
pub(crate) fn bytes(random: &mut Random, input: &mut Vec<u8>, other: &[u8], words: &[&str]) {
    let at = random.below(input.len() + 1);
    match random.below(12) {
        0 if !input.is_empty() => {
            let at = at.min(input.len() - 1);
            input[at] ^= 1 << random.below(8);
        }
        1 if !input.is_empty() => {
            let at = at.min(input.len() - 1);
            input[at] = [0, 1, 0x7f, 0x80, 0xff, b' ', b'\n', b'"', b':', b','][random.below(10)];
        }
        2 => put(input, at..at, random.one(&ODD_TEXTS)),
        3..=5 if !words.is_empty() => {
            let word = random.one(words).as_bytes();
            let range = if random.once_in(2) { at..at } else { span(random, input.len()) };
            put(input, range, word);
        }
        6 | 7 => drop(input.drain(span(random, input.len()))),
        8 => {
            let part = input[span(random, input.len())].to_vec();
            put(input, at..at, &part);
        }
        9 => {
            let part = &other[span(random, other.len())];
            put(input, at..at, part);
        }
        10 if random.once_in(2) => input.truncate(at),
        11 => {
            // What comes first and last of one, and of another what comes between.
            let (from, to) = (random.below(other.len() + 1), input.len());
            put(input, at..to, &other[from..]);
        }
        _ => put(input, at..at, &[random.next() as u8]),
    }
}

/// Repeats a part until the input is long, `most` bytes or a fraction of that.
pub(crate) fn grow(random: &mut Random, input: &mut Vec<u8>, most: usize) {
    let most = most >> random.below(4);
    let part = match span(random, input.len()) {
        empty if empty.is_empty() => 0..input.len(),
        part => part,
    };
    if input.is_empty() || input.len() >= most {
        return;
    }
    let piece = input[part.clone()].to_vec();
    let times = (most - input.len()) / piece.len().max(1);
    put(input, part.end..part.end, &piece.repeat(times));
}

/// A part: most often a short one.
fn span(random: &mut Random, len: usize) -> std::ops::Range<usize> {
    let from = random.below(len + 1);
    let most = if random.once_in(4) { len - from } else { (len - from).min(12) };
    from..from + random.below(most + 1)
}

fn put(input: &mut Vec<u8>, range: std::ops::Range<usize>, part: &[u8]) {
    input.splice(range, part.iter().copied());
}
