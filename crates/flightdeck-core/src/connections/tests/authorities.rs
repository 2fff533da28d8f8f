//! Certificates that a connection trusts beside the system's: where they come from, where they stay, and what they change.

use connect_api::{Distrust, Error};
use rcgen::{CertificateParams, CertifiedIssuer, DnType, KeyPair, date_time_ymd};

use super::*;
use crate::wire::AuthorityView;

/// Between the days on which these certificates begin and end.
const NOW: i64 = 1_796_000_000_000;

fn certificate(name: &str, until: i32) -> String {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2026, 1, 1);
    params.not_after = date_time_ymd(until, 1, 2);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap().pem()
}

fn trusting(of: &[AuthorityView]) -> ConnectionDraft {
    ConnectionDraft { authorities: of.iter().map(|one| one.fingerprint.clone()).collect(), ..form() }
}

impl Bench {
    fn picks(&self, file: &str) -> Vec<AuthorityView> {
        self.connections.authorities_of(file.as_bytes(), NOW).unwrap()
    }

    fn last_trusted(&self) -> Vec<String> {
        self.dial.trusted.lock().unwrap().last().unwrap().clone()
    }
}

#[tokio::test]
async fn a_picked_certificate_is_trusted_by_the_connection_that_was_saved_with_it() {
    let bench = bench();
    let picked = bench.picks(&certificate("Acme Root", 2030));
    assert_eq!((picked[0].subject.as_str(), picked[0].signs), ("Acme Root", true), "it is told before it is used");
    let other = ConnectionDraft { fleet_key: "other".into(), ..form() };
    bench.connect("r-1", None, other).await.unwrap();
    assert!(bench.last_trusted().is_empty(), "picking alone lets nobody trust anything");
    let id = bench.connect("r-2", None, trusting(&picked)).await.unwrap();
    assert_eq!(bench.last_trusted(), ["Acme Root"], "it is trusted while the address is checked");
    let views = bench.connections.views().connections;
    assert_eq!(views[1].authorities, picked, "it is shown with its connection");
    assert!(views[0].authorities.is_empty(), "and with no other");

    let next = bench.restart();
    next.connections.api(&id).await.unwrap();
    assert_eq!(next.last_trusted(), ["Acme Root"], "the next run trusts it as well");
    let renamed = ConnectionDraft { name: "Turbines".into(), token: String::new(), ..trusting(&picked) };
    next.connect("r-3", Some(&id), renamed).await.unwrap();
    assert_eq!(next.last_trusted(), ["Acme Root"], "what the connection has can stay without its file");
    next.connect("r-4", Some(&id), ConnectionDraft { token: String::new(), ..form() }).await.unwrap();
    assert!(next.last_trusted().is_empty(), "taken out, it is trusted no more");
    let last = next.restart();
    last.connections.api(&id).await.unwrap();
    assert!(last.last_trusted().is_empty(), "for good");
}

#[tokio::test]
async fn the_page_can_bring_in_no_certificate_of_its_own() {
    let bench = bench();
    let elsewhere = started(Arc::default(), Arc::default(), 4011);
    let picked = elsewhere.picks(&certificate("Evil Root", 2030));
    let error = bench.connect("r", None, trusting(&picked)).await.unwrap_err();
    assert_eq!(
        (error.code, error.field.as_deref()),
        (ErrorCode::InvalidInput, Some("authorities")),
        "nobody picked it here"
    );
    assert_eq!(bench.calls(), 0, "nothing was opened with it");
    let mine = bench.picks(&certificate("Acme Root", 2030));
    let first = bench.connect("r-1", None, trusting(&mine)).await.unwrap();
    let next = bench.restart();
    let other = ConnectionDraft { fleet_key: "other".into(), ..trusting(&mine) };
    assert!(next.connect("r-2", None, other).await.is_err(), "one connection's is not another's to name");
    assert!(next.connect("r-3", Some(&first), trusting(&mine)).await.is_ok(), "but its own");
}

#[tokio::test]
async fn a_file_that_cannot_help_says_why() {
    let bench = bench();
    let key = KeyPair::generate().unwrap().serialize_pem();
    for (file, words) in [
        (certificate("Old Root", 2026), "expired on 2026-01-02"),
        (key, "private key"),
        ("no certificate".to_owned(), "no certificate in this file"),
    ] {
        let error = bench.connections.authorities_of(file.as_bytes(), NOW).unwrap_err();
        assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidInput, Some("authorities")), "{error:?}");
        assert!(error.message.contains(words), "it is said what is wrong with it: {}", error.message);
    }
    let before =
        bench.connections.authorities_of(certificate("New Root", 2030).as_bytes(), 1_700_000_000_000).unwrap_err();
    assert!(before.message.contains("counts from 2026-01-01 on"), "{}", before.message);
    let views = bench.picks(&certificate("Acme Root", 2030));
    let many = vec![views[0].fingerprint.clone(); 21];
    let error = bench.connect("r", None, ConnectionDraft { authorities: many, ..form() }).await.unwrap_err();
    assert_eq!(error.field.as_deref(), Some("authorities"), "one connection trusts some, not a bundle");
}

#[tokio::test]
async fn a_kept_certificate_that_was_damaged_is_trusted_by_nobody() {
    let bench = bench();
    let picked = bench.picks(&certificate("Acme Root", 2030));
    let id = bench.connect("r", None, trusting(&picked)).await.unwrap();
    let mut kept: serde_json::Value = serde_json::from_str(&bench.preferences.text()).unwrap();
    kept["connections"][0]["authorities"][0] = "-----BEGIN CERTIFICATE-----\nnonsense\n".into();
    bench.preferences.put("connections", kept["connections"].take());
    let next = bench.restart();
    next.connections.api(&id).await.unwrap();
    assert!(next.last_trusted().is_empty(), "verification goes on without it, and refuses rather than believes");
}

#[tokio::test]
async fn nobody_who_signed_leads_to_the_certificates() {
    let bench = bench();
    let unknown = Error::NotSent { reason: NotSent::Untrusted(Distrust::UnknownIssuer), detail: String::new() };
    bench.dial.api.on_list(Err(unknown));
    let error = bench.connect("r", None, form()).await.unwrap_err();
    assert_eq!(
        (error.code, error.field.as_deref()),
        (ErrorCode::Certificate, Some("authorities")),
        "there it can be mended"
    );
    assert!(error.message.contains("signed by nobody this computer trusts"), "in words: {}", error.message);
    assert!(error.message.contains("Certificates of your own"), "that lead there: {}", error.message);
    bench.dial.api.lists.lock().unwrap().clear();
    bench
        .dial
        .api
        .on_list(Err(Error::NotSent { reason: NotSent::Untrusted(Distrust::Expired), detail: "2026-01-01".into() }));
    let error = bench.connect("r-2", None, form()).await.unwrap_err();
    assert_eq!(error.field.as_deref(), Some("baseUrl"), "no certificate of one's own helps an expired one");
    assert!(error.message.contains("expired on 2026-01-01"), "{}", error.message);
}
