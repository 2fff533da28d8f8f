//! What the user set, arranged and where they were; and what is stored on this computer.

use super::Flightdeck;
use crate::outside;
use crate::wire::{AppError, ConnectionId, Remembered, Settings, StorageView, TableLayout, TableName};

impl Flightdeck {
    /// What is stored where.
    ///
    /// # Errors
    /// `Storage`.
    pub fn storage_view(&self) -> Result<StorageView, AppError> {
        let holdings = self.store.holdings()?;
        Ok(StorageView {
            settings_path: self.preferences.path(),
            database_path: self.store.path(),
            database_bytes: holdings.bytes,
            launches: holdings.launches,
            seen: holdings.seen,
            seen_bytes: holdings.seen_bytes,
        })
    }

    /// The settings.
    pub fn settings(&self) -> Settings {
        self.settings.get()
    }

    /// Keeps the settings, and lets go at once of what was last seen longer ago, or takes more room, than they allow.
    ///
    /// # Errors
    /// As [`KeptSettings::set`].
    pub fn settings_set(&self, settings: Settings) -> Result<Settings, AppError> {
        let before = self.settings.get();
        let kept = self.settings.set(settings)?;
        // A new theme is no reason to go through the disk.
        if (kept.keep_days, kept.keep_megabytes) != (before.keep_days, before.keep_megabytes) {
            outside::LastSeen::let_go(self.store.as_ref(), self.clock.now_ms(), kept.keep_days, kept.keep_megabytes);
        }
        Ok(kept)
    }

    /// Keeps how the user arranged a table.
    ///
    /// # Errors
    /// `NotFound` for an unknown connection, `InvalidInput` for what no page arranges, `Storage` where it could not be kept.
    pub fn table_layout_set(
        &self,
        connection: &ConnectionId,
        table: TableName,
        layout: TableLayout,
    ) -> Result<(), AppError> {
        self.connections.known(connection)?;
        self.layouts.set(connection, table, layout)
    }

    /// Remembers where the user is and what was done last.
    ///
    /// # Errors
    /// `InvalidInput` for what no page remembers, `Storage`.
    pub fn remember(&self, remembered: Remembered) -> Result<(), AppError> {
        self.remembered.set(remembered)
    }

    /// Forgets all last-seen results.
    ///
    /// # Errors
    /// `Storage`.
    pub fn storage_forget_seen(&self) -> Result<StorageView, AppError> {
        self.store.forget_seen()?;
        self.storage_view()
    }
}
