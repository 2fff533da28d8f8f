//! What a source told of devices, as bytes: parts of some thousand devices, each readable alone. Pure.

use connect_api::{ApiTime, FleetDevice};

use crate::bytes::{Reader, Writer};

/// The layout; a part of any other is as good as none.
const VERSION: u8 = 1;
/// Devices in one part.
const PART: usize = 4_096;

const NAME: u64 = 1;
const GROUPS: u64 = 2;
const TAGS: u64 = 4;
const TAGS_CUT: u64 = 8;
const SEEN: u64 = 16;
const AGENT: u64 = 32;
const IP: u64 = 64;
const ADDRESS: u64 = 128;
const DESCRIPTION: u64 = 256;
const TRIGGER: u64 = 512;
const TRIGGER_ON: u64 = 1024;

/// What a source tells, written part by part as it comes.
#[derive(Default)]
pub(crate) struct Parts {
    waiting: Vec<FleetDevice>,
    done: Vec<Vec<u8>>,
    /// Devices so far.
    pub(crate) devices: u32,
}

impl Parts {
    /// All devices of a source at once.
    pub(crate) fn of(devices: &[FleetDevice]) -> Self {
        let done = devices.chunks(PART).map(written).collect();
        Self { waiting: Vec::new(), done, devices: u32::try_from(devices.len()).unwrap_or(u32::MAX) }
    }

    pub(crate) fn add(&mut self, devices: impl IntoIterator<Item = FleetDevice>) {
        for device in devices {
            self.devices += 1;
            self.write(device);
        }
    }

    /// Devices that are in it already, with more: what comes later counts.
    pub(crate) fn again(&mut self, devices: impl IntoIterator<Item = FleetDevice>) {
        devices.into_iter().for_each(|device| self.write(device));
    }

    fn write(&mut self, device: FleetDevice) {
        self.waiting.push(device);
        if self.waiting.len() == PART {
            self.done.push(written(&self.waiting));
            self.waiting.clear();
        }
    }

    pub(crate) fn done(mut self) -> Vec<Vec<u8>> {
        if !self.waiting.is_empty() {
            self.done.push(written(&self.waiting));
        }
        self.done
    }
}

/// A part as bytes: what is kept of these devices is what [`super::knowledge`] makes use of.
fn written(devices: &[FleetDevice]) -> Vec<u8> {
    let mut texts: Vec<&str> = Vec::new();
    let mut numbers = std::collections::HashMap::new();
    let mut number = |text| {
        *numbers.entry(text).or_insert_with(|| {
            texts.push(text);
            texts.len() as u64 - 1
        })
    };
    let mut fields = Writer::default();
    let mut before_ms = 0;
    for device in devices {
        let seen_ms = device.last_keepalive.unix_ms();
        let flag = |there: bool, flag: u64| if there { flag } else { 0 };
        fields.number(
            flag(device.name.is_some(), NAME)
                | flag(!device.groups.is_empty(), GROUPS)
                | flag(device.tags.is_some(), TAGS)
                | flag(device.tags_cut, TAGS_CUT)
                | flag(seen_ms.is_some(), SEEN)
                | flag(device.agent_version.is_some(), AGENT)
                | flag(device.ip.is_some(), IP)
                | flag(device.address.is_some(), ADDRESS)
                | flag(device.description.is_some(), DESCRIPTION)
                | flag(device.update_trigger.is_some(), TRIGGER)
                | flag(device.update_trigger == Some(true), TRIGGER_ON),
        );
        fields.text(&device.uuid);
        let shared = [Some(&device.groups).filter(|groups| !groups.is_empty()), device.tags.as_ref()];
        for list in shared.into_iter().flatten() {
            fields.number(list.len() as u64);
            for text in list {
                fields.number(number(text.as_str()));
            }
        }
        if let Some(at_ms) = seen_ms {
            fields.signed(at_ms.wrapping_sub(before_ms));
            before_ms = at_ms;
        }
        if let Some(agent) = &device.agent_version {
            fields.number(number(agent.as_str()));
        }
        for text in [&device.name, &device.ip, &device.address, &device.description].into_iter().flatten() {
            fields.text(text);
        }
    }
    let mut part = Writer::default();
    part.byte(VERSION);
    part.number(texts.len() as u64);
    for text in &texts {
        part.text(text);
    }
    part.number(devices.len() as u64);
    part.append(fields);
    part.done()
}

/// The devices of a part; none where it is not one, or not readable to its end.
pub(crate) fn read(part: &[u8]) -> Option<Vec<FleetDevice>> {
    let mut from = Reader::new(part);
    if from.byte()? != VERSION {
        return None;
    }
    let mut texts = Vec::new();
    for _ in 0..from.number()? {
        texts.push(from.text()?);
    }
    let mut devices = Vec::new();
    let mut before_ms = 0i64;
    for _ in 0..from.number()? {
        devices.push(device(&mut from, &texts, &mut before_ms)?);
    }
    from.is_empty().then_some(devices)
}

