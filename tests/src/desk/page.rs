//! One open window: finding by role and name, acting, waiting, looking.

use std::ops::Deref;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::error::WebDriverResult;
use thirtyfour::{Key, WebDriver, WebElement};

use super::driver::{Driver, capabilities};
use super::home::Home;

const FIND: &str = include_str!("find.js");
const PATIENCE: Duration = Duration::from_secs(20);
/// The name of what has the focus.
const FOCUSED: &str = "const one = document.activeElement;
return one === null ? '' : one.getAttribute('aria-label') || [...(one.labels ?? [])].map((label) => label.textContent).join(' ') || one.textContent";

/// What an element is to a person.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the words are ARIA's own")]
pub enum Role {
    Button,
    Link,
    Textbox,
    Combobox,
    Option,
    Radio,
    Checkbox,
    Heading,
    Dialog,
    Row,
    Tab,
    Menuitem,
    Alert,
    Status,
    Region,
    Img,
}

/// The application's window.
pub struct Window {
    // Before `web`: a failed test ends the application first.
    driver: Driver,
    pub(super) web: Session,
}

/// The session with the driver. What a failed test drops is not asked to end: the driver may be busy or gone, and it would wait minutes for
/// the answer.
pub(super) struct Session(WebDriver);

impl Deref for Session {
    type Target = WebDriver;

    fn deref(&self) -> &WebDriver {
        &self.0
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Where it was ended in order, there is nothing left to do.
        let _ = self.0.clone().leak();
    }
}

impl Window {
    /// Starts the application in this home and waits for its first heading.
    pub async fn open(home: &mut Home) -> Window {
        let driver = home.driver();
        let web = WebDriver::new(&driver.url, capabilities(&super::application()))
            .await
            .expect("the application's window opens under WebDriver");
        let window = Window { driver, web: Session(web) };
        window.size(1280, 800).await;
        window.see(Role::Heading, "").await;
        window
    }

    /// Closes the window as its user would.
    pub async fn close(self) {
        let Window { driver, web } = self;
        web.0.clone().quit().await.expect("the session ends");
        // Still alive, it would be shown instead of the next window: the application runs once in a session.
        ended(&driver, PATIENCE, "the application ends with its window").await;
    }

    /// Waits until the application has closed its window itself, and ended.
    pub async fn closes_by_itself(self, patience: Duration) {
        let Window { driver, web } = self;
        ended(&driver, patience, "the application closes by itself").await;
        drop(web);
    }

    /// Whether the application still runs.
    pub fn is_open(&self) -> bool {
        self.driver.has_company()
    }

    /// Resizes the window, in CSS pixels.
    pub async fn size(&self, width: u32, height: u32) {
        self.web.set_window_rect(0, 0, width, height).await.expect("the window can be resized");
    }

    /// Loads the page again, as a user may.
    pub async fn reload(&self) {
        self.web.refresh().await.expect("the page loads again");
        self.see(Role::Heading, "").await;
    }

    /// All visible elements of this role whose name contains `name`.
    pub async fn all(&self, role: Role, name: &str) -> Vec<WebElement> {
        self.find(role, name, false).await
    }

    async fn find(&self, role: Role, name: &str, exact: bool) -> Vec<WebElement> {
        let role = format!("{role:?}").to_lowercase();
        match self.web.execute(FIND, vec![json!(role), json!(name), json!(exact)]).await {
            Ok(found) => found.elements().unwrap_or_default(),
            // Between two pages there is no document to look at.
            Err(_) => Vec::new(),
        }
    }

    /// Waits for an element of this role whose name contains `name`.
    pub async fn see(&self, role: Role, name: &str) -> WebElement {
        self.see_within(role, name, PATIENCE).await
    }

    /// The same, as long as `patience`.
    pub async fn see_within(&self, role: Role, name: &str, patience: Duration) -> WebElement {
        let begun = Instant::now();
        loop {
            if let Some(element) = self.all(role, name).await.into_iter().next() {
                return element;
            }
            if begun.elapsed() > patience {
                self.keep_picture(&format!("missing-{role:?}-{name}")).await;
                panic!("no {role:?} named “{name}” within {patience:?}. On the page:\n{}", self.text().await);
            }
            tokio::time::sleep(Duration::from_millis(60)).await;
        }
    }

    /// Waits until there is none.
    pub async fn gone(&self, role: Role, name: &str) {
        self.until(&format!("{role:?} “{name}” goes away"), PATIENCE, async || {
            self.all(role, name).await.is_empty()
        })
        .await;
    }

