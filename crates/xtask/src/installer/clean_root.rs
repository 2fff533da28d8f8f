//! A Debian system with nothing in it, in a folder: an installer is tried there, and nothing of it can lean on this machine.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::steps::{Outcome, command, output, step};

/// Enters the root in a mount namespace of the command's own, so that no mount outlives it.
const ENTER: &str = r#"
root=$1; shift
mount --rbind /dev "$root/dev" && mount -t proc proc "$root/proc" && mount -t tmpfs tmpfs "$root/tmp" || exit 125
if [ -d /tmp/.X11-unix ]; then mkdir "$root/tmp/.X11-unix" && mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix" || exit 125; fi
mkdir "$root/tmp/home"
exec chroot "$root" "$@"
"#;

/// The folder.
pub(super) struct CleanRoot(PathBuf);

impl CleanRoot {
    /// A new one, of the same release as this machine: what was built here may need its C library.
    pub(super) fn lay(path: PathBuf) -> Result<CleanRoot, String> {
        let about = fs::read_to_string("/etc/os-release").map_err(|error| format!("/etc/os-release: {error}"))?;
        let release =
            codename(&about).ok_or("This system does not name its release, so no clean root of it can be laid.")?;
        if path.exists() {
            // Mounts are private to each command, so nothing else can be reached through the folder.
            step("remove the root of before", command("rm").args(["-rf", "--one-file-system"]).arg(&path))?;
        }
        fs::create_dir_all(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        step(
            "lay a clean root",
            command("debootstrap").args(["--variant=minbase", release]).arg(&path).stdout(Stdio::null()),
        )?;
        fs::copy("/etc/resolv.conf", path.join("etc/resolv.conf"))
            .map_err(|error| format!("/etc/resolv.conf: {error}"))?;
        Ok(CleanRoot(path))
    }

    /// The one that another process laid.
    pub(super) fn at(path: &Path) -> CleanRoot {
        CleanRoot(path.to_owned())
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// A command inside it, with nothing of this machine's environment but the display.
    pub(super) fn command(&self, words: &[&str]) -> Command {
        let mut inside = command("unshare");
        inside.args(["--mount", "--propagation", "private", "sh", "-c", ENTER, "enter"]).arg(&self.0).args(words);
        inside.env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").env("LANG", "C.UTF-8").env("HOME", "/tmp/home");
        inside.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
        if let Some(display) = std::env::var_os("DISPLAY") {
            inside.env("DISPLAY", display);
        }
        inside
    }

    /// Runs a command inside it as a step.
    pub(super) fn run(&self, name: &str, words: &[&str]) -> Outcome {
        // What it prints while all goes well is nobody's news; errors come the other way.
        step(name, self.command(words).stdout(Stdio::null()))
    }

    /// What a command inside it prints.
    pub(super) fn output(&self, name: &str, words: &[&str]) -> Result<String, String> {
        output(name, &mut self.command(words))
    }

    /// Every path in it, from its own root.
    pub(super) fn paths(&self) -> BTreeSet<PathBuf> {
        let mut found = BTreeSet::new();
        walk(&self.0, &self.0, &mut found);
        found
    }
}

fn walk(root: &Path, folder: &Path, found: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if let Ok(below) = path.strip_prefix(root) {
            found.insert(Path::new("/").join(below));
        }
        // A link is not followed: it may lead out of the root.
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(root, &path, found);
        }
    }
}

fn codename(os_release: &str) -> Option<&str> {
    let value = os_release.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME="))?;
    Some(value.trim().trim_matches('"')).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_release_is_this_machines() {
        for (text, expected) in [
            ("ID=debian\nVERSION_CODENAME=bookworm\n", Some("bookworm")),
            ("VERSION_CODENAME=\"noble\"\n", Some("noble")),
            ("ID=arch\n", None),
            ("VERSION_CODENAME=\n", None),
        ] {
            assert_eq!(codename(text), expected, "{text:?} names the root's release");
        }
    }
}
