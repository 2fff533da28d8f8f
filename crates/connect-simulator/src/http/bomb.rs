//! A gzip body that is small on the wire and huge when unpacked.

use std::io::{self, Write};

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

const MIB: usize = 1 << 20;

/// A gzip file of so many MiB of spaces: valid JSON white space, so that only a limit on size can stop a reader.
///
/// One MiB is packed once and repeated; it ends on a full flush, so the copies stand for themselves. Packing a GiB byte by byte
/// would take the simulator as long as it takes its victim.
pub(crate) fn gzip(mib: u32) -> io::Result<Vec<u8>> {
    let plain = vec![b' '; MIB];
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&plain)?;
    encoder.flush()?;
    // The second MiB may point back into the first, which every later copy has before it as well.
    let first = encoder.get_ref().len();
    encoder.write_all(&plain)?;
    encoder.flush()?;
    let packed = encoder.get_ref().clone();
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let mut one = Crc::new();
    one.update(&plain);
    let mut sum = Crc::new();
    for number in 0..mib {
        out.extend_from_slice(if number == 0 { &packed[..first] } else { &packed[first..] });
        sum.combine(&one);
    }
    // An empty last block.
    out.extend_from_slice(&[1, 0, 0, 255, 255]);
    out.extend_from_slice(&sum.sum().to_le_bytes());
    out.extend_from_slice(&(u64::from(mib) << 20).to_le_bytes()[..4]);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn unpacks_to_what_it_promises() {
        let packed = gzip(5).unwrap();
        assert!(packed.len() < 32 * 1024, "a bomb is small on the wire: {} bytes", packed.len());
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut plain).unwrap();
        assert_eq!(plain.len(), 5 * MIB, "a decoder that gave up early would never test the client's limit");
    }
}
