//! Taking results away, for the shell: what is asked for, put together from the rooms that know it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::app::Flightdeck;
use crate::export::file::{Progress, Stop};
use crate::export::{Origin, comparison, devices, fleet, list, list_file_name, report};
use crate::wire::{
    AppError, ComparisonExport, ConnectionId, DeploymentHead, DevicesExport, ExportFormat, ExportProgress, Exported,
    FleetExport, FleetFormat, ListExport,
};

impl Flightdeck {
    /// Writes a deployment's devices, or a report of it, to `place`; nothing is done without one. `version` is this program's. What is
    /// written is what was there when it was asked for, however long choosing the place takes.
    ///
    /// # Errors
    /// `WatchGone`; `InvalidInput` for a view of the past; `Storage` where the file cannot be written.
    pub async fn export_devices(
        &self,
        asked: DevicesExport,
        place: impl Future<Output = Option<PathBuf>>,
        version: &str,
        tell: impl Fn(ExportProgress) + Send + 'static,
    ) -> Result<Exported, AppError> {
        let DevicesExport { request_id, connection, deployment, watch, view, chosen, format } = asked;
        let snapshot = self.watches.snapshot(watch, &view, chosen)?;
        let Some(place) = place.await else { return Ok(Exported::NoPlace) };
        let origin = self.origin(&connection, version);
        // A deployment that cannot be asked about now is written all the same: its devices are known.
        let head: Option<DeploymentHead> = match format {
            ExportFormat::Csv | ExportFormat::Ndjson => None,
            ExportFormat::Json | ExportFormat::Report => self.lists.head(&connection, &deployment).await.ok(),
        };
        let row = head.map(|head| head.row);
        let total = snapshot.chosen();
        let about = devices::About { origin, deployment, row, view, by_hand: chosen };
        let fill = move |out: &mut dyn std::io::Write, progress: &mut Progress| match format {
            ExportFormat::Csv => devices::csv(out, &snapshot, progress),
            ExportFormat::Json => devices::json(out, &snapshot, &about, progress),
            ExportFormat::Ndjson => devices::ndjson(out, &snapshot, progress),
            ExportFormat::Report => report::html(out, &snapshot, &about).map_err(Stop::from),
        };
        self.exports.run(&request_id, place, total, tell, fill).await
    }

    /// Writes the lists of deployments of one or several fleets, as far as they are loaded, to `place`; nothing is done without one.
    ///
    /// # Errors
    /// `WatchGone`; `Storage` where the file cannot be written.
    pub async fn export_list(
        &self,
        asked: ListExport,
        place: Option<PathBuf>,
        tell: impl Fn(ExportProgress) + Send + 'static,
    ) -> Result<Exported, AppError> {
        let Some(place) = place else { return Ok(Exported::NoPlace) };
        let rows = self.lists.snapshot(&asked.connections, &asked.view)?;
        let total = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let fleets = asked.connections.into_iter().map(|one| {
            let origin = self.origin(&one, "");
            (one, origin)
        });
        let fleets: BTreeMap<ConnectionId, Origin> = fleets.collect();
        let fill =
            move |out: &mut dyn std::io::Write, progress: &mut Progress| list::csv(out, &rows, &fleets, progress);
        self.exports.run(&asked.request_id, place, total, tell, fill).await
    }

    /// Writes the devices of two deployments side by side to `place`; nothing is done without one.
    ///
    /// # Errors
    /// `WatchGone`; `InvalidInput` for a deployment and itself; `Storage` where the file cannot be written.
    pub async fn export_comparison(
        &self,
        asked: ComparisonExport,
        place: Option<PathBuf>,
        tell: impl Fn(ExportProgress) + Send + 'static,
    ) -> Result<Exported, AppError> {
        let Some(place) = place else { return Ok(Exported::NoPlace) };
        let snapshot = self.watches.comparison_snapshot(asked.watch_a, asked.watch_b, &asked.view)?;
        let total = snapshot.chosen();
        let fill =
            move |out: &mut dyn std::io::Write, progress: &mut Progress| comparison::csv(out, &snapshot, progress);
        self.exports.run(&asked.request_id, place, total, tell, fill).await
    }

