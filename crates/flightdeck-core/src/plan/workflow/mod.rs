//! A plan as a workflow of GitHub Actions. Pure.
