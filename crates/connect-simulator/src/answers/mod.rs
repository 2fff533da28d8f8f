//! What the service tells: the records of deployments and devices, in every spelling that is switched on.

pub(crate) mod about;
pub(crate) mod device;
pub(crate) mod devices;
pub(crate) mod fleet;
pub(crate) mod list;
pub(crate) mod moment;
mod outputs;
mod spelling;
pub(crate) mod token;
