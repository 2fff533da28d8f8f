//! The status on all devices, written by hand and piece by piece: a million records never exist at once.

use std::sync::Arc;

use crate::answers::device::steps;
use crate::answers::moment::Moment;
use crate::answers::spelling::{oddity, pagination, status_word};
use crate::answers::token::token;
use crate::fleet::deployment::Deployment;
use crate::fleet::timeline::{Aborts, Seen};
use crate::times::write_time;
use crate::variants::{DevicesPaging, DevicesShape, OddFields, Variants};

const PIECE: usize = 128 * 1024;

/// One devices answer under way.
pub(crate) struct DevicesAnswer {
    deployment: Arc<Deployment>,
    aborts: Arc<Aborts>,
    moment: Moment,
    variants: Variants,
    /// The token that was sent, told again where that is switched on.
    sent: Option<String>,
    next: Option<u32>,
    last: u32,
    left: u32,
    told: u32,
    gone: u32,
    opened: bool,
    closed: bool,
}

/// Which page was asked for.
pub(crate) struct Page {
    pub(crate) sent: Option<String>,
    /// The device number behind which the page begins.
    pub(crate) after: Option<u32>,
    pub(crate) limit: u32,
    /// So many of the first devices are gone.
    pub(crate) gone: u32,
}

impl DevicesAnswer {
    pub(crate) fn new(deployment: Arc<Deployment>, moment: Moment, variants: Variants, page: Page) -> Self {
        let aborts = deployment.aborts();
        let next = match page.after {
            None => deployment.plan.members.after(None).nth(page.gone as usize),
            Some(after) => after.checked_add(1).and_then(|from| deployment.plan.members.next(from)),
        };
        let (left, last) = (page.limit, page.after.unwrap_or(0));
        Self {
            deployment,
            aborts,
            moment,
            variants,
            sent: page.sent,
            next,
            last,
            left,
            told: 0,
            gone: page.gone,
            opened: false,
            closed: false,
        }
    }

    fn time(&self, out: &mut Vec<u8>, key: &str, ms: Option<i64>) {
        if let Some(ms) = ms {
            out.extend_from_slice(key.as_bytes());
            write_time(out, self.variants.times, self.moment.scale.service_ms(ms));
        }
    }

    fn odd(&self, out: &mut Vec<u8>, odd: OddFields, comma: bool) -> bool {
        let text: &[u8] = match odd {
            OddFields::None | OddFields::All => return false,
            OddFields::Null => br#","status":null,"started_time":null,"finished_time":null,"steps":null"#,
            OddFields::Absent => b"",
            OddFields::Neighbours => br#","status":2,"started_time":1790000000,"finished_time":false,"steps":"none""#,
        };
        out.extend_from_slice(if comma { text } else { text.get(1..).unwrap_or_default() });
        true
    }

    fn record(&self, out: &mut Vec<u8>, device: u32) {
        let model = self.deployment.plan.model;
        let array = self.variants.devices_shape == DevicesShape::Array;
        out.extend_from_slice(if array { b"{\"device_uuid\":\"" } else { b"\"" });
        model.write_uuid(out, device);
        out.extend_from_slice(if array { b"\"" } else { b"\":{" });
        let odd = oddity(self.variants.odd_fields, self.told);
        if !self.odd(out, odd, array) {
            let seen = self.deployment.plan.seen(&self.aborts, device, self.moment.now);
            out.extend_from_slice(if array { b",\"status\":\"" } else { b"\"status\":\"" });
            out.extend_from_slice(status_word(self.variants.status_words, seen.state, device).as_bytes());
            out.push(b'"');
            self.time(out, ",\"started_time\":", seen.started);
            self.time(out, ",\"finished_time\":", seen.finished);
            self.extras(out, device, &seen);
        }
        out.push(b'}');
    }

    fn extras(&self, out: &mut Vec<u8>, device: u32, seen: &Seen) {
        let variants = &self.variants;
        if variants.steps_in_map
            && let Some(steps) = steps(&self.deployment, device, seen, &self.moment, variants)
        {
            out.extend_from_slice(format!(",\"steps\":{steps}").as_bytes());
        }
        if variants.device_names {
            out.extend_from_slice(
                format!(",\"device_name\":\"{}\"", self.deployment.plan.model.name(device)).as_bytes(),
            );
        }
        if variants.unknown_fields {
            out.extend_from_slice(b",\"retries\":{\"count\":0,\"why\":null}");
        }
    }

    fn open(&mut self, out: &mut Vec<u8>) {
        self.opened = true;
        out.extend_from_slice(match self.variants.devices_shape {
            DevicesShape::Nested => b"{\"deployment_by_device_uuid\":{\"additionalProperties\":{",
            DevicesShape::Plain => b"{\"deployment_by_device_uuid\":{",
            DevicesShape::Array => b"{\"deployment_by_device_uuid\":[",
        });
    }

    fn close(&mut self, out: &mut Vec<u8>) {
        self.closed = true;
        out.extend_from_slice(match self.variants.devices_shape {
            DevicesShape::Nested => b"}}",
            DevicesShape::Plain => b"}",
            DevicesShape::Array => b"]",
        });
        let more = self.next.is_some().then(|| match (self.variants.devices_paging, &self.sent) {
            (DevicesPaging::RepeatToken, Some(sent)) => sent.clone(),
            _ => token(self.last),
        });
        if let Some(info) = pagination(&self.variants, more, self.deployment.plan.members.len() - self.gone) {
            out.extend_from_slice(format!(",\"pagination_info\":{info}").as_bytes());
        }
        out.push(b'}');
    }
}

impl Iterator for DevicesAnswer {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        if self.closed {
            return None;
        }
        let mut out = Vec::with_capacity(PIECE + 4096);
        if !self.opened {
            self.open(&mut out);
        }
        while let Some(device) = self.next.filter(|_| self.left > 0) {
            if self.told > 0 {
                out.push(b',');
            }
            self.record(&mut out, device);
            self.told += 1;
            self.left -= 1;
            self.last = device;
            self.next = device.checked_add(1).and_then(|from| self.deployment.plan.members.next(from));
            if out.len() >= PIECE {
                return Some(out);
            }
        }
        self.close(&mut out);
        Some(out)
    }
}
