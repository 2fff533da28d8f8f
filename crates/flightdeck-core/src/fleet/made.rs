//! A view of the known fleet as it was made last.

use crate::wire::{FleetFacets, FleetView, SearchReading};

/// A view as it was made last, for the windows of one scroll.
#[derive(Default)]
pub(super) struct Made {
    pub(super) view: Option<FleetView>,
    pub(super) revision: u32,
    pub(super) order: Vec<u32>,
    pub(super) facets: FleetFacets,
    pub(super) search: Option<SearchReading>,
    /// It holds for other devices a moment later.
    pub(super) moves: bool,
}
