//! What a service may answer, and how the client survives it: the rows of `docs/survival.md`, each with its tests.

mod acting;
mod bodies;
mod devices;
mod list;
mod neighbours;
mod records;
mod replies;
mod together;
mod token;
mod validators;
