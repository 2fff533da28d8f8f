//! Page tokens: opaque to clients, who must not look into them.

/// The token of a place in a list.
pub(crate) fn token(place: u32) -> String {
    format!("nxt{:08x}", place.rotate_left(11) ^ 0x5eed_cafe)
}

/// Reads a page token back.
pub(crate) fn read_token(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("nxt").filter(|digits| digits.len() == 8)?;
    u32::from_str_radix(digits, 16).ok().map(|place| (place ^ 0x5eed_cafe).rotate_right(11))
}
