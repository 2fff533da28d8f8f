//! One target with its seeds, and the input of each execution.

use crate::corpus::{self, Seed};
use crate::mutate;
use crate::random::Random;
use crate::targets::{Shape, Target};

/// No input is longer, in bytes.
pub const MOST_BYTES: usize = 64 * 1024;

/// A target, ready to be tried.
pub struct Case {
    /// The target.
    pub target: &'static Target,
    seeds: Vec<Seed>,
}

impl Case {
    /// Reads what its inputs begin with.
    ///
    /// # Errors
    /// A folder of the corpus that cannot be read.
    pub fn of(target: &'static Target) -> Result<Self, String> {
        let mut files = Vec::new();
        for folder in target.corpus {
            files.extend(corpus::files(folder)?);
        }
        let made = target.made.map_or_else(|| files.clone(), |make| make(&files));
        if made.is_empty() {
            return Err(format!("nothing is made of the corpus of {}", target.name));
        }
        Ok(Self { target, seeds: made.into_iter().map(Seed::new).collect() })
    }

    /// What the changes begin with, as it stands.
    pub fn unchanged(&self) -> impl Iterator<Item = &[u8]> {
        self.seeds.iter().map(|seed| seed.bytes.as_slice())
    }

    /// The input of an execution.
    pub fn input(&self, seed: u64, number: u64) -> Vec<u8> {
        let name = Random::of_bytes(self.target.name.as_bytes()).next();
        let mut random = Random::of(&[seed, name, number]);
        let first = &self.seeds[random.below(self.seeds.len())];
        let other = &self.seeds[random.below(self.seeds.len())];
        let mut input = match (&first.node, self.target.shape) {
            (Some(node), Shape::Json) => {
                let mut node = node.clone();
                for _ in 0..random.few() {
                    mutate::json(&mut random, &mut node, other.node.as_ref(), self.target.words);
                }
                node.written()
            }
            _ => first.bytes.clone(),
        };
        // What knows the form makes what is read far; what does not makes what is refused early, in every way.
        let blind = self.target.shape != Shape::Json || first.node.is_none() || random.once_in(5);
        if blind {
            for _ in 0..random.few() {
                mutate::bytes(&mut random, &mut input, &other.bytes, self.target.words);
            }
        }
        if random.once_in(100) {
            mutate::grow(&mut random, &mut input, MOST_BYTES);
        }
        input.truncate(MOST_BYTES);
        input
    }
}
