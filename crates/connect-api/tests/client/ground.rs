//! What the tests against fake services share: short limits, a client, and a server that misbehaves byte by byte.

use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use connect_api::{BaseUrl, Client, ClientConfig, DeployRequest, DeploymentConfiguration, DeviceFilter, Limits, Token};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Looks like nothing that redaction knows by shape.
pub(crate) const TOKEN: &str = "t0ken-of-the-test";

/// Limits short enough to be waited for. No retries: a test that wants them says so.
pub(crate) fn quick() -> Limits {
    Limits {
        connect: Duration::from_secs(2),
        read: Duration::from_millis(400),
        total: Duration::from_millis(1200),
        max_body: 4 << 20,
        max_small_body: 256 << 10,
        per_second: 100_000,
        burst: 100_000,
        retries: 0,
        max_retry_after: Duration::from_millis(100),
    }
}

/// Limits for tests where time is not the point: a slow machine must not fail them.
pub(crate) fn patient() -> Limits {
    Limits { read: Duration::from_secs(20), total: Duration::from_secs(40), ..quick() }
}

pub(crate) fn client_with(url: &str, limits: Limits) -> Client {
    let base_url = BaseUrl::parse(url).unwrap();
    let token = Token::new(TOKEN.to_owned()).unwrap();
    let authorities = Vec::new();
    Client::new(ClientConfig { base_url, fleet_key: "fleet".to_owned(), token, authorities, limits }).unwrap()
}

pub(crate) fn client(url: &str) -> Client {
    client_with(url, patient())
}

pub(crate) fn request() -> DeployRequest {
    DeployRequest {
        device_filter: DeviceFilter::default(),
        deployment_configuration: DeploymentConfiguration { flow_uuid: "f-1".into(), ..Default::default() },
    }
}

/// A server on a random port that answers with raw bytes.
pub(crate) struct Hostile {
    pub(crate) url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Hostile {
    /// Reads each request whole, remembers it, and lets `serve` do what it likes with the connection, which closes after.
    pub(crate) async fn start<F, Fut>(serve: F) -> Hostile
    where
        F: Fn(TcpStream) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests: Arc<Mutex<Vec<String>>> = Arc::default();
        let seen = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let request = read_request(&mut stream).await;
                seen.lock().unwrap().push(request);
                tokio::spawn(serve(stream));
            }
        });
        Hostile { url, requests }
    }

    /// Answers every request with these bytes and closes the connection.
    pub(crate) async fn answering(bytes: impl Into<Vec<u8>>) -> Hostile {
        let bytes: Arc<[u8]> = bytes.into().into();
        Hostile::start(move |mut stream| {
            let bytes = Arc::clone(&bytes);
            async move {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
            }
        })
        .await
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// The request with its body, or whatever came before the connection closed.
async fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return text;
            }
        }
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return String::from_utf8_lossy(&bytes).into_owned();
        }
    }
}

/// A JSON reply with its length.
pub(crate) fn json(status: u16, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len())
        .into_bytes()
}
