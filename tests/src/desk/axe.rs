//! What axe-core finds in the window: its rules look at the page as it is drawn, contrasts included.

use std::path::Path;

use serde_json::Value;

use super::page::Window;

const RULES: &str = "ui/node_modules/axe-core/axe.min.js";
const ASK: &str = "const done = arguments[arguments.length - 1];
axe.run(document, { resultTypes: ['violations'] }).then(
    (found) => done(found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.failureSummary}`))),
    (failure) => done([String(failure)]),
);";

impl Window {
    /// Everything axe-core finds on this screen; nothing is as it should be.
    pub async fn found_by_axe(&self) -> Vec<String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
        let rules = std::fs::read_to_string(root.join(RULES)).expect("the page's packages are installed");
        self.script(&rules).await;
        let found = self.wait_for_script(ASK).await;
        let Value::Array(found) = found else { return vec![format!("axe did not answer: {found}")] };
        found.iter().map(|one| one.as_str().unwrap_or_default().to_owned()).collect()
    }
}
