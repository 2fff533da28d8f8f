//! Templates: what is left out of one because it is asked each time, and the draft that answers make of it. Pure.

pub(crate) mod file;
#[cfg(test)]
mod schema;

use crate::parameters::secrets::Marks;
use crate::wire::{AppError, Draft, Template, TemplateAnswer, TemplateAsk};

/// Longer names do not fit any place they are shown in.
const NAME_CHARS: usize = 80;
/// Templates of one connection, at most: more are no longer a choice.
pub(crate) const MOST: usize = 500;

/// A name that can be kept, without the blanks at its ends.
///
/// # Errors
/// `InvalidInput` on `name`.
pub(crate) fn named(name: &str) -> Result<&str, AppError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS || name.chars().any(char::is_control) {
        return Err(AppError::invalid("name", format!("Choose a name of 1 to {NAME_CHARS} characters.")));
    }
    Ok(name)
}

/// The draft as a template keeps it: without what is asked, and at its beginning.
pub(crate) fn kept(draft: Draft, asks: &[TemplateAsk]) -> Draft {
    let mut draft = Draft { step: 0, batch: None, ..draft };
    for ask in asks {
        fill(&mut draft, ask, "");
    }
    draft
}

/// A template without its secrets: each is asked instead, and its row says that it is one. `marks` is what the user said of the flow's
/// parameters.
pub(crate) fn without_secrets(draft: Draft, asks: Vec<TemplateAsk>, marks: Marks) -> (Draft, Vec<TemplateAsk>) {
    let (mut draft, mut asks) = (draft, asks);
    let marks = marks.with_rows(&draft.parameters);
    for row in draft.parameters.iter_mut().filter(|row| !row.name.is_empty()) {
        // A value that is asked is not there any more: then the name alone tells.
        let value = if row.value.is_empty() { "-" } else { &row.value };
        if marks.hide(&row.name, value) {
            row.secret = Some(true);
            asks.push(TemplateAsk::Parameter { name: row.name.clone() });
        } else {
            row.secret = marks.of_name(&row.name);
        }
    }
    let asks = possible(&draft, asks);
    (kept(draft, &asks), asks)
}

/// What can be asked of a draft: a parameter that it has not cannot be.
pub(crate) fn possible(draft: &Draft, asks: Vec<TemplateAsk>) -> Vec<TemplateAsk> {
    let mut kept: Vec<TemplateAsk> = Vec::new();
    for ask in asks {
        let there = match &ask {
            TemplateAsk::Parameter { name } => draft.parameters.iter().any(|parameter| parameter.name == *name),
            TemplateAsk::AppVersion => !draft.app_name.is_empty(),
            TemplateAsk::Comment | TemplateAsk::Groups => true,
        };
        if there && !kept.contains(&ask) {
            kept.push(ask);
        }
    }
    kept
}

/// The draft that these answers make of a template.
///
/// # Errors
/// `InvalidInput` where something that is asked has no answer.
pub(crate) fn used(template: &Template, answers: &[TemplateAnswer]) -> Result<Draft, AppError> {
    let mut draft = template.draft.clone();
    for (index, ask) in template.asks.iter().enumerate() {
        let answer = answers.iter().find(|answer| answer.ask == *ask);
        let answer = answer.ok_or_else(|| AppError::invalid(format!("answers.{index}"), "This is asked each time."))?;
        fill(&mut draft, ask, &answer.value);
    }
    Ok(Draft { step: crate::wire::STEPS.len() as u32 - 1, ..draft })
}

fn fill(draft: &mut Draft, ask: &TemplateAsk, value: &str) {
    match ask {
        TemplateAsk::Parameter { name } => {
            for parameter in draft.parameters.iter_mut().filter(|parameter| parameter.name == *name) {
                value.clone_into(&mut parameter.value);
            }
        }
        TemplateAsk::AppVersion => value.clone_into(&mut draft.app_version),
        TemplateAsk::Comment => value.clone_into(&mut draft.comment),
        TemplateAsk::Groups => {
            draft.groups = value.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
        }
    }
}

