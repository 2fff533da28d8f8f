//! Links from outside, as the system hands them over: by starting Flightdeck again. They lead to what they name, and do nothing else.

use flightdeck_tests::desk::{Home, Role, Window};
use flightdeck_tests::ground::{client_of, limits};
use flightdeck_tests::rows::load_all;
use thirtyfour::Key;

use crate::fleet::{TOKEN, connect, deploy, service, stopped};
use crate::palette::find;

#[tokio::test]
async fn links_lead_where_they_say_and_nowhere_else() {
    let simulator = service(200, 40.0).await;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    connect(&window, &simulator.url(), "windfarm", TOKEN).await;
    deploy(&window, &simulator, "Test", "somebody else's").await;
    find(&window, "copy link").await;
    window.read("Link to the deployment copied").await;
    let place = window.script("return location.hash").await;
    let uuid =
        place.as_str().and_then(|place| place.strip_prefix("#/deployment/")).expect("it is on the screen").to_owned();
    find(&window, "go to plans").await;
    window.see(Role::Heading, "Plans").await;

    let leads = async |home: &mut Home, link: &str| {
        let ended = home.start_at(link).wait().expect("the second start ends");
        assert!(ended.success(), "one Flightdeck is enough");
    };
    leads(&mut home, &format!("flightdeck://deployment/{uuid}?fleet=windfarm")).await;
    window.see(Role::Heading, "somebody else's").await;

    let rows = load_all(&client_of(&simulator.url(), TOKEN, limits()), &uuid).await;
    let device = rows.keys().next().expect("it has devices");
    for _ in 0..2 {
        leads(&mut home, &format!("flightdeck://deployment/{uuid}/device/{device}?fleet=windfarm")).await;
        window.see(Role::Link, "Show in the fleet").await;
        window.read(device).await;
        assert_eq!(window.script("return location.hash").await, format!("#/deployment/{uuid}/device/{device}"));
        window.press(Key::Escape + "").await;
        window.gone(Role::Link, "Show in the fleet").await;
    }

    for (link, said) in [
        ("flightdeck://abort/everything?fleet=windfarm".to_owned(), "A link was not followed"),
        (format!("flightdeck://deployment/{uuid}?fleet=elsewhere"), "A link leads to a fleet that is not connected"),
    ] {
        find(&window, "go to plans").await;
        leads(&mut home, &link).await;
        window.read(said).await;
        window.see(Role::Heading, "Plans").await;
    }
    assert_eq!(stopped(&simulator), Vec::<String>::new(), "no link stops anybody");
    window.close().await;
}
