//! Proxies that the environment names: what they see, and what is told of them. Each case is a process of its own, since what a
//! process finds in its environment it cannot change.

use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use connect_api::{Authority, BaseUrl, Client, ClientConfig, Limits, Token};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use crate::ground::{Hostile, TOKEN, json, patient};
use crate::tls::{Server, Signer, server};

/// A name that no system knows: only through a proxy that knows it is it to be reached.
const HOST: &str = "connect.acme.test";
const USER: &str = "proxy-user";
const PASSWORD: &str = "s3cret-of-the-proxy";
/// The two together, as a proxy is told them.
const BASIC: &str = "cHJveHktdXNlcjpzM2NyZXQtb2YtdGhlLXByb3h5";

/// A proxy that leads every name to one port, and writes down all that comes out of the client.
struct Proxy {
    port: u16,
    seen: Arc<Mutex<Vec<u8>>>,
}

impl Proxy {
    async fn to(port: u16) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Proxy { port: listener.local_addr().unwrap().port(), seen: Arc::default() };
        let seen = proxy.seen.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(lead(client, port, seen.clone()));
            }
        });
        proxy
    }

    fn seen(&self) -> String {
        String::from_utf8_lossy(&self.seen.lock().unwrap()).into_owned()
    }

    fn with(&self, credentials: &str) -> String {
        format!("http://{credentials}127.0.0.1:{}", self.port)
    }
}

async fn lead(mut client: TcpStream, port: u16, seen: Arc<Mutex<Vec<u8>>>) {
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        if client.read_buf(&mut head).await.unwrap_or(0) == 0 {
            break;
        }
    }
    seen.lock().unwrap().extend_from_slice(&head);
    let head = String::from_utf8_lossy(&head).into_owned();
    if !head.to_ascii_lowercase().contains(&format!("proxy-authorization: basic {}", BASIC.to_ascii_lowercase())) {
        let _ = client.write_all(b"HTTP/1.1 407 Who are you\r\ncontent-length: 0\r\n\r\n").await;
        return;
    }
    let _ = client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
    let mut server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    // What goes through is written down on its way, by a pipe of two ends.
    let (mut near, mut far) = tokio::io::duplex(1 << 16);
    let copied = seen.clone();
    tokio::spawn(async move {
        let _ = copy_bidirectional(&mut client, &mut near).await;
    });
    let mut chunk = vec![0; 1 << 14];
    let mut answer = vec![0; 1 << 14];
    loop {
        tokio::select! {
            read = far.read(&mut chunk) => match read {
                Ok(count) if count > 0 => {
                    copied.lock().unwrap().extend_from_slice(&chunk[..count]);
                    let _ = server.write_all(&chunk[..count]).await;
                }
                _ => return,
            },
            read = server.read(&mut answer) => match read {
                Ok(count) if count > 0 => { let _ = far.write_all(&answer[..count]).await; }
                _ => return,
            },
        }
    }
}

/// Starts this program again, with nothing of proxies in its environment but these; tells all that it says.
async fn asks(url: &str, trusted: &Signer, environment: &[(&str, String)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_ascii_lowercase());
    }
    command
        .args(["--exact", "proxies::asks_as_its_environment_says", "--ignored", "--nocapture", "--test-threads=1"])
        .env("FLIGHTDECK_TEST_URL", url)
        .env("FLIGHTDECK_TEST_TRUSTED", trusted.pem())
        .envs(environment.iter().map(|(name, value)| (*name, value.as_str())))
        .stdin(Stdio::null());
    // It ends by itself: every wait of a client has a limit.
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("outcome:"), "the process asked: {said}");
    assert!(said.contains("TRACE") || said.contains("DEBUG"), "and told all that its libraries tell: {said}");
    for secret in [TOKEN, PASSWORD, BASIC] {
        assert!(!said.contains(secret), "neither error nor log may tell {secret}: {said}");
    }
    said
}

fn outcome(said: &str) -> &str {
    said.split("outcome:").nth(1).and_then(|rest| rest.lines().next()).unwrap_or_default()
}