/// A name that no other has: with a number behind it where it is taken.
pub(crate) fn free(name: &str, taken: &[String]) -> String {
    let is_taken = |name: &str| taken.iter().any(|one| one == name);
    if !is_taken(name) {
        return name.to_owned();
    }
    (2..).map(|number| format!("{name} ({number})")).find(|name| !is_taken(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::ParameterDraft;

    fn template(asks: Vec<TemplateAsk>) -> Template {
        let draft = Draft {
            flow_uuid: "f".into(),
            groups: vec!["North".into()],
            parameters: vec![ParameterDraft { name: "channel".into(), value: "beta".into(), secret: None }],
            app_name: "gateway".into(),
            app_version: "1".into(),
            comment: "Nightly".into(),
            step: 3,
            ..Draft::default()
        };
        Template {
            id: "t".into(),
            name: "Nightly".into(),
            draft: kept(draft, &asks),
            asks,
            target: String::new(),
            flow_name: None,
            saved_ms: 0,
        }
    }

    #[test]
    fn what_is_asked_is_not_kept_and_has_to_be_answered() {
        let channel = TemplateAsk::Parameter { name: "channel".into() };
        let asked = template(vec![channel.clone(), TemplateAsk::Groups, TemplateAsk::AppVersion, TemplateAsk::Comment]);
        assert_eq!(asked.draft.parameters[0].value, "", "what is asked each time is not remembered");
        assert!(asked.draft.groups.is_empty() && asked.draft.app_version.is_empty(), "none of it");
        assert!(asked.draft.comment.is_empty() && asked.draft.app_name == "gateway", "and everything else is");
        let answer = |ask: &TemplateAsk, value: &str| TemplateAnswer { ask: ask.clone(), value: value.into() };
        let mut answers = vec![
            answer(&channel, "stable"),
            answer(&TemplateAsk::Groups, "East\n\nWest one\n"),
            answer(&TemplateAsk::AppVersion, "2"),
        ];
        assert_eq!(used(&asked, &answers).unwrap_err().field.as_deref(), Some("answers.3"), "an answer is missing");
        answers.push(answer(&TemplateAsk::Comment, ""));
        let draft = used(&asked, &answers).unwrap();
        assert_eq!(draft.parameters[0].value, "stable", "each goes where it belongs");
        assert_eq!(draft.groups, ["East", "West one"], "a group a line");
        assert_eq!((draft.app_version.as_str(), draft.comment.as_str(), draft.step), ("2", "", 4), "ready for review");
    }

    #[test]
    fn a_template_keeps_that_something_is_secret_and_never_what() {
        let row = |name: &str, value: &str, secret| ParameterDraft { name: name.into(), value: value.into(), secret };
        let draft = Draft {
            parameters: vec![
                row("channel", "beta", None),
                row("pin", "1234", Some(true)),
                row("site", "north", None),
                row("token", "hunter2", None),
                row("token_count", "7", Some(false)),
                row("password", "", None),
            ],
            ..Draft::default()
        };
        let of_flow = Marks::of([("site".to_owned(), true)].into());
        let (draft, asks) = without_secrets(draft, vec![TemplateAsk::Comment], of_flow.clone());
        let told: Vec<_> = draft.parameters.iter().map(|row| (row.value.as_str(), row.secret)).collect();
        assert_eq!(
            told,
            [
                ("beta", None),
                ("", Some(true)),
                ("", Some(true)),
                ("", Some(true)),
                ("7", Some(false)),
                ("", Some(true))
            ],
            "the mark of a row, of the flow, the guess, and what the user calls none"
        );
        let asked = |name: &str| TemplateAsk::Parameter { name: name.into() };
        assert_eq!(
            asks,
            [TemplateAsk::Comment, asked("pin"), asked("site"), asked("token"), asked("password")],
            "each secret is asked, besides what is asked anyway"
        );
        let again = without_secrets(draft.clone(), asks.clone(), of_flow);
        assert_eq!(again, (draft, asks), "and a template is so already");
    }

    #[test]
    fn names_are_told_apart_and_what_cannot_be_asked_is_not() {
        assert_eq!(free("A", &[]), "A");
        assert_eq!(free("A", &["A".into(), "A (2)".into()]), "A (3)", "the first number that is free");
        assert!(named(" ").is_err() && named(&"x".repeat(81)).is_err() && named("a\nb").is_err(), "no names");
        assert_eq!(named(" Nightly ").unwrap(), "Nightly", "blanks at the ends are none of it");
        let draft = template(Vec::new()).draft;
        let other = TemplateAsk::Parameter { name: "gone".into() };
        let asks = possible(&draft, vec![other, TemplateAsk::Comment, TemplateAsk::Comment]);
        assert_eq!(asks, [TemplateAsk::Comment], "once each, and only of what is there");
    }
}
