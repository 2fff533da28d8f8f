//! What deployments are called, and when they were made, for who asks the list.

use std::collections::HashMap;

use super::*;
use crate::wire::DeploymentId;

impl Desk {
    async fn comments(&self, of: &[&str]) -> Vec<(String, String)> {
        let of: Vec<DeploymentId> = of.iter().map(|id| (*id).into()).collect();
        let known: HashMap<DeploymentId, String> = self.lists.comments(&"c".into(), of).await;
        let mut known: Vec<_> = known.into_iter().map(|(id, comment)| (id.to_string(), comment)).collect();
        known.sort();
        known
    }

    fn launched_as(&self, uuid: &str, comment: &str) {
        let mut entry = launch();
        entry.request.deployment_configuration.comment = Some(comment.into());
        self.journal.0.lock().unwrap().insert(uuid.into(), entry);
    }

    fn named(&self) -> Vec<(String, Option<Standing>)> {
        let mut named = Vec::new();
        self.lists.each_named(&"c".into(), &mut |one| named.push((one.id.to_string(), one.standing())));
        named.sort_by(|a, b| a.0.cmp(&b.0));
        named
    }
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(id, comment)| ((*id).to_owned(), (*comment).to_owned())).collect()
}

#[tokio::test(start_paused = true)]
async fn comments_come_from_the_open_list_then_the_list_last_seen_then_the_launches() {
    let desk = Desk::new();
    desk.see_three().await;
    for (uuid, comment) in [("b", "launched b"), ("z", "launched z"), ("blank", "  ")] {
        desk.launched_as(uuid, comment);
    }
    assert_eq!(desk.comments(&["a"]).await, pairs(&[("a", "release a")]), "the open list knows");
    let all = ["a", "b", "z", "blank", "nobody's"];
    let expected = pairs(&[("a", "release a"), ("b", "release b"), ("z", "launched z")]);
    assert_eq!(desk.comments(&all).await, expected, "what is not listed was launched here");
    desk.lists.list_unwatch(&"c".into());
    assert_eq!(desk.comments(&all).await, expected, "the list last seen knows the same");
    let asked = desk.fleet.count("deployment") + desk.fleet.count("list");
    desk.comments(&all).await;
    assert_eq!(desk.fleet.count("deployment") + desk.fleet.count("list"), asked, "nothing is asked of the service");
}

#[tokio::test(start_paused = true)]
async fn a_listed_deployment_without_a_comment_has_none() {
    let desk = Desk::new();
    desk.page(None, vec![deployment("dp", None, None)], None, 1);
    desk.watch();
    seconds(1).await;
    desk.launched_as("dp", "meant");
    assert_eq!(desk.comments(&["dp"]).await, pairs(&[]), "the service's record is what counts");
}

#[tokio::test(start_paused = true)]
async fn each_deployment_is_named_once_from_the_open_list_or_the_one_last_seen() {
    let desk = Desk::new();
    assert_eq!(desk.named(), [], "nothing was ever seen");
    desk.see_three().await;
    let mut expected = vec![
        ("a".to_owned(), Some(Standing::Attention)),
        ("b".to_owned(), Some(Standing::Moving)),
        ("c".to_owned(), Some(Standing::Moving)),
    ];
    assert_eq!(desk.named(), expected, "where each stands, as far as it was counted");
    desk.lists.list_unwatch(&"c".into());
    assert_eq!(desk.named(), expected, "as last seen");
    desk.page(None, vec![numbered(1)], None, 1);
    desk.watch();
    seconds(1).await;
    expected = vec![("dp-1".to_owned(), None)];
    assert_eq!(desk.named(), expected, "the open list alone, though another was kept");
}

#[tokio::test(start_paused = true)]
async fn when_a_listed_deployment_was_made_is_known_to_all() {
    let desk = Desk::new();
    desk.page(None, vec![numbered(4)], None, 1);
    desk.watch();
    seconds(1).await;
    assert_eq!(desk.lists.births().of(&"c".into(), &"dp-4".into()), Some(4_000));
}
