//! What was found wrong with a draft, collected.

use crate::parameters::unseen;
use crate::wire::{Problem, Severity};

/// The problems found so far.
#[derive(Default)]
pub(super) struct Found(Vec<Problem>);

impl Found {
    /// The title of what is said of a name with a blank at an end.
    pub(super) const BLANK_END: &'static str = "A blank at an end";

    /// Everything found, in the order it was found.
    pub(super) fn all(self) -> Vec<Problem> {
        self.0
    }

    /// Something that stops the launch.
    pub(super) fn error(&mut self, field: impl Into<String>, step: u32, title: &str, message: impl Into<String>) {
        self.add(field.into(), step, Severity::Error, title, message.into());
    }

    /// Something worth knowing, which does not stop it.
    pub(super) fn warn(&mut self, field: impl Into<String>, step: u32, title: &str, message: impl Into<String>) {
        self.add(field.into(), step, Severity::Warning, title, message.into());
    }

    fn add(&mut self, field: String, step: u32, severity: Severity, title: &str, message: String) {
        self.0.push(Problem { field, step, severity, title: title.to_owned(), message, instead: None });
    }

    /// What could stand in the field instead of what was found last.
    pub(super) fn instead(&mut self, value: impl Into<String>) {
        if let Some(problem) = self.0.last_mut() {
            problem.instead = Some(value.into());
        }
    }

    /// Names are sent exactly as typed, so a blank at an end, or what is not seen in them, is named and never removed in silence.
    pub(super) fn ends(&mut self, field: &str, step: u32, what: &str, text: &str) {
        if text.trim() != text {
            self.warn(
                field,
                step,
                Self::BLANK_END,
                format!("{what} begins or ends with a blank. It is sent exactly so, and most likely matches nothing."),
            );
            self.instead(text.trim());
        } else {
            self.unseen(field, step, what, text);
        }
    }

    /// What is not seen in a text that is sent exactly so.
    pub(super) fn unseen(&mut self, field: &str, step: u32, what: &str, text: &str) {
        if let Some((place, called)) = unseen::first(text) {
            let message = format!("{what} has {called} at its character {}. It is sent exactly so.", place + 1);
            self.warn(field, step, "A character that is not seen", message);
        }
    }

    /// Ids never hold blanks: one that does was copied with something else.
    pub(super) fn id(&mut self, field: &str, step: u32, what: &str, text: &str) {
        if text.chars().any(char::is_whitespace) {
            self.error(
                field,
                step,
                "A blank in an id",
                format!("{what} holds a blank or a line break. Copy the id alone."),
            );
            if !text.trim().contains(char::is_whitespace) {
                self.instead(text.trim());
            }
        } else if let Some((place, called)) = unseen::first(text) {
            let message = format!("{what} has {called} at its character {}. Type that part anew.", place + 1);
            self.error(field, step, "A character in an id that is not seen", message);
        }
    }
}
