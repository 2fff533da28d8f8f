//! B27: what a flow is called stands wherever it is shown.

use super::*;
use crate::outside::FlowNames;
use crate::wire::ConnectionId;

/// One name for every flow.
#[derive(Default)]
pub(super) struct Names(Mutex<Option<String>>);

impl FlowNames for Names {
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
    desk.lists.flows_named(&"c".into());
    seconds(1).await;
    assert_eq!(name().unwrap().as_deref(), Some("Gateway firmware"), "the row knows");
    assert!(desk.last().revision > before, "and the page is told to ask for it");
    let alone = desk.lists.head(&"c".into(), &"dp-1".into()).await.unwrap();
    assert_eq!(alone.row.launched.unwrap().flow_name.as_deref(), Some("Gateway firmware"), "so does the head");
}
