//! Code that got into the page, as a package it is built of could: in the real window under its real policy, what it may still do.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use flightdeck_tests::desk::{Home, Role, Window};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Each tries one thing and says in a word what came of it. `HOST` stands for a server of this computer that would answer, and `PLACE` for
/// the same by its name: pages of an address in numbers may be opened by tests.
const TRIED: &str = r#"
const done = arguments[arguments.length - 1];
const outcome = async (attempt) => {
  try { return String((await attempt()) ?? 'nothing'); } catch (error) { return error?.name ?? 'an error'; }
};
const COMMAND = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"visible":true}' };
const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const put = (element) => document.body.appendChild(element);
const frame = async (about) => {
  const one = Object.assign(document.createElement('iframe'), about);
  put(one);
  await later(400);
  return one;
};
const image = (url) => new Promise((resolve) => {
  const one = new Image();
  one.onload = () => resolve('loaded');
  one.onerror = () => resolve('refused');
  one.src = url;
});
const all = {
  'text as markup': () => { document.createElement('div').innerHTML = '<img src=x>'; return 'taken'; },
  'a policy of its own': () => { trustedTypes.createPolicy('mine', { createHTML: (text) => text }); return 'made'; },
  'eval': () => window.eval('"run"'),
  'a function out of text': () => new Function('return "run"')(),
  'a script in the page': async () => {
    const script = document.createElement('script');
    try { script.textContent = 'window.scriptRan = true'; } catch { script.append('window.scriptRan = true'); }
    put(script);
    await later(100);
    return window.scriptRan === true ? 'run' : 'not run';
  },
  'a script of another host': () => new Promise((resolve) => {
    const script = document.createElement('script');
    script.onload = () => resolve('loaded');
    script.onerror = () => resolve('refused');
    try { script.src = 'http://HOST/one.js'; } catch { resolve('refused'); }
    put(script);
  }),
  'a style': () => {
    const style = document.createElement('style');
    style.textContent = 'body { --foreign: 1 }';
    put(style);
    return getComputedStyle(document.body).getPropertyValue('--foreign') === '' ? 'not applied' : 'applied';
  },
  'what every object has': () => { Object.prototype.foreign = 'there'; return {}.foreign ?? 'frozen'; },
  'another host, asked': () => fetch('http://HOST/').then(() => 'answered'),
  'another host, by a socket': () => new Promise((resolve) => {
    const socket = new WebSocket('ws://HOST/');
    socket.onopen = () => resolve('open');
    socket.onerror = () => resolve('refused');
  }),
  'another host, by a picture': () => image('http://HOST/one.png'),
  'another host, by a beacon': () => { navigator.sendBeacon('http://HOST/', 'one'); return 'nothing'; },
  'another host, by events': () => new Promise((resolve) => {
    const events = new EventSource('http://HOST/');
    events.onopen = () => resolve('open');
    events.onerror = () => { events.close(); resolve('refused'); };
  }),
  'another host, fetched ahead': async () => {
    for (const rel of ['prefetch', 'preload', 'preconnect', 'dns-prefetch']) put(Object.assign(document.createElement('link'), { rel, as: 'image', href: 'http://HOST/' }));
    await later(300);
    return 'nothing';
  },
  'another page': async () => { location.href = 'http://PLACE/'; await later(400); return 'stays'; },
  'another page, by a link': async () => {
    put(Object.assign(document.createElement('a'), { href: 'http://PLACE/', ping: 'http://HOST/' })).click();
    await later(400);
    return 'stays';
  },
  'another page, by a refresh': async () => {
    put(Object.assign(document.createElement('meta'), { httpEquiv: 'refresh', content: '0;url=http://PLACE/' }));
    await later(400);
    return 'stays';
  },
  'another window': () => (window.open('tauri://localhost/') === null ? 'none' : 'open'),
  'a worker out of text': () => new Promise((resolve) => {
    const worker = new Worker(URL.createObjectURL(new Blob(['postMessage("run")'])));
    worker.onmessage = (message) => resolve(message.data);
    worker.onerror = () => resolve('refused');
    setTimeout(() => resolve('silent'), 500);
  }),
  'commands in an empty frame': async () => {
    const one = await frame({});
    return one.contentWindow.__TAURI_INTERNALS__ === undefined ? 'none' : 'there';
  },
  'a command, asked as the page asks': () => window.__TAURI_INTERNALS__.invoke('window_visible', { visible: true }).then(() => 'answered'),
  'a command asked past the frame': async () => {
    const one = await frame({});
    const asked = one.contentWindow.fetch('CHANNEL/window_visible', COMMAND);
    return (await asked).ok ? 'answered' : 'refused';
  },
  'a command asked past the page': async () => {
    const asked = fetch('CHANNEL/window_visible', COMMAND);
    return (await asked).ok ? 'answered' : 'refused';
  },
  'the page in a frame': async () => {
    const one = await frame({ src: location.origin + '/index.html' });
    let text = '';
    try { text = one.contentDocument?.body?.innerText ?? ''; } catch { text = ''; }
    return text.trim() === '' ? 'empty' : 'shown';
  },
  'a page in a frame, in words': async () => {
    const one = document.createElement('iframe');
    try { one.srcdoc = '<script>parent.wordsRan = true</scr' + 'ipt>'; } catch { return 'not run'; }
    put(one);
    await later(400);
    return window.wordsRan === true ? 'run' : 'not run';
  },
  'a form': () => {
    const form = Object.assign(document.createElement('form'), { action: 'http://HOST/', method: 'post' });
    put(form).submit();
    return 'nothing';
  },
};
(async () => {
  const found = {};
  for (const [what, attempt] of Object.entries(all)) found[what] = await outcome(attempt);
  await later(300);
  done(found);
})();
"#;

