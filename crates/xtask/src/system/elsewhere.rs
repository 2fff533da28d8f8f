//! macOS and Windows: what must be there is looked for, and what is missing is named with the one command that installs it.
//!
//! Nothing is installed unasked: these installers open windows and want an administrator.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::steps::{Outcome, has};

/// Something that the system must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Apple's compiler and linker.
    XcodeTools,
    /// Microsoft's compiler and linker.
    MsvcTools,
    /// The webview of Windows.
    WebView2,
}

impl Part {
    fn told(self) -> (&'static str, &'static str) {
        match self {
            Part::XcodeTools => ("Apple's command line tools (compiler and linker)", "xcode-select --install"),
            Part::MsvcTools => (
                "Microsoft's C++ build tools (compiler and linker)",
                "winget install --id Microsoft.VisualStudio.2022.BuildTools --override \
                 \"--wait --passive --add Microsoft.VisualStudio.Workload.VCTools --includeRecommended\"",
            ),
            Part::WebView2 => {
                ("the WebView2 runtime (the window's webview)", "winget install --id Microsoft.EdgeWebView2Runtime")
            }
        }
    }
}

/// Says what is missing.
pub(super) fn ensure() -> Outcome {
    let parts: &[Part] = if cfg!(target_os = "macos") {
        &[Part::XcodeTools]
    } else if cfg!(all(windows, target_env = "msvc")) {
        &[Part::MsvcTools, Part::WebView2]
    } else if cfg!(windows) {
        &[Part::WebView2]
    } else {
        &[]
    };
    let missing: Vec<Part> = parts.iter().copied().filter(|part| !is_there(*part)).collect();
    if missing.is_empty() { Ok(()) } else { Err(complaint(&missing)) }
}

fn complaint(missing: &[Part]) -> String {
    let lines = missing.iter().map(|part| {
        let (what, command) = part.told();
        format!("Missing: {what}. Install it with:\n    {command}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn is_there(part: Part) -> bool {
    match part {
        Part::XcodeTools => says_something("xcode-select", &["-p"]),
        // A compiler on the path, or named, is one too, whoever installed it.
        Part::MsvcTools => {
            has("cl")
                || std::env::var_os("CC").is_some()
                || visual_studio_finder().is_some_and(|finder| says_something(&finder.display().to_string(), VC_TOOLS))
        }
        Part::WebView2 => WEBVIEW2_KEYS.iter().any(|key| {
            Command::new("reg")
                .args(["query", key, "/v", "pv"])
                .output()
                .is_ok_and(|answer| answer.status.success() && has_version(&String::from_utf8_lossy(&answer.stdout)))
        }),
    }
}

fn says_something(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .stderr(Stdio::null())
        .output()
        .is_ok_and(|answer| answer.status.success() && !answer.stdout.trim_ascii().is_empty())
}

/// Visual Studio's installer leaves a finder at one fixed place.
fn visual_studio_finder() -> Option<PathBuf> {
    let programs = std::env::var_os("ProgramFiles(x86)")?;
    let finder = PathBuf::from(programs).join("Microsoft Visual Studio/Installer/vswhere.exe");
    finder.is_file().then_some(finder)
}

const VC_TOOLS: &[&str] = &[
    "-products",
    "*",
    "-latest",
    "-requires",
    "Microsoft.VisualStudio.Component.VC.Tools.x86.x64",
    "-property",
    "installationPath",
];

/// Where the runtime's installer writes its version: for the machine, on a 32-bit one, for the user.
const WEBVIEW2_KEYS: &[&str] = &[
    r"HKLM\SOFTWARE\WOW6432Node\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}",
    r"HKLM\SOFTWARE\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}",
    r"HKCU\Software\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}",
];

/// Whether the registry's answer names a version; an uninstalled runtime leaves 0.0.0.0 behind.
fn has_version(answer: &str) -> bool {
    answer
        .lines()
        .filter_map(|line| line.split_once("REG_SZ"))
        .any(|(_, version)| !version.trim().is_empty() && version.trim() != "0.0.0.0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_told_with_one_command_each() {
        for (part, command) in [
            (Part::XcodeTools, "xcode-select --install"),
            (Part::MsvcTools, "winget install --id Microsoft.VisualStudio.2022.BuildTools"),
            (Part::WebView2, "winget install --id Microsoft.EdgeWebView2Runtime"),
        ] {
            let told = complaint(&[part]);
            assert!(told.contains(command), "a person must be able to paste it: {told}");
            assert_eq!(told.lines().count(), 2, "what, and one command: {told}");
        }
        assert_eq!(complaint(&[Part::MsvcTools, Part::WebView2]).lines().count(), 4, "all that is missing, at once");
    }

    #[test]
    fn an_uninstalled_runtime_is_no_runtime() {
        for (answer, there) in [
            ("\r\n    pv    REG_SZ    120.0.2210.91\r\n\r\n", true),
            ("\r\n    pv    REG_SZ    0.0.0.0\r\n", false),
            ("\r\n    pv    REG_SZ    \r\n", false),
            ("ERROR: The system was unable to find the specified registry key or value.", false),
        ] {
            assert_eq!(has_version(answer), there, "{answer:?} decides whether a window can open");
        }
    }
}
