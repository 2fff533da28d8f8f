//! Deployments, the details of one device, and what the service says to a create.

use std::collections::HashMap;

use super::fields;
use super::json::{Cursor, Read, Stop, Value};
use super::{Misfit, trimmed};
use crate::model::{CveSeverity, Deployment, DeploymentsPage, DeviceDetail, Step};
use crate::state::DeviceState;
use crate::time::ApiTime;

/// `pagination_info`: only a non-empty `after` counts, a total is taken if it is a count. \[I\]
pub(super) fn pagination(value: &Value<'_>) -> Read<(Option<String>, Option<u64>)> {
    let mut found = (None, None);
    if let Value::Object(json) = value {
        Cursor::new(json).object(|cursor, key| {
            let value = cursor.value()?;
            match key.get().as_ref() {
                // A number may be a place to go on from, but nothing goes on from zero: it stands for "no more".
                "after" if matches!(value, Value::Number("0")) => found.0 = None,
                "after" => found.0 = fields::id(&value),
                "total" => found.1 = fields::count(&value),
                _ => {}
            }
            Ok(())
        })?;
    }
    Ok(found)
}

/// A page of the list: `{deployments, pagination_info}` \[S\], the list as a map by uuid, or the list alone \[I\].
pub(crate) fn deployments_page(body: &[u8]) -> Result<DeploymentsPage, Misfit> {
    let mut page = DeploymentsPage::default();
    match whole(body)? {
        list @ Value::Array(_) => list_of(&list, &mut page)?,
        Value::Object(json) => {
            let (mut found, mut others) = (false, false);
            Cursor::new(json).object(|cursor, key| {
                let value = cursor.value()?;
                match key.get().as_ref() {
                    "deployments" => {
                        // A key given twice: the last one holds.
                        (page.deployments, page.unreadable, found) = (Vec::new(), 0, true);
                        list_of(&value, &mut page)?;
                    }
                    "pagination_info" => (page.after, page.total) = pagination(&value)?,
                    _ => others = true,
                }
                Ok(())
            })?;
            if others && !found {
                return Err(Misfit::shape("the reply has no “deployments”"));
            }
        }
        _ => return Err(Misfit::shape("the reply is no list of deployments")),
    }
    Ok(page)
}

fn list_of(list: &Value<'_>, page: &mut DeploymentsPage) -> Read<()> {
    match list {
        Value::Array(json) => Cursor::new(json).array(|cursor| {
            let value = cursor.value()?;
            push(record(&value, None)?, page);
            Ok(())
        }),
        Value::Object(json) => Cursor::new(json).object(|cursor, key| {
            let value = cursor.value()?;
            push(record(&value, Some(&key.get()))?, page);
            Ok(())
        }),
        Value::Null => Ok(()),
        _ => {
            push(None, page);
            Ok(())
        }
    }
}

fn push(record: Option<Deployment>, page: &mut DeploymentsPage) {
    match record {
        Some(deployment) => page.deployments.push(deployment),
        None => page.unreadable = page.unreadable.saturating_add(1),
    }
}

/// One deployment, asked for by its uuid; a reply that forgot the uuid still is that deployment's.
pub(crate) fn deployment(body: &[u8], asked: &str) -> Result<Deployment, Misfit> {
    const MISSED: &str = "the reply is no deployment";
    let value = whole(body)?;
    let Value::Object(json) = value else { return Err(Misfit::shape(MISSED)) };
    let mut known = false;
    let mut inner = None;
    Cursor::new(json).object(|cursor, key| {
        let value = cursor.value()?;
        match key.get().as_ref() {
            "deployment_uuid" | "created_time" | "cve_severity" => known = true,
            "deployment" if matches!(value, Value::Object(_)) => inner = Some(value),
            _ => {}
        }
        Ok(())
    })?;
    let value = match inner {
        Some(inner) if !known => inner,
        _ if known => value,
        _ => return Err(Misfit::shape(MISSED)),
    };
    record(&value, Some(asked))?.ok_or(Misfit::shape(MISSED))
}

fn record(value: &Value<'_>, known_as: Option<&str>) -> Read<Option<Deployment>> {
    let Value::Object(json) = value else { return Ok(None) };
    let (mut uuid, mut comment, mut created, mut kind, mut cve) = (None, None, ApiTime::Absent, None, None);
    Cursor::new(json).object(|cursor, key| {
        let value = cursor.value()?;
        match key.get().as_ref() {
            "deployment_uuid" => uuid = fields::id(&value),
            "comment" => comment = fields::text(&value).map(|text| text.into_owned()),
            "created_time" => created = fields::time(&value),
            "type" => kind = fields::text(&value).map(|text| text.into_owned()),
            "cve_severity" => cve = severity(&value)?,
            _ => {}
        }
        Ok(())
    })?;
    let uuid = uuid.or_else(|| known_as.map(str::to_owned)).filter(|uuid| !uuid.is_empty());
    let raw = String::from_utf8_lossy(json).into();
    Ok(uuid.map(|uuid| Deployment { uuid, comment, created, kind, cve, raw }))
}