    /// Waits until the page's text contains this.
    pub async fn read(&self, text: &str) {
        self.read_within(text, PATIENCE).await;
    }

    /// The same, as long as `patience`.
    pub async fn read_within(&self, text: &str, patience: Duration) {
        self.until(&format!("the page says “{text}”"), patience, async || self.text().await.contains(text)).await;
    }

    /// Waits for anything that can be asked again.
    pub async fn until(&self, what: &str, patience: Duration, holds: impl AsyncFn() -> bool) {
        let begun = Instant::now();
        while !holds().await {
            if begun.elapsed() > patience {
                self.keep_picture(what).await;
                panic!("waited {patience:?} until {what}. On the page:\n{}", self.text().await);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Clicks it.
    pub async fn click(&self, role: Role, name: &str) {
        let begun = Instant::now();
        loop {
            // The page may draw itself anew between the look and the click; then the click is tried on the new one.
            let element = self.see(role, name).await;
            // A person waits for a greyed button, too.
            let outcome = match element.is_enabled().await {
                Ok(true) => click_at_rest(&element).await.map_err(|failure| failure.to_string()),
                Ok(false) => Err("it is disabled".to_owned()),
                Err(failure) => Err(failure.to_string()),
            };
            let Err(failure) = outcome else { return };
            if begun.elapsed() > PATIENCE {
                self.keep_picture(&format!("unclickable-{role:?}-{name}")).await;
                panic!("{role:?} “{name}” cannot be clicked: {failure}. On the page:\n{}", self.text().await);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Replaces what is typed in a field.
    pub async fn fill(&self, name: &str, text: &str) {
        let field = self.see(Role::Textbox, name).await;
        field.click().await.expect("a field can be focused");
        // In an empty field of chosen values Backspace would remove the last of them.
        if !field.prop("value").await.expect("a field has a value").unwrap_or_default().is_empty() {
            field.send_keys(Key::Control + "a").await.expect("its text can be selected");
            field.send_keys(Key::Backspace).await.expect("its text can be removed");
        }
        // The driver takes no empty text.
        if !text.is_empty() {
            field.send_keys(text).await.expect("it can be typed into");
        }
    }

    /// What stands in a field.
    pub async fn value(&self, name: &str) -> String {
        let field = self.see(Role::Textbox, name).await;
        field.prop("value").await.expect("a field has a value").unwrap_or_default()
    }

    /// Presses a key where the focus is.
    pub async fn press(&self, keys: impl Into<thirtyfour::TypingData>) {
        let active = self.web.active_element().await.expect("something has the focus");
        active.send_keys(keys).await.expect("keys can be pressed");
    }

    /// Goes on from control to control by the Tab key until one is reached whose name contains `name`.
    pub async fn tab_to(&self, name: &str) {
        let mut passed = Vec::new();
        while passed.len() < 80 {
            self.press(Key::Tab + "").await;
            let reached = self.script(FOCUSED).await.as_str().unwrap_or_default().to_owned();
            if reached.contains(name) {
                return;
            }
            passed.push(reached);
        }
        self.keep_picture(&format!("unreached-{name}")).await;
        panic!("“{name}” must be reached by Tab; it came by {passed:?}");
    }

    /// Moves the pointer over an element, to a point of it in CSS pixels.
    pub async fn point_at(&self, selector: &str, x: f64, y: f64) {
        let script = format!(
            "const box = document.querySelector({selector:?}).getBoundingClientRect(); return [box.left, box.top];"
        );
        let corner = self.script(&script).await;
        let at =
            |index: usize, by: f64| corner.get(index).and_then(Value::as_f64).map(|from| (from + by).round() as i64);
        let (Some(x), Some(y)) = (at(0, x), at(1, y)) else { panic!("{selector} must be on the page") };
        self.web.action_chain().move_to(x, y).perform().await.expect("the pointer can be moved");
    }

    /// Presses the button of the pointer where it is.
    pub async fn click_there(&self) {
        self.web.action_chain().click().perform().await.expect("the pointer can press");
    }

    /// Chooses an option of a native select.
    pub async fn choose(&self, name: &str, option: &str) {
        let select = self.see(Role::Combobox, name).await;
        let script = "const [select, words] = arguments;
            const option = [...select.options].find((one) => one.textContent.trim() === words);
            if (!option) return [...select.options].map((one) => one.textContent.trim());
            select.value = option.value;
            select.dispatchEvent(new Event('input', { bubbles: true }));
            select.dispatchEvent(new Event('change', { bubbles: true }));
            return null;";
        let outcome = self.web.execute(script, vec![select.to_json().expect("an element"), json!(option)]).await;
        let outcome = outcome.expect("the script runs").json().clone();
        assert_eq!(outcome, Value::Null, "“{name}” must offer “{option}”");
    }

    /// All text on the page.
    pub async fn text(&self) -> String {
        self.script("return document.body.innerText").await.as_str().unwrap_or_default().to_owned()
    }

    /// Runs a script of the test's own.
    pub async fn script(&self, script: &str) -> Value {
        self.ask(script, Vec::new()).await
    }

    /// The same with arguments.
    pub async fn ask(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.web.execute(script, arguments).await.map(|answer| answer.json().clone()).unwrap_or(Value::Null)
    }

    /// The texts that a script answers with.
    pub async fn texts(&self, script: &str) -> Vec<String> {
        let found = self.script(script).await;
        found.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
    }

    /// Runs a script that calls its last argument when it is done, and tells what it was called with.
    pub async fn wait_for_script(&self, script: &str) -> Value {
        self.web.execute_async(script, Vec::new()).await.map(|answer| answer.json().clone()).unwrap_or(Value::Null)
    }

    /// Everything the page holds that a script can reach: its document, the fields' values, its storage.
    pub async fn everything(&self) -> String {
        let script = "return document.documentElement.outerHTML
            + [...document.querySelectorAll('input, textarea, select')].map((field) => field.value).join('\\n')
            + JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }) + document.cookie + location.href
            + JSON.stringify(history.state)";
        self.script(script).await.to_string()
    }

    /// Takes a picture of the window, once everything asked for is drawn and still.
    pub async fn picture(&self, path: &std::path::Path) {
        self.drawn().await;
        self.stir().await;
        self.web.screenshot(path).await.expect("a picture of the window");
    }

    /// Waits until everything asked for is drawn and still.
    pub(super) async fn drawn(&self) {
        let drawn = "const done = arguments[arguments.length - 1];
            const still = () => document.getAnimations().every((one) => one.playState !== 'running' || one.effect.getTiming().iterations === Infinity);
            const look = (left) => (left === 0 || still()) ? requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(null), 120))) : setTimeout(() => look(left - 1), 50);
            document.fonts.ready.then(() => look(40));";
        self.web.execute_async(drawn, Vec::new()).await.expect("the page draws");
    }

    /// Painted straight, a window that stands still draws nothing that the driver could take: a pixel changes until it has.
    pub(super) async fn stir(&self) {
        let stir = "const pixel = document.createElement('i');
            pixel.style.cssText = 'position: fixed; inset: 0 auto auto 0; width: 1px; height: 1px; background: #808080';
            (document.querySelector('dialog[open]') ?? document.body).append(pixel);
            let turns = 0;
            const stirring = setInterval(() => {
                pixel.style.opacity = turns++ % 2 ? '0.02' : '0.01';
                if (turns > 100) { clearInterval(stirring); pixel.remove(); }
            }, 20);";
        self.script(stir).await;
    }

    async fn keep_picture(&self, what: &str) {
        let Some(folder) = std::env::var_os("FLIGHTDECK_TEST_ARTEFACTS").map(PathBuf::from) else { return };
        let name: String =
            what.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' }).take(60).collect();
        // A picture of a failure is welcome and must not become another failure.
        let _ = std::fs::create_dir_all(&folder);
        let picture = folder.join(format!("{name}.png"));
        let _ = tokio::time::timeout(PATIENCE, self.web.screenshot(&picture)).await;
    }
}

async fn ended(driver: &Driver, patience: Duration, why: &str) {
    let begun = Instant::now();
    while driver.has_company() {
        assert!(begun.elapsed() < patience, "{why}, within {patience:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Clicks an element once it stands still: the driver points at the place where it was, and what comes in meanwhile may move it.
async fn click_at_rest(element: &WebElement) -> WebDriverResult<()> {
    let place = async || element.rect().await.map(|at| (at.x, at.y, at.width, at.height));
    let mut before = place().await?;
    loop {
        tokio::time::sleep(Duration::from_millis(40)).await;
        let now = place().await?;
        if now == before {
            return element.click().await;
        }
        before = now;
    }
}
