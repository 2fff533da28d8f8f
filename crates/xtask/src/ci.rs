//! `ci`: everything a change must hold to. It checks and never fixes.

use crate::steps::{Outcome, cargo, side_by_side, step, step_aside};
use crate::system::Need;
use crate::{notices, page, supply, system, test, types, workflows};

/// Runs every check, then the tests.
pub(crate) fn ci() -> Outcome {
    system::ensure(Need::Drive)?;
    workflows::check()?;
    step("Rust format", cargo().args(["fmt", "--all", "--check"]))?;
    page::build()?;
    side_by_side(
        || {
            step_aside("page: format and lints", &mut page::npm(&["run", "lint"]))?;
            step_aside("page: types", &mut page::npm(&["run", "check"]))?;
            step_aside("page: nothing unused", &mut page::npm(&["run", "knip"]))?;
            supply::same_page_twice()
        },
        rust,
    )?;
    test::test()
}

fn rust() -> Outcome {
    // Lints look and link nothing, so this program may look at itself.
    step("Rust lints", cargo().args(["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    types::check()?;
    notices::check()?;
    // All of it, as it was linted: a narrower selection would check what it stands on once more.
    step(
        "documentation",
        cargo().args(["doc", "--locked", "--no-deps", "--workspace"]).env("RUSTDOCFLAGS", "-D warnings"),
    )?;
    supply::policy()
}
