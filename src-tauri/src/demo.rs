//! The demo fleet: the simulator, started inside the application on loopback with a token made for this run.

use async_trait::async_trait;
use connect_api::{BaseUrl, Token};
use connect_simulator::{ClockSpec, Config, FleetAbout, FleetSpec, Scope, Simulator, TokenSpec, TokenVersion};
use flightdeck_core::outside::{Demo, DemoFleet};
use flightdeck_core::wire::{AppSuggestion, FlowSuggestion, ParameterSuggestion, Suggestions};
use tokio::sync::OnceCell;

const FLEET_KEY: &str = "demo";
const DEVICES: u32 = 2_000;

/// Starts at most one simulator; it ends with the application.
#[derive(Default)]
pub(crate) struct InAppDemo {
    running: OnceCell<(Simulator, String)>,
}

#[async_trait]
impl Demo for InAppDemo {
    async fn start(&self) -> Result<DemoFleet, String> {
        let (simulator, token) = self.running.get_or_try_init(start).await?;
        let about = simulator.about(FLEET_KEY).ok_or("the demo fleet is missing from its own simulator")?;
        Ok(DemoFleet {
            base_url: BaseUrl::parse(&simulator.url()).map_err(|error| error.to_string())?,
            fleet_key: FLEET_KEY.to_owned(),
            name: "Demo fleet".to_owned(),
            token: Token::new(token.clone()).map_err(|error| error.to_string())?,
            suggestions: suggestions(about),
        })
    }
}

async fn start() -> Result<(Simulator, String), String> {
    let token = uuid::Uuid::new_v4().simple().to_string();
    let fleet = FleetSpec {
        devices: DEVICES,
        fleet_key: FLEET_KEY.to_owned(),
        name: "Demo fleet".to_owned(),
        demo: true,
        ..FleetSpec::default()
    };
    let access = TokenSpec { token: token.clone(), fleets: Vec::new(), scope: Scope::Full, version: TokenVersion::V2 };
    let config = Config { fleets: vec![fleet], tokens: vec![access], port: 0, clock: ClockSpec::Real { speed: 1.0 } };
    let simulator = Simulator::start(config).await.map_err(|error| error.to_string())?;
    Ok((simulator, token))
}

fn suggestions(about: FleetAbout) -> Suggestions {
    Suggestions {
        flows: about
            .flows
            .into_iter()
            .map(|flow| FlowSuggestion {
                uuid: flow.uuid,
                name: Some(flow.name),
                parameters: flow
                    .parameters
                    .into_iter()
                    .map(|parameter| ParameterSuggestion {
                        name: parameter.name,
                        value: parameter.default,
                        note: Some(parameter.note),
                    })
                    .collect(),
                steps: flow.steps,
            })
            .collect(),
        groups: about.groups,
        tags: about.tags,
        apps: about.apps.into_iter().map(|app| AppSuggestion { name: app.name, versions: app.versions }).collect(),
        demo: true,
    }
}
