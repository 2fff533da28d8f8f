//! The last start, and each launch held against the table: asked of the service and of the journal.

use std::collections::{HashMap, HashSet};

use flightdeck_core::outside::Journal;
use flightdeck_core::wire::LaunchOutcome;

use super::Yard;
use crate::faults::{End, Kind};
use crate::start::{Press, Start};

impl Yard {
    /// The last start: everything is looked for once more, and then each launch is held against the table.
    pub(super) fn end(&mut self, last: &Start, presses: &[Press]) {
        let unresolved =
            || last.runtime.block_on(last.launches.unresolved(&self.fleet)).expect("the journal can be read");
        unresolved();
        for press in presses {
            if press.kind == Kind::KilledBefore {
                self.unwritten(last, press);
            } else if self.random.below(3) != 0 {
                continue;
            }
            // Nothing is known of what was killed before it was written down; all others have their outcome already.
            last.answer(last.launch(&self.fleet, press)).expect("what was pressed has an outcome");
            self.told.repeated += 1;
        }
        for record in unresolved() {
            last.runtime.block_on(last.launches.look_again(&record.request_id)).expect("it can be looked for");
        }
        let asked: HashSet<String> = unresolved().into_iter().map(|record| record.request_id).collect();
        let (there, strangers) = (self.listed(last), self.news.strangers.lock().expect("nobody panicked").clone());
        let mut taken = HashSet::new();
        for press in presses {
            let ended = self.held(last, press, &there, &strangers, &asked);
            let known = last.store.find(&press.id).expect("the journal can be read").and_then(|entry| entry.outcome);
            if let Some(deployment) = known.as_ref().and_then(LaunchOutcome::deployment) {
                assert!(taken.insert(deployment.to_string()), "{deployment} was taken by two launches");
            }
            let told = self.told.kinds.entry(press.kind).or_default();
            told.launched += 1;
            told.sent += ended.0;
            told.made += ended.1;
            match ended.2 {
                End::Created => told.created += 1,
                End::Adopted => told.adopted += 1,
                End::Refused => told.refused += 1,
                End::Asked => told.asked += 1,
            }
        }
        let ours: usize = self.told.kinds.values().map(|one| one.made).sum();
        let all: usize = there.values().map(HashSet::len).sum();
        assert_eq!(all, ours + strangers.len(), "the service made nothing that nobody asked for");
    }

    /// One launch against the table: how often it was sent and made, and how it ended.
    fn held(
        &self,
        last: &Start,
        press: &Press,
        there: &HashMap<String, HashSet<String>>,
        strangers: &HashSet<String>,
        asked: &HashSet<String>,
    ) -> (usize, usize, End) {
        let expected = press.kind.expected(self.clock);
        let what = format!("{:?} {}", press.kind, press.id);
        let none = HashSet::new();
        let of_comment = there.get(&press.comment).unwrap_or(&none);
        let ours: HashSet<&String> = match self.own.get(&press.id) {
            Some(own) => HashSet::from([own]),
            None => of_comment.difference(strangers).collect(),
        };
        let rivals = if press.kind == Kind::Rival { 2 } else { 1 };
        let sent = self.sent(&press.comment);
        assert_eq!(sent, expected.sent * rivals, "{what} was sent so often");
        assert_eq!(ours.len(), expected.made, "{what} was made so often");

        let entry = last.store.find(&press.id).expect("the journal can be read");
        let entry = entry.unwrap_or_else(|| panic!("{what} was pressed, and nothing is known of it"));
        let end = match &entry.outcome {
            Some(LaunchOutcome::Created { .. }) => End::Created,
            Some(LaunchOutcome::Adopted { .. }) => End::Adopted,
            Some(LaunchOutcome::Refused { .. }) => End::Refused,
            Some(LaunchOutcome::Dismissed) => panic!("nobody set {what} aside"),
            None | Some(LaunchOutcome::Unknown { .. }) => {
                assert!(asked.contains(&press.id), "{what} is neither known nor before the user");
                End::Asked
            }
        };
        if let Some(deployment) = entry.outcome.as_ref().and_then(LaunchOutcome::deployment) {
            assert!(ours.contains(&deployment.to_string()), "{what}: {deployment} is somebody else's");
        }
        if let Some(LaunchOutcome::Unknown { candidates, .. }) = &entry.outcome {
            for own in &ours {
                let shown = candidates.iter().any(|one| one.uuid.as_str() == own.as_str());
                assert!(shown, "{what}: its own is among what the user is asked about: {candidates:?}");
            }
        }
        // Where the look before the send was too slow, asking is right; two with the same words may have been told apart in time.
        let blind = end == End::Asked && entry.before.as_ref().is_none_or(|before| before.read_back_to_ms.is_none());
        let apart = press.kind == Kind::Rival && end == End::Adopted;
        assert!(expected.ends.contains(&end) || blind || apart, "{what} ended {end:?}: {:?}", entry.outcome);
        (sent / rivals, ours.len(), end)
    }
}
