//! One device in the other deployments that were seen here: from what is kept of them, nothing is asked of the service.

use std::cmp::Reverse;

use super::Watches;
use super::rows::{find, may_name};
use crate::outside::LastSeen;
use crate::wire::{ConnectionId, DeploymentId, DeviceId, Elsewhere};

/// Deployments told of at most, the latest.
const MOST: usize = 100;

impl Watches {
    /// What was last seen of a device in a connection's deployments but one; where it last changed first.
    pub(crate) async fn elsewhere(
        &self,
        connection: &ConnectionId,
        but: &DeploymentId,
        device: &DeviceId,
    ) -> Vec<Elsewhere> {
        let last_seen = self.room.outside.last_seen.clone();
        let (connection, but, device) = (connection.clone(), but.clone(), device.clone());
        let read = move || seen_in(&*last_seen, &connection, &but, &device);
        tokio::task::spawn_blocking(read).await.unwrap_or_default()
    }
}

fn seen_in(last_seen: &dyn LastSeen, connection: &ConnectionId, but: &DeploymentId, device: &str) -> Vec<Elsewhere> {
    let mut all = Vec::new();
    last_seen.pieces(connection, &|names| may_name(names, device), &mut |pieces| {
        let found = (pieces.deployment != *but).then(|| find(&pieces.blobs, device)).flatten();
        all.extend(found.map(|found| Elsewhere {
            deployment: pieces.deployment,
            comment: None,
            state: found.state,
            raw_status: found.raw_status,
            gone_ms: found.gone_ms,
            since_ms: found.since_ms,
            since_least: found.since_least,
            seen_ms: pieces.at_ms,
        }));
    });
    all.sort_by_key(|one| Reverse(one.since_ms));
    all.truncate(MOST);
    all
}

#[cfg(test)]
mod tests {
    use connect_api::{DeviceRef, DeviceState, TimeRef};

    use super::super::rows::{Rows, names};
    use super::*;
    use crate::outside::Parcel;

    fn parcel(devices: &str, many: u32) -> Parcel {
        let mut rows = Rows::default();
        rows.begin(0);
        for n in 0..many {
            let uuid = format!("{n:08x}-{devices}-4c5d-8e6f-{n:012x}");
            let at = |unix_ms| TimeRef::At { unix_ms, zone_assumed: false };
            let record = DeviceRef {
                uuid: &uuid,
                state: DeviceState::Succeeded,
                raw_status: "Success",
                started: at(1_700_000_000_000 + i64::from(n) * 13),
                finished: at(1_700_000_060_000),
                steps: None,
                name: None,
                group: None,
            };
            rows.apply([record].into_iter(), 1_700_000_000_000);
        }
        let blobs = rows.whole();
        let names = blobs.iter().map(|blob| names(blob).unwrap()).collect();
        Parcel { head: b"head".to_vec(), whole: true, blobs, names, ..Parcel::default() }
    }

    #[test]
    #[ignore = "a measurement, meant for a release build"]
    #[allow(clippy::print_stderr)]
    fn one_device_among_a_hundred_deployments_of_a_hundred_thousand() {
        let directory = tempfile::tempdir().unwrap();
        let store = crate::store::open(directory.path(), 0).unwrap().store;
        let fleets = [parcel("9a3b", 100_000), parcel("77aa", 100_000)];
        for n in 0..100 {
            store.keep(&"c".into(), &format!("dp-{n}").into(), &fleets[n % 2]).unwrap();
        }
        let size = std::fs::metadata(directory.path().join("seen.db")).unwrap().len() / 1_000_000;
        for n in [0u32, 50_000, 99_999, 12_345_678] {
            let device = format!("{n:08x}-9a3b-4c5d-8e6f-{n:012x}");
            let begun = std::time::Instant::now();
            let found = seen_in(&store, &"c".into(), &"dp-0".into(), &device);
            eprintln!("device {n}: in {} of 100 deployments, {:?}, {size} MB kept", found.len(), begun.elapsed());
            assert_eq!(
                found.len(),
                if n < 100_000 { 49 } else { 0 },
                "it is in every second one, but the one it is open in"
            );
        }
    }
}
