//! Reading a fleet: from what deployments that were watched here named, then from the service, page by page. The driver is thin.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use connect_api::{Error, NotOffered};

use super::knowledge::{Last, Named, SeenThere};
use super::{Fleets, Known, OLD_MS, not_available};
use crate::error::{Context, explain};
use crate::live::watch::each;
use crate::outside::LastSeen;
use crate::wire::{ConnectionId, DeploymentId, DeviceState, FleetReads};

impl Fleets {
    /// Reads what is not known, or old, unless it is being read; or whatever is known, where it is `wanted`.
    pub(super) fn read(self: &Arc<Self>, connection: &ConnectionId, wanted: bool) {
        let known = self.of(connection);
        let due = {
            let state = known.state();
            let old = |at_ms: i64| self.outside.clock.now_ms().saturating_sub(at_ms) > OLD_MS;
            wanted
                || match &state.service {
                    FleetReads::NotAsked => true,
                    FleetReads::Read { at_ms, .. } => old(*at_ms),
                    FleetReads::Trouble { at_ms, .. } => at_ms.is_none_or(old),
                    FleetReads::Reading { .. } | FleetReads::NotAvailable { .. } => false,
                }
        };
        let mut reading = known.reading.lock().unwrap_or_else(PoisonError::into_inner);
        if *reading || !due {
            return;
        }
        *reading = true;
        drop(reading);
        let (this, of, connection) = (self.clone(), known.clone(), connection.clone());
        tokio::spawn(async move {
            this.read_seen(&connection, &of).await;
            this.read_service(&connection, &of).await;
            *of.reading.lock().unwrap_or_else(PoisonError::into_inner) = false;
        });
    }

    /// What deployments that were watched here told.
    async fn read_seen(&self, connection: &ConnectionId, known: &Known) {
        let (last_seen, of) = (self.outside.last_seen.clone(), connection.clone());
        let read = tokio::task::spawn_blocking(move || seen(&*last_seen, &of)).await;
        let Ok((deployments, there)) = read else { return };
        let mut comments = self.outside.lists.comments(connection, deployments.clone()).await;
        let named = deployments.into_iter().map(|id| Named { comment: comments.remove(&id), id }).collect();
        if known.state().seen(named, there) {
            known.tell();
        }
    }

    async fn read_service(&self, connection: &ConnectionId, known: &Known) {
        let began_ms = self.outside.clock.now_ms();
        let before = {
            let mut state = known.state();
            std::mem::replace(&mut state.service, FleetReads::Reading { loaded: 0 })
        };
        known.tell();
        let told = match self.outside.apis.api(connection).await {
            Err(error) => Err(error),
            Ok(api) => {
                let mut page = |page: connect_api::FleetDevicesPage| {
                    let now_ms = self.outside.clock.now_ms() + api.clock_offset_ms().unwrap_or(0);
                    known.state().page(&page.devices, began_ms, now_ms);
                    known.tell();
                };
                match api.fleet_devices(&mut page).await {
                    Ok(shortfall) => {
                        known.state().read(began_ms, shortfall.is_none());
                        known.tell();
                        return;
                    }
                    Err(error) if error.not_offered().is_some() => {
                        let why = refusal(&error);
                        known.state().service = not_available(why, began_ms);
                        known.tell();
                        return;
                    }
                    Err(error) => Err(explain(&error, &Context::List)),
                }
            }
        };
        if let Err::<(), _>(error) = told {
            let at_ms = match before {
                FleetReads::Read { at_ms, .. } => Some(at_ms),
                FleetReads::Trouble { at_ms, .. } => at_ms,
                _ => None,
            };
            known.state().service = FleetReads::Trouble { error, at_ms };
            known.tell();
        }
    }
}

/// Why the service does not offer it, in a sentence.
fn refusal(error: &Error) -> String {
    match error.not_offered() {
        Some(NotOffered::Refused) => "This token may not list the fleet's devices.",
        Some(NotOffered::Absent) => "This service has no list of the fleet's devices.",
        Some(NotOffered::Odd) | None => "The service answers this question with something that is not understood.",
    }
    .to_owned()
}

/// The deployments that are kept, the one looked at last first, and what each device did last in any of them.
fn seen(last_seen: &dyn LastSeen, connection: &ConnectionId) -> (Vec<DeploymentId>, HashMap<String, SeenThere>) {
    let mut deployments = Vec::new();
    let mut there: HashMap<String, SeenThere> = HashMap::new();
    last_seen.pieces(connection, &|_| true, &mut |pieces| {
        let deployment = deployments.len() as u32;
        deployments.push(pieces.deployment);
        each(&pieces.blobs, |told| {
            // A deployment that does not name it any more says nothing of what it does.
            if told.found.gone_ms.is_some() {
                return;
            }
            let last = Last { deployment, state: told.found.state, at_ms: told.found.since_ms };
            let before = there.get_mut(told.id);
            let (name, group) = (told.name.map(str::to_owned), told.group.map(str::to_owned));
            match before {
                None => {
                    there.insert(told.id.to_owned(), SeenThere { name, group, last, looked_ms: pieces.at_ms });
                }
                Some(before) => {
                    before.name = before.name.take().or(name);
                    before.group = before.group.take().or(group);
                    if before.last.at_ms < last.at_ms {
                        before.last = last;
                        before.looked_ms = pieces.at_ms;
                    }
                }
            }
        });
    });
    (deployments, there)
}

/// What devices did in a deployment; none where it was not watched here.
pub(super) fn states(
    last_seen: &dyn LastSeen,
    connection: &ConnectionId,
    deployment: &DeploymentId,
) -> Option<HashMap<String, DeviceState>> {
    let kept = last_seen.load(connection, deployment)?;
    let mut states = HashMap::new();
    each(&kept.blobs, |told| {
        if told.found.gone_ms.is_none() {
            states.insert(told.id.to_owned(), told.found.state);
        }
    });
    Some(states)
}
