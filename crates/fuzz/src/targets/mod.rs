//! The readers that are tried, and what holds of each: one table.

mod answers;
mod certificates;
mod devices;
mod drafts;
mod errors;
mod files;
mod imports;
mod json;
mod kept;
mod neighbours;
mod packed;
mod places;
mod rows;
mod search;
mod shown;
#[rustfmt::skip]
mod words;

use words::{
    ANSWERS, CERTIFICATES, DRAFTS, FILES, JSON, KEPT, LISTS, NONE, OUTPUT, PLACES, SEARCH, SECRETS, TABLES, TIMES,
};

/// What an input looks like, which decides how it is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Changed as JSON, and a part of them as bytes, too.
    Json,
    /// Changed as bytes, with the words of its form.
    Words,
}

/// What a target answers: whether there was something in the input that it reads, or which law does not hold.
pub type Outcome = Result<bool, String>;

/// What a law says: nothing, or that it does not hold.
type Law = Result<(), String>;

/// Makes inputs of the files of the corpus.
pub type Made = fn(&[Vec<u8>]) -> Vec<Vec<u8>>;

/// A reader of bytes, and its laws. Beside them each has these: no panic, no overflow, and an end in time.
pub struct Target {
    /// What it is called on the command line.
    pub name: &'static str,
    /// What it reads.
    pub what: &'static str,
    /// What holds of whatever it reads.
    pub holds: &'static str,
    /// What its inputs look like.
    pub shape: Shape,
    /// The folders of the corpus that they begin with.
    pub corpus: &'static [&'static str],
    /// What is made of those, where that is not what is read.
    pub made: Option<Made>,
    /// Words that its form knows.
    pub words: &'static [&'static str],
    /// Tries it.
    pub run: fn(&[u8]) -> Outcome,
}

/// Ends with a sentence where a law does not hold.
macro_rules! law {
    ($holds:expr, $($told:tt)+) => {
        if !$holds {
            return Err(format!($($told)+));
        }
    };
}
use law;

const fn target(
    name: &'static str,
    shape: Shape,
    corpus: &'static [&'static str],
    words: &'static [&'static str],
    run: fn(&[u8]) -> Outcome,
    (what, holds): (&'static str, &'static str),
) -> Target {
    Target { name, what, holds, shape, corpus, made: None, words, run }
}

const fn made(of: Target, made: Made) -> Target {
    Target { made: Some(made), ..of }
}

