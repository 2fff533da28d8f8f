//! Plans and templates as files.

use flightdeck_core::fuzzing::{read_templates, written_templates};
use flightdeck_core::parameters::secrets::is_likely_secret;
use flightdeck_core::plan::workflow::workflow;
use flightdeck_core::plan::{check, file};
use flightdeck_core::target::Destination;
use flightdeck_core::wire::PlanProblem;
use saphyr::{LoadableYamlNode, Yaml};

use super::shown::clean_line;
use super::{Law, Outcome, law};

fn laws_of(problems: &[PlanProblem]) -> Law {
    for problem in problems {
        law!(!problem.place.is_empty() && !problem.message.is_empty(), "a problem has no place: {problem:?}");
        clean_line(&problem.message)?;
    }
    Ok(())
}

/// Plans.
pub(super) fn plans(body: &[u8]) -> Outcome {
    let text = String::from_utf8_lossy(body);
    let plan = match file::read(&text) {
        Ok(plan) => plan,
        Err(problems) => {
            law!(!problems.is_empty() && problems.len() <= 1_001, "{} problems are told", problems.len());
            laws_of(&problems)?;
            return Ok(false);
        }
    };
    let problems = check::problems(&plan);
    law!(problems.iter().all(|problem| !problem.place.is_empty()), "a problem has no place");
    let bytes: usize = problems.iter().map(|problem| problem.message.len()).sum();
    law!(bytes <= 16 * body.len() + 40_000, "{} bytes have {bytes} bytes of problems", body.len());
    let to = Destination { base_url: "https://api.connect.jfrog.io".to_owned(), fleet_key: "fleet-1".to_owned() };
    let workflow = workflow(&plan, &to);
    let documents = Yaml::load_from_str(&workflow.yaml).map_err(|error| format!("{error}: {}", workflow.yaml))?;
    law!(documents.len() == 1, "a workflow is {} documents: {}", documents.len(), workflow.yaml);
    let written = file::written(&plan);
    let again = file::read(&written).map_err(|problems| format!("written it is no plan: {problems:?}"))?;
    let (mut read, mut kept) = (again.clone(), plan);
    // What is likely a secret is written without its value, and with that it is one.
    for plan in [&mut read, &mut kept] {
        plan.request.parameters.retain(|one| one.secret != Some(true) && !is_likely_secret(&one.name, "-"));
        plan.request.parameters.retain(|one| !is_likely_secret(&one.name, &one.value));
    }
    law!(read.name == kept.name && read.waves == kept.waves, "written it is another plan: {written}");
    law!(read.request == kept.request, "written it sends something else: {:?}, not {:?}", read.request, kept.request);
    law!(file::written(&again) == written, "written twice it is another file");
    Ok(true)
}

/// Templates.
pub(super) fn templates(body: &[u8]) -> Outcome {
    let text = String::from_utf8_lossy(body);
    let all = match read_templates(&text) {
        Ok(all) => all,
        Err(error) => return clean_line(&error.message).map(|()| false),
    };
    law!(all.len() <= 500, "{} templates are read", all.len());
    let written = written_templates(&all);
    let again = read_templates(&written).map_err(|error| format!("{}: {written}", error.message))?;
    for (one, back) in all.iter().zip(&again) {
        law!(one.name == back.name, "{} is called {} when it is written", one.name, back.name);
        for row in &back.draft.parameters {
            let open = !row.value.is_empty()
                && (row.secret == Some(true) || (row.secret.is_none() && is_likely_secret(&row.name, &row.value)));
            law!(!open, "a secret is written: {row:?}");
        }
    }
    law!(all.len() == again.len(), "{} templates written are {}", all.len(), again.len());
    // What a file calls harmless and does not show it calls nothing when it is read: so it settles with the second writing.
    let settled = written_templates(&again);
    let third = read_templates(&settled).map_err(|error| format!("{}: {settled}", error.message))?;
    law!(written_templates(&third) == settled, "written three times it is another file: {settled}");
    Ok(true)
}
