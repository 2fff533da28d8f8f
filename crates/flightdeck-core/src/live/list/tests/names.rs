//! B27: what a flow is called stands wherever it is shown.

use super::*;
use crate::outside::FlowNames;
use crate::parameters::secrets::Marks;
use crate::wire::ConnectionId;

/// One name for every flow, and a parameter that is secret in every flow.
#[derive(Default)]
pub(super) struct Names(Mutex<Option<String>>, Mutex<Option<String>>);

impl FlowNames for Names {
    fn marks(&self, _: &ConnectionId, _: &str) -> Marks {
        Marks::of(self.1.lock().unwrap().iter().map(|name| (name.clone(), true)).collect())
    }

    fn flow_name(&self, _: &ConnectionId, _: &str) -> Option<String> {
        self.0.lock().unwrap().clone()
    }
}

#[tokio::test(start_paused = true)]
async fn a_flow_named_here_is_called_so_in_rows_and_heads_at_once() {
    let desk = Desk::new();
    desk.journal.0.lock().unwrap().insert("dp-1".into(), launch());
    desk.page(None, vec![numbered(1)], None, 1);
    desk.watch();
    seconds(1).await;
    let name = || {
        desk.lists.list_rows(&"c".into(), &newest(), 0, 0).map(|_| ()).and_then(|()| {
            let live = desk.lists.held(&"c".into())?;
            let mut state = live.state();
            Ok(state.find("dp-1").unwrap().row().launched.unwrap().flow_name)
        })
    };
    assert_eq!(name().unwrap(), None, "nobody named it yet");
    let before = desk.last().revision;
    *desk.names.0.lock().unwrap() = Some("Gateway firmware".into());
    desk.lists.flows_told(&"c".into());
    seconds(1).await;
    assert_eq!(name().unwrap().as_deref(), Some("Gateway firmware"), "the row knows");
    assert!(desk.last().revision > before, "and the page is told to ask for it");
    let alone = desk.lists.head(&"c".into(), &"dp-1".into()).await.unwrap();
    assert_eq!(alone.row.launched.unwrap().flow_name.as_deref(), Some("Gateway firmware"), "so does the head");
}

#[tokio::test(start_paused = true)]
async fn what_is_called_secret_is_masked_in_an_open_list_at_once() {
    let desk = Desk::new();
    let mut sent = launch();
    sent.request.deployment_configuration.parameters_mapping = Some([("site".to_owned(), "amber".to_owned())].into());
    desk.journal.0.lock().unwrap().insert("dp-1".into(), sent);
    desk.page(None, vec![numbered(1)], None, 1);
    desk.watch();
    seconds(1).await;
    let told = async || desk.lists.head(&"c".into(), &"dp-1".into()).await.unwrap().row.launched.unwrap().json;
    assert!(told().await.contains("amber"), "nobody called it secret");
    *desk.names.1.lock().unwrap() = Some("site".into());
    desk.lists.flows_told(&"c".into());
    assert!(!told().await.contains("amber"), "the row that is held says it no more");
}
