//! The same launch for a script or a colleague: as a curl line, a POSIX script and a step of GitHub Actions. Each sends exactly the bytes
//! that Flightdeck would send; the token stays a variable.

use connect_api::{BaseUrl, DeployRequest};

use super::Destination;
use crate::parameters::secrets::MASK;

/// A launch in other tools' words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scripts {
    /// One line for `sh`.
    pub(super) curl: String,
    /// A script for a POSIX shell.
    pub(super) script: String,
    /// A step of a GitHub Actions job.
    pub(super) action: String,
}

/// What each says about running it twice.
const ONCE: &str = "A second run is a second deployment: if no answer comes, look at the list of deployments first.";

/// All of them; none where the address cannot be read.
pub(super) fn of(request: &DeployRequest, destination: &Destination, sentence: &str) -> Option<Scripts> {
    let body = serde_json::to_string(request).ok()?;
    let url = BaseUrl::parse(&destination.base_url).ok()?.deployments(&destination.fleet_key)?;
    let url = quoted(url.as_str());
    let told: String = sentence.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    Some(Scripts {
        curl: format!(
            "curl -X POST {url} -H \"Authorization: Bearer $CONNECT_TOKEN\" -H 'Content-Type: application/json' --data-binary {}",
            quoted(&body)
        ),
        script: format!(
            "#!/bin/sh\n# {told} It starts everywhere at once.\n# {ONCE}\nset -eu\n\
             : \"${{CONNECT_TOKEN:?an access token of API v2 is needed here}}\"\n\
             printf '%s' {} |\n{}",
            quoted(&body),
            sends(&url, "  ")
        ),
        action: format!(
            "# {ONCE}\n\
             - name: {}\n  env:\n    CONNECT_TOKEN: ${{{{ secrets.CONNECT_TOKEN }}}}\n    BODY: {}\n  run: |\n    \
             printf '%s' \"$BODY\" |\n{}",
            yaml(&format!("Deploy: {told}")),
            yaml(&body),
            literal(&sends(&url, "      ")),
        ),
    })
}

/// A masked text as it is shown: YAML's way of writing the mask is nothing to read.
pub(super) fn readable(masked: &str) -> String {
    masked.replace(yaml(MASK).trim_matches('"'), MASK)
}

/// The curl command that sends what comes in; not as an argument, whose length is limited.
fn sends(url: &str, indent: &str) -> String {
    format!(
        "{indent}curl -fsS -X POST {url} \\\n{indent}  -H \"Authorization: Bearer $CONNECT_TOKEN\" \\\n\
         {indent}  -H 'Content-Type: application/json' \\\n{indent}  --data-binary @-\n"
    )
}

/// One word for a POSIX shell, whatever it holds: between single quotes nothing is special but the single quote.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A double-quoted YAML text, in ASCII alone: YAML would fold line separators and refuse control characters. GitHub reads it as this text.
pub(crate) fn yaml(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            c if u32::from(c) <= 0xFFFF => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push_str(&format!("\\U{:08x}", u32::from(c))),
        }
    }
    out.push('"');
    literal(&out)
}

/// GitHub reads expressions in any text of a workflow: what only looks like one has to be written as one that yields it.
fn literal(text: &str) -> String {
    text.replace("${{", "${{ '${{' }}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::request;
    use crate::target::tests::{destination, draft};

    #[test]
    fn a_script_and_a_step_send_the_same_bytes_to_the_same_place() {
        let request = request::of(&draft(&["A"], &[])).unwrap();
        let body = serde_json::to_string(&request).unwrap();
        let scripts = of(&request, &destination(), "Devices in\nA.").unwrap();
        assert_eq!(
            scripts.script,
            format!(
                "#!/bin/sh\n# Devices in A. It starts everywhere at once.\n# {ONCE}\nset -eu\n\
                 : \"${{CONNECT_TOKEN:?an access token of API v2 is needed here}}\"\n\
                 printf '%s' '{body}' |\n\
                 \x20 curl -fsS -X POST 'https://api.test/api/v2/wturb/deployments' \\\n\
                 \x20   -H \"Authorization: Bearer $CONNECT_TOKEN\" \\\n\
                 \x20   -H 'Content-Type: application/json' \\\n\
                 \x20   --data-binary @-\n"
            ),
            "the sentence stays a comment, whatever is in it"
        );
        assert_eq!(
            scripts.action,
            format!(
                "# {ONCE}\n- name: \"Deploy: Devices in A.\"\n  env:\n    CONNECT_TOKEN: ${{{{ secrets.CONNECT_TOKEN }}}}\n\
                 \x20   BODY: {}\n  run: |\n\
                 \x20   printf '%s' \"$BODY\" |\n\
                 \x20     curl -fsS -X POST 'https://api.test/api/v2/wturb/deployments' \\\n\
                 \x20       -H \"Authorization: Bearer $CONNECT_TOKEN\" \\\n\
                 \x20       -H 'Content-Type: application/json' \\\n\
                 \x20       --data-binary @-\n",
                yaml(&body)
            ),
            "all of the command stands in the step's block"
        );
    }

    #[test]
    fn yaml_is_written_in_ascii_alone() {
        for (text, expected) in [
            ("", r#""""#),
            (" a~", r#"" a~""#),
            (r#"a"b\c"#, r#""a\"b\\c""#),
            ("\n\u{7f}é", r#""\u000a\u007f\u00e9""#),
            ("\u{2028}\u{ffff}", r#""\u2028\uffff""#),
            ("\u{10000}😀", r#""\U00010000\U0001f600""#),
            ("${{ x }}", r#""${{ '${{' }} x }}""#),
        ] {
            assert_eq!(yaml(text), expected, "{text:?} is read back as it is");
        }
    }
}
