//! Which parameters of a plan are secret, and where their values come from when it is run.

use crate::parameters::secrets::Marks;
use crate::wire::{ParameterDraft, Plan};

/// What an environment variable that holds a secret value begins with.
const VARIABLE: &str = "FLIGHTDECK_PARAMETER_";

/// What the rows of a plan say of its parameters: those of its request, and those of what is sent back. What is said of a flow once holds for
/// both.
pub(super) fn marks_of(plan: &Plan) -> (Marks, Marks) {
    let request = Marks::default().with_rows(&plan.request.parameters);
    let back = match &plan.back {
        Some(back) if back.request.flow_uuid == plan.request.flow_uuid => {
            request.clone().with_rows(&back.request.parameters)
        }
        Some(back) => Marks::default().with_rows(&back.request.parameters),
        None => Marks::default(),
    };
    (request, back)
}

/// Whether a row's value is secret: by the user's word, else by how it looks. Of a value that is not there the name alone tells.
pub(super) fn is_secret(marks: &Marks, row: &ParameterDraft) -> bool {
    row.secret == Some(true) || marks.hide(&row.name, if row.value.is_empty() { "-" } else { &row.value })
}

/// The secret rows of a plan, in its order.
fn secret_rows(plan: &mut Plan) -> Vec<&mut ParameterDraft> {
    let (request, back) = marks_of(plan);
    let rows = plan.request.parameters.iter_mut().filter(move |row| is_secret(&request, row));
    let of_back = plan.back.as_mut().map(|back| back.request.parameters.iter_mut()).into_iter().flatten();
    rows.chain(of_back.filter(move |row| is_secret(&back, row))).collect()
}

/// Gives each secret parameter that has no value the one that is known by its name; one that is empty is none. A value that is there stays.
/// Answers with the names that have none, each once, in the order of the plan.
pub fn fill_secrets(plan: &mut Plan, value_of: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let mut missing: Vec<String> = Vec::new();
    for row in secret_rows(plan).into_iter().filter(|row| row.value.is_empty()) {
        match value_of(&row.name).filter(|value| !value.is_empty()) {
            Some(value) => row.value = value,
            None if missing.contains(&row.name) => {}
            None => missing.push(row.name.clone()),
        }
    }
    missing
}

/// The secret parameters of a plan, each name once, in its order, with the environment variable that holds its value where the plan is run:
/// `FLIGHTDECK_PARAMETER_` and the name in capitals, with `_` for what is neither a letter nor a digit of ASCII. Where that is taken, a number
/// follows: the variables of one plan differ, and are the same for the plan and its file.
pub fn secret_variables(plan: &Plan) -> Vec<(String, String)> {
    let mut named: Vec<(String, String)> = Vec::new();
    for row in secret_rows(&mut plan.clone()) {
        if named.iter().any(|(name, _)| *name == row.name) {
            continue;
        }
        let plain = row.name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
        let base = format!("{VARIABLE}{}", plain.collect::<String>());
        let numbered = (2u32..).map(|number| format!("{base}_{number}"));
        let is_free = |variable: &String| named.iter().all(|(_, taken)| taken != variable);
        let variable = std::iter::once(base.clone()).chain(numbered).find(is_free);
        named.extend(variable.map(|variable| (row.name.clone(), variable)));
    }
    named
}

#[cfg(test)]
mod tests;
