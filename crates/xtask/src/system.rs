//! What the operating system must bring: checked by looking, installed by the platform's own package manager.

use std::process::{Command, Stdio};

use crate::steps::{Outcome, command, has, step};

/// What the packages are for: a build and a look, or also the window tests and the measurements.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// To build and open the window.
    Build,
    /// To drive the window without a screen, with a real keyring.
    Drive,
}

/// One package manager, with its names for what we need.
struct Source {
    program: &'static str,
    refresh: &'static [&'static str],
    install: &'static [&'static str],
    build: &'static [&'static str],
    drive: &'static [&'static str],
}

const SOURCES: &[Source] = &[
    Source {
        program: "apt-get",
        refresh: &["update", "-qq"],
        install: &["install", "-y", "-qq", "--no-install-recommends"],
        build: &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev", "libgtk-3-dev", "librsvg2-dev"],
        drive: &[
            "webkit2gtk-driver",
            "xvfb",
            "xauth",
            "xdotool",
            "dbus",
            "dbus-x11",
            "gnome-keyring",
            "curl",
            "jq",
            "procps",
        ],
    },
    Source {
        program: "dnf",
        refresh: &["makecache", "-q"],
        install: &["install", "-y", "-q"],
        build: &["gcc", "gcc-c++", "make", "pkgconf-pkg-config", "webkit2gtk4.1-devel", "gtk3-devel", "librsvg2-devel"],
        drive: &[
            "webkitgtk6.0-devel",
            "xorg-x11-server-Xvfb",
            "xorg-x11-xauth",
            "xdotool",
            "dbus-daemon",
            "dbus-x11",
            "gnome-keyring",
            "curl",
            "jq",
            "procps-ng",
        ],
    },
    Source {
        program: "pacman",
        refresh: &["-Sy", "--noconfirm"],
        install: &["-S", "--needed", "--noconfirm"],
        build: &["base-devel", "pkgconf", "webkit2gtk-4.1", "gtk3", "librsvg"],
        drive: &["xorg-server-xvfb", "xorg-xauth", "xdotool", "dbus", "gnome-keyring", "curl", "jq", "procps-ng"],
    },
];

const LIBRARIES: &[&str] = &["webkit2gtk-4.1", "gtk+-3.0", "librsvg-2.0"];
const DRIVERS: &[&str] = &[
    "WebKitWebDriver",
    "Xvfb",
    "xvfb-run",
    "xauth",
    "xdotool",
    "dbus-run-session",
    "gnome-keyring-daemon",
    "curl",
    "jq",
];

/// Makes sure of everything `need` asks for.
pub(crate) fn ensure(need: Need) -> Outcome {
    node()?;
    if !cfg!(target_os = "linux") {
        // macOS and Windows bring their webview along, and Rust's own installation brings the compiler.
        return Ok(());
    }
    let missing = missing(need);
    if missing.is_empty() {
        return Ok(());
    }
    eprintln!("Missing on this system: {}", missing.join(", "));
    let source = SOURCES.iter().find(|source| has(source.program)).ok_or_else(|| {
        format!("No package manager that this command knows was found. Install by hand: {}", missing.join(", "))
    })?;
    // A refresh may fail over one dead mirror while the install still works; the install is what must succeed.
    let _ = step("refresh the package lists", privileged(source.program).args(source.refresh));
    let packages = source.build.iter().chain(if need == Need::Drive { source.drive } else { &[] });
    step("install system packages", privileged(source.program).args(source.install).args(packages))?;
    let still = self::missing(need);
    if still.is_empty() { Ok(()) } else { Err(format!("Still missing after the installation: {}", still.join(", "))) }
}

fn missing(need: Need) -> Vec<&'static str> {
    let mut missing: Vec<&'static str> = if has("pkg-config") {
        LIBRARIES.iter().copied().filter(|library| !library_is_there(library)).collect()
    } else {
        vec!["pkg-config"]
    };
    if need == Need::Drive {
        missing.extend(DRIVERS.iter().copied().filter(|program| !has(program)));
    }
    missing
}

fn library_is_there(library: &str) -> bool {
    Command::new("pkg-config")
        .args(["--exists", library])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn privileged(program: &str) -> Command {
    let root = Command::new("id").arg("-u").output().is_ok_and(|answer| answer.stdout.trim_ascii() == b"0");
    let mut privileged = if root || !has("sudo") { command(program) } else { command("sudo") };
    if !root && has("sudo") {
        privileged.arg(program);
    }
    privileged.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    privileged
}

fn node() -> Outcome {
    let version =
        Command::new("node").arg("--version").output().ok().and_then(|answer| String::from_utf8(answer.stdout).ok());
    let numbers = version.as_deref().and_then(parse_version);
    match numbers {
        Some(numbers) if numbers >= (20, 19) => Ok(()),
        _ => Err(format!(
            "Node 20.19 or newer is needed to build the page; found {}.",
            version.as_deref().map_or("none", str::trim)
        )),
    }
}

fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().trim_start_matches('v').split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        for (text, expected) in [("v20.20.2\n", Some((20, 20))), ("v24.1.0", Some((24, 1))), ("none", None), ("", None)]
        {
            assert_eq!(parse_version(text), expected, "{text:?} decides whether the page can be built");
        }
    }
}
