//! What the user set, arranged and where they were; what is stored; and what the desktop alone can tell or do.

use super::Flightdeck;
use crate::outside::LastSeen;
use crate::wire::{AppError, ConnectionId, ErrorCode, Remembered, Settings, StorageView, TableLayout, TableName};

impl Flightdeck {
    /// The settings. Whether Flightdeck starts at login says the system, where it does: the user may have changed it there.
    pub fn settings(&self) -> Settings {
        let kept = self.settings.get();
        let start_at_login = self.desk.as_ref().and_then(|desk| desk.starts_at_login()).unwrap_or(kept.start_at_login);
        Settings { start_at_login, ..kept }
    }

    /// Keeps the settings, and lets go at once of what was last seen longer ago, or takes more room, than they allow.
    ///
    /// # Errors
    /// As [`crate::settings::KeptSettings::set`]; `InvalidInput` where the system does not have Flightdeck start at login: then nothing changes.
    pub fn settings_set(&self, settings: Settings) -> Result<Settings, AppError> {
        let before = self.settings();
        let wanted = settings.start_at_login;
        self.settings.checked(&settings)?;
        if wanted != before.start_at_login {
            self.start_at_login(wanted)?;
        }
        let kept = self.settings.set(settings)?;
        // A new theme is no reason to go through the disk.
        if (kept.keep_days, kept.keep_megabytes) != (before.keep_days, before.keep_megabytes) {
            self.store.let_go(self.clock.now_ms(), kept.keep_days, kept.keep_megabytes);
        }
        Ok(kept)
    }

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

    /// Forgets all last-seen results.
    ///
    /// # Errors
    /// `Storage`.
    pub fn storage_forget_seen(&self) -> Result<StorageView, AppError> {
        self.store.forget_seen()?;
        self.storage_view()
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

    fn start_at_login(&self, on: bool) -> Result<(), AppError> {
        let desk = self.desk.as_ref().ok_or_else(|| refused("there is no desktop"))?;
        desk.start_at_login(on).map_err(|why| refused(&why))
    }
}

fn refused(why: &str) -> AppError {
    let message = format!("The system did not change whether Flightdeck starts at login ({why}).");
    AppError::new(ErrorCode::InvalidInput, message).on("startAtLogin")
}