    /// Writes the known fleet, what a view shows of it or who is chosen, to `place`; nothing is done without one. What is written is what
    /// was known when it was asked for.
    ///
    /// # Errors
    /// `Storage` where the file cannot be written.
    pub async fn export_fleet(
        &self,
        asked: FleetExport,
        place: impl Future<Output = Option<PathBuf>>,
        version: &str,
        tell: impl Fn(ExportProgress) + Send + 'static,
    ) -> Result<Exported, AppError> {
        let FleetExport { request_id, connection, view, chosen, format } = asked;
        let snapshot = self.fleets.snapshot(&connection, &view, chosen);
        let Some(place) = place.await else { return Ok(Exported::NoPlace) };
        let total = snapshot.len();
        let about = fleet::About { origin: self.origin(&connection, version), view, chosen };
        let fill = move |out: &mut dyn std::io::Write, progress: &mut Progress| match format {
            FleetFormat::Csv => fleet::csv(out, &snapshot, progress),
            FleetFormat::Json => fleet::json(out, &snapshot, &about, progress),
        };
        self.exports.run(&request_id, place, total, tell, fill).await
    }

    /// What the file of a fleet is called unless the user says otherwise.
    pub fn export_fleet_name(&self, connection: &ConnectionId, format: FleetFormat) -> String {
        format.file_name(&self.origin(connection, "").fleet_key)
    }

    /// What the file of a list is called unless the user says otherwise.
    pub fn export_list_name(&self, connections: &[ConnectionId]) -> String {
        match connections {
            [one] => list_file_name(&self.origin(one, "").fleet_key),
            _ => list_file_name("all-fleets"),
        }
    }

    fn origin(&self, connection: &ConnectionId, version: &str) -> Origin {
        let known = self.connections.views().connections.into_iter().find(|one| one.id == *connection);
        let (fleet, fleet_key, base_url) =
            known.map_or_else(Default::default, |known| (known.name, known.fleet_key, known.base_url));
        Origin { version: version.to_owned(), written_ms: self.clock().now_ms(), fleet, fleet_key, base_url }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::app::Outside;
    use crate::export::devices::About;
    use crate::export::tests::{NOW, TOKEN, about, row, snapshot_of, written};
    use crate::fakes::{FakeClock, FakeDemo, FakeDial, FakePreferences, FakeSecrets};
    use crate::store::Store;
    use crate::wire::{ConnectionDraft, ErrorCode, Keep, ListView, RowsView};

    #[tokio::test]
    async fn no_file_ever_holds_a_token() {
        let folder = tempfile::tempdir().unwrap();
        let flightdeck = Flightdeck::new(Outside {
            dial: Arc::new(FakeDial::default()),
            clock: FakeClock::at(NOW),
            secrets: Arc::new(FakeSecrets::default()),
            preferences: Arc::new(FakePreferences::default()),
            store: Arc::new(Store::in_memory().unwrap()),
            notes: Vec::new(),
            demo: Some(FakeDemo::on(4010)),
            desk: None,
            updater: None,
        });
        let form = ConnectionDraft {
            name: "Turbines".into(),
            base_url: "https://api.test".into(),
            fleet_key: "wturb".into(),
            token: TOKEN.into(),
            keep: Keep::Keyring,
            authorities: Vec::new(),
        };
        let connection = flightdeck.connections.connect("c-1", None, form).await.unwrap().active.unwrap();
        let origin = flightdeck.origin(&connection, "0.1.0");
        assert_eq!(
            (origin.fleet.as_str(), origin.fleet_key.as_str()),
            ("Turbines", "wturb"),
            "the connection is known"
        );
        let view = RowsView::default();
        let snapshot = snapshot_of(&view);
        let about = About { origin, ..about(Some(row()), &view) };
        let mut page = Vec::new();
        report::html(&mut page, &snapshot, &about).unwrap();
        let files = [
            written(|out, progress| devices::csv(out, &snapshot, progress)),
            written(|out, progress| devices::json(out, &snapshot, &about, progress)),
            written(|out, progress| devices::ndjson(out, &snapshot, progress)),
            String::from_utf8(page).unwrap(),
        ];
        for text in &files {
            assert!(!text.contains(TOKEN), "a file is handed on: {text}");
        }
        assert!(files[1].contains("wturb") && files[3].contains("wturb"), "though the fleet is named");
        assert_eq!(flightdeck.export_list_name(std::slice::from_ref(&connection)), "wturb-deployments.csv");
        assert_eq!(flightdeck.export_list_name(&[connection.clone(), "other".into()]), "all-fleets-deployments.csv");
        let asked = ListExport { request_id: "r".into(), connections: vec![connection], view: ListView::default() };
        assert_eq!(
            flightdeck.export_list(asked.clone(), None, |_| ()).await,
            Ok(Exported::NoPlace),
            "a closed dialog writes nothing"
        );
        let place = folder.path().join("x.csv");
        let error = flightdeck.export_list(asked, Some(place), |_| ()).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::WatchGone, "what nobody watches cannot be written");
    }
}