/// All of them.
#[rustfmt::skip]
pub static TARGETS: [Target; 32] = [
    target("deployments", Shape::Json, &["deployments"], ANSWERS, answers::deployments,
        ("the list of deployments", "every record is counted once; texts are bounded by the answer; blanks around it change nothing")),
    target("deployment", Shape::Json, &["deployment"], ANSWERS, answers::deployment,
        ("one deployment", "it has an id; texts are bounded by the answer")),
    target("created", Shape::Json, &["created"], ANSWERS, answers::created,
        ("the answer to a create", "an id is never blank")),
    target("accepted", Shape::Json, &["accepted"], ANSWERS, answers::accepted,
        ("the answers to both aborts", "what was said is one clean line without the token")),
    target("device", Shape::Json, &["device"], ANSWERS, answers::device,
        ("the status on one device", "texts are bounded by the answer; its record lays out to the same JSON, bounded")),
    target("devices", Shape::Json, &["devices"], ANSWERS, devices::whole_and_in_pieces,
        ("the status on all devices", "the same whole and in pieces; every id has a text; texts are bounded by the answer")),
    target("known", Shape::Json, &["devices"], ANSWERS, devices::known,
        ("a look over records that changed", "passing over what is known tells what reading all of it tells")),
    target("fleet", Shape::Json, &["fleet"], ANSWERS, neighbours::devices,
        ("the devices of the fleet", "every id has a text; groups and tags are named once; texts are bounded by the answer")),
    target("fleet-device", Shape::Json, &["fleet", "fleet-device"], ANSWERS, neighbours::device,
        ("one device of the fleet", "it is the one that was asked for")),
    target("flows", Shape::Json, &["flows"], ANSWERS, neighbours::flows,
        ("the update flows", "every id has a text; inputs are named once; inputs and steps are a thousand at most")),
    target("json", Shape::Json, &["deployments", "device", "flows", "json"], JSON, json::against_serde,
        ("any JSON", "the same as serde_json, but for the differences that are listed")),
    target("errors", Shape::Json, &["errors"], SECRETS, errors::error_bodies,
        ("error bodies", "at most 300 characters on a line, nothing that hides or reorders, and never the token")),
    target("redaction", Shape::Words, &["errors", "redaction"], SECRETS, errors::redaction,
        ("texts with a secret in them", "the secret is gone, wherever it stands and whatever is around it")),
    target("times", Shape::Words, &["times"], TIMES, places::times,
        ("times of the service", "RFC 3339 as another reader reads it; what is no time stays as it came")),
    target("addresses", Shape::Words, &["addresses"], PLACES, places::addresses,
        ("addresses, fleet keys and tokens", "encrypted or on this computer; reads back the same; no key leaves its place in a path")),
    target("certificates", Shape::Words, &["certificates"], CERTIFICATES, certificates::files,
        ("files of certificates", "each once, and so many at most; names are clean, and short; kept it reads the same")),
    target("output", Shape::Words, &["output"], OUTPUT, shown::outputs,
        ("outputs of devices", "no control character, nothing that hides or reorders; coloured runs in order, within the text")),
    target("search", Shape::Words, &["search"], SEARCH, search::searches,
        ("search expressions", "terms read back as written; readings are clean; a term and its exclusion share out the devices")),
    target("drafts", Shape::Json, &["drafts"], DRAFTS, drafts::readings,
        ("drafts with their filters", "the request makes a draft that makes the request; nobody is reached twice; secrets are masked")),
    target("lists", Shape::Words, &["lists"], LISTS, imports::lists,
        ("lists of devices: CSV, TSV, JSON, NDJSON", "every row is taken or told; ids are single words, once each; written as CSV it reads the same")),
    target("lists-json", Shape::Json, &["fleet", "lists"], ANSWERS, imports::lists,
        ("the same, as JSON", "the same")),
    target("parameters", Shape::Words, &["parameters"], TABLES, imports::parameters,
        ("pasted parameters: .env, YAML, CSV, TSV, JSON", "each name once, lines within the text, no value quoted; written as JSON or .env it reads the same")),
    target("parameters-json", Shape::Json, &["parameters"], TABLES, imports::parameters,
        ("the same, as JSON", "the same")),
    target("plans", Shape::Json, &["plans"], FILES, files::plans,
        ("plans as files", "written it reads the same; problems have places, are clean, and a thousand at most")),
    target("templates", Shape::Json, &["templates"], FILES, files::templates,
        ("templates as files", "written it reads the same, and has no secret")),
    target("settings", Shape::Json, &["settings"], KEPT, kept::settings,
        ("settings, layouts and what is remembered", "in their ranges, and kept again they read the same")),
    target("journal", Shape::Json, &["journal"], KEPT, kept::journal,
        ("what the database has as JSON: launches, templates, plans, guards, counts", "written it reads the same")),
    made(target("kept-list", Shape::Json, &["deployments"], KEPT, kept::list,
        ("lists of deployments that were kept", "written it reads the same")), kept::lists),
    made(target("rows", Shape::Words, &["devices"], NONE, rows::blobs,
        ("rows that were kept", "written they read the same; counts are those of the rows; the filter of names misses nobody")), rows::made),
    made(target("fleet-parts", Shape::Words, &["fleet"], NONE, rows::parts,
        ("what was kept of a fleet", "written it reads the same; texts are bounded by the part")), rows::fleet_parts),
    target("packed", Shape::Json, &["packed"], KEPT, packed::round_trip,
        ("rows on their way to the page", "nothing is lost, and the texts do not grow")),
    target("lines", Shape::Words, &["output", "search", "lists", "json"], OUTPUT, shown::short_texts,
        ("short texts on one line", "one line, clean, as long as it may be")),
];
