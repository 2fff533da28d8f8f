//! A list of 5,000 devices, through the system's own dialog: what it tells is enough to point at devices and deploy to just these, where the
//! service tells nothing.

use std::path::PathBuf;
use std::time::Duration;

use connect_api::FleetDevicesQuery;
use connect_simulator::{FleetReads, Simulator};
use flightdeck_tests::desk::{Display, Home, Role, Window};
use flightdeck_tests::ground::{client_of, limits};

use crate::fleet::{TOKEN, connect, service};
use crate::known::{deploy_to_all, landed, shown_but};
use crate::standing::nothing_found_by_axe;

const DEVICES: usize = 5_000;
const DIALOG: &str = "Open File";

#[tokio::test]
async fn a_list_of_five_thousand_is_enough_to_point_at_devices() {
    let simulator = service(DEVICES as u32, 40.0).await;
    let list = List::of(&simulator).await;
    let mut variants = simulator.variants();
    variants.fleet_reads = FleetReads::Refused;
    simulator.set_variants(variants);
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    connect(&window, &simulator.url(), "windfarm", TOKEN).await;

    window.press("2").await;
    window.see(Role::Heading, "The service does not list its devices to this token").await;
    pick(&window, &list.path).await;
    window.read("5,003 rows").await;
    window.read("5,000 devices will be known by this list; 3 rows are left out").await;
    window.read("line 5,002").await;
    nothing_found_by_axe(&window, "importing a list").await;
    window.click(Role::Button, "Import 5,000 devices").await;
    window.read("5,000 devices of").await;
    window.click(Role::Button, "Done").await;

    let all = async || window.devices_shown().await == Some(DEVICES);
    window.until("every device of the list is known", Duration::from_secs(30), all).await;
    window.click(Role::Button, "Test").await;
    let in_group = shown_but(&window, &[DEVICES]).await;
    window.click(Role::Button, "camera").await;
    let shown = shown_but(&window, &[DEVICES, in_group]).await;
    assert_eq!(shown, list.cameras_in_test, "the facets count what the list tells");

    deploy_to_all(&window, shown).await;
    window.click(Role::Button, "Flow").await;
    // To this token the service tells no flows either.
    let flow = simulator.about("windfarm").expect("the fleet is there").flows[0].uuid.clone();
    window.fill("flow", &flow).await;
    window.click(Role::Button, "Review").await;
    window.click(Role::Button, "Deploy to matching devices in Test").await;
    window.see(Role::Button, "Abort…").await;
    landed(&window, shown, "as many devices land as were pointed at").await;
    window.close().await;
}

/// A list of a fleet as somebody may have kept it, with rows that say nothing.
struct List {
    path: PathBuf,
    cameras_in_test: usize,
}

impl List {
    async fn of(simulator: &Simulator) -> List {
        let client = client_of(&simulator.url(), TOKEN, limits());
        let mut pages = client.all_fleet_devices(FleetDevicesQuery::default());
        let mut rows = vec!["device_uuid,name,group,tags".to_owned()];
        let (mut cameras_in_test, mut first) = (0, None);
        while let Some(page) = pages.next().await {
            for device in page.expect("the fleet is told").devices {
                let (group, tags) = (device.group.unwrap_or_default(), device.tags.unwrap_or_default());
                cameras_in_test += usize::from(group == "Test" && tags.iter().any(|tag| tag == "camera"));
                let name = device.name.unwrap_or_default();
                rows.push(format!("{},{name},{group},{}", device.uuid, tags.join(";")));
                first.get_or_insert(device.uuid);
            }
        }
        assert_eq!(rows.len(), DEVICES + 1, "a row for each device");
        rows.push(",without an id,Test,camera".to_owned());
        rows.push(format!("{},once more,Test,camera", first.expect("a device")));
        rows.push("  ,blank,Test,camera".to_owned());
        // By its whole path a file is named with the keys that every keyboard has; alone in its folder nothing else begins like it.
        let folder = std::env::temp_dir().join(format!("devices-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        let path = folder.join("list.csv");
        std::fs::write(&path, rows.join("\r\n")).expect("the list can be written");
        List { path, cameras_in_test }
    }
}

impl Drop for List {
    fn drop(&mut self) {
        // It may be looked at by nobody any more.
        let _ = self.path.parent().map(std::fs::remove_dir_all);
    }
}

/// Answers the system's dialog with this file, typed.
async fn pick(window: &Window, path: &std::path::Path) {
    let display = Display::open();
    window.click(Role::Button, "Import a list…").await;
    window.until("the system asks for a file", Duration::from_secs(8), async || display.shown(DIALOG).is_some()).await;
    // It takes keys once it has looked into its folder.
    tokio::time::sleep(Duration::from_millis(500)).await;
    display.write(display.shown(DIALOG).unwrap(), path.to_str().unwrap()).await;
    display.keep_picture("open-file");
    display.confirm(DIALOG).await;
}
