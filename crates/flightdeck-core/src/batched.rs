//! How a launch of a batch is called: by the batch, the device's place in it, and the try.

/// The request id of a launch.
pub(crate) fn launch_of(batch: &str, place: usize, tries: u32) -> String {
    format!("{batch}.{place}.{tries}")
}

/// The batch, and the place and the try in it, of a launch; none of one that no batch made.
pub(crate) fn of_launch(request_id: &str) -> Option<(&str, usize, u32)> {
    let (rest, tries) = request_id.rsplit_once('.')?;
    let (batch, place) = rest.rsplit_once('.')?;
    Some((batch, place.parse().ok()?, tries.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_launch_names_its_batch_place_and_try() {
        assert_eq!(of_launch(&launch_of("3f-a", 12, 1)), Some(("3f-a", 12, 1)));
        for other in ["3f-a", "3f-a.1", "3f-a.x.1", "1.2", ""] {
            assert_eq!(of_launch(other), None, "{other} is no batch's");
        }
    }
}
