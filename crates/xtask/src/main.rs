//! `cargo xtask …`: the commands this project always honours, each with its own set-up from bare.
#![allow(clippy::print_stdout, reason = "its output is what it is for")]

mod bench;
mod chaos;
mod ci;
mod desk;
mod fuzz;
mod gallery;
mod guide;
mod icons;
mod installer;
mod kills;
mod machine;
mod measure;
mod mutants;
mod notices;
mod page;
mod run;
mod sbom;
mod soak;
mod steps;
mod supply;
mod system;
mod test;
mod toolchain;
mod tools;
mod trust;
mod types;
mod window;
mod workflows;

use std::process::ExitCode;

use bench::Extent;

const USAGE: &str = "\
cargo xtask run        install what is missing, build, open the app; with no display: tour the demo, screenshots in target/tour
cargo xtask test       everything that must pass, the real-window tests included
                       (--window NAMES: only those in the real window, whose names contain one of these)
cargo xtask ci         format, lints, generated types and notices, dependency policy, then test
cargo xtask gallery    the gallery of every part in every state, held against the accepted pictures; what differs is in target/gallery
                       (--accept: take them anew, and accept what changed)
cargo xtask types      generate the page's types from Rust       (--check: only compare)
cargo xtask guide      build the user guide into target/guide, and check its links and pictures
                       (--pictures: take its pictures from the last tour first)
cargo xtask workflows  lint the forge's workflow files
cargo xtask sbom       what the application is made of, as CycloneDX, in target/sbom
cargo xtask notices    the licences of all that is in the application, in THIRD-PARTY.txt   (--check: only compare)
cargo xtask icons      make the icon's sizes from its drawing
cargo xtask bench      measure the budgets, as ratios against peers run in the same call; writes docs/performance.md
                       (--quick: without a million devices and most repetitions, and writes nothing)
cargo xtask fuzz       20 million inputs that nobody would write for every reader of bytes from outside; writes docs/trust.md
                       (--target NAME, --executions N, --seed S, --first N, --threads N: others, fewer, again)
cargo xtask chaos      the whole program for 10,000 simulated minutes against a service that fails in every way, killed and started
                       again; writes docs/trust.md (MINUTES SEED for others)
cargo xtask mutants    every room that decides, changed in one place at a time: each change must be caught; writes docs/trust.md
                       (ROOM...: those alone)
cargo xtask kills      a process that writes, killed 500 times at any moment: what it said was written is there; writes docs/trust.md
                       (NUMBER SEED for others)
cargo xtask soak       a day of the whole program in simulated time with three fleets, faults on: what it takes stays flat; writes docs/trust.md
                       (HOURS SEED for others; --window [MINUTES]: the real window for half an hour, --debug at the end: of a debug build)
cargo xtask installer  build the installers of this system (release build); more words go to the bundler
                       (--check: install, start and remove them in a clean root; Debian's family, as root;
                       --check --built: those that were built before;
                       --film, --film --built: pictures of a new user's way, from the installation to a notification, in target/film)";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["run"] => run::run(),
        ["test"] => test::test(),
        ["test", "--window", names @ ..] => test::in_window(names),
        ["ci"] => ci::ci(),
        ["gallery"] => gallery::compare(),
        ["gallery", "--accept"] => gallery::accept(),
        ["types"] => types::write(),
        ["types", "--check"] => types::check(),
        ["guide"] => guide::build(),
        ["guide", "--pictures"] => guide::pictures(),
        ["workflows"] => workflows::check(),
        ["sbom"] => sbom::write(),
        ["notices"] => notices::write(),
        ["notices", "--check"] => notices::check(),
        ["icons"] => icons::icons(),
        ["bench"] => bench::bench(Extent::Whole),
        ["bench", "--quick"] => bench::bench(Extent::Quick),
        ["bench", "--windows"] => bench::windows(Extent::Whole),
        ["bench", "--windows", "--quick"] => bench::windows(Extent::Quick),
        ["fuzz", words @ ..] => fuzz::fuzz(words),
        ["chaos"] => chaos::chaos("10000", "1"),
        ["chaos", minutes, seed] => chaos::chaos(minutes, seed),
        ["mutants", rooms @ ..] => mutants::mutants(rooms),
        ["kills"] => kills::kills("500", "1"),
        ["kills", number, seed] => kills::kills(number, seed),
        ["soak"] => soak::soak("24", "1"),
        ["soak", "--window"] => soak::window("30", false),
        ["soak", "--window", minutes] => soak::window(minutes, false),
        ["soak", "--window", minutes, "--debug"] => soak::window(minutes, true),
        ["soak", hours, seed] => soak::soak(hours, seed),
        ["installer", "--check"] => installer::build(&[]).and_then(|()| installer::check()),
        ["installer", "--check", "--built"] => installer::check(),
        ["installer", "--opens", root, picture] => installer::opens(root, picture),
        ["installer", "--film"] => installer::build(&["--bundles", "deb"]).and_then(|()| installer::film()),
        ["installer", "--film", "--built"] => installer::film(),
        ["installer", "--films", root, package, folder] => installer::films(root, package, folder),
        ["installer", more @ ..] => installer::build(more),
        _ => Err(format!("usage:\n{USAGE}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("\n{reason}");
            ExitCode::FAILURE
        }
    }
}
