//! A notification server on the desk's session bus, as a desktop has one: it writes down what it is told, and what a test chooses is chosen.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use zbus::object_server::SignalEmitter;
use zbus::zvariant::OwnedValue;
use zbus::{Connection, connection, interface};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// What was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its number.
    pub id: u32,
    /// Its first line.
    pub title: String,
    /// The rest.
    pub body: String,
    /// What can be chosen, each by its name and its words.
    pub actions: Vec<String>,
}

/// The server. Gone with it.
pub struct Notices {
    connection: Connection,
    told: Arc<Mutex<Vec<Told>>>,
}

impl Notices {
    /// Serves on the session bus that the environment names.
    pub async fn serve() -> Notices {
        let told: Arc<Mutex<Vec<Told>>> = Arc::default();
        let server = Server { told: told.clone() };
        let connection = connection::Builder::session()
            .and_then(|builder| builder.name(NAME))
            .and_then(|builder| builder.serve_at(PATH, server))
            .expect("a server can be put together");
        let connection = connection.build().await.expect("no other server is on the desk's bus");
        Notices { connection, told }
    }

    /// All that was told, oldest first.
    pub fn told(&self) -> Vec<Told> {
        self.told.lock().expect("nobody failed while telling").clone()
    }

    /// Clicks on a notification.
    pub async fn choose(&self, id: u32) {
        let server = self.connection.object_server().interface::<_, Server>(PATH).await.expect("it is served");
        Server::action_invoked(server.signal_emitter(), id, "default").await.expect("the click is told");
        Server::notification_closed(server.signal_emitter(), id, 2).await.expect("and that it is gone");
    }
}

struct Server {
    told: Arc<Mutex<Vec<Told>>>,
}

#[interface(name = "org.freedesktop.Notifications")]
impl Server {
    #[allow(clippy::too_many_arguments, reason = "the interface is the desktop's")]
    fn notify(
        &self,
        _application: String,
        _replaces: u32,
        _icon: String,
        summary: String,
        body: String,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        let mut told = self.told.lock().expect("nobody failed while telling");
        let id = u32::try_from(told.len()).expect("few are told") + 1;
        told.push(Told { id, title: summary, body, actions });
        id
    }

    fn close_notification(&self, _id: u32) {}

    fn get_capabilities(&self) -> Vec<String> {
        ["actions", "body"].map(str::to_owned).into()
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ("desk".to_owned(), "flightdeck".to_owned(), "1".to_owned(), "1.2".to_owned())
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn notification_closed(emitter: &SignalEmitter<'_>, id: u32, reason: u32) -> zbus::Result<()>;
}
