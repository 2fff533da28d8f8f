//! `installer --check`: each installer of this system is installed into a clean root, started from its menu entry, seen to open,
//! and removed without leftovers.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::measure::{Running, until_window};
use crate::steps::{Outcome, command, output, root, step, target};
use crate::system;
use crate::system::Need;

use super::clean_root::CleanRoot;
use super::entry::Entry;

/// The package's name in both formats.
const PACKAGE: &str = "flightdeck";
pub(super) const ENTRY: &str = "/usr/share/applications/Flightdeck.desktop";

/// What each format must ask of a system, in its own words. Sonames are the same on every distribution with rpm.
const DEB_NEEDS: [&str; 2] = ["libwebkit2gtk-4.1-0", "libgtk-3-0"];
const RPM_NEEDS: [&str; 2] = ["libwebkit2gtk-4.1.so.0()(64bit)", "libgtk-3.so.0()(64bit)"];

/// What draws into the tray. Without it Flightdeck has none, so that it is recommended and not asked for.
const DEB_TRAY: &str = "libayatana-appindicator3-1";
const RPM_TRAY: &str = "libayatana-appindicator3.so.1()(64bit)";

/// Where Red Hat keeps it; Debian's rpm would keep it in the home, which is another one for each command.
const RPM_DATABASE: &str = "/var/lib/rpm";

/// The links that lead into it, in a menu's words.
const LINKS: &str = "x-scheme-handler/flightdeck";

/// Fewer colours than this is a blank window or a message.
const COLOURS: u32 = 50;

/// Proves what was built last.
pub(crate) fn check() -> Outcome {
    system::ensure(Need::Install)?;
    let (deb, rpm) = (newest("deb")?, newest("rpm")?);
    let folder = root().join("target/installer");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let clean = CleanRoot::lay(folder.join("root"))?;
    let before = named_after_us(&clean.paths());
    debian(&clean, &deb, &folder, &before)?;
    red_hat(&clean, &rpm, &folder, &before)?;
    eprintln!("Both installers hold. Their windows: {}", folder.display());
    Ok(())
}

fn debian(clean: &CleanRoot, deb: &Path, folder: &Path, before: &BTreeSet<PathBuf>) -> Outcome {
    let depends = output("read what the .deb needs", command("dpkg-deb").arg("-f").arg(deb).arg("Depends"))?;
    asks_for(&depends, &DEB_NEEDS, ".deb")?;
    let recommends = output("read what the .deb recommends", command("dpkg-deb").arg("-f").arg(deb).arg("Recommends"))?;
    asks_for(&recommends, &[DEB_TRAY], ".deb")?;
    let inside = place(clean, deb)?;
    clean.run("refresh the root's package lists", &["apt-get", "update", "-qq"])?;
    clean.run("install the .deb", &["apt-get", "install", "-y", "-qq", "--no-install-recommends", &inside])?;
    let files = clean.output("list its files", &["dpkg", "-L", PACKAGE])?;
    starts_from_the_menu(clean, &folder.join("deb.png"))?;
    clean.run("remove the .deb", &["apt-get", "purge", "-y", "-qq", PACKAGE])?;
    nothing_is_left(clean, &inside, &files, before)
}

/// Debian's root has no Red Hat packages: that the names of its needs are right is looked at, what they bring is Debian's.
fn red_hat(clean: &CleanRoot, rpm: &Path, folder: &Path, before: &BTreeSet<PathBuf>) -> Outcome {
    let requires = output("read what the .rpm needs", command("rpm").args(["-qp", "--requires"]).arg(rpm))?;
    asks_for(&requires, &RPM_NEEDS, ".rpm")?;
    let recommends = output("read what the .rpm recommends", command("rpm").args(["-qp", "--recommends"]).arg(rpm))?;
    asks_for(&recommends, &[RPM_TRAY], ".rpm")?;
    let files = output("list its files", command("rpm").args(["-qpl"]).arg(rpm))?;
    let inside = place(clean, rpm)?;
    clean.run("bring rpm", &["apt-get", "install", "-y", "-qq", "--no-install-recommends", "rpm"])?;
    clean.run(
        "install the .rpm (its needs are not Debian's names)",
        &["rpm", "--dbpath", RPM_DATABASE, "-i", "--nodeps", &inside],
    )?;
    starts_from_the_menu(clean, &folder.join("rpm.png"))?;
    clean.run("remove the .rpm", &["rpm", "--dbpath", RPM_DATABASE, "-e", PACKAGE])?;
    nothing_is_left(clean, &inside, &files, before)
}

/// The newest package of a format.
pub(super) fn newest(format: &str) -> Result<PathBuf, String> {
    let folder = target().join("release/bundle").join(format);
    let packages = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let packages =
        packages.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == format));
    packages
        .max_by_key(|path| fs::metadata(path).and_then(|about| about.modified()).ok())
        .ok_or_else(|| format!("no .{format} in {}", folder.display()))
}

