//! Code that got into the page, as a package it is built of could: in the real window under its real policy, what it may still do.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use flightdeck_tests::desk::{Home, Role, Window};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

/// Each tries one thing and says in a word what came of it. `HOST` stands for a server of this computer that would answer.
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

/// A server that answers anybody. Its address, and how many have come: that nobody was reached is shown only where somebody could be.
async fn host() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let come = Arc::<AtomicUsize>::default();
    let count = come.clone();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::Relaxed);
            let answer =
                b"HTTP/1.1 200 OK\r\naccess-control-allow-origin: *\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            let _ = client.write_all(answer).await;
        }
    });
    (address, come)
}

#[tokio::test]
async fn what_gets_into_the_page_runs_nothing_and_reaches_nobody() {
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    let (address, come) = host().await;
    let found = window.wait_for_script(&TRIED.replace("HOST", &address).replace("CHANNEL", CHANNEL)).await;
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
    assert_eq!(found.as_object().map(serde_json::Map::len), Some(20), "each of them was tried: {found:#}");
    assert_eq!(come.load(Ordering::Relaxed), 0, "and nobody was reached: {found:#}");
    window.see(Role::Button, "Connect a fleet").await;
    window.close().await;
}
