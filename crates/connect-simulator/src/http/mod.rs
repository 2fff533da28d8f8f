//! From a request on the wire to an answer on the wire.

mod accept;
mod bomb;
mod call;
mod control;
mod neighbours;
mod operations;
mod order;
mod reply;
mod routes;
mod validator;

pub(crate) use accept::{Wire, bind};
pub(crate) use routes::answer;
