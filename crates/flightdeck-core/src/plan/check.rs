//! What is wrong with a plan, each by its place. Pure.
