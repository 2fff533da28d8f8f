//! Templates as a file: JSON that people read and write, in the API's words (`docs/template.schema.json`). Values that are likely secret are
//! left out and asked instead; a token is in no template.

use serde::{Deserialize, Serialize};

use super::{MOST, kept, named, possible, without_secrets};
use crate::packed_draft::{PackedApp, PackedFilter, PackedParameter};
use crate::parameters::secrets::Marks;
use crate::wire::{AppError, Draft, GuardRule, ParameterDraft, Template, TemplateAsk};

/// The largest file that is read.
pub(crate) const MOST_BYTES: u64 = 4 * 1024 * 1024;
const FORMAT: &str = "flightdeck.templates";
const VERSION: u32 = 1;

/// A file of templates.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pack {
    format: String,
    format_version: u32,
    templates: Vec<Packed>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Packed {
    name: String,
    #[serde(default)]
    flow_uuid: String,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default)]
    filters: Vec<PackedFilter>,
    #[serde(default)]
    parameters: Vec<PackedParameter>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    app: Option<PackedApp>,
    #[serde(default)]
    comment: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    guard: Option<GuardRule>,
    /// What is asked each time: `comment`, `groups`, `app_version`, or `parameter:NAME`.
    #[serde(default)]
    ask: Vec<String>,
}

/// A template as it was read from a file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Read {
    pub(crate) name: String,
    pub(crate) draft: Draft,
    pub(crate) asks: Vec<TemplateAsk>,
}

/// The file of these templates.
pub(crate) fn written(templates: &[Template]) -> String {
    let pack =
        Pack { format: FORMAT.to_owned(), format_version: VERSION, templates: templates.iter().map(packed).collect() };
    // Plain texts and numbers have a JSON of their own.
    serde_json::to_string_pretty(&pack).unwrap_or_default() + "\n"
}

/// The templates of a file.
///
/// # Errors
/// `InvalidInput` with what is wrong, and where.
pub(crate) fn read(text: &str) -> Result<Vec<Read>, AppError> {
    let wrong = |why: String| AppError::invalid("file", why);
    let pack: Pack = serde_json::from_str(text)
        // It may quote the file.
        .map_err(|error| crate::sanitise::line(&error.to_string(), 300))
        .map_err(|error| wrong(format!("This is no file of templates that Flightdeck can read: {error}.")))?;
    if pack.format != FORMAT {
        return Err(wrong(format!("The file says it is “{}”, not {FORMAT}.", crate::sanitise::line(&pack.format, 60))));
    }
    if pack.format_version != VERSION {
        let version = pack.format_version;
        return Err(wrong(format!("The file is of version {version}; this Flightdeck reads version {VERSION}.")));
    }
    if pack.templates.len() > MOST {
        return Err(wrong(format!("The file has {} templates; at most {MOST} are kept.", pack.templates.len())));
    }
    pack.templates.into_iter().enumerate().map(|(index, one)| unpacked(index, one)).collect()
}

fn packed(template: &Template) -> Packed {
    let (draft, asks) = without_secrets(template.draft.clone(), template.asks.clone(), Marks::default());
    let asked = |name: &str| asks.contains(&TemplateAsk::Parameter { name: name.to_owned() });
    Packed {
        name: template.name.clone(),
        flow_uuid: draft.flow_uuid.clone(),
        groups: draft.groups.clone(),
        filters: draft.filters.iter().map(PackedFilter::of).collect(),
        parameters: draft
            .parameters
            .iter()
            .map(|parameter| PackedParameter {
                name: parameter.name.clone(),
                value: (!asked(&parameter.name)).then(|| parameter.value.clone()),
                secret: parameter.secret,
            })
            .collect(),
        app: PackedApp::of(&draft),
        comment: draft.comment.clone(),
        guard: draft.guard.clone(),
        ask: asks.iter().map(word).collect(),
    }
}

fn word(ask: &TemplateAsk) -> String {
    match ask {
        TemplateAsk::Parameter { name } => format!("parameter:{name}"),
        TemplateAsk::AppVersion => "app_version".to_owned(),
        TemplateAsk::Comment => "comment".to_owned(),
        TemplateAsk::Groups => "groups".to_owned(),
    }
}

