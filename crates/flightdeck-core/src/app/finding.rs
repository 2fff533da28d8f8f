//! Finding deployments, devices and launches of one fleet by name: what the palette shows beside its actions.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use super::Flightdeck;
use crate::finding::Typed;
use crate::live::list::NamedDeployment;
use crate::wire::{
    AppError, ConnectionId, DeploymentId, ErrorCode, Found, FoundDeployment, FoundLaunch, LaunchState, Marked, Moment,
    Standing,
};

/// Of each kind, at most.
const MOST: usize = 6;
/// Deployments that move or need attention, at most.
const MOST_STANDING: usize = 8;
/// What a name is worth of which only the id holds what was typed: less than any name that fits.
const BY_ID: u32 = 1;

impl Flightdeck {
    /// What may be meant by what was typed, of each kind the best few; the newest deployments that move or need attention where nothing was
    /// typed. Tells what is known here, and asks nothing of the service. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn find(self: &Arc<Self>, connection: &ConnectionId, text: &str) -> Result<Found, AppError> {
        self.connections.known(connection)?;
        self.fleets.take_in(connection);
        let (this, connection, text) = (self.clone(), connection.clone(), text.to_owned());
        let found = tokio::task::spawn_blocking(move || match Typed::new(&text) {
            Some(mut typed) => Ok(Found {
                deployments: this.find_deployments(&connection, &mut typed)?,
                devices: this.fleets.find(&connection, &text),
                launches: this.find_launches(&connection, &mut typed)?,
            }),
            None => Ok(Found { deployments: this.standing_out(&connection), ..Found::default() }),
        });
        found.await.map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?
    }

    /// The newest deployments that move or need attention.
    fn standing_out(&self, connection: &ConnectionId) -> Vec<FoundDeployment> {
        let mut all = Vec::new();
        self.lists.each_named(connection, &mut |named| {
            if matches!(named.standing(), Some(Standing::Moving | Standing::Attention)) {
                all.push(found(&named, None));
            }
        });
        all.sort_by_key(|one| Reverse(created_ms(&one.created)));
        all.truncate(MOST_STANDING);
        all
    }

    fn find_deployments(&self, connection: &ConnectionId, typed: &mut Typed) -> Result<Vec<FoundDeployment>, AppError> {
        let mut fitting: HashMap<DeploymentId, (u32, FoundDeployment)> = HashMap::new();
        self.lists.each_named(connection, &mut |named| {
            if let Some(score) = score(named.id.as_str(), named.comment, typed) {
                fitting.insert(named.id.clone(), (score, found(&named, Some(typed))));
            }
        });
        // What was watched or launched here lies deeper in the list than it was loaded, perhaps.
        let mut deeper = |id: DeploymentId, comment: Option<&str>, created: Moment| {
            if let Some(score) = score(id.as_str(), comment, typed) {
                fitting.entry(id).or_insert_with_key(|id| {
                    let named = NamedDeployment { id, comment, created: &created, counts: None };
                    (score, found(&named, Some(typed)))
                });
            }
        };
        self.launches.each(connection, &mut |entry, _| {
            if let Some(id) = entry.outcome.as_ref().and_then(|outcome| outcome.deployment()) {
                let comment = entry.request.deployment_configuration.comment.as_deref();
                deeper(id.clone(), comment, Moment::At { ms: entry.sent_ms, zone_assumed: false });
            }
        })?;
        self.fleets.each_deployment(connection, &mut |id, comment| deeper(id.into(), comment, Moment::Absent));
        let mut fitting: Vec<_> = fitting.into_values().collect();
        fitting.sort_by(|(score, one), (other_score, other)| {
            let newer = created_ms(&other.created).cmp(&created_ms(&one.created));
            other_score.cmp(score).then(newer).then_with(|| one.id.cmp(&other.id))
        });
        Ok(fitting.into_iter().take(MOST).map(|(_, one)| one).collect())
    }

    /// Launches that became no deployment: those that did are found as what they became.
    fn find_launches(&self, connection: &ConnectionId, typed: &mut Typed) -> Result<Vec<FoundLaunch>, AppError> {
        let mut fitting = Vec::new();
        self.launches.each(connection, &mut |entry, state| {
            if matches!(state, LaunchState::Created | LaunchState::Adopted) {
                return;
            }
            let comment = entry.request.deployment_configuration.comment.as_deref().unwrap_or_default();
            if let Some(score) = typed.fits(comment) {
                let comment = Marked { text: comment.to_owned(), marks: typed.marks(comment) };
                let (request_id, sent_ms) = (entry.request_id.clone(), entry.sent_ms);
                fitting.push((score, FoundLaunch { request_id, comment, state, sent_ms }));
            }
        })?;
        fitting.sort_by_key(|(score, one)| (Reverse(*score), Reverse(one.sent_ms)));
        Ok(fitting.into_iter().take(MOST).map(|(_, one)| one).collect())
    }
}

fn score(id: &str, comment: Option<&str>, typed: &mut Typed) -> Option<u32> {
    let by_name = comment.and_then(|comment| typed.fits(comment));
    by_name.or_else(|| typed.is_of_id(id).then_some(BY_ID))
}

fn found(named: &NamedDeployment<'_>, mut typed: Option<&mut Typed>) -> FoundDeployment {
    let mut marks = |text: &str| typed.as_mut().map(|typed| typed.marks(text)).unwrap_or_default();
    FoundDeployment {
        comment: named.comment.map(|comment| Marked { text: comment.to_owned(), marks: marks(comment) }),
        id_marks: typed.map(|typed| typed.id_marks(named.id.as_str())).unwrap_or_default(),
        id: named.id.clone(),
        created: named.created.clone(),
        standing: named.standing(),
        counts: named.counts,
    }
}

fn created_ms(created: &Moment) -> Option<i64> {
    match created {
        Moment::At { ms, .. } => Some(*ms),
        Moment::Absent | Moment::Unreadable { .. } => None,
    }
}
