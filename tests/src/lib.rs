//! The tests' shared ground.