fn device(from: &mut Reader<'_>, texts: &[&str], before_ms: &mut i64) -> Option<FleetDevice> {
    let flags = from.number()?;
    let has = |flag: u64| flags & flag != 0;
    let mut device = FleetDevice { uuid: from.text()?.to_owned(), tags_cut: has(TAGS_CUT), ..FleetDevice::default() };
    if has(GROUPS) {
        device.groups = shared(from, texts)?;
    }
    device.group = if let [one] = device.groups.as_slice() { Some(one.clone()) } else { None };
    if has(TAGS) {
        device.tags = Some(shared(from, texts)?);
    }
    if has(SEEN) {
        *before_ms = from.signed()?.wrapping_add(*before_ms);
        device.last_keepalive = ApiTime::At { unix_ms: *before_ms, zone_assumed: false };
    }
    if has(AGENT) {
        device.agent_version = Some(text(from, texts)?);
    }
    for (flag, field) in [
        (NAME, &mut device.name),
        (IP, &mut device.ip),
        (ADDRESS, &mut device.address),
        (DESCRIPTION, &mut device.description),
    ] {
        if has(flag) {
            *field = Some(from.text()?.to_owned());
        }
    }
    device.update_trigger = has(TRIGGER).then(|| has(TRIGGER_ON));
    Some(device)
}

fn shared(from: &mut Reader<'_>, texts: &[&str]) -> Option<Vec<String>> {
    (0..from.number()?).map(|_| text(from, texts)).collect()
}

fn text(from: &mut Reader<'_>, texts: &[&str]) -> Option<String> {
    texts.get(usize::try_from(from.number()?).ok()?).map(|text| (*text).to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn devices() -> impl Strategy<Value = Vec<FleetDevice>> {
        let text = || prop::option::of("[a-zü ]{1,9}");
        let names = || prop::collection::vec("[a-c]{1,2}", 0..4);
        let at = prop::option::of(any::<i64>());
        let first = (text(), names(), prop::option::of(names()), any::<bool>(), at);
        let rest = (text(), text(), text(), text(), prop::option::of(any::<bool>()));
        let one =
            (first, rest).prop_map(|((name, groups, tags, tags_cut, at), (agent, ip, address, about, trigger))| {
                FleetDevice {
                    uuid: "d-1".into(),
                    name,
                    group: if let [one] = groups.as_slice() { Some(one.clone()) } else { None },
                    groups,
                    tags,
                    tags_cut,
                    last_keepalive: at.map_or(ApiTime::Absent, |unix_ms| ApiTime::At { unix_ms, zone_assumed: false }),
                    agent_version: agent,
                    ip,
                    address,
                    description: about,
                    update_trigger: trigger,
                    ..FleetDevice::default()
                }
            });
        prop::collection::vec(one, 0..9)
    }

    #[test]
    fn all_at_once_are_the_same_parts_as_one_after_the_other() {
        for many in [0, 1, PART, PART + 1, 2 * PART] {
            let devices: Vec<_> =
                (0..many).map(|n| FleetDevice { uuid: format!("d-{n}"), ..FleetDevice::default() }).collect();
            let mut one_by_one = Parts::default();
            one_by_one.add(devices.iter().cloned());
            let all = Parts::of(&devices);
            assert_eq!(all.devices, one_by_one.devices, "{many}");
            assert_eq!(all.done(), one_by_one.done(), "{many}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(devices in devices()) {
            prop_assert_eq!(read(&written(&devices)), Some(devices));
        }

        #[test]
        fn what_is_cut_or_made_up_is_none_and_no_panic(devices in devices(), cut in 1usize..40, noise: Vec<u8>) {
            let part = written(&devices);
            prop_assert_eq!(read(&part[..part.len().saturating_sub(cut)]), None, "a part that ends early is no part");
            drop(read(&noise));
        }
    }

    #[test]
    #[ignore = "a measurement, meant for a release build"]
    #[allow(clippy::print_stderr)]
    fn a_million_devices_take() {
        let part = |from: usize| -> Vec<FleetDevice> {
            (from..from + PART)
                .map(|n| FleetDevice {
                    uuid: format!("{n:08x}-9a3b-4c5d-8e6f-{:012x}", n * 7_919),
                    name: Some(format!("turbine-north-{n}")),
                    groups: vec![format!("Site {}", n % 40)],
                    tags: Some(vec!["gateway".into(), format!("row-{}", n % 30)]),
                    last_keepalive: ApiTime::At { unix_ms: 1_795_875_804_000 - n as i64 * 31, zone_assumed: false },
                    agent_version: Some("7.4.1".into()),
                    ip: Some(format!("10.{}.{}.{}", n >> 16, (n >> 8) & 255, n & 255)),
                    update_trigger: Some(false),
                    ..FleetDevice::default()
                })
                .collect()
        };
        let parts: Vec<Vec<u8>> = (0..1_000_000).step_by(PART).map(|from| written(&part(from))).collect();
        let begun = std::time::Instant::now();
        let devices: usize = parts.iter().map(|part| read(part).map_or(0, |devices| devices.len())).sum();
        eprintln!(
            "{devices} devices: {} MB, read in {:?}",
            parts.iter().map(Vec::len).sum::<usize>() / 1_000_000,
            begun.elapsed()
        );
        assert!(devices >= 1_000_000, "all are read back");
    }
}