/// Where commands are asked for.
const CHANNEL: &str = if cfg!(windows) { "http://ipc.localhost" } else { "ipc://localhost" };

/// A server that answers anybody. Its address, and who has come, by what they asked first: that nobody was reached is shown only where somebody
/// could be.
async fn host() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let come = Arc::<Mutex<Vec<String>>>::default();
    let all = come.clone();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let all = all.clone();
            tokio::spawn(async move {
                let mut asked = [0; 60];
                let read = tokio::time::timeout(Duration::from_millis(200), client.read(&mut asked)).await;
                let length = read.map_or(0, |read| read.unwrap_or(0));
                all.lock().unwrap().push(String::from_utf8_lossy(&asked[..length]).into_owned());
                let answer =
                    b"HTTP/1.1 200 OK\r\naccess-control-allow-origin: *\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
                let _ = client.write_all(answer).await;
            });
        }
    });
    (address, come)
}

#[tokio::test]
async fn what_gets_into_the_page_runs_nothing_and_reaches_nobody() {
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    let (address, come) = host().await;
    let place = address.replace("127.0.0.1", "localhost");
    let script = TRIED.replace("HOST", &address).replace("PLACE", &place).replace("CHANNEL", CHANNEL);
    let found = window.wait_for_script(&script).await;
    for (what, expected) in [
        ("text as markup", &["TypeError"][..]),
        ("a policy of its own", &["TypeError"]),
        ("eval", &["EvalError", "TypeError"]),
        ("a function out of text", &["EvalError", "TypeError"]),
        ("a script in the page", &["not run"]),
        ("a script of another host", &["refused"]),
        ("a style", &["not applied"]),
        ("what every object has", &["frozen", "TypeError"]),
        ("another host, asked", &["TypeError"]),
        ("another host, by a socket", &["refused", "SecurityError"]),
        ("another host, by a picture", &["refused"]),
        ("another host, by a beacon", &["nothing", "TypeError"]),
        ("another host, by events", &["refused", "SecurityError"]),
        ("another host, fetched ahead", &["nothing"]),
        ("another page", &["stays"]),
        ("another page, by a link", &["stays"]),
        ("another page, by a refresh", &["stays"]),
        ("another window", &["none"]),
        ("a worker out of text", &["refused", "silent", "SecurityError", "TypeError"]),
        ("commands in an empty frame", &["none"]),
        // Else those below would be refused whatever stood against them.
        ("a command, asked as the page asks", &["answered"]),
        ("a command asked past the frame", &["refused", "TypeError"]),
        ("a command asked past the page", &["refused", "TypeError"]),
        ("the page in a frame", &["empty"]),
        ("a page in a frame, in words", &["not run"]),
        ("a form", &["nothing"]),
    ] {
        let came = found[what].as_str().unwrap_or_default();
        assert!(expected.contains(&came), "{what} must come to {expected:?}: {came:?} of {found:#}");
    }
    assert_eq!(found.as_object().map(serde_json::Map::len), Some(26), "each of them was tried: {found:#}");
    // Who only connected is noted once it has asked nothing for a while. Webviews connect ahead of a request whatever the policy says
    // (`preconnect`), and then ask for nothing.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let asked: Vec<String> = come.lock().unwrap().iter().filter(|asked| !asked.is_empty()).cloned().collect();
    assert_eq!(asked, [""; 0], "and nobody was asked for anything: {found:#}");
    window.see(Role::Button, "Connect a fleet").await;
    window.close().await;
}
