//! `installer`: this system's installers, built; and on Debian's family also installed, started and removed in a clean root.

mod check;
mod clean_root;
mod entry;
mod film;

use crate::steps::{Outcome, command, root, step, target};
use crate::system::Need;
use crate::{page, system, tools};

pub(crate) use check::{check, opens};
pub(crate) use film::{film, films};

/// Builds the installers. What is given in `more` goes to the bundler, and takes the place of this system's own choice.
pub(crate) fn build(more: &[&str]) -> Outcome {
    system::ensure(Need::Build)?;
    page::build()?;
    let mut bundler = command("node");
    bundler.arg(tools::installed(tools::BUNDLER)?.join("node_modules/@tauri-apps/cli/tauri.js")).arg("build");
    step(
        "build the installers",
        bundler.current_dir(root().join("src-tauri")).args(arguments(std::env::consts::OS, more)),
    )?;
    eprintln!("The installers are under {}", target().join("release/bundle").display());
    Ok(())
}

/// The bundler's arguments on a system.
fn arguments<'a>(system: &str, more: &[&'a str]) -> Vec<&'a str> {
    let bundles = match system {
        // AppImage needs tools downloaded while bundling; it is asked for by name on release machines.
        "linux" => "deb,rpm",
        "macos" => "dmg",
        _ => "msi,nsis",
    };
    let own = if more.contains(&"--bundles") { &[][..] } else { &["--bundles", bundles] };
    own.iter().copied().chain(more.iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_system_builds_its_own_installers_unless_told_otherwise() {
        for (system, more, expected) in [
            ("linux", &[][..], "--bundles deb,rpm"),
            ("macos", &["--target", "universal-apple-darwin"][..], "--bundles dmg --target universal-apple-darwin"),
            ("windows", &[][..], "--bundles msi,nsis"),
            ("linux", &["--bundles", "appimage"][..], "--bundles appimage"),
        ] {
            assert_eq!(arguments(system, more).join(" "), expected, "on {system} with {more:?}");
        }
    }
}