fn unpacked(index: usize, packed: Packed) -> Result<Read, AppError> {
    let wrong = |why: String| AppError::invalid(format!("templates.{index}"), format!("Template {}: {why}", index + 1));
    let name = named(&packed.name).map_err(|error| wrong(error.message))?.to_owned();
    let mut asks = Vec::new();
    for ask in &packed.ask {
        asks.push(match ask.as_str() {
            "app_version" => TemplateAsk::AppVersion,
            "comment" => TemplateAsk::Comment,
            "groups" => TemplateAsk::Groups,
            other => match other.strip_prefix("parameter:") {
                Some(name) => TemplateAsk::Parameter { name: name.to_owned() },
                None => {
                    let told = crate::sanitise::line(other, 60);
                    return Err(wrong(format!("“{told}” is nothing that can be asked.")));
                }
            },
        });
    }
    let filters = packed.filters.into_iter().map(|filter| {
        filter.draft().map_err(|_| wrong("A filter has a field that belongs to another type.".to_owned()))
    });
    let filters = filters.collect::<Result<Vec<_>, _>>()?;
    let parameters = packed.parameters.into_iter();
    let (app_name, app_version) = packed.app.map(|app| (app.name, app.version)).unwrap_or_default();
    let draft = Draft {
        flow_uuid: packed.flow_uuid,
        groups: packed.groups,
        filters,
        parameters: parameters
            .map(|parameter| ParameterDraft {
                // A file calls nothing harmless that it does not itself show.
                secret: parameter.secret.filter(|secret| *secret || parameter.value.is_some()),
                name: parameter.name,
                value: parameter.value.unwrap_or_default(),
            })
            .collect(),
        app_name,
        app_version,
        comment: packed.comment,
        guard: packed.guard,
        batch: None,
        step: 0,
    };
    let asks = possible(&draft, asks);
    Ok(Read { name, draft: kept(draft, &asks), asks })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::schema::template;
    use super::*;
    use crate::parameters::secrets::is_likely_secret;
    use crate::target::request_of;

    proptest! {
        #[test]
        fn what_is_written_reads_back_and_makes_the_same_request(one in template()) {
            let back = read(&written(std::slice::from_ref(&one))).unwrap();
            prop_assert_eq!(back.len(), 1);
            prop_assert_eq!(&back[0].name, &one.name);
            // What is secret, or would be once it is filled, is asked again; answered with what it was, the request is the same.
            let secret =
                |one: &&ParameterDraft| is_likely_secret(&one.name, if one.value.is_empty() { "-" } else { &one.value });
            let mut filled = back[0].draft.clone();
            let mut asks = one.asks.clone();
            for typed in one.draft.parameters.iter().filter(secret) {
                let ask = TemplateAsk::Parameter { name: typed.name.clone() };
                prop_assert!(back[0].asks.contains(&ask), "{typed:?} is asked");
                asks.push(ask);
            }
            for (typed, there) in one.draft.parameters.iter().zip(&mut filled.parameters) {
                // By its name: of two with the same name both are asked.
                if asks[one.asks.len()..].contains(&TemplateAsk::Parameter { name: typed.name.clone() }) {
                    prop_assert_eq!(&there.value, "", "and not written");
                    there.value.clone_from(&typed.value);
                }
            }
            prop_assert_eq!(request_of(&filled), request_of(&one.draft), "the identity");
            prop_assert!(back[0].asks.iter().all(|ask| asks.contains(ask)), "nothing else is asked: {:?}", back[0].asks);
            prop_assert!(one.asks.iter().all(|ask| back[0].asks.contains(ask)), "and what was, still is: {:?}", back[0].asks);
        }

        #[test]
        fn no_text_brings_it_down(text in any::<String>()) {
            prop_assert!(read(&text).is_err(), "no such text is a file of templates");
        }
    }

    #[test]
    fn a_secret_is_asked_and_never_written() {
        let parameter =
            |name: &str, value: &str, secret| ParameterDraft { name: name.into(), value: value.into(), secret };
        let draft = Draft {
            flow_uuid: "f".into(),
            parameters: vec![
                parameter("channel", "stable", None),
                parameter("token", "hunter2", None),
                parameter("pin", "4711", Some(true)),
                parameter("token_count", "7", Some(false)),
            ],
            ..Draft::default()
        };
        let one = Template {
            id: "t".into(),
            name: "Nightly".into(),
            draft,
            asks: Vec::new(),
            target: String::new(),
            flow_name: None,
            saved_ms: 0,
        };
        let text = written(&[one]);
        assert!(!text.contains("hunter2") && text.contains("parameter:token"), "asked instead: {text}");
        assert!(!text.contains("4711") && text.contains("parameter:pin"), "what the user calls secret, too: {text}");
        let back = read(&text).unwrap();
        assert_eq!(back[0].draft.parameters[0].value, "stable", "what is none stays");
        let asked = |name: &str| TemplateAsk::Parameter { name: name.into() };
        assert_eq!(back[0].asks, [asked("token"), asked("pin")], "and the import asks for it");
        let marks: Vec<_> = back[0].draft.parameters.iter().map(|row| row.secret).collect();
        assert_eq!(marks, [None, Some(true), Some(true), Some(false)], "knowing what is secret");
        assert_eq!(back[0].draft.parameters[3].value, "7", "and what the user calls none is written");
    }

    #[test]
    fn what_is_no_template_is_told_with_its_place() {
        let file = |templates: &str| {
            format!(r#"{{"format":"flightdeck.templates","format_version":1,"templates":[{templates}]}}"#)
        };
        for (text, told) in [
            ("{}".to_owned(), "missing field"),
            (r#"{"format":"other","format_version":1,"templates":[]}"#.to_owned(), "other"),
            (r#"{"format":"flightdeck.templates","format_version":2,"templates":[]}"#.to_owned(), "version 2"),
            (file(r#"{"name":""}"#), "Template 1"),
            (file(r#"{"name":"A"},{"name":"B","ask":["sleep"]}"#), "Template 2: “sleep”"),
            (file(r#"{"name":"A","token":"x"}"#), "unknown field"),
            (
                file(r#"{"name":"A","filters":[{"type":"tag","operand":"is","value":"x","app_version":"1"}]}"#),
                "another type",
            ),
            (file(r#"{"name":"A","filters":[{"type":"moon","operand":"is","value":"x"}]}"#), "moon"),
        ] {
            let error = read(&text).unwrap_err();
            assert!(error.message.contains(told), "{text}: {}", error.message);
        }
        assert_eq!(read(&file(r#"{"name":"A"}"#)).unwrap()[0].draft, Draft::default(), "what is not said is empty");
        let odd = read(&file("{\"name\":\"A\",\"a\u{202e}\\u001bb\":1}")).unwrap_err().message;
        assert!(
            odd.contains("⟨U+202E⟩") && !odd.contains(['\u{202e}', '\u{1b}']),
            "what is quoted is made safe: {odd}"
        );
    }
}
