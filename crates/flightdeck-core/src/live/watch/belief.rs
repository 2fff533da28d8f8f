//! How long the service's word that nothing changed (304) is believed before everything is read again.
//!
//! It saves the transfer of what did not change. But it is a word only, and a cache in between may go on giving it; so it never
//! decides that a deployment is finished, it is not asked for after something was done, and it is not believed for long.

/// So long after an answer that was sent whole, milliseconds.
const BELIEVED_MS: i64 = 120_000;

/// What is believed of one deployment's answers.
#[derive(Debug, Default)]
pub(crate) struct Belief {
    /// When all of a look was last sent.
    read_ms: Option<i64>,
    /// Something was done: the next look wants to see it.
    poked: bool,
    unmodified_in_look: bool,
}

impl Belief {
    /// A look begins; whether it may be answered with nothing. `ended`: every device had.
    pub(crate) fn begins(&mut self, now_ms: i64, ended: bool) -> bool {
        self.unmodified_in_look = false;
        let poked = std::mem::take(&mut self.poked);
        let lately = self.read_ms.is_some_and(|at| (0..BELIEVED_MS).contains(&now_ms.saturating_sub(at)));
        lately && !poked && !ended
    }

    /// A page came.
    pub(crate) fn heard(&mut self, unmodified: bool) {
        self.unmodified_in_look |= unmodified;
    }

    /// The look was good.
    pub(crate) fn ended(&mut self, now_ms: i64) {
        if !self.unmodified_in_look {
            self.read_ms = Some(now_ms);
        }
    }

    /// Something was done, or the user asks.
    pub(crate) fn poke(&mut self) {
        self.poked = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_believed_for_two_minutes_and_never_where_it_matters_most() {
        let mut belief = Belief::default();
        assert!(!belief.begins(0, false), "nothing was read yet");
        belief.ended(1_000);
        assert!(belief.begins(15_000, false), "what was read a moment ago may be as it was");
        belief.heard(true);
        belief.heard(false);
        belief.ended(15_500);
        assert!(belief.begins(120_999, false), "as long as the last reading of everything is near");
        assert!(!belief.begins(121_000, false), "then all is read again, whatever is said");
        belief.ended(121_500);
        assert!(!belief.begins(130_000, true), "the end is seen, not told");
        belief.ended(130_500);
        belief.poke();
        assert!(!belief.begins(131_000, false), "what was done a moment ago is looked for in the answer itself");
        belief.ended(131_500);
        assert!(belief.begins(132_000, false), "once");
        assert!(!belief.begins(1_000, false), "a clock that was set back tells nothing");
    }
}
