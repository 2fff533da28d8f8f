//! The look before the send: what is there already can never be ours.

use std::time::Duration;

use connect_api::{DeployRequest, DeploymentsPage};

use super::evidence::words;
use super::reading::Order;
use crate::outside::{Api, Before};

/// As many as the service gives at once.
pub(super) const PAGE: u16 = 1_000;
/// Longer than this nobody waits for a precaution: then it is sent without.
const PATIENCE: Duration = Duration::from_secs(2);

/// One page of what is there; none where it could not be had in time.
pub(super) async fn look(api: &dyn Api, request: &DeployRequest) -> Option<Before> {
    match tokio::time::timeout(PATIENCE, api.deployments_page(None, PAGE)).await {
        Ok(Ok(page)) => Some(of(request, page)),
        Ok(Err(error)) => {
            tracing::info!(%error, "the list could not be read before a launch");
            None
        }
        Err(_) => None,
    }
}

/// What matters of the page: only a deployment with the same comment can ever be mistaken for ours.
fn of(request: &DeployRequest, page: DeploymentsPage) -> Before {
    let mut order = Order::default();
    for at in page.deployments.iter().filter_map(|deployment| deployment.created.unix_ms()) {
        order.add(at);
    }
    let mine = words(request.deployment_configuration.comment.as_deref());
    let all = page.after.is_none() && page.total.is_none_or(|total| total <= page.deployments.len() as u64);
    let same = page.deployments.into_iter().filter(|deployment| words(deployment.comment.as_deref()) == mine);
    // A short page may reach back for less than a moment: what is older than its last may still be younger than our clocks tell apart.
    let reached = if all { Some(i64::MIN) } else { order.reached_ms() };
    // What could not be read may be readable later, and would then seem to be new.
    let read_back_to_ms = reached.filter(|_| page.unreadable == 0);
    Before { same: same.map(|deployment| deployment.uuid.into()).collect(), read_back_to_ms }
}

#[cfg(test)]
mod tests {
    use connect_api::{DeploymentConfiguration, DeviceFilter};

    use super::*;
    use crate::fakes::{deployment, page};

    /// B2: what was there before may be forgotten only where it does not matter.
    #[test]
    fn a_page_is_enough_when_it_is_all_or_the_newest() {
        let configuration = DeploymentConfiguration { comment: Some("Nightly ".into()), ..Default::default() };
        let request = DeployRequest { device_filter: DeviceFilter::default(), deployment_configuration: configuration };
        let more =
            |deployments, after: Option<&str>| DeploymentsPage { after: after.map(Into::into), ..page(deployments) };
        let at = |ms: &[i64]| -> Vec<_> {
            ms.iter().map(|ms| deployment(&format!("dp-{ms}"), Some(" Nightly"), Some(*ms))).collect()
        };
        for (page, read_back_to_ms) in [
            (more(at(&[1, 3, 2]), None), Some(i64::MIN)),
            (more(at(&[9, 8, 7, 6, 5, 4, 3, 2, 1]), Some("next")), Some(1)),
            (more(at(&[3, 2, 1]), Some("next")), None),
            (more(at(&[1, 2, 3]), Some("next")), None),
            (more(at(&[2, 2]), Some("next")), None),
            (DeploymentsPage { total: Some(9), ..page(at(&[1, 2])) }, None),
            (DeploymentsPage { total: Some(3), ..page(at(&[1, 2])) }, None),
            (DeploymentsPage { total: Some(2), ..page(at(&[1, 2])) }, Some(i64::MIN)),
            (DeploymentsPage { unreadable: 1, ..page(at(&[1, 2])) }, None),
            (DeploymentsPage { unreadable: 1, total: Some(3), ..page(at(&[1, 2])) }, None),
            (page(vec![]), Some(i64::MIN)),
        ] {
            let expected: Vec<String> = page.deployments.iter().map(|deployment| deployment.uuid.clone()).collect();
            let before = of(&request, page.clone());
            assert_eq!(before.read_back_to_ms, read_back_to_ms, "a stranger's may hide further on: {page:?}");
            let same: Vec<String> = before.same.iter().map(ToString::to_string).collect();
            assert_eq!(same, expected, "services trim comments, so blanks do not tell them apart");
        }
        let other = of(&request, page(vec![deployment("dp-1", Some("Weekly"), Some(1))]));
        assert!(other.same.is_empty(), "what has another comment can never be mistaken for ours");
    }
}
