//! Who proves to be the service, and who does not: over real connections, with certificates made for the purpose.

use connect_api::{Authority, AuthorityError, BaseUrl, Client, ClientConfig, Distrust, Error, NotApi, NotSent, Token};
use rcgen::{CertificateParams, KeyPair};

use crate::ground::{TOKEN, patient, request};
use crate::tls::{HOST, Identity, Server, Signer, expired, not_yet, self_signed, server};

fn client(url: &str, authorities: Vec<Authority>) -> Client {
    let (base_url, token) = (BaseUrl::parse(url).unwrap(), Token::new(TOKEN.to_owned()).unwrap());
    let config = ClientConfig { base_url, fleet_key: "fleet".to_owned(), token, authorities, limits: patient() };
    Client::new(config).unwrap()
}

fn at(server: &Server) -> String {
    format!("https://{HOST}:{}", server.port)
}

fn why(error: &Error) -> Option<Distrust> {
    match error {
        Error::NotSent { reason: NotSent::Untrusted(why), .. } => Some(*why),
        _ => None,
    }
}

/// Asks, and launches; answers why nobody was believed, with the detail.
async fn refused(server: &Server, authorities: Vec<Authority>) -> (Distrust, String) {
    let client = client(&at(server), authorities);
    let (read, launch) = (client.deployments_page(None, 1).await, client.create_deployment(&request()).await);
    let (read, launch) = (read.unwrap_err(), launch.unwrap_err());
    assert!(!launch.may_have_been_sent(), "whoever did not prove who it is was told nothing: {launch:?}");
    assert!(!read.is_retryable(), "a certificate does not mend itself: {read:?}");
    assert_eq!(why(&read), why(&launch), "a launch is refused as a read is");
    assert_eq!(server.received(), "", "not a byte may reach somebody who is not believed, and the token least of all");
    let Error::NotSent { detail, .. } = &read else { panic!("{read:?}") };
    (why(&read).unwrap_or_else(|| panic!("it was refused for another reason: {read:?}")), detail.clone())
}

#[tokio::test]
async fn a_certificate_of_a_private_authority_is_believed_where_it_was_added_and_nowhere_else() {
    let (acme, other) = (Signer::new("Acme Root"), Signer::new("Other Root"));
    let server = Server::start(acme.signs(server(HOST))).await;
    assert_eq!(refused(&server, Vec::new()).await.0, Distrust::UnknownIssuer, "no system knows this authority");
    let others = Authority::read(other.pem().as_bytes()).unwrap();
    assert_eq!(refused(&server, others.clone()).await.0, Distrust::UnknownIssuer, "another's says nothing of it");

    let both = [Authority::read(acme.pem().as_bytes()).unwrap(), others].concat();
    client(&at(&server), both).deployments_page(None, 1).await.expect("who was added is believed");
    assert!(server.received().contains(TOKEN), "and gets the token, inside the encryption");
    let without = client(&at(&server), Vec::new()).deployments_page(None, 1).await.unwrap_err();
    assert_eq!(why(&without), Some(Distrust::UnknownIssuer), "a connection beside it trusts nobody more than before");
}

#[tokio::test]
async fn an_added_authority_takes_no_check_away() {
    let acme = Signer::new("Acme Root");
    let trusted = || Authority::read(acme.pem().as_bytes()).unwrap();
    let of = |params: CertificateParams| acme.signs(params);
    let client_only = {
        let mut params = server(HOST);
        params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ClientAuth];
        params
    };
    let odd = |identity: Identity, flip: usize| {
        let mut der = identity.chain[0].to_vec();
        let at = der.len() - flip;
        der[at] ^= 0x55;
        Identity { chain: vec![der.into()], ..identity }
    };
    // ECDSA with SHA-256, as its number stands in a certificate, and the same with SHA-224, which nobody accepts any more.
    let weak = |identity: Identity| {
        const STRONG: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
        let mut der = identity.chain[0].to_vec();
        let places: Vec<usize> = (0..der.len() - STRONG.len()).filter(|at| der[*at..].starts_with(STRONG)).collect();
        assert_eq!(places.len(), 2, "the algorithm is named twice, or this test changes something else");
        places.iter().for_each(|at| der[at + STRONG.len() - 1] = 0x01);
        Identity { chain: vec![der.into()], ..identity }
    };
    for (identity, expected, told) in [
        (of(expired(HOST)), Distrust::Expired, "2002-03-04"),
        (of(not_yet(HOST)), Distrust::NotYetValid, "2101-02-03"),
        (of(server("api.acme.test")), Distrust::WrongHost, "api.acme.test"),
        (of(client_only), Distrust::Unusable, ""),
        (odd(of(server(HOST)), 10), Distrust::Unusable, ""),
        (weak(of(server(HOST))), Distrust::Unusable, ""),
        (self_signed(server(HOST)), Distrust::UnknownIssuer, ""),
    ] {
        let server = Server::start(identity).await;
        let (why, detail) = refused(&server, trusted()).await;
        assert_eq!(why, expected, "an authority that was added is held to everything that the system's are: {detail}");
        assert!(detail.contains(told), "{why:?} tells what there is to know: {detail:?}");
    }
}

