//! Servers of TLS whose certificates are made for each test, and everything that ever reached them.

use std::sync::{Arc, Mutex};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{self, ServerConfig};

/// The name that most of these servers have; for this computer it is itself.
pub(crate) const HOST: &str = "localhost";

/// An authority that no system knows.
pub(crate) struct Signer(CertifiedIssuer<'static, KeyPair>);

/// A certificate with its key.
pub(crate) struct Identity {
    pub(crate) chain: Vec<CertificateDer<'static>>,
    pub(crate) key: Vec<u8>,
}

fn called(name: &str) -> DistinguishedName {
    let mut called = DistinguishedName::new();
    called.push(DnType::CommonName, name);
    called.push(DnType::OrganizationName, "Acme");
    called
}

/// What a server's certificate says, that can be made worse.
pub(crate) fn server(host: &str) -> CertificateParams {
    let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
    params.distinguished_name = called(host);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params
}

/// The same, over since long ago.
pub(crate) fn expired(host: &str) -> CertificateParams {
    let mut params = server(host);
    params.not_before = date_time_ymd(2001, 2, 3);
    params.not_after = date_time_ymd(2002, 3, 4);
    params
}

/// The same, for a century that has not begun.
pub(crate) fn not_yet(host: &str) -> CertificateParams {
    let mut params = server(host);
    params.not_before = date_time_ymd(2101, 2, 3);
    params.not_after = date_time_ymd(2102, 3, 4);
    params
}

impl Signer {
    pub(crate) fn new(name: &str) -> Signer {
        Signer::lasting(name, CertificateParams::new(Vec::new()).unwrap())
    }

    /// One whose own certificate has the dates of these.
    pub(crate) fn lasting(name: &str, dates: CertificateParams) -> Signer {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        (params.not_before, params.not_after) = (dates.not_before, dates.not_after);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name = called(name);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        Signer(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// Its certificate as a file has it.
    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    pub(crate) fn signs(&self, params: CertificateParams) -> Identity {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        Identity { chain: vec![certificate.der().clone()], key: key.serialize_der() }
    }
}

/// A certificate that nobody but its own key has signed.
pub(crate) fn self_signed(params: CertificateParams) -> Identity {
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    Identity { chain: vec![certificate.der().clone()], key: key.serialize_der() }
}

/// A server that answers everything with an empty list of deployments.
pub(crate) struct Server {
    pub(crate) port: u16,
    received: Arc<Mutex<Vec<u8>>>,
}

impl Server {
    pub(crate) async fn start(identity: Identity) -> Server {
        Server::answering(identity, super::ground::json(200, r#"{"deployments": []}"#)).await
    }

    pub(crate) async fn answering(identity: Identity, answer: Vec<u8>) -> Server {
        let key = PrivateKeyDer::try_from(identity.key).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(identity.chain, key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let received: Arc<Mutex<Vec<u8>>> = Arc::default();
        let (acceptor, seen) = (TlsAcceptor::from(Arc::new(config)), received.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(acceptor.clone(), stream, seen.clone(), answer.clone()));
            }
        });
        Server { port, received }
    }

    /// Everything that came out of the handshake, as it was before it was encrypted.
    pub(crate) fn received(&self) -> String {
        String::from_utf8_lossy(&self.received.lock().unwrap()).into_owned()
    }
}

async fn serve(acceptor: TlsAcceptor, stream: TcpStream, seen: Arc<Mutex<Vec<u8>>>, answer: Vec<u8>) {
    let Ok(mut stream) = acceptor.accept(stream).await else { return };
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
            break;
        }
    }
    seen.lock().unwrap().extend_from_slice(&request);
    let _ = stream.write_all(&answer).await;
    let _ = stream.shutdown().await;
}
