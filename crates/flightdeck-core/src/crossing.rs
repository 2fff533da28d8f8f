//! Where the client's words become the page's.

use connect_api::ApiTime;

use crate::sanitise;
use crate::wire::Moment;

/// Longest unreadable time shown, in bytes.
const RAW_LIMIT: usize = 200;

/// A time as the page sees it.
pub(crate) fn moment(time: &ApiTime) -> Moment {
    match time {
        ApiTime::Absent => Moment::Absent,
        ApiTime::At { unix_ms, zone_assumed } => Moment::At { ms: *unix_ms, zone_assumed: *zone_assumed },
        ApiTime::Unreadable(raw) => Moment::Unreadable { raw: sanitise::line(raw, RAW_LIMIT) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// B16: that a zone was assumed is never lost on the way.
    #[test]
    fn a_time_crosses_with_what_is_doubtful_about_it() {
        let raw = "soon\u{202e} ".repeat(60);
        for (time, expected) in [
            (ApiTime::Absent, Moment::Absent),
            (ApiTime::At { unix_ms: 5, zone_assumed: true }, Moment::At { ms: 5, zone_assumed: true }),
            (ApiTime::At { unix_ms: -5, zone_assumed: false }, Moment::At { ms: -5, zone_assumed: false }),
        ] {
            assert_eq!(moment(&time), expected, "{time:?}");
        }
        let Moment::Unreadable { raw } = moment(&ApiTime::Unreadable(raw.into())) else { panic!("it cannot be read") };
        assert!(raw.len() <= RAW_LIMIT + 3 && !raw.contains('\u{202e}'), "made safe and short: {raw}");
    }
}
