//! The status on all devices: whole, in pieces, and passing over what is known.

use std::sync::Arc;

use connect_api::{ApiTime, DeviceRef, DeviceState, DevicesPage, Known, NotApi, Part, Replay, Step};

use super::answers::time_len;
use super::{Outcome, law};
use crate::mutate::{self, Node};
use crate::random::Random;

/// A device as it was told.
#[derive(Clone, Debug, PartialEq)]
struct Told {
    uuid: String,
    state: DeviceState,
    status: String,
    started: ApiTime,
    finished: ApiTime,
    steps: Option<Vec<Step>>,
    name: Option<String>,
    group: Option<String>,
}

impl Told {
    fn of(device: &DeviceRef<'_>) -> Self {
        Self {
            uuid: device.uuid.to_owned(),
            state: device.state,
            status: device.raw_status.to_owned(),
            started: device.started.into(),
            finished: device.finished.into(),
            steps: device.steps.map(<[Step]>::to_vec),
            name: device.name.map(str::to_owned),
            group: device.group.map(str::to_owned),
        }
    }

    fn len(&self) -> usize {
        let steps = self.steps.iter().flatten();
        let steps: usize = steps.map(|step| step.name.len() + step.stdout.len() + step.stderr.len()).sum();
        let texts = [self.name.as_deref(), self.group.as_deref(), Some(&self.uuid), Some(&self.status)];
        steps
            + time_len(&self.started)
            + time_len(&self.finished)
            + texts.into_iter().flatten().map(str::len).sum::<usize>()
    }
}

/// All that an answer tells.
#[derive(Debug, PartialEq)]
struct Answer {
    devices: Vec<Told>,
    unreadable: u32,
    after: Option<String>,
    total: Option<u64>,
}

fn answer(page: &DevicesPage, before: &[Told]) -> Option<Answer> {
    let mut devices = Vec::new();
    for part in page.batch.parts() {
        match part {
            Part::Known(places) => devices.extend_from_slice(before.get(places.start as usize..places.end as usize)?),
            Part::Record(device) => devices.push(Told::of(&device)),
        }
    }
    Some(Answer { devices, unreadable: page.batch.unreadable(), after: page.after.clone(), total: page.total })
}

fn whole(body: &[u8]) -> Result<Option<Answer>, NotApi> {
    DevicesPage::read(body).map(|page| answer(&page, &[]))
}

/// An answer that comes at once, and the same in pieces.
pub(super) fn whole_and_in_pieces(body: &[u8]) -> Outcome {
    let at_once = whole(body);
    let mut random = Random::of_bytes(body);
    let (mut pieces, mut rest) = (Vec::new(), body);
    let most = if body.len() > 4096 { body.len() / 4 } else { 40 };
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(random.below(most.min(rest.len()) + 1));
        pieces.push(piece);
        rest = behind;
    }
    let in_pieces = DevicesPage::read_in(pieces).map(|page| answer(&page, &[]));
    law!(in_pieces == at_once, "whole it tells {at_once:?}, in pieces {in_pieces:?}");
    let Ok(Some(answer)) = at_once else { return Ok(false) };
    law!(answer.devices.iter().all(|told| !told.uuid.trim().is_empty()), "a device has no id");
    // A status is kept once, however many devices have it.
    let mut statuses: Vec<&str> = Vec::new();
    let mut bytes = 0;
    for told in &answer.devices {
        let again = statuses.contains(&told.status.as_str());
        bytes += told.len() - if again { told.status.len() } else { 0 };
        if !again && statuses.len() < 32 {
            statuses.push(&told.status);
        }
    }
    law!(bytes <= 4 * body.len(), "{bytes} bytes are kept of {}", body.len());
    Ok(true)
}

/// Two looks: the second over records that changed, were moved, left out or put in between.
pub(super) fn known(body: &[u8]) -> Outcome {
    let Ok(first) = DevicesPage::read(body) else { return Ok(false) };
    let Some(before) = answer(&first, &[]) else { return Ok(false) };
    // The first look has fingerprints only where there is something to be compared with.
    let mut known = Known::default();
    let Ok(page) = Replay::new(Arc::new(Known::default())).page(None, body, None) else {
        return Err("an answer reads without what is known, and not with nothing known".to_owned());
    };
    known.take_in(&Known::default(), &page);
    law!(known.len() == before.devices.len(), "{} places for {} devices", known.len(), before.devices.len());
    let mut random = Random::of_bytes(body);
    let mut changed = body.to_vec();
    if let Some(mut node) = std::str::from_utf8(body).ok().and_then(Node::read) {
        let other = node.clone();
        for _ in 0..random.below(4) {
            mutate::json(&mut random, &mut node, Some(&other), super::words::ANSWERS);
        }
        changed = node.written();
    }
    let node_changed = changed.clone();
    for _ in 0..random.below(3) {
        mutate::bytes(&mut random, &mut changed, &node_changed, super::words::ANSWERS);
    }
    let looked = Replay::new(Arc::new(known)).page(None, &changed, None);
    let looked = looked.map(|page| answer(&page, &before.devices));
    let read = whole(&changed);
    law!(looked == read, "passing over what is known tells {looked:?}, reading all of it {read:?}");
    Ok(true)
}
