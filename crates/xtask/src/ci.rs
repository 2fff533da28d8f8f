//! `ci`: everything a change must hold to. It checks and never fixes.

use crate::steps::{Outcome, cargo, step};
use crate::system::Need;
use crate::{notices, page, supply, system, test, types, workflows};

/// Runs every check, then the tests.
pub(crate) fn ci() -> Outcome {
    system::ensure(Need::Drive)?;
    workflows::check()?;
    step("Rust format", cargo().args(["fmt", "--all", "--check"]))?;
    page::packages()?;
    step("page: format and lints", &mut page::npm(&["run", "lint"]))?;
    step("page: types", &mut page::npm(&["run", "check"]))?;
    step("page: nothing unused", &mut page::npm(&["run", "knip"]))?;
    page::build()?;
    // Lints look and link nothing, so this program may look at itself.
    step("Rust lints", cargo().args(["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    types::check()?;
    notices::check()?;
    // All of it, as it was linted: a narrower selection would check what it stands on once more.
    step(
        "documentation",
        cargo().args(["doc", "--locked", "--no-deps", "--workspace"]).env("RUSTDOCFLAGS", "-D warnings"),
    )?;
    supply::policy()?;
    supply::same_page_twice()?;
    test::test()
}
