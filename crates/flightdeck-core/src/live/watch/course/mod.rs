//! The course of a deployment: how many devices were in which state, from its beginning to the last look, and each device's state at any
//! moment of it.
//!
//! # What the times tell
//! The answer carries when each device started and finished, whoever launched the deployment and however long ago. So a device is *Pending*
//! before its start, *In progress* from there to its end, and from its end on what it ended as, to the millisecond.
//!
//! # What they do not tell
//! - *Since when it is pending.* Before its start a device is Pending, or not handed to the deployment yet; a pending one has no time at
//!   all. It is shown as Pending from the beginning, and where nobody looked here, as an assumption (`looked` is false).
//! - *When it was aborted*, where no end was given: when it was first seen aborted here. Before that it was running (or waiting, where no
//!   start was given either) as long as somebody looked: what was known last holds until the next look, for five minutes at most. Where
//!   nobody looked for longer, it is untold from the last look that saw it otherwise. The same goes for any end without a time.
//! - *What it was* before a state that it is first seen in without a time: untold. So it is for an end without a start, which only for an
//!   aborted device means that it waited until then.
//! - *Anything by a time that cannot be true*: one that cannot be read, one after the moment at which its outcome was seen here already (a
//!   clock is off), one from before the deployment was made, an end before its start. It is as if it had not been given.
//! - *What a device was before it was tried again*: the service gives the times of the last try only.
//!
//! A device that is gone is shown as it was last named, then as gone. An untold device is *Unknown* in a replay; the timeline draws what a
//! look here counted at that time, where there was one, and else leaves it untold.
//!
//! Moments are those of the service's times and of this computer's looks, side by side: where the two clocks differ, so do they.
//!
//! # How it is known
//! A row keeps when it was first seen in its present state; [`Looks`] keeps when somebody looked and what was counted, thinned to a bounded
//! number, beside the rows on disk. [`Past`] is one device's course by the rules above, [`Recall`] asks it of all rows, and [`Then`] is the
//! fleet at one moment. The last moment is always what is known now. From the same rows come how long devices took, and when the last one
//! may land.

mod buckets;
mod durations;
mod forecast;
mod looks;
mod past;
mod recall;
mod then;

#[cfg(test)]
mod tests;

pub(crate) use buckets::course;
pub(crate) use looks::Looks;
pub(crate) use past::least_ms;
pub(crate) use recall::Recall;
pub(crate) use then::{Lens, Then};
