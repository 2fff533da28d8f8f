//! Taking in lists of devices: a file is read once, looked at with one mapping after another, and taken in as a source of its own.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use connect_api::{ApiTime, FleetDevice};

use super::Fleets;
use super::import::{Field, Format, ImportedDevice, ListFile, MAX_BYTES, NotAList};
use super::kept::Parts;
use super::knowledge::List;
use super::state::imported;
use crate::outside::FleetSource;
use crate::wire::{
    AppError, ConnectionId, ErrorCode, ImportField, ImportFormat, ImportPreview, ImportedList, Rejected,
};

/// Files that are held for a page at once. Who picks one more has left the first.
const HELD: usize = 4;

/// The files that were picked.
#[derive(Default)]
pub(super) struct Imports {
    picked: Mutex<Picked>,
}

#[derive(Default)]
struct Picked {
    last: u32,
    files: Vec<(u32, Arc<PickedFile>)>,
}

struct PickedFile {
    connection: ConnectionId,
    name: String,
    list: ListFile,
    /// What the last preview took in, and with which mapping: most often that is what is imported.
    taken: Mutex<Option<(Vec<Field>, Vec<ImportedDevice>)>>,
}

impl PickedFile {
    /// Its devices, read with a mapping.
    fn devices(&self, mapping: &[Field]) -> Vec<ImportedDevice> {
        let taken = self.taken().take();
        match taken {
            Some((of, devices)) if of == mapping => devices,
            _ => self.list.devices(mapping).devices,
        }
    }

    fn taken(&self) -> MutexGuard<'_, Option<(Vec<Field>, Vec<ImportedDevice>)>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Imports {
    fn hold(&self, file: PickedFile) -> (u32, Arc<PickedFile>) {
        let mut picked = self.lock();
        picked.last += 1;
        let held = (picked.last, Arc::new(file));
        if picked.files.len() == HELD {
            picked.files.remove(0);
        }
        picked.files.push(held.clone());
        held
    }

    fn held(&self, import: u32) -> Result<Arc<PickedFile>, AppError> {
        let picked = self.lock();
        let found = picked.files.iter().find(|(number, _)| *number == import);
        let gone = || AppError::new(ErrorCode::NotFound, "This file is not held any more; choose it again.");
        found.map(|(_, file)| file.clone()).ok_or_else(gone)
    }

    fn let_go(&self, import: u32) {
        self.lock().files.retain(|(number, _)| *number != import);
    }

