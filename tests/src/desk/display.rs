//! The display as a person has it beside the page: windows by their titles, a key, and the cross in a window's corner.
//!
//! No window manager runs on the desk of a test, so what one would send is sent here.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt as _, EventMask, InputFocus, KEY_PRESS_EVENT, KEY_RELEASE_EVENT,
    MapState, Window as Id,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

/// XK_Return.
pub const RETURN: u32 = 0xff0d;
/// XK_Tab.
pub const TAB: u32 = 0xff09;
const NONE: Id = 0;

/// The X display that the tests' windows are on.
pub struct Display {
    server: RustConnection,
    root: Id,
}

impl Display {
    /// The one named in the environment.
    pub fn open() -> Display {
        let (server, screen) = x11rb::connect(None).expect("the desk's display can be reached");
        let root = server.setup().roots[screen].root;
        Display { server, root }
    }

    /// The visible window with this title.
    pub fn shown(&self, title: &str) -> Option<Id> {
        self.find(self.root, title)
    }

    fn find(&self, under: Id, title: &str) -> Option<Id> {
        // A window may vanish between two questions about it.
        let children = self.server.query_tree(under).ok()?.reply().ok()?.children;
        children.into_iter().find_map(|window| {
            let seen = self.server.get_window_attributes(window).ok()?.reply().ok()?.map_state == MapState::VIEWABLE;
            if seen && self.title(window).as_deref() == Some(title) { Some(window) } else { self.find(window, title) }
        })
    }

    fn title(&self, window: Id) -> Option<String> {
        let text = self.server.get_property(false, window, self.atom("_NET_WM_NAME"), AtomEnum::ANY, 0, 1_024);
        String::from_utf8(text.ok()?.reply().ok()?.value).ok()
    }

    /// Asks a window to close, as the cross in its corner does.
    pub fn ask_to_close(&self, window: Id) {
        let message = [self.atom("WM_DELETE_WINDOW"), 0, 0, 0, 0];
        let event = ClientMessageEvent::new(32, window, self.atom("WM_PROTOCOLS"), message);
        self.server.send_event(false, window, EventMask::NO_EVENT, event).expect("a message can be sent");
        self.server.flush().expect("it goes out");
    }

    /// Gives a window the focus.
    pub fn focus(&self, window: Id) {
        self.server.set_input_focus(InputFocus::PARENT, window, 0u32).expect("the focus can be set");
        self.server.flush().expect("it goes out");
    }

    /// Takes the focus from every window, as another application does that is worked in.
    pub fn turn_away(&self) {
        self.server.set_input_focus(InputFocus::NONE, NONE, 0u32).expect("the focus can be taken");
        self.server.flush().expect("it goes out");
    }

    /// Gives a window the focus and presses Return in it.
    pub fn press_return(&self, window: Id) {
        self.press(window, &[RETURN]);
    }

    /// Presses Return in the dialog with this title until it has gone: one that still looks into a folder may let a key pass.
    pub async fn confirm(&self, title: &str) {
        for _ in 0..10 {
            let Some(dialog) = self.shown(title) else { return };
            self.press_return(dialog);
            for _ in 0..20 {
                tokio::time::sleep(Duration::from_millis(100)).await;
                if self.shown(title).is_none() {
                    return;
                }
            }
        }
        self.keep_picture("unanswered");
        panic!("“{title}” does not take its answer: see the picture kept of the display");
    }

    /// Gives a window the focus and presses these keys in it, by their X symbols.
    pub fn press(&self, window: Id, keys: &[u32]) {
        self.server.set_input_focus(InputFocus::PARENT, window, 0u32).expect("the focus can be set");
        for key in keys.iter().map(|symbol| self.key(*symbol)) {
            for event in [KEY_PRESS_EVENT, KEY_RELEASE_EVENT] {
                self.server.xtest_fake_input(event, key, 0, NONE, 0, 0, 0).expect("a key can be pressed");
            }
        }
        self.server.flush().expect("it goes out");
    }

    /// Gives a window the focus and types this in it, as fast as a person: what opens with the first key must be there for the second. Only
    /// what stands on keys without Shift.
    pub async fn write(&self, window: Id, text: &str) {
        for letter in text.chars() {
            assert!(!letter.is_uppercase() && letter.is_ascii(), "{letter:?} of {text} takes more than its key");
            self.press(window, &[u32::from(letter)]);
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    }

    /// A picture of all of it, where a folder for them is named and a program takes one.
    pub fn keep_picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("FLIGHTDECK_TEST_ARTEFACTS").map(PathBuf::from) else { return };
        // It is for people to look at; the test stands without it.
        let _ = std::fs::create_dir_all(&folder);
        std::thread::sleep(Duration::from_millis(300));
        let _ = Command::new("import").args(["-window", "root"]).arg(folder.join(format!("{name}.png"))).status();
    }

    fn key(&self, symbol: u32) -> u8 {
        let (first, last) = (self.server.setup().min_keycode, self.server.setup().max_keycode);
        let keys = self.server.get_keyboard_mapping(first, last - first + 1).expect("there is a keyboard");
        let keys = keys.reply().expect("with keys");
        let at = keys.keysyms.iter().position(|one| *one == symbol).expect("one of which is this");
        first + u8::try_from(at / usize::from(keys.keysyms_per_keycode)).expect("as many keys as a byte counts")
    }

    fn atom(&self, name: &str) -> u32 {
        let atom = self.server.intern_atom(false, name.as_bytes()).expect("a name can be asked for");
        atom.reply().expect("and is answered").atom
    }
}
