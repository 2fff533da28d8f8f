//! A home of the test's own: its files, its log, and everything that was ever written there.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A user's home that outlives a window, so that a restart finds what was there.
pub struct Home {
    directory: TempDir,
    windows: u32,
    environment: Vec<(String, String)>,
}

/// The driver process of one window; ends with it.
pub(super) struct Driver {
    process: Child,
    pub(super) url: String,
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The whole group: killed alone, the driver would leave the application behind. All may have ended by themselves.
        let _ = Command::new("kill")
            .args(["-KILL", "--", &format!("-{}", self.process.id())])
            .stderr(Stdio::null())
            .status();
        let _ = self.process.wait();
    }
}

impl Driver {
    /// Whether anything the driver started still runs.
    pub(super) fn has_company(&self) -> bool {
        let group = Command::new("pgrep").args(["-g", &self.process.id().to_string()]).output();
        group.is_ok_and(|answer| answer.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count() > 1)
    }
}

impl Home {
    /// An empty home.
    pub fn new() -> Home {
        Home { directory: tempfile::tempdir().expect("a home of the test's own"), windows: 0, environment: Vec::new() }
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

    /// Everything in it that holds `needle`, by path; the log of every window is among it.
    pub fn files_with(&self, needle: &str) -> Vec<PathBuf> {
        let mut found = Vec::new();
        walk(self.path(), &mut |path| {
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
        walk(self.path(), &mut |_| count += 1);
        count
    }

    /// The logs of all windows so far.
    pub fn log(&self) -> String {
        (1..=self.windows).map(|number| fs::read_to_string(self.log_path(number)).unwrap_or_default()).collect()
    }

    fn log_path(&self, number: u32) -> PathBuf {
        self.path().join(format!("window-{number}.log"))
    }

    /// Starts a driver that will start the application with this home.
    pub(super) fn driver(&mut self) -> Driver {
        self.windows += 1;
        let log = File::create(self.log_path(self.windows)).expect("a log file");
        let port = free_port();
        let mut command = Command::new("WebKitWebDriver");
        command.arg(format!("--port={port}")).arg("--host=127.0.0.1");
        for name in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"] {
            command.env(name, self.path().join(name.to_lowercase()));
        }
        command
            .env("HOME", self.path())
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("FLIGHTDECK_LOG", "debug,hyper=info,zbus=info")
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("the log, twice"))
            .stderr(log);
        let process = command.spawn().expect("WebKitWebDriver starts; `cargo xtask test` installs it");
        let driver = Driver { process, url: format!("http://127.0.0.1:{port}") };
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(20), "WebKitWebDriver must listen soon after its start");
            std::thread::sleep(Duration::from_millis(20));
        }
        driver
    }
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port on loopback");
    listener.local_addr().expect("its address").port()
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
