//! The neighbouring reads: beside the seven operations, and perhaps not there at all.

use crate::answers::fleet::{Asked, device, flows, page};
use crate::answers::token::read_token;
use crate::faults::Operation;
use crate::fleet::Fleet;
use crate::http::call::Call;
use crate::http::reply::{HTML, PAGE, Reply};
use crate::variants::{DevicesPaging, FleetReads, Variants};
use crate::world::World;

/// Answers one of them for a token that was let through to the fleet.
pub(crate) fn answer(world: &World, fleet: &Fleet, call: &Call, query: &str, variants: &Variants) -> Reply {
    let refused = match variants.fleet_reads {
        FleetReads::Offered => None,
        FleetReads::Unauthorized => Some((401, "The access token is not valid for this resource")),
        FleetReads::Refused => Some((403, "The access token has no permission to read devices")),
        FleetReads::Absent => Some((404, "Not found")),
        FleetReads::NotAllowed => Some((405, "Method not allowed")),
        FleetReads::NotImplemented => Some((501, "Not implemented")),
        FleetReads::Html => return Reply::new(200, HTML, PAGE),
        FleetReads::Odd => return Reply::json(200, &serde_json::json!({"status": "ok", "version": 7})),
    };
    if let Some((status, text)) = refused {
        return Reply::error(variants, status, text);
    }
    let moment = world.moment(variants);
    let value = match call.operation {
        Operation::UpdateFlows => Ok(flows(variants)),
        Operation::FleetDevice => match fleet.model().find(&call.device) {
            Some(found) => Ok(device(&fleet.model(), found, &moment, variants)),
            None => Err((404, "Device not found".to_owned())),
        },
        _ => asked(query, variants).map(|asked| page(&fleet.model(), &moment, variants, &asked)),
    };
    match value {
        Ok(value) => Reply::json(200, &value).dressed(variants),
        Err((status, text)) => Reply::error(variants, status, &text),
    }
}

fn asked(query: &str, variants: &Variants) -> Result<Asked, (u16, String)> {
    let mut asked = Asked { limit: 100, ..Asked::default() };
    let mut after = None;
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        let value = unescape(value);
        match name {
            "group_name" => asked.group = Some(value),
            "tags" => asked.tags.push(value),
            "after" => after = Some(value).filter(|token| !token.is_empty()),
            "enrich_info" => asked.enrich = value == "true",
            "limit" => {
                let limit = value.parse().ok().filter(|limit| (1..=1000).contains(limit));
                asked.limit = limit.ok_or_else(|| (400, "limit must be between 1 and 1000".to_owned()))?;
            }
            _ => {}
        }
    }
    if asked.enrich && variants.fleet_refuses_enrich {
        return Err((400, "Unknown query parameter: enrich_info".into()));
    }
    match (variants.fleet_paging, &after) {
        (DevicesPaging::Whole, _) => (asked.limit, after) = (usize::MAX, None),
        (DevicesPaging::IgnoreAfter, _) => after = None,
        (DevicesPaging::RejectAfter, Some(_)) => return Err((400, "Unknown query parameter: after".into())),
        (DevicesPaging::RejectAfter422, Some(_)) => return Err((422, "Unknown query parameter: after".into())),
        (DevicesPaging::RepeatToken, Some(sent)) => asked.told = Some(sent.clone()),
        _ => {}
    }
    if let Some(token) = after {
        asked.from = read_token(&token).ok_or_else(|| (400, "after is not a valid pagination token".to_owned()))?;
    }
    Ok(asked)
}

/// A value of a query as it was meant: `+` is a blank, `%2B` a plus.
fn unescape(text: &str) -> String {
    let (mut out, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let Some((byte, behind)) = rest.split_first() {
        let escaped = behind.get(..2).filter(|_| *byte == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        rest = match escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(meant) => {
                out.push(meant);
                &behind[2..]
            }
            None => {
                out.push(if *byte == b'+' { b' ' } else { *byte });
                behind
            }
        };
    }
    String::from_utf8_lossy(&out).into_owned()
}
