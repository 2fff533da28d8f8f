//! Which devices a blob names, in ten bits each: tells that a device is certainly not in it, so that one device can be looked for among
//! many deployments without reading them.
//!
//! A Bloom filter. Written to disk, so its hash is fixed; ids that are made to collide cost whoever looks for one a blob read in vain.

use super::blob::Blob;

const VERSION: u8 = 1;
/// Bits for each device, and how many of them each sets: one blob in a hundred is read in vain.
const BITS: usize = 10;
const SET: u64 = 6;

/// The filter of a blob; one that holds nothing where no device is named in it. None for what is no blob.
pub(crate) fn names(blob: &[u8]) -> Option<Vec<u8>> {
    let mut blob = Blob::open(blob)?;
    let mut hashes = Vec::new();
    while let Some(record) = blob.next() {
        hashes.extend(record.id.map(hash));
    }
    let mut filter = vec![0u8; 1 + (hashes.len() * BITS).div_ceil(8)];
    filter[0] = VERSION;
    for hash in hashes {
        for bit in bits(hash, filter.len() - 1) {
            filter[1 + bit / 8] |= 1 << (bit % 8);
        }
    }
    Some(filter)
}

/// Whether a device may be named in the blob of this filter. One that cannot be read excludes nobody.
pub(crate) fn may_name(filter: &[u8], device: &str) -> bool {
    match filter.split_first() {
        Some((&VERSION, [])) => false,
        Some((&VERSION, filter)) => bits(hash(device), filter.len()).all(|bit| filter[bit / 8] >> (bit % 8) & 1 == 1),
        _ => true,
    }
}

fn bits(hash: u64, bytes: usize) -> impl Iterator<Item = usize> {
    let step = hash >> 32 | 1;
    (0..SET).map(move |n| (hash.wrapping_add(n.wrapping_mul(step)) % (bytes as u64 * 8)) as usize)
}

/// FNV-1a, then mixed: neighbouring ids must not set neighbouring bits.
fn hash(id: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    for byte in id.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash = (hash ^ hash >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^ hash >> 33
}
