//! The table of a deployment's devices in the window.

use super::page::Window;

impl Window {
    /// How many devices the table shows, on screen or not; none while there is no table.
    pub async fn devices_shown(&self) -> Option<usize> {
        let shown = "return document.querySelector('[aria-label=Devices] [role=grid]')?.getAttribute('aria-rowcount')";
        let with_head: usize = self.script(shown).await.as_str()?.parse().ok()?;
        with_head.checked_sub(1)
    }

    /// Gives the table the focus: keys go to its rows.
    pub async fn focus_devices(&self) {
        self.script("document.querySelector('[aria-label=Devices] [role=grid]').focus()").await;
    }
}