/// The TLS library holds no root to its dates: whoever gets an old key of an authority would be believed for ever.
#[tokio::test]
async fn an_added_authority_is_believed_in_its_time_alone() {
    for dates in [expired(HOST), not_yet(HOST)] {
        let acme = Signer::lasting("Acme Root", dates);
        let server = Server::start(acme.signs(server(HOST))).await;
        let trusted = Authority::read(acme.pem().as_bytes()).unwrap();
        let until = trusted[0].valid_until_ms();
        let (why, detail) = refused(&server, trusted).await;
        assert_eq!(why, Distrust::UnknownIssuer, "it vouches for nobody, as if it was not added: {until}, {detail}");
    }
}

#[tokio::test]
async fn a_servers_own_certificate_can_be_added_and_is_no_authority() {
    let identity = self_signed(server(HOST));
    let own = Authority::read(&identity.chain[0]).unwrap();
    assert!(!own[0].signs(), "it says itself that it signs nobody");
    let server = Server::start(identity).await;
    assert_eq!(refused(&server, Vec::new()).await.0, Distrust::UnknownIssuer, "nobody vouches for it by itself");
    client(&at(&server), own).deployments_page(None, 1).await.expect("added by hand it is believed");
}

#[tokio::test]
async fn a_way_back_to_plain_http_is_not_taken() {
    let acme = Signer::new("Acme Root");
    let plain = Server::start(acme.signs(server(HOST))).await;
    for status in [301, 302, 303, 307, 308] {
        let location = format!("http://{HOST}:{}/api/v2/fleet/deployments", plain.port);
        let answer = format!("HTTP/1.1 {status} X\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
        let secure = Server::answering(acme.signs(server(HOST)), answer.into_bytes()).await;
        let trusted = Authority::read(acme.pem().as_bytes()).unwrap();
        let client = client(&at(&secure), trusted);
        for error in [
            client.deployments_page(None, 1).await.unwrap_err(),
            client.create_deployment(&request()).await.unwrap_err(),
        ] {
            let told = matches!(&error, Error::NotApi { kind: NotApi::Redirect { location }, .. } if location.starts_with("http:"));
            assert!(told, "where it leads is told, and nobody goes there: {error:?}");
        }
    }
    assert_eq!(plain.received(), "", "nothing was asked there");
}

#[test]
fn a_file_of_certificates_is_read_or_refused_in_words() {
    let (acme, other) = (Signer::new("Acme Root"), Signer::new("Other \u{202e}Root\n"));
    let two = format!("Bag Attributes\n{}\nand then\n{}{}", acme.pem(), other.pem(), acme.pem());
    let read = Authority::read(two.as_bytes()).unwrap();
    let names: Vec<&str> = read.iter().map(Authority::subject).collect();
    assert_eq!(names, ["Acme Root (Acme)", "Other Root (Acme)"], "each once, and nothing unseen in its name");
    assert!(read[0].signs() && read[0].issuer() == read[0].subject(), "an authority that signed itself");
    assert!(read[0].valid_from_ms() < read[0].valid_until_ms(), "with its dates");
    assert_eq!(read[0].fingerprint().len(), 64, "known by its SHA-256");
    assert_eq!(Authority::read(read[0].pem().as_bytes()).unwrap(), read[..1], "what is kept is read as what it was");

    let key = KeyPair::generate().unwrap().serialize_pem();
    let locked = key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    let cut: String = acme.pem().lines().take(4).map(|line| format!("{line}\n")).collect();
    let damaged = acme.pem().replacen("MII", "AAA", 1);
    let many: String = (0..=Authority::MOST).map(|n| Signer::new(&format!("Root {n}")).pem()).collect();
    let request = "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n";
    let unknown = "-----BEGIN SOMETHING-----\nMAA=\n-----END SOMETHING-----\n";
    for (file, error) in [
        (String::new(), AuthorityError::None),
        ("hello".to_owned(), AuthorityError::None),
        (key.clone(), AuthorityError::Key),
        (format!("{}{key}", acme.pem()), AuthorityError::Key),
        (format!("{}{locked}", acme.pem()), AuthorityError::Key),
        (request.to_owned(), AuthorityError::Foreign),
        (unknown.to_owned(), AuthorityError::Foreign),
        (format!("{}{unknown}", acme.pem()), AuthorityError::Foreign),
        (cut, AuthorityError::Unreadable),
        (damaged, AuthorityError::Unreadable),
        (many, AuthorityError::TooMany),
        (" ".repeat(Authority::MOST_BYTES as usize + 1), AuthorityError::TooLarge),
    ] {
        let shown: String = file.chars().take(60).collect();
        assert_eq!(Authority::read(file.as_bytes()).unwrap_err(), error, "{shown}");
    }
    assert_eq!(Authority::read(&[0x30, 0x82, 1]).unwrap_err(), AuthorityError::Unreadable, "nor one that is cut");
}