/// Lays a package into the root, and answers with its path in there.
pub(super) fn place(clean: &CleanRoot, package: &Path) -> Result<String, String> {
    let inside = format!("/{}", package.file_name().unwrap_or_default().to_string_lossy());
    let to = clean.path().join(&inside[1..]);
    fs::copy(package, &to).map_err(|error| format!("{}: {error}", to.display()))?;
    Ok(inside)
}

fn asks_for(needs: &str, expected: &[&str], what: &str) -> Outcome {
    match expected.iter().find(|name| !needs.contains(**name)) {
        None => Ok(()),
        Some(name) => Err(format!("The {what} must ask for {name}; it asks for: {}", needs.trim())),
    }
}

fn starts_from_the_menu(clean: &CleanRoot, picture: &Path) -> Outcome {
    let path = clean.path().join(&ENTRY[1..]);
    step("check the menu entry", command("desktop-file-validate").arg(&path))?;
    let entry = Entry::read(&path)?;
    if entry.name != "Flightdeck" || !entry.categories.iter().any(|one| one == "Development") {
        return Err(format!("The menu entry stands in the wrong place: {entry:?}"));
    }
    if !entry.types.iter().any(|one| one == LINKS) {
        return Err(format!("The menu entry does not open links: {entry:?}"));
    }
    let icon = format!("apps/{}.png", entry.icon);
    if !clean.paths().iter().any(|path| path.starts_with("/usr/share/icons/hicolor") && path.ends_with(&icon)) {
        return Err(format!("The menu entry's icon, {}, was not installed", entry.icon));
    }
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut display = command("xvfb-run");
    // Access is open: the display is private to this command, and its key lies outside the root.
    display.args(["-a", "-s", "-screen 0 1600x1200x24 -noreset -ac"]).arg(this).args(["installer", "--opens"]);
    step("start it from its menu entry", display.arg(clean.path()).arg(picture))
}

/// The part that needs a display: starts the entry's command in the root and looks at the window.
pub(crate) fn opens(at: &str, picture: &str) -> Outcome {
    let clean = CleanRoot::at(Path::new(at));
    let entry = Entry::read(&clean.path().join(&ENTRY[1..]))?;
    let words: Vec<&str> = entry.exec.iter().map(String::as_str).collect();
    let begun = Instant::now();
    let _running = Running(clean.command(&words).spawn().map_err(|error| format!("{words:?}: {error}"))?);
    let seconds = until_window("Flightdeck", begun)?;
    eprintln!("   the window was there after {seconds:.1} s");
    until_drawn(picture, begun)
}

/// The page draws a moment after its window. The last picture of it is kept.
pub(super) fn until_drawn(picture: &str, begun: Instant) -> Outcome {
    let mut colours = 0;
    while begun.elapsed() < Duration::from_secs(60) && colours < COLOURS {
        std::thread::sleep(Duration::from_secs(1));
        output("take a picture", command("import").args(["-window", "root", picture]))?;
        let count = output("count its colours", command("identify").args(["-format", "%k", picture]))?;
        colours = count.trim().parse().unwrap_or(0);
    }
    if colours < COLOURS {
        return Err(format!("The window stayed blank ({colours} colours): {picture}"));
    }
    Ok(())
}

/// Nothing that the package brought, and nothing that bears the application's name, may stay.
fn nothing_is_left(clean: &CleanRoot, package: &str, brought: &str, before: &BTreeSet<PathBuf>) -> Outcome {
    fs::remove_file(clean.path().join(&package[1..])).map_err(|error| format!("{package}: {error}"))?;
    let now = clean.paths();
    // Folders that other packages use too were brought along and stay.
    let files = brought
        .lines()
        .map(PathBuf::from)
        .filter(|path| now.contains(path) && !clean.path().join(below(path)).is_dir());
    let left: BTreeSet<PathBuf> = files.chain(named_after_us(&now).difference(before).cloned()).collect();
    if left.is_empty() { Ok(()) } else { Err(format!("These were left behind: {left:#?}")) }
}

fn below(path: &Path) -> &Path {
    path.strip_prefix("/").unwrap_or(path)
}

fn named_after_us(paths: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
    let ours = |path: &&PathBuf| path.to_string_lossy().to_lowercase().contains(PACKAGE);
    paths.iter().filter(ours).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_does_not_ask_for_the_webview_is_refused() {
        assert_eq!(asks_for("libwebkit2gtk-4.1-0, libgtk-3-0", &DEB_NEEDS, ".deb"), Ok(()), "both are asked for");
        let told = asks_for("libgtk-3-0", &DEB_NEEDS, ".deb").err().unwrap_or_default();
        assert!(told.contains("libwebkit2gtk-4.1-0"), "without it the window would not open on a bare system: {told}");
    }

    #[test]
    fn what_bears_our_name_is_found_anywhere() {
        let paths = ["/usr/bin/flightdeck", "/usr/share/applications/Flightdeck.desktop", "/usr/bin/other"];
        let found = named_after_us(&paths.iter().map(PathBuf::from).collect());
        assert_eq!(found.len(), 2, "a leftover may be written in any case: {found:?}");
    }
}
