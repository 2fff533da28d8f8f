//! Seeded numbers without state: hashes for what looks random, and a permutation for ids that must never collide.

/// Mixes a seed and two labels into 64 well-spread bits (splitmix64's finisher).
pub(crate) fn mix(seed: u64, label: u64, item: u64) -> u64 {
    let mut z = seed
        .wrapping_add(label.wrapping_mul(0x9e37_79b9_7f4a_7c15))
        .wrapping_add(item.wrapping_mul(0xd1b5_4a32_d192_ed03))
        .wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A number in `0..below` (`below` at least 1) taken from 64 mixed bits.
pub(crate) fn pick(bits: u64, below: u64) -> u64 {
    ((u128::from(bits) * u128::from(below.max(1))) >> 64) as u64
}

fn round(key: u64, number: u64, half: u16) -> u16 {
    (mix(key, number, u64::from(half)) >> 24) as u16
}

/// A keyed one-to-one map of the 32-bit numbers: ids look random, never collide, and need no table to be looked up.
pub(crate) fn permute(key: u64, value: u32) -> u32 {
    let (mut left, mut right) = ((value >> 16) as u16, value as u16);
    for number in 0..4 {
        (left, right) = (right, left ^ round(key, number, right));
    }
    (u32::from(left) << 16) | u32::from(right)
}

/// The inverse of [`permute`].
pub(crate) fn unpermute(key: u64, value: u32) -> u32 {
    let (mut left, mut right) = ((value >> 16) as u16, value as u16);
    for number in (0..4).rev() {
        (left, right) = (right ^ round(key, number, left), left);
    }
    (u32::from(left) << 16) | u32::from(right)
}

/// Writes the service's id form, `<prefix>-4cfe-4e51`, into a buffer.
pub(crate) fn write_id(out: &mut Vec<u8>, prefix: &str, number: u32) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.extend_from_slice(prefix.as_bytes());
    for place in (0..8).rev() {
        if place == 7 || place == 3 {
            out.push(b'-');
        }
        out.push(HEX[((number >> (place * 4)) & 15) as usize]);
    }
}

/// The id form as text.
pub(crate) fn id_text(prefix: &str, number: u32) -> String {
    format!("{prefix}-{:04x}-{:04x}", number >> 16, number & 0xffff)
}

/// Reads the id form back; only the exact lower-case form counts, as ids are case sensitive.
pub(crate) fn parse_id(prefix: &str, text: &str) -> Option<u32> {
    let (high, low) = text.strip_prefix(prefix)?.strip_prefix('-')?.split_once('-')?;
    let half = |part: &str| {
        let exact = part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        exact.then(|| u32::from_str_radix(part, 16).ok()).flatten()
    };
    Some((half(high)? << 16) | half(low)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_never_collide_and_lead_back() {
        let mut seen = std::collections::HashSet::new();
        for value in 0..50_000u32 {
            let id = permute(7, value);
            assert!(seen.insert(id), "two devices with one id would be one row to a client");
            assert_eq!(unpermute(7, id), value, "an id must lead back to its device");
            let mut bytes = Vec::new();
            write_id(&mut bytes, "d", id);
            assert_eq!(bytes, id_text("d", id).into_bytes(), "both writers must spell an id alike");
            assert_eq!(parse_id("d", &id_text("d", id)), Some(id), "an id must be read as it was written");
        }
    }

    #[test]
    fn only_the_exact_form_is_an_id() {
        for wrong in
            ["", "d-", "d-4CFE-4e51", "d-4cfe4e51", "dp-4cfe-4e51", "d-4cfe-4e5", "d-4cfe-4e51-0", "d-+cfe-4e51"]
        {
            assert_eq!(parse_id("d", wrong), None, "{wrong:?} is no device id");
        }
    }
}