    fn lock(&self) -> MutexGuard<'_, Picked> {
        self.picked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Fleets {
    /// Reads a file and says what would come of it with the mapping its columns suggest; none without a place.
    ///
    /// # Errors
    /// `Storage` where it cannot be read, `InvalidInput` where it is no list.
    pub async fn import_pick(
        &self,
        connection: &ConnectionId,
        place: Option<PathBuf>,
    ) -> Result<Option<ImportPreview>, AppError> {
        let Some(place) = place else { return Ok(None) };
        let name = place.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let list = blocking(move || read(&place)).await??;
        let (import, file) =
            self.imports.hold(PickedFile { connection: connection.clone(), name, list, taken: Mutex::default() });
        blocking(move || preview(import, &file, file.list.guess())).await.map(Some)
    }

    /// What would come of a file with another mapping, one field a column.
    ///
    /// # Errors
    /// `NotFound` for a file that is not held any more.
    pub async fn import_preview(&self, import: u32, mapping: Vec<ImportField>) -> Result<ImportPreview, AppError> {
        let file = self.imports.held(import)?;
        blocking(move || preview(import, &file, mapping.into_iter().map(field).collect())).await
    }

    /// Takes a file in: when this returns, it is kept.
    ///
    /// # Errors
    /// `NotFound` for a file that is not held any more, `InvalidInput` where no device is in it, `Storage`.
    pub async fn import(&self, import: u32, mapping: Vec<ImportField>) -> Result<ImportedList, AppError> {
        let file = self.imports.held(import)?;
        let known = self.of(&file.connection);
        self.restore_once(&file.connection, &known).await;
        let mapping: Vec<Field> = mapping.into_iter().map(field).collect();
        let at_ms = self.outside.clock.now_ms();
        let (book, of, kept_in) = (self.outside.book.clone(), file.clone(), known.clone());
        let (list, devices) = blocking(move || {
            let devices: Vec<FleetDevice> = of.devices(&mapping).into_iter().map(device).collect();
            if devices.is_empty() {
                let why = "No row of this file has a device's id: choose the column that has it.";
                return Err(AppError::invalid("mapping", why));
            }
            let parts = Parts::of(&devices);
            let (id, name) = (format!("{at_ms}-{import}"), of.name.clone());
            let list = List { id: id.clone(), name: name.clone(), at_ms, devices: parts.devices };
            let source = FleetSource { id, name, at_ms, devices: list.devices, whole: true, parts: parts.done() };
            kept_in.keep(|| book.keep_source(&of.connection, &source))?;
            Ok((list, devices))
        })
        .await??;
        self.imports.let_go(import);
        let told = imported(&list);
        known.state().import(list, &devices);
        known.tell();
        Ok(told)
    }

    /// Forgets an imported list, and what only it told.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn import_remove(&self, connection: &ConnectionId, id: &str) -> Result<(), AppError> {
        let known = self.of(connection);
        // What is being read is read to its end first: what is known is put together anew from what is kept.
        let sources = known.sources.lock().await;
        let (book, of, id) = (self.outside.book.clone(), connection.clone(), id.to_owned());
        blocking(move || book.drop_source(&of, &id)).await??;
        self.replace(connection, &known).await;
        self.read_seen(connection, &known).await;
        drop(sources);
        Ok(())
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
    let stopped = |_| AppError::new(ErrorCode::Internal, "Reading the file stopped.");
    tokio::task::spawn_blocking(work).await.map_err(stopped)
}

fn read(place: &Path) -> Result<ListFile, AppError> {
    let unreadable =
        |error: std::io::Error| AppError::new(ErrorCode::Storage, format!("The file cannot be read ({error})."));
    let no_list = |why: NotAList| AppError::new(ErrorCode::InvalidInput, why.to_string());
    if std::fs::metadata(place).map_err(unreadable)?.len() > MAX_BYTES as u64 {
        return Err(no_list(NotAList::TooLarge));
    }
    ListFile::read(&std::fs::read(place).map_err(unreadable)?).map_err(no_list)
}

fn preview(import: u32, file: &PickedFile, mapping: Vec<Field>) -> ImportPreview {
    let list = &file.list;
    let taken = list.devices(&mapping);
    let devices = count(taken.devices.len());
    *file.taken() = Some((mapping.clone(), taken.devices));
    let rejected = taken.rejected.into_iter().take(ImportPreview::REJECTED);
    ImportPreview {
        import,
        name: file.name.clone(),
        format: match list.format() {
            Format::Csv => ImportFormat::Csv,
            Format::Tsv => ImportFormat::Tsv,
            Format::Json => ImportFormat::Json,
            Format::Ndjson => ImportFormat::Ndjson,
        },
        columns: list.columns().to_vec(),
        mapping: mapping.into_iter().map(told).collect(),
        rows: list.first_rows(ImportPreview::ROWS),
        total: count(list.total()),
        devices,
        rejected: rejected.map(|row| Rejected { line: row.line, reason: row.reason }).collect(),
        rejected_count: count(taken.rejected_count),
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

const FIELDS: [(ImportField, Field); 7] = [
    (ImportField::Id, Field::Id),
    (ImportField::Name, Field::Name),
    (ImportField::Group, Field::Group),
    (ImportField::Tags, Field::Tags),
    (ImportField::LastSeen, Field::LastSeen),
    (ImportField::Description, Field::Description),
    (ImportField::Ignore, Field::Ignore),
];

fn field(told: ImportField) -> Field {
    FIELDS.iter().find(|(wire, _)| *wire == told).map_or(Field::Ignore, |(_, field)| *field)
}

fn told(field: Field) -> ImportField {
    FIELDS.iter().find(|(_, one)| *one == field).map_or(ImportField::Ignore, |(wire, _)| *wire)
}

/// A device of a list in the words in which the service tells one.
fn device(told: ImportedDevice) -> FleetDevice {
    let ImportedDevice { id, name, group, tags, last_seen_ms, description } = told;
    FleetDevice {
        uuid: id,
        name,
        groups: group.iter().cloned().collect(),
        group,
        tags,
        last_keepalive: last_seen_ms.map_or(ApiTime::Absent, |unix_ms| ApiTime::At { unix_ms, zone_assumed: false }),
        description,
        ..FleetDevice::default()
    }
}
