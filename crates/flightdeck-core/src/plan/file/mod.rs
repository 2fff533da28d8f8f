//! Plans as files. Pure.
