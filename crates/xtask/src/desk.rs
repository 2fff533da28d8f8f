//! A desk without a screen: a virtual display, a session bus and a keyring of their own, gone when the command ends.

use std::path::Path;
use std::process::Command;

use crate::steps::command;

/// Unlocks an empty keyring on the fresh bus, runs the command, and ends the keyring with it.
const KEYRING: &str = r#"
printf '%s' desk | gnome-keyring-daemon --unlock --components=secrets --foreground >/dev/null 2>&1 &
keyring=$!
trap 'kill $keyring 2>/dev/null; wait $keyring 2>/dev/null' EXIT
"$@"
"#;

/// A reset with the last window would leave the next one without a server for a moment.
const DISPLAY: &str = "-screen 0 1600x1200x24 -noreset";

/// A command that runs `program` on such a desk, with `home` as the whole of its configuration.
pub(crate) fn on_desk(home: &Path, program: &Path) -> Command {
    let mut desk = command("dbus-run-session");
    desk.args(["--", "xvfb-run", "-a", "-s", DISPLAY, "sh", "-c", KEYRING, "desk"]).arg(program);
    for name in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"] {
        desk.env(name, home.join(name.to_lowercase()));
    }
    // WEBKIT_DISABLE_DMABUF_RENDERER must not be set here: page scripts would run and every screenshot hang.
    desk.env("HOME", home)
        .env("LANG", "en_US.UTF-8")
        .env("NO_AT_BRIDGE", "1")
        .env_remove("WEBKIT_DISABLE_DMABUF_RENDERER")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env_remove("WAYLAND_DISPLAY");
    desk
}

/// Whether there is a screen to open a window on.
pub(crate) fn has_screen() -> bool {
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
