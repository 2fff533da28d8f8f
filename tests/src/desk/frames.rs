//! How long frames take in the window, told by the page's own clock.

use std::time::Duration;

use serde_json::Value;

use super::page::Window;

/// Gaps between frames, milliseconds, shortest first.
#[derive(Debug, Clone)]
pub struct Frames(Vec<f64>);

impl Frames {
    fn of(gaps: &Value) -> Frames {
        let mut gaps: Vec<f64> = gaps.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        gaps.sort_by(f64::total_cmp);
        Frames(gaps)
    }

    /// How many there were.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// How many took longer than so many milliseconds.
    pub fn over(&self, ms: f64) -> usize {
        self.0.iter().filter(|gap| **gap > ms).count()
    }

    /// The longest, milliseconds; none where there was no frame.
    pub fn longest(&self) -> Option<f64> {
        self.0.last().copied()
    }

    /// The one in the middle, milliseconds.
    pub fn median(&self) -> Option<f64> {
        self.0.get(self.0.len() / 2).copied()
    }
}

/// Collects the gaps between frames until somebody takes them.
const RECORD: &str = "window.measured = [];
let last = performance.now();
requestAnimationFrame(function next(now) {
    if (window.measured === null) return;
    window.measured.push(now - last);
    last = now;
    requestAnimationFrame(next);
});";

impl Window {
    /// Begins to look at frames.
    pub async fn record_frames(&self) {
        self.script(RECORD).await;
    }

    /// The frames since [`Window::record_frames`].
    pub async fn recorded_frames(&self) -> Frames {
        Frames::of(&self.script("const gaps = window.measured; window.measured = null; return gaps;").await)
    }

    /// Scrolls the devices by so many pixels a frame, up and down, and back to their top. `by` is a script's expression, in which `max` is
    /// how far they can be scrolled.
    pub async fn scroll_devices(&self, by: &str, frames: u32) -> Frames {
        let script = format!(
            "const grid = document.querySelector('[aria-label=Devices] [role=grid]');
            const max = grid.scrollHeight - grid.clientHeight, by = {by};
            {RECORD}
            let left = {frames}, down = 1;
            requestAnimationFrame(function next() {{
                if (left-- === 0) {{ window.scrolled = window.measured; window.measured = null; grid.scrollTop = 0; return; }}
                if (grid.scrollTop + by * down > max || grid.scrollTop + by * down < 0) down = -down;
                grid.scrollTop += by * down;
                requestAnimationFrame(next);
            }});
            window.scrolled = null;"
        );
        self.script(&script).await;
        let done = "return window.scrolled";
        self.until("it was scrolled", Duration::from_secs(300), async || !self.script(done).await.is_null()).await;
        Frames::of(&self.script(done).await)
    }
}
