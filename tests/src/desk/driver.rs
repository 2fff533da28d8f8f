//! The WebDriver of this system's webview, as a process of its own: WebKitGTK's on Linux, WebView2's on Windows.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use thirtyfour::Capabilities;

/// The driver process of one window; ends with it.
pub(super) struct Driver {
    process: Child,
    pub(super) url: String,
}

impl Driver {
    /// Starts it with this environment, in this folder; it hands both on to the application.
    pub(super) fn start(environment: &[(String, String)], folder: &Path, log: &File) -> Driver {
        let port = free_port();
        let mut command = Command::new(system::PROGRAM);
        command
            .arg(format!("--port={port}"))
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("the log, twice"))
            .stderr(log.try_clone().expect("the log, three times"));
        system::prepare(&mut command);
        let process = command.spawn().expect("the driver starts; `cargo xtask test` sees to it");
        let driver = Driver { process, url: format!("http://127.0.0.1:{port}") };
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(20), "{} must listen soon after its start", system::PROGRAM);
            std::thread::sleep(Duration::from_millis(20));
        }
        driver
    }

    /// Whether the application that the driver started still runs.
    pub(super) fn has_company(&self) -> bool {
        system::has_company(self.process.id())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // With all it started: killed alone, the driver would leave the application behind. All may have ended by themselves.
        let _ = system::kill(self.process.id()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        let _ = self.process.wait();
    }
}

/// What to ask of the driver, so that it opens this application.
pub(super) fn capabilities(application: &Path) -> Capabilities {
    let mut capabilities = Capabilities::new();
    let options = json!({ "binary": application, "args": [] });
    capabilities.set(system::OPTIONS, options).expect("capabilities are JSON");
    if cfg!(windows) {
        capabilities.set("browserName", json!("webview2")).expect("capabilities are JSON");
    }
    capabilities
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port on loopback");
    listener.local_addr().expect("its address").port()
}

#[cfg(unix)]
mod system {
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    pub(super) const PROGRAM: &str = "WebKitWebDriver";
    pub(super) const OPTIONS: &str = "webkitgtk:browserOptions";

    pub(super) fn prepare(command: &mut Command) {
        command.arg("--host=127.0.0.1").process_group(0);
    }

    pub(super) fn kill(driver: u32) -> Command {
        let mut kill = Command::new("kill");
        kill.args(["-KILL", "--", &format!("-{driver}")]);
        kill
    }

    pub(super) fn has_company(driver: u32) -> bool {
        let group = Command::new("pgrep").args(["-g", &driver.to_string()]).output();
        group.is_ok_and(|answer| answer.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count() > 1)
    }
}

#[cfg(windows)]
mod system {
    use std::process::Command;

    pub(super) const PROGRAM: &str = "msedgedriver";
    pub(super) const OPTIONS: &str = "ms:edgeOptions";

    pub(super) fn prepare(_: &mut Command) {}

    pub(super) fn kill(driver: u32) -> Command {
        let mut kill = Command::new("taskkill");
        kill.args(["/T", "/F", "/PID", &driver.to_string()]);
        kill
    }

    pub(super) fn has_company(driver: u32) -> bool {
        let ours = format!("ParentProcessId={driver} and Name='flightdeck.exe'");
        let count = format!("@(Get-CimInstance Win32_Process -Filter \"{ours}\").Count");
        let answer = Command::new("powershell").args(["-NoProfile", "-Command", &count]).output();
        answer.is_ok_and(|answer| !matches!(answer.stdout.trim_ascii(), b"0" | b""))
    }
}