fn severity(value: &Value<'_>) -> Read<Option<CveSeverity>> {
    let Value::Object(json) = value else { return Ok(None) };
    let mut levels: Vec<(String, u64)> = Vec::new();
    // Where each stands: a body may have millions of them.
    let mut places = HashMap::new();
    Cursor::new(json).object(|cursor, key| {
        let value = cursor.value()?;
        let name = key.get().into_owned();
        if let Some(count) = fields::count(&value) {
            let place = *places.entry(name).or_insert_with_key(|name| {
                levels.push((name.clone(), count));
                levels.len() - 1
            });
            levels[place].1 = count;
        }
        Ok(())
    })?;
    let rank = |name: &str| {
        ["critical", "high", "medium", "low"].iter().position(|known| name.eq_ignore_ascii_case(known)).unwrap_or(4)
    };
    levels.sort_by(|a, b| (rank(&a.0), &a.0).cmp(&(rank(&b.0), &b.0)));
    Ok((!levels.is_empty()).then_some(CveSeverity { levels }))
}

/// The status on one device.
pub(crate) fn device_detail(body: &[u8]) -> Result<DeviceDetail, Misfit> {
    let value = whole(body)?;
    let Value::Object(json) = value else { return Err(Misfit::shape("the reply is no status of a device")) };
    let mut detail = DeviceDetail {
        state: DeviceState::Unknown,
        raw_status: String::new(),
        started: ApiTime::Absent,
        finished: ApiTime::Absent,
        steps: Vec::new(),
        raw: String::from_utf8_lossy(json).into(),
    };
    let (mut known, mut others) = (false, false);
    Cursor::new(json).object(|cursor, key| {
        let value = cursor.value()?;
        match key.get().as_ref() {
            "status" => detail.raw_status = fields::text(&value).unwrap_or_default().into_owned(),
            "started_time" => detail.started = fields::time(&value),
            "finished_time" => detail.finished = fields::time(&value),
            "steps" => {
                detail.steps.clear();
                steps(&value, &mut detail.steps)?;
            }
            _ => {
                others = true;
                return Ok(());
            }
        }
        known = true;
        Ok(())
    })?;
    if others && !known {
        return Err(Misfit::shape("the reply is no status of a device"));
    }
    detail.state = DeviceState::parse(&detail.raw_status);
    Ok(detail)
}

/// The steps in the order received; what is no step keeps its place, with its JSON as the name.
pub(super) fn steps(value: &Value<'_>, into: &mut Vec<Step>) -> Read<()> {
    match value {
        Value::Array(json) => Cursor::new(json).array(|cursor| {
            into.push(step(&cursor.value()?, "")?);
            Ok(())
        }),
        Value::Object(json) => Cursor::new(json).object(|cursor, key| {
            into.push(step(&cursor.value()?, &key.get())?);
            Ok(())
        }),
        _ => Ok(()),
    }
}

fn step(value: &Value<'_>, called: &str) -> Read<Step> {
    let mut step = Step { name: called.to_owned(), ..Step::default() };
    let Value::Object(json) = value else {
        let odd = fields::text(value).unwrap_or_default();
        step.name = if called.is_empty() { odd.into_owned() } else { format!("{called}: {odd}") };
        return Ok(step);
    };
    Cursor::new(json).object(|cursor, key| {
        let value = cursor.value()?;
        match key.get().as_ref() {
            "name" => {
                if let Some(name) = fields::text(&value) {
                    step.name = name.into_owned();
                }
            }
            "exit_code" => step.exit_code = fields::integer(&value),
            "stdout" => step.stdout = fields::output(&value)?,
            "stderr" => step.stderr = fields::output(&value)?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(step)
}

/// The new deployment's id, if the reply to a create has one: a text or an integer. \[S\]\[I\]
pub(crate) fn deployment_uuid(body: &[u8]) -> Result<Option<String>, Misfit> {
    let Value::Object(json) = whole(body)? else { return Ok(None) };
    let mut uuid = None;
    Cursor::new(json).object(|cursor, key| {
        let value = cursor.value()?;
        if key.get() == "deployment_uuid" {
            uuid = fields::id(&value);
        }
        Ok(())
    })?;
    Ok(uuid)
}

/// The one value a body consists of.
pub(super) fn whole(body: &[u8]) -> Result<Value<'_>, Misfit> {
    let body = trimmed(body);
    // A number that ends with the body looks unfinished to the cursor; no reply is a bare number.
    if body.first().is_some_and(|byte| byte.is_ascii_digit() || *byte == b'-') {
        return Err(Stop::Bad.into());
    }
    let mut cursor = Cursor::new(body);
    let value = cursor.value()?;
    if cursor.pos < body.len() {
        return Err(Stop::Bad.into());
    }
    Ok(value)
}

#[cfg(test)]
mod tests;
