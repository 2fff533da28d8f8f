//! A home of the test's own: its files, its log, and everything that was ever written there.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::driver::Driver;

/// A user's home that outlives a window, so that a restart finds what was there.
pub struct Home {
    directory: TempDir,
    windows: u32,
    environment: Vec<(String, String)>,
    identifier: String,
}

impl Home {
    /// An empty home.
    pub fn new() -> Home {
        let directory = tempfile::tempdir().expect("a home of the test's own");
        let name = directory.path().file_name().unwrap_or_default().to_string_lossy();
        // Windows asks the registry where a user's folders are, not the environment; there another name is another home.
        let identifier = if cfg!(windows) {
            format!("org.flightdeck.test{}", name.replace('.', "-"))
        } else {
            IDENTIFIER.to_owned()
        };
        Home { directory, windows: 0, environment: Vec::new(), identifier }
    }

    /// The same, with one more variable in the application's environment.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Home {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Where the application keeps its data in this home.
    pub fn data(&self) -> PathBuf {
        let folder = if cfg!(windows) { folder_of_user("APPDATA") } else { self.path().join("xdg_data_home") };
        folder.join(&self.identifier)
    }

    /// Everything in it that holds `needle`, by path; the log of every window is among it.
    pub fn files_with(&self, needle: &str) -> Vec<PathBuf> {
        let mut found = Vec::new();
        self.walk(&mut |path| {
            let bytes = fs::read(path).unwrap_or_default();
            // Databases and caches may hold it as UTF-16 too.
            let wide: Vec<u8> = needle.encode_utf16().flat_map(u16::to_le_bytes).collect();
            if [needle.as_bytes(), &wide].iter().any(|needle| bytes.windows(needle.len()).any(|part| part == *needle)) {
                found.push(path.to_owned());
            }
        });
        found
    }

    /// How many files there are: a search that found nothing must have had something to search.
    pub fn files(&self) -> usize {
        let mut count = 0;
        self.walk(&mut |_| count += 1);
        count
    }

    fn walk(&self, seen: &mut dyn FnMut(&Path)) {
        walk(self.path(), seen);
        self.outside().iter().for_each(|folder| walk(folder, seen));
    }

    /// What the application keeps for this home where its directory is not.
    fn outside(&self) -> Vec<PathBuf> {
        let names: &[&str] = if cfg!(windows) { &["APPDATA", "LOCALAPPDATA"] } else { &[] };
        names.iter().map(|name| folder_of_user(name).join(&self.identifier)).collect()
    }

    /// Every process that has this home, by its command line and its environment, as anybody of this user can read them.
    pub fn processes(&self) -> Vec<(String, String)> {
        let text = |pid: &Path, what: &str| {
            let bytes = fs::read(pid.join(what)).unwrap_or_default();
            String::from_utf8_lossy(&bytes).replace('\0', " ")
        };
        self.pids().iter().map(|pid| (text(pid, "cmdline"), text(pid, "environ"))).collect()
    }

    /// How large a core may be, in bytes, that is written of the application and of the page's processes.
    pub fn core_limits(&self) -> Vec<String> {
        let of_application = |pid: &&PathBuf| {
            let words = fs::read_to_string(pid.join("cmdline")).unwrap_or_default();
            let program = words.split('\0').next().unwrap_or_default().to_owned();
            program.ends_with("/flightdeck")
                || program.contains("WebKitWebProcess")
                || program.contains("WebKitNetworkProcess")
        };
        let limit = |pid: &PathBuf| {
            let limits = fs::read_to_string(pid.join("limits")).ok()?;
            let line = limits.lines().find(|line| line.starts_with("Max core file size"))?;
            line.split_whitespace().nth(4).map(str::to_owned)
        };
        self.pids().iter().filter(of_application).filter_map(limit).collect()
    }

    fn pids(&self) -> Vec<PathBuf> {
        let home = self.path().display().to_string();
        let all = fs::read_dir("/proc").into_iter().flatten().flatten().map(|entry| entry.path());
        let is_ours = |pid: &PathBuf| {
            let environment = fs::read(pid.join("environ")).unwrap_or_default();
            environment.windows(home.len()).any(|part| part == home.as_bytes())
        };
        all.filter(is_ours).collect()
    }

    /// The logs of all windows so far.
    pub fn log(&self) -> String {
        (1..=self.windows).map(|number| fs::read_to_string(self.log_path(number)).unwrap_or_default()).collect()
    }

    fn log_path(&self, number: u32) -> PathBuf {
        self.path().join(format!("window-{number}.log"))
    }

    fn next_log(&mut self) -> File {
        self.windows += 1;
        File::create(self.log_path(self.windows)).expect("a log file")
    }

    /// The environment of an application that has this home.
    fn environment(&self) -> Vec<(String, String)> {
        let folders = ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"]
            .map(|name| (name.to_owned(), self.path().join(name.to_lowercase()).display().to_string()));
        let mut environment = Vec::from(folders);
        environment.push(("HOME".to_owned(), self.path().display().to_string()));
        environment.push(("FLIGHTDECK_LOG".to_owned(), "debug,hyper=info,zbus=info".to_owned()));
        environment.push(("FLIGHTDECK_IDENTIFIER".to_owned(), self.identifier.clone()));
        environment.extend(self.environment.iter().cloned());
        environment
    }

    /// Starts a driver that will start the application with this home.
    pub(super) fn driver(&mut self) -> Driver {
        let log = self.next_log();
        let mut environment = self.environment();
        environment.push(("TAURI_WEBVIEW_AUTOMATION".to_owned(), "true".to_owned()));
        Driver::start(&environment, self.path(), &log)
    }

    /// Starts the application with this home and no driver, behind a command that prepares the way, if any.
    pub fn start(&mut self, behind: &[&str]) -> Child {
        self.start_by(behind.iter().map(PathBuf::from).chain([super::application()]))
    }

    /// Starts the application with this home as the system does where a link to it was clicked.
    pub fn start_at(&mut self, link: &str) -> Child {
        self.start_by([super::application(), PathBuf::from(link)].into_iter())
    }

    fn start_by(&mut self, mut words: impl Iterator<Item = PathBuf>) -> Child {
        let log = self.next_log();
        let mut command = Command::new(words.next().expect("at least the application"));
        command
            .args(words)
            .envs(self.environment())
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("the log, twice"))
            .stderr(log);
        command.spawn().expect("the application starts")
    }
}

/// The application's own identifier, which names its folder.
const IDENTIFIER: &str = "org.flightdeck.desktop";

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        for folder in self.outside() {
            // It may never have been made.
            let _ = fs::remove_dir_all(folder);
        }
    }
}

fn folder_of_user(name: &str) -> PathBuf {
    std::env::var_os(name).map(PathBuf::from).expect("Windows names its user's folders")
}

fn walk(directory: &Path, seen: &mut dyn FnMut(&Path)) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => walk(&path, seen),
            Ok(kind) if kind.is_file() => seen(&path),
            _ => {}
        }
    }
}
