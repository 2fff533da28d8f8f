//! Linux: each package manager's names for what we need, and how it installs.

use std::process::{Command, Stdio};

use crate::steps::{Outcome, command, has, output, step};

use super::Need;

/// One package manager, with its names for what we need. A name with a bar has another one in newer releases.
struct Source {
    program: &'static str,
    refresh: &'static [&'static str],
    install: &'static [&'static str],
    build: &'static [&'static str],
    drive: &'static [&'static str],
    /// Programs that no package of this distribution holds.
    lacks: &'static [&'static str],
}

const SOURCES: &[Source] = &[
    Source {
        program: "apt-get",
        refresh: &["update", "-qq"],
        install: &["install", "-y", "-qq", "--no-install-recommends"],
        build: &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev", "libgtk-3-dev", "librsvg2-dev"],
        drive: &[
            "webkit2gtk-driver|webkitgtk-webdriver",
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
        lacks: &[],
    },
    Source {
        program: "dnf",
        refresh: &["makecache", "-q"],
        install: &["install", "-y", "-q"],
        build: &["gcc", "gcc-c++", "make", "pkgconf-pkg-config", "webkit2gtk4.1-devel", "gtk3-devel", "librsvg2-devel"],
        // The driver is one for all of WebKitGTK, and lies with the newest.
        drive: &[
            "webkitgtk6.0",
            "xorg-x11-server-Xvfb",
            "xorg-x11-xauth",
            "xdotool",
            "dbus-daemon",
            "gnome-keyring",
            "curl",
            "jq",
            "procps-ng",
        ],
        lacks: &[],
    },
    Source {
        program: "pacman",
        // Arch supports no partial upgrades, and an old list names packages that its mirrors no longer hold.
        refresh: &["-Syu", "--noconfirm"],
        install: &["-S", "--needed", "--noconfirm"],
        build: &["base-devel", "pkgconf", "webkit2gtk-4.1", "gtk3", "librsvg"],
        drive: &[
            "webkitgtk-6.0",
            "xorg-server-xvfb",
            "xorg-xauth",
            "xdotool",
            "dbus",
            "gnome-keyring",
            "curl",
            "jq",
            "procps-ng",
        ],
        lacks: &[],
    },
    Source {
        program: "zypper",
        refresh: &["--non-interactive", "--quiet", "refresh"],
        install: &["--non-interactive", "--quiet", "install", "--no-recommends"],
        build: &["gcc", "gcc-c++", "make", "pkgconf-pkg-config", "webkit2gtk3-devel", "gtk3-devel", "librsvg-devel"],
        drive: &[
            "xorg-x11-server-Xvfb",
            "xvfb-run",
            "xauth",
            "xdotool",
            "dbus-1-daemon",
            "gnome-keyring",
            "curl",
            "jq",
            "procps",
        ],
        // openSUSE removes it from WebKitGTK while packing.
        lacks: &[DRIVER],
    },
];

/// What trying the installers needs besides, by its names on Debian's family, which alone can.
const INSTALL: &[&str] =
    &["debootstrap", "rpm", "desktop-file-utils", "imagemagick", "xvfb", "xauth", "xdotool", "util-linux"];
const INSTALL_PROGRAMS: &[&str] =
    &["debootstrap", "rpm", "desktop-file-validate", "import", "identify", "xvfb-run", "xauth", "xdotool", "unshare"];

/// Whether a clean root can be laid here.
pub(super) fn can_lay_a_root() -> bool {
    cfg!(target_os = "linux") && has("dpkg-deb") && is_root()
}

/// WebKitGTK's WebDriver.
pub(crate) const DRIVER: &str = "WebKitWebDriver";

const LIBRARIES: &[&str] = &["webkit2gtk-4.1", "gtk+-3.0", "librsvg-2.0"];
const PROGRAMS: &[&str] =
    &[DRIVER, "Xvfb", "xvfb-run", "xauth", "xdotool", "dbus-run-session", "gnome-keyring-daemon", "curl", "jq"];

/// Installs what is missing with the system's own package manager.
pub(super) fn ensure(need: Need) -> Outcome {
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
    let more = match need {
        Need::Build => &[],
        Need::Drive => source.drive,
        Need::Install => INSTALL,
    };
    let packages = source.build.iter().chain(more);
    let packages: Vec<&str> = packages.map(|names| choose(names, is_known)).collect();
    step("install system packages", privileged(source.program).args(source.install).args(packages))?;
    let still = left(&self::missing(need), source.lacks);
    if still.is_empty() { Ok(()) } else { Err(format!("Still missing after the installation: {}", still.join(", "))) }
}

/// What is missing although the distribution has it.
fn left<'a>(missing: &[&'a str], lacks: &[&str]) -> Vec<&'a str> {
    missing.iter().copied().filter(|one| !lacks.contains(one)).collect()
}

