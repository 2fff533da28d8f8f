//! The list, with a scripted fleet and paused time.