#[tokio::test]
#[ignore = "the process that the tests beside it start"]
async fn asks_as_its_environment_says() {
    tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false).init();
    let var = |name| std::env::var(name).unwrap();
    let client = Client::new(ClientConfig {
        base_url: BaseUrl::parse(&var("FLIGHTDECK_TEST_URL")).unwrap(),
        fleet_key: "fleet".to_owned(),
        token: Token::new(TOKEN.to_owned()).unwrap(),
        authorities: Authority::read(var("FLIGHTDECK_TEST_TRUSTED").as_bytes()).unwrap(),
        limits: Limits { retries: 0, ..patient() },
    })
    .unwrap();
    match client.deployments_page(None, 1).await {
        Ok(page) => println!("outcome: {} deployments", page.deployments.len()),
        Err(error) => println!("outcome: {error} / {error:?}"),
    }
}

#[tokio::test]
async fn a_proxy_sees_the_name_of_the_service_and_nothing_that_is_sent_there() {
    let acme = Signer::new("Acme Root");
    let service = Server::start(acme.signs(server(HOST))).await;
    let proxy = Proxy::to(service.port).await;
    let url = format!("https://{HOST}");
    let named = proxy.with(&format!("{USER}:{PASSWORD}@"));
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
        let said = asks(&url, &acme, &[(variable, named.clone())]).await;
        assert_eq!(outcome(&said).trim(), "0 deployments", "{variable} is heeded");
    }
    let seen = proxy.seen();
    assert_eq!(seen.matches(&format!("CONNECT {HOST}:443 ")).count(), 3, "it is told where to lead: {seen}");
    assert!(
        !seen.contains(TOKEN) && !seen.contains("/api/v2"),
        "what is asked there, and with what, is encrypted: {seen}"
    );
    assert!(service.received().contains(TOKEN), "the service got the token");
    assert!(!service.received().contains(BASIC), "and nothing that was the proxy's");
}

#[tokio::test]
async fn a_proxy_that_refuses_or_lies_gets_no_token() {
    let (acme, stranger) = (Signer::new("Acme Root"), Signer::new("Stranger"));
    let url = format!("https://{HOST}");
    let lying = Server::start(stranger.signs(server(HOST))).await;
    let proxy = Proxy::to(lying.port).await;
    let said = asks(&url, &acme, &[("HTTPS_PROXY", proxy.with(&format!("{USER}:{PASSWORD}@")))]).await;
    assert!(outcome(&said).contains("UnknownIssuer"), "one that opens the encryption is no service: {said}");
    let wrong = asks(&url, &acme, &[("HTTPS_PROXY", proxy.with("other:words@"))]).await;
    assert!(outcome(&wrong).contains("NotSent"), "one that wants other credentials leads nowhere: {wrong}");
    assert!(!outcome(&wrong).contains("words"), "and those that it was given are told nobody: {wrong}");
    let unknown = format!("socks5://{USER}:{PASSWORD}@127.0.0.1:{}", proxy.port);
    let socks = asks(&url, &acme, &[("ALL_PROXY", unknown)]).await;
    assert!(outcome(&socks).contains("NotSent"), "one of a kind that is not known is not passed by: {socks}");
    assert_eq!(lying.received(), "", "nothing came out of a handshake");
    assert!(!proxy.seen().contains(TOKEN), "nor before one");
}

#[tokio::test]
async fn who_is_to_be_reached_without_a_proxy_is() {
    let acme = Signer::new("Acme Root");
    let here = Hostile::answering(json(200, r#"{"deployments": []}"#)).await;
    let proxy = Proxy::to(1).await;
    let named = proxy.with(&format!("{USER}:{PASSWORD}@"));
    let all = |no: &str| {
        let named = |name| (name, named.clone());
        [
            named("HTTP_PROXY"),
            named("http_proxy"),
            named("HTTPS_PROXY"),
            named("ALL_PROXY"),
            ("NO_PROXY", no.to_owned()),
        ]
    };
    let said = asks(&here.url, &acme, &all("")).await;
    assert_eq!(
        outcome(&said).trim(),
        "0 deployments",
        "this computer is asked by itself: the token is in the clear there"
    );
    let said = asks(&format!("https://{HOST}"), &acme, &all(HOST)).await;
    assert!(outcome(&said).contains("NotSent"), "the name is asked of the system, which does not know it: {said}");
    assert_eq!(proxy.seen(), "", "the proxy heard of neither");
}
