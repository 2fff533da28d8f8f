//! A panel on the desk's session bus that shows a tray, as far as an application can tell: it takes items, and names those that came.

use std::sync::{Arc, Mutex};

use zbus::{Connection, connection, interface};

const NAME: &str = "org.kde.StatusNotifierWatcher";
const PATH: &str = "/StatusNotifierWatcher";

/// The panel. Gone with it.
pub struct Panel {
    _connection: Connection,
    items: Arc<Mutex<Vec<String>>>,
}

impl Panel {
    /// Serves on the session bus that the environment names.
    pub async fn serve() -> Panel {
        let items: Arc<Mutex<Vec<String>>> = Arc::default();
        let connection = connection::Builder::session()
            .and_then(|builder| builder.name(NAME))
            .and_then(|builder| builder.serve_at(PATH, Watcher { items: items.clone() }))
            .expect("a panel can be put together");
        let connection = connection.build().await.expect("no other panel is on the desk's bus");
        Panel { _connection: connection, items }
    }

    /// The items that came.
    pub fn items(&self) -> Vec<String> {
        self.items.lock().expect("nobody failed while registering").clone()
    }
}

/// Whether an application here can draw into a tray at all: on Linux that is a library of its own.
pub fn can_draw_a_tray() -> bool {
    let known = std::process::Command::new("ldconfig").arg("-p").output();
    let paths = std::env::var("LD_LIBRARY_PATH").unwrap_or_default();
    let named = |folder: &str| std::path::Path::new(folder).join("libayatana-appindicator3.so.1").exists();
    known.is_ok_and(|known| String::from_utf8_lossy(&known.stdout).contains("libayatana-appindicator3.so.1"))
        || paths.split(':').filter(|folder| !folder.is_empty()).any(named)
}

struct Watcher {
    items: Arc<Mutex<Vec<String>>>,
}

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: String) {
        self.items.lock().expect("nobody failed while registering").push(service);
    }

    fn register_status_notifier_host(&self, _service: String) {}

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.items()
    }
}

impl Watcher {
    fn items(&self) -> Vec<String> {
        self.items.lock().expect("nobody failed while registering").clone()
    }
}
