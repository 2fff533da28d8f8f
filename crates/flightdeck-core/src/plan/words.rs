//! What a gate asks for, in words. Pure.

use crate::numbers::grouped;
use crate::wire::{Gate, GateFailed, GateHours, GateKind, GuardLimit, PlanEvent};

/// What a gate asks for, in the order in which it is asked.
pub fn asks_of(gate: &Gate) -> Vec<(GateKind, String)> {
    let mut asks = vec![(GateKind::Finished, finished(gate.finished_percent))];
    asks.extend(gate.failed.as_ref().map(|limit| (GateKind::Failed, failed(limit))));
    asks.extend(gate.one_cause.map(|most| (GateKind::OneCause, one_cause(most))));
    asks.extend((gate.wait_minutes > 0).then(|| (GateKind::Wait, format!("then wait {}", minutes(gate.wait_minutes)))));
    asks.extend(gate.hours.as_ref().map(|hours| (GateKind::Hours, format!("only {}", hours_of(hours)))));
    asks.extend(gate.word.as_ref().map(|word| (GateKind::Word, format!("a person says “{word}”"))));
    asks
}

fn finished(percent: u32) -> String {
    if percent >= 100 { "all finished".to_owned() } else { format!("{percent} % finished") }
}

fn failed(limit: &GateFailed) -> String {
    let share =
        if limit.percent == 0 { "none failed".to_owned() } else { format!("failed at most {} %", limit.percent) };
    match limit.least {
        0 | 1 => share,
        least => format!("{share}, of {} or more", grouped(least)),
    }
}

fn one_cause(most: u32) -> String {
    format!("no cause more than {}", grouped(most))
}

/// What a guard fired for, in words.
pub(crate) fn limit(limit: &GuardLimit) -> String {
    match *limit {
        GuardLimit::FailedShare { percent, least } => {
            format!("more than {percent} % failed, of {} or more.", grouped(least))
        }
        GuardLimit::OneCause { more_than } => format!("more than {} failed by one cause.", grouped(more_than)),
        GuardLimit::NoProgress { minutes: quiet } => format!("no progress for {}.", minutes(quiet)),
    }
}

/// An event as it is told: a sentence that names its wave.
pub(crate) fn event(event: &PlanEvent) -> PlanEvent {
    let Some(wave) = event.wave else { return event.clone() };
    let mut chars = event.text.chars();
    let first: String = chars.next().map(|first| first.to_lowercase().collect()).unwrap_or_default();
    PlanEvent { text: format!("Wave {}: {first}{}", wave + 1, chars.as_str()), ..event.clone() }
}

/// A time in minutes, in words.
pub(crate) fn minutes(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

fn hours_of(hours: &GateHours) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let mut days = hours.days.clone();
    days.sort_unstable();
    days.dedup();
    let named: Vec<&str> = days.iter().filter_map(|day| DAYS.get(usize::from(*day).wrapping_sub(1)).copied()).collect();
    let days = match days.as_slice() {
        [1, 2, 3, 4, 5, 6, 7] => "every day".to_owned(),
        [first, .., last] if usize::from(last - first) + 1 == days.len() && days.len() > 2 => {
            format!("{}–{}", named.first().unwrap_or(&""), named.last().unwrap_or(&""))
        }
        _ => named.join(", "),
    };
    format!("{days} {}–{}", time(hours.from), time(hours.to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_names_its_wave() {
        let of = |wave| PlanEvent { at_ms: 1, wave, text: "Sent as dp-1.".into(), deployment: None, bad: false };
        assert_eq!(event(&of(Some(1))).text, "Wave 2: sent as dp-1.");
        assert_eq!(event(&of(None)).text, "Sent as dp-1.");
    }

    #[test]
    fn a_guard_tells_what_it_fired_for() {
        for (of, words) in [
            (GuardLimit::FailedShare { percent: 5, least: 1_000 }, "more than 5 % failed, of 1,000 or more."),
            (GuardLimit::OneCause { more_than: 1_200 }, "more than 1,200 failed by one cause."),
            (GuardLimit::NoProgress { minutes: 90 }, "no progress for 1 h 30 min."),
        ] {
            assert_eq!(limit(&of), words);
        }
    }

    #[test]
    fn a_gate_is_read_as_it_is_asked() {
        let gate = Gate {
            finished_percent: 95,
            failed: Some(GateFailed { percent: 5, least: 50 }),
            one_cause: Some(20),
            wait_minutes: 90,
            hours: Some(GateHours { days: vec![5, 1, 2, 3, 4], from: 480, to: 1_080 }),
            word: Some("go".into()),
        };
        let said: Vec<String> = asks_of(&gate).into_iter().map(|(_, words)| words).collect();
        assert_eq!(
            said,
            [
                "95 % finished",
                "failed at most 5 %, of 50 or more",
                "no cause more than 20",
                "then wait 1 h 30 min",
                "only Mon–Fri 08:00–18:00",
                "a person says “go”",
            ]
        );
        let plain = asks_of(&Gate::default());
        assert_eq!(plain, [(GateKind::Finished, "all finished".to_owned())], "nothing is said of what is not asked");
        for (days, words) in [
            (vec![7, 2], "Tue, Sun"),
            (vec![2, 1], "Mon, Tue"),
            (vec![3, 2, 1, 2], "Mon–Wed"),
            (vec![1, 2, 4], "Mon, Tue, Thu"),
            (vec![6], "Sat"),
            (vec![7, 6, 5, 4, 3, 2, 1], "every day"),
        ] {
            let hours = GateHours { days, from: 0, to: 1_440 };
            assert_eq!(hours_of(&hours), format!("{words} 00:00–24:00"), "{:?}", hours.days);
        }
    }
}
