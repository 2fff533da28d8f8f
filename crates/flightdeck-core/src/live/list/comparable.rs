//! What a deployment can be compared with: the one before it with its flow first, then the newest others.

use std::cmp::Reverse;

use connect_api::Priority;

use super::entry::Entry;
use super::{Around, Lists};
use crate::error::{Context, explain};
use crate::outside::JournalEntry;
use crate::wire::{AppError, Comparable, ConnectionId, DeploymentId, DeploymentRow, ErrorCode, Moment};

/// Deployments offered at most: what lies deeper is searched for in the list.
const MOST: usize = 100;

/// The deployments of a fleet as far as they are known without looking for more.
struct Known {
    rows: Vec<DeploymentRow>,
    more: bool,
    /// They are those last seen then.
    seen_ms: Option<i64>,
}

impl Lists {
    /// What a deployment can be compared with: from the list if it is loaded, else from the service, else as the list was last seen.
    ///
    /// # Errors
    /// Why the service could not be asked, where nothing is known without it.
    pub async fn comparable(
        &self,
        connection: &ConnectionId,
        deployment: &DeploymentId,
    ) -> Result<Comparable, AppError> {
        let known = match self.loaded(connection) {
            Some(known) => known,
            None => self.asked(connection).await?,
        };
        let around = &self.room.outside;
        let previous = match launched_before(&around.journal.all(connection)?, deployment) {
            None => None,
            Some(before) => match known.rows.iter().find(|row| row.uuid == before) {
                Some(row) => Some(row.clone()),
                // Too old to be among the newest: asked for alone. Where it cannot be had, the others stand.
                None => self.head(connection, &before).await.ok().map(|head| head.row),
            },
        };
        let first = previous.as_ref().map(|row| row.uuid.clone());
        let mut recent = known.rows;
        recent.retain(|row| row.uuid != *deployment && Some(&row.uuid) != first.as_ref());
        recent.sort_by_key(|row| Reverse(created(row)));
        let more = known.more || recent.len() > MOST;
        recent.truncate(MOST);
        Ok(Comparable { previous, recent, more, seen_ms: known.seen_ms })
    }

    fn loaded(&self, connection: &ConnectionId) -> Option<Known> {
        let live = self.room.find(connection)?;
        let state = live.state();
        let notice = state.notice();
        // Before a page came it may be older than what the service would say.
        (notice.last_good_ms.is_some() && !notice.remembered).then(|| Known {
            rows: state.rows().collect(),
            more: notice.more,
            seen_ms: None,
        })
    }

    async fn asked(&self, connection: &ConnectionId) -> Result<Known, AppError> {
        let around = self.room.outside.clone();
        match first_page(connection, &around).await {
            Ok(known) => Ok(known),
            Err(error) if error.code == ErrorCode::NotFound => Err(error),
            Err(error) => {
                let fleet = connection.clone();
                let kept = tokio::task::spawn_blocking(move || {
                    around.kept(&fleet).map(|kept| Known {
                        rows: rows_of(kept.entries, &fleet, &around),
                        more: kept.more,
                        seen_ms: Some(kept.last_good_ms),
                    })
                });
                kept.await.unwrap_or_default().ok_or(error)
            }
        }
    }
}

async fn first_page(connection: &ConnectionId, around: &Around) -> Result<Known, AppError> {
    let api = around.apis.api(connection).await?.at(Priority::List);
    let limit = u16::try_from(MOST).unwrap_or(u16::MAX);
    let page = api.deployments_page(None, limit).await.map_err(|error| explain(&error, &Context::List))?;
    let more = page.after.is_some();
    let entries = page.deployments.into_iter().map(Entry::new).collect();
    Ok(Known { rows: rows_of(entries, connection, around), more, seen_ms: None })
}

fn rows_of(entries: Vec<Entry>, connection: &ConnectionId, around: &Around) -> Vec<DeploymentRow> {
    let enriched = entries.into_iter().map(|mut entry| {
        around.enrich(connection, &mut entry);
        entry.row()
    });
    enriched.collect()
}

fn created(row: &DeploymentRow) -> Option<i64> {
    match row.created {
        Moment::At { ms, .. } => Some(ms),
        Moment::Absent | Moment::Unreadable { .. } => None,
    }
}

/// The deployment that was launched from here last before this one with the same flow; none for one that was launched elsewhere, whose
/// flow nobody tells.
fn launched_before(launches: &[JournalEntry], deployment: &str) -> Option<DeploymentId> {
    let made = |entry: &JournalEntry| entry.outcome.as_ref()?.deployment().cloned();
    let flow = |entry: &JournalEntry| entry.request.deployment_configuration.flow_uuid.clone();
    let this = launches.iter().find(|entry| made(entry).is_some_and(|made| made == *deployment))?;
    let before = launches.iter().filter(|entry| entry.sent_ms < this.sent_ms && flow(entry) == flow(this));
    let last = before.filter_map(|entry| Some((entry.sent_ms, made(entry)?))).max_by_key(|(sent_ms, _)| *sent_ms)?;
    Some(last.1)
}