/// The first of some names that the package manager knows, or the first.
fn choose(names: &'static str, known: impl Fn(&str) -> bool) -> &'static str {
    let first = names.split('|').next().unwrap_or(names);
    if first == names {
        return names;
    }
    names.split('|').find(|name| known(name)).unwrap_or(first)
}

/// Only Debian's family has names that changed.
fn is_known(package: &str) -> bool {
    output("look up a package", command("apt-cache").args(["policy", package]).env("LC_ALL", "C"))
        .is_ok_and(|policy| policy.contains("Candidate:") && !policy.contains("Candidate: (none)"))
}

fn missing(need: Need) -> Vec<&'static str> {
    let mut missing: Vec<&'static str> = if has("pkg-config") {
        LIBRARIES.iter().copied().filter(|library| !library_is_there(library)).collect()
    } else {
        vec!["pkg-config"]
    };
    let programs = match need {
        Need::Build => &[],
        Need::Drive => PROGRAMS,
        Need::Install => INSTALL_PROGRAMS,
    };
    missing.extend(programs.iter().copied().filter(|program| !has(program)));
    missing
}

fn library_is_there(library: &str) -> bool {
    Command::new("pkg-config")
        .args(["--exists", library])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|answer| answer.stdout.trim_ascii() == b"0")
}

fn privileged(program: &str) -> Command {
    let root = is_root();
    let mut privileged = if root || !has("sudo") { command(program) } else { command("sudo") };
    if !root && has("sudo") {
        privileged.arg(program);
    }
    privileged.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    privileged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_was_renamed_is_asked_for_by_the_name_that_is_known() {
        for (known, expected) in [("old", "old"), ("new", "new"), ("neither", "old")] {
            assert_eq!(choose("old|new", |name| name == known), expected, "where {known} is known");
        }
        let never = |name: &str| -> bool { unreachable!("{name} has one name only, so nobody need look it up") };
        assert_eq!(choose("xvfb", never), "xvfb", "one name is taken as it is");
    }

    #[test]
    fn what_a_distribution_does_not_pack_is_not_waited_for() {
        assert_eq!(left(&[DRIVER, "Xvfb"], &[DRIVER]), ["Xvfb"], "Xvfb should have been installed");
        assert_eq!(left(&[DRIVER], &[]), [DRIVER], "where the driver is packed, its absence is a failure");
    }

    #[test]
    fn every_manager_brings_a_compiler_and_the_webview() {
        for source in SOURCES {
            let names = source.build.join(" ");
            for word in ["webkit", "gtk", "rsvg", "pkg"] {
                assert!(names.contains(word), "{} must install something with {word}: {names}", source.program);
            }
            assert!(
                ["gcc", "build-essential", "base-devel"].iter().any(|compiler| source.build.contains(compiler)),
                "{} must install a C compiler",
                source.program
            );
            let drive = source.drive.join(" ").to_lowercase();
            for word in ["xvfb", "xauth", "xdotool", "dbus", "gnome-keyring", "curl", "jq"] {
                assert!(drive.contains(word), "{} must install {word}: {drive}", source.program);
            }
            assert!(
                drive.contains("webkit") || source.lacks.contains(&DRIVER),
                "{} brings the driver, or it is known that it cannot",
                source.program
            );
        }
    }
}
