//! What the system may ask of a page: its own colours, and stillness. The page's rules for that are switched on, since the engine cannot be told.

use std::time::Duration;

use serde_json::{Value, json};

use super::page::Window;

const SWITCH: &str = include_str!("wishes.js");
const FORCED: &str = include_str!("forced.js");
const STILL: &str = include_str!("still.js");

/// Long enough for colours that pass over.
const COLOURS: Duration = Duration::from_millis(300);

impl Window {
    /// Shows the page in its dark theme.
    pub async fn turn_dark(&self) {
        self.script("document.documentElement.dataset.theme = 'dark'").await;
        tokio::time::sleep(COLOURS).await;
    }

    /// Has the page's rules under such a media query apply. How many there are.
    pub async fn wish(&self, query: &str) -> u64 {
        self.ask(SWITCH, vec![json!(query)]).await.as_u64().unwrap_or_default()
    }

    /// What cannot be told on this page where the system puts its own colours in the place of ours.
    pub async fn lost_without_colours(&self) -> Vec<String> {
        self.answered(FORCED).await
    }

    /// What moves on this page by itself.
    pub async fn moving(&self) -> Vec<String> {
        self.answered(STILL).await
    }

    /// What a script finds; that it did not run is a find.
    async fn answered(&self, script: &str) -> Vec<String> {
        match self.ask(script, Vec::new()).await {
            Value::Array(found) => found.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect(),
            other => vec![format!("the page did not answer: {other}")],
        }
    }
}
