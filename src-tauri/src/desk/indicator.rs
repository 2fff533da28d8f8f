//! Whether Linux has a tray: the library that draws into it, which is not part of every system, and somebody who shows it.

use std::panic;
use std::time::Duration;

use gtk::gio;
use gtk::glib::prelude::ToVariant;
use gtk::glib::{Variant, VariantTy};

/// Who shows the items of a tray, on the session bus.
const WATCHER: &str = "org.kde.StatusNotifierWatcher";
/// The bus answers at once, or is not there.
const PATIENCE: Duration = Duration::from_millis(500);

/// Whether the library is there. It is opened when it is first used, and missing is a panic there: found out beforehand, and without a word.
pub(super) fn is_installed() -> bool {
    let loud = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let found = panic::catch_unwind(|| {
        let _opened = &*libappindicator_sys::LIB;
    })
    .is_ok();
    panic::set_hook(loud);
    found
}

/// Whether anybody shows a tray now.
pub(super) fn is_shown() -> bool {
    asked().unwrap_or(false)
}

fn asked() -> Option<bool> {
    let bus = gio::bus_get_sync(gio::BusType::Session, gio::Cancellable::NONE).ok()?;
    let answer = bus.call_sync(
        Some("org.freedesktop.DBus"),
        "/org/freedesktop/DBus",
        "org.freedesktop.DBus",
        "NameHasOwner",
        Some(&Variant::tuple_from_iter([WATCHER.to_variant()])),
        Some(VariantTy::new("(b)").ok()?),
        gio::DBusCallFlags::NONE,
        i32::try_from(PATIENCE.as_millis()).ok()?,
        gio::Cancellable::NONE,
    );
    answer.ok()?.child_value(0).get()
}
