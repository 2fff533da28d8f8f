//! A service behind a certificate that no system knows, as a company signs itself.

use std::sync::Arc;

use rcgen::CertifiedKey;
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::PrivateKeyDer;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;

/// Passes on what arrives at a port of its own to a service on this computer. Its address, and its certificate as a file has it.
pub(crate) fn behind_tls(runtime: &Runtime, service: &str) -> (String, String) {
    let service = service.trim_start_matches("http://").trim_end_matches('/').to_owned();
    let CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).expect("a certificate");
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).expect("its key");
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions of TLS")
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .expect("a certificate with its key");
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
    let address = format!("https://{}", listener.local_addr().expect("its address"));
    let acceptor = TlsAcceptor::from(Arc::new(config));
    runtime.spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let (acceptor, service) = (acceptor.clone(), service.clone());
            tokio::spawn(async move {
                // Who does not believe the certificate goes away here.
                let Ok(mut client) = acceptor.accept(client).await else { return };
                let mut service = TcpStream::connect(service).await.expect("the service is there");
                let _ = tokio::io::copy_bidirectional(&mut client, &mut service).await;
            });
        }
    });
    (address, cert.pem())
}
