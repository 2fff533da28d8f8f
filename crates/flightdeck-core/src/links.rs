//! Links from outside, `flightdeck://deployment/…?fleet=…`: from a chat, a ticket, a pipeline's log.
//!
//! Anybody can write one, and a page of the web can open one without being asked to. So a link is read as strictly as it can be, says nothing but
//! where to go, and becomes a [`Place`] or a sentence: nothing in here reaches a service, a file, or anything that acts.
//!
//! | link | leads to |
//! |---|---|
//! | `flightdeck://deployments?fleet=KEY` | the deployments of a fleet |
//! | `flightdeck://deployment/ID?fleet=KEY` | one of them |
//! | `flightdeck://deployment/ID/device/ID?fleet=KEY` | a device in it |
//!
//! A fleet is named by its key, which is the same on every computer; one that was written by hand may use its name here. Without a fleet the one in use
//! is meant. What else stands behind the question mark is passed over, so that later versions can say more.

use url::{Position, Url};

use crate::sanitise;
use crate::wire::{ConnectionView, ConnectionsView, DeploymentId, DeviceId, Place};

/// What a link begins with.
pub const SCHEME: &str = "flightdeck";
/// Longer ones are not read: no link that Flightdeck makes comes near.
const MOST_BYTES: usize = 2_048;
/// The service's ids are uuids; what is longer is none.
const MOST_OF_AN_ID: usize = 128;
/// What of a fleet's name is repeated in a sentence.
const SHOWN: usize = 60;

/// Where a link leads, as it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What is to be shown.
    pub goal: Goal,
    /// The key or name of a fleet; none means the one in use.
    pub fleet: Option<String>,
}

/// What a link shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// The deployments of a fleet.
    Deployments,
    /// One of them.
    Deployment(DeploymentId),
    /// A device in one of them.
    Device(DeploymentId, DeviceId),
}

/// Why a link is not followed, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unfollowed {
    pub(crate) title: String,
    pub(crate) message: String,
}

impl Unfollowed {
    fn new(title: &str, message: impl Into<String>) -> Self {
        Self { title: title.to_owned(), message: message.into() }
    }
}

/// The links among what a program was started with; everything else there is not for this room.
pub fn among<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    arguments.into_iter().find(|argument| {
        argument.get(..SCHEME.len()).is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME))
            && argument[SCHEME.len()..].starts_with(':')
    })
}

/// Reads a link; none where it is not exactly one of those above.
pub fn read(text: &str) -> Option<Link> {
    // The URL parser drops tabs and newlines inside: what a person read would not be what is followed.
    if text.len() > MOST_BYTES || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return None;
    }
    let url = Url::parse(text).ok().filter(|url| url.scheme() == SCHEME)?;
    let bare = url.username().is_empty() && url.password().is_none() && url.port().is_none();
    // The parser goes along `..`: what is written is to be what is followed.
    let written = text.split(['?', '#']).next().unwrap_or_default();
    if !bare || url.fragment().is_some() || !url[..Position::AfterPath].eq_ignore_ascii_case(written) {
        return None;
    }
    let path: Vec<&str> = url.path_segments().map(Iterator::collect).unwrap_or_default();
    let goal = match (url.host_str()?, path.as_slice()) {
        ("deployments", [] | [""]) => Goal::Deployments,
        ("deployment", [deployment]) => Goal::Deployment(id(deployment)?.into()),
        ("deployment", [deployment, "device", device]) => Goal::Device(id(deployment)?.into(), id(device)?.into()),
        _ => return None,
    };
    let mut fleets = url.query_pairs().filter(|(name, _)| name == "fleet").map(|(_, value)| value.into_owned());
    let fleet = fleets.next();
    // Two fleets are a trick: whoever checks the one is led to the other.
    (fleets.next().is_none() && fleet.as_deref() != Some("")).then_some(Link { goal, fleet })
}

/// The link to a place, for others who have the fleet connected; none where a link has no words for it.
pub(crate) fn write(place: &Place, connections: &[ConnectionView]) -> Option<String> {
    let (connection, path) = match place {
        Place::Deployments { connection } => (connection, "deployments".to_owned()),
        Place::Deployment { connection, deployment } => (connection, format!("deployment/{}", id(deployment)?)),
        Place::Device { connection, deployment, device } => {
            (connection, format!("deployment/{}/device/{}", id(deployment)?, id(device)?))
        }
        Place::Plan { .. } | Place::Plans { .. } | Place::Window => return None,
    };
    let fleet = connections.iter().find(|one| one.id == *connection)?;
    let mut url = Url::parse(&format!("{SCHEME}://{path}")).ok()?;
    url.query_pairs_mut().append_pair("fleet", &fleet.fleet_key);
    Some(url.into()).filter(|link: &String| read(link).is_some())
}

/// Where a text from outside leads, among the fleets that are connected here.
pub(crate) fn follow(text: &str, known: &ConnectionsView) -> Result<Place, Unfollowed> {
    let link = read(text).ok_or_else(|| {
        Unfollowed::new(
            "A link was not followed",
            "Something opened a link to Flightdeck that it cannot read. Links that it makes itself begin with flightdeck://deployment/.",
        )
    })?;
    let connection = match &link.fleet {
        Some(fleet) => named(fleet, known)?.id.clone(),
        None => known.active.clone().ok_or_else(|| {
            Unfollowed::new(
                "A link was not followed",
                "No fleet is connected here. Connect the fleet that it is about, and open it again.",
            )
        })?,
    };
    Ok(match link.goal {
        Goal::Deployments => Place::Deployments { connection },
        Goal::Deployment(deployment) => Place::Deployment { connection, deployment },
        Goal::Device(deployment, device) => Place::Device { connection, deployment, device },
    })
}

/// The one fleet of this key, else of this name; of several the one in use.
fn named<'a>(fleet: &str, known: &'a ConnectionsView) -> Result<&'a ConnectionView, Unfollowed> {
    let shown = sanitise::line(fleet, SHOWN);
    let by =
        |fits: &dyn Fn(&ConnectionView) -> bool| known.connections.iter().filter(|one| fits(one)).collect::<Vec<_>>();
    let mut found = by(&|one| one.fleet_key == fleet);
    if found.is_empty() {
        found = by(&|one| one.name.to_lowercase() == fleet.to_lowercase());
    }
    let in_use = found.iter().copied().find(|one| Some(&one.id) == known.active.as_ref());
    match (in_use, found.as_slice()) {
        (Some(one), _) => Ok(one),
        (None, [one]) => Ok(*one),
        (None, []) => Err(Unfollowed::new(
            "A link leads to a fleet that is not connected",
            format!("It names the fleet “{shown}”. Connect that fleet here, and open the link again."),
        )),
        (None, _) => Err(Unfollowed::new(
            "A link fits several fleets",
            format!(
                "Several connections here are the fleet “{shown}”. Select the one you mean, and open the link again."
            ),
        )),
    }
}

/// An id as it may stand in a link: the letters of uuids, and no way to another path.
fn id(text: &str) -> Option<&str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let fits = !text.is_empty() && text.len() <= MOST_OF_AN_ID && text.chars().all(plain) && !text.starts_with('.');
    fits.then_some(text)
}

#[cfg(test)]
mod tests;
