//! Where the focus is, as a person with a keyboard alone sees it.

use serde_json::Value;

use super::page::Window;

const LOST: &str = include_str!("focus.js");
/// The name of what has the focus: the row where a table has it.
const NAME: &str = "const active = document.activeElement;
const inside = active?.getAttribute('aria-activedescendant');
const one = (inside && document.getElementById(inside)) || active;
return one === null || one === document.body ? '' : (one.getAttribute('aria-label') || [...(one.labels ?? [])].map((label) => label.textContent).join(' ') || one.textContent).trim();";

impl Window {
    /// Asserts that what has the focus can be seen to have it: drawn, inside the window, under nothing else, and with a ring.
    pub async fn focus_is_seen(&self, when: &str) {
        let lost = self.script(LOST).await;
        assert_eq!(lost, Value::Null, "{when}: who has no mouse must see where they are");
    }

    /// The name of what has the focus; of a table, that of the row the keys move.
    pub async fn focused(&self) -> String {
        self.script(NAME).await.as_str().unwrap_or_default().to_owned()
    }
}
