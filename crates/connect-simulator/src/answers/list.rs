//! The records of deployments: the list with its pages, and one deployment.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::answers::moment::Moment;
use crate::answers::spelling::{make_odd, oddity, pagination};
use crate::answers::token::token;
use crate::fleet::deployment::{Cve, Deployment};
use crate::fleet::mix::mix;
use crate::times::time_value;
use crate::variants::{CreateId, CveShape, ListOrder, Variants};

/// How an id is told: as text, or as an integer where that is switched on.
pub(crate) fn id_value(deployment: &Deployment, variants: &Variants) -> Value {
    if variants.create_id == CreateId::Integer { json!(deployment.number) } else { json!(deployment.uuid) }
}

fn cve_value(cve: Option<Cve>, shape: CveShape) -> Option<Value> {
    match shape {
        CveShape::Documented => {}
        CveShape::Absent => return None,
        CveShape::Null => return Some(Value::Null),
        CveShape::Empty => return Some(json!({})),
        _ => {}
    }
    let Cve { critical, high, medium, low } = cve?;
    Some(match shape {
        CveShape::Partial => json!({"High": high}),
        CveShape::Strings => {
            json!({"Critical": critical.to_string(), "High": high.to_string(), "Medium": medium.to_string(), "Low": low.to_string()})
        }
        CveShape::NewLevels => {
            json!({"Negligible": 4, "Critical": critical, "High": high, "Medium": medium, "Low": low, "Unknown": 1})
        }
        _ => json!({"Critical": critical, "High": high, "Medium": medium, "Low": low}),
    })
}

/// The record of one deployment.
pub(crate) fn record(deployment: &Deployment, moment: &Moment, variants: &Variants) -> Map<String, Value> {
    let mut record = Map::new();
    record.insert("deployment_uuid".into(), id_value(deployment, variants));
    record.insert("comment".into(), json!(deployment.comment.as_deref().unwrap_or_default()));
    let created = moment.scale.service_ms(deployment.plan.created_ms) + variants.created_ahead_ms;
    record.insert("created_time".into(), time_value(variants.times, created));
    record.insert("type".into(), json!(deployment.kind));
    let cve = deployment.cve.filter(|_| deployment.scanned_ms <= moment.now);
    if let Some(cve) = cve_value(cve, variants.cve) {
        record.insert("cve_severity".into(), cve);
    }
    if variants.unknown_fields {
        record.insert("initiated_by".into(), json!({"id": 7, "email": null}));
    }
    record
}

/// One page of the list. The token tells how many rows were told, from the oldest deployment's side, so that deployments
/// created while somebody pages shift nothing; with an order other than newest first it simply counts rows.
pub(crate) fn page(
    all: &[Arc<Deployment>],
    moment: &Moment,
    variants: &Variants,
    after: Option<u32>,
    limit: usize,
) -> Value {
    let total = all.len() as u32;
    let mut rows: Vec<&Arc<Deployment>> = all.iter().skip(variants.list_keeps_back as usize).rev().collect();
    let newest_first =
        matches!(variants.list_order, ListOrder::NewestFirst | ListOrder::Repeating) && !variants.list_shifts;
    match variants.list_order {
        ListOrder::OldestFirst => rows.reverse(),
        ListOrder::Unsorted => rows.sort_by_key(|deployment| mix(3, 3, u64::from(deployment.sequence))),
        ListOrder::NewestFirst | ListOrder::Repeating => {}
    }
    let begin = match after {
        None => 0,
        Some(left) if newest_first => total.saturating_sub(left) as usize,
        Some(told) => told as usize,
    };
    let again = usize::from(variants.list_order == ListOrder::Repeating && after.is_some() && begin > 0);
    let end = (begin + limit).min(rows.len());
    let told = rows.get(begin.min(rows.len()) - again.min(begin)..end).unwrap_or_default();
    let records = told.iter().enumerate().map(|(index, deployment)| {
        let mut record = record(deployment, moment, variants);
        make_odd(&mut record, oddity(variants.odd_fields, index as u32));
        Value::Object(record)
    });
    let mut answer = Map::new();
    answer.insert("deployments".into(), records.collect());
    let next = (end < rows.len()).then(|| token(if newest_first { total - end as u32 } else { end as u32 }));
    if let Some(info) = pagination(variants, next, total) {
        answer.insert("pagination_info".into(), info);
    }
    Value::Object(answer)
}
