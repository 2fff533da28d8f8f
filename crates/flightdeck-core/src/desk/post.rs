//! When news is told: by itself or with others, later, or not at all. Pure: news, the window's place and time in, notifications out.
//!
//! # The rules
//! - While the window is in front nothing is told, and what waited to be told is dropped: the page shows it.
//! - What the settings do not want is not told; they count when it is to be told, too.
//! - News waits [`MOMENT_MS`] for others; what came together is told as one.
//! - In quiet hours it waits until they end, and is told then, as one. What waits when Flightdeck ends is not told later.
//! - That a deployment has finished takes the place of that it begins to fail, or has stuck devices, where that still waits.

use super::news::{Kind, News, together};
use crate::outside::Notification;
use crate::rules;
use crate::wire::NotificationSettings;

/// So long news waits for others.
pub(crate) const MOMENT_MS: i64 = 2_000;
/// Quiet hours are looked at again this often: their ends are full minutes, and a clock may be set.
const AGAIN_MS: i64 = 20_000;

/// News on its way.
#[derive(Default)]
pub(crate) struct Post {
    /// The window is in front.
    front: bool,
    waiting: Vec<News>,
    /// When the first of them came.
    since_ms: i64,
    /// So much was told since the window was last in front.
    unseen: u32,
}

/// What is around it.
#[derive(Clone, Copy)]
pub(crate) struct Around<'a> {
    pub(crate) now_ms: i64,
    pub(crate) settings: &'a NotificationSettings,
    /// By how many minutes this computer's zone is ahead of UTC at a moment.
    pub(crate) zone: &'a dyn Fn(i64) -> i32,
}

impl Around<'_> {
    fn is_quiet(&self) -> bool {
        rules::within(&self.settings.quiet, self.now_ms, self.zone)
    }
}

impl Post {
    /// Something happened.
    pub(crate) fn news(&mut self, news: News, around: &Around<'_>) {
        if self.front || !news.kind.wanted(around.settings) {
            return;
        }
        if news.kind == Kind::Finished {
            self.waiting.retain(|one| one.place != news.place || !matches!(one.kind, Kind::Fails | Kind::Stuck));
        }
        if self.waiting.is_empty() {
            self.since_ms = around.now_ms;
        }
        self.waiting.push(news);
    }

    /// The window came to the front, or went from there.
    pub(crate) fn front(&mut self, front: bool) {
        self.front = front;
        if front {
            self.waiting.clear();
            self.unseen = 0;
        }
    }

    /// So much was told since the window was last in front.
    pub(crate) fn unseen(&self) -> u32 {
        self.unseen
    }

    /// What is to be told now.
    pub(crate) fn take(&mut self, around: &Around<'_>) -> Option<Notification> {
        if self.waiting.is_empty() || self.left_ms(around.now_ms) > 0 || around.is_quiet() {
            return None;
        }
        let mut news = std::mem::take(&mut self.waiting);
        news.retain(|one| one.kind.wanted(around.settings));
        let many = u32::try_from(news.len()).unwrap_or(u32::MAX);
        let told = together(news)?;
        self.unseen = self.unseen.saturating_add(many);
        Some(told)
    }

    /// In how many milliseconds there may be something to be told; none before anything happens.
    pub(crate) fn wait_ms(&self, around: &Around<'_>) -> Option<i64> {
        if self.waiting.is_empty() {
            return None;
        }
        let left = self.left_ms(around.now_ms);
        Some(if around.is_quiet() { left.max(AGAIN_MS) } else { left })
    }

    /// How long it still waits for others. A clock that was set back makes nobody wait longer.
    fn left_ms(&self, now_ms: i64) -> i64 {
        match now_ms.saturating_sub(self.since_ms) {
            passed if passed < 0 => 0,
            passed => (MOMENT_MS - passed).max(0),
        }
    }
}

#[cfg(test)]
mod tests;
