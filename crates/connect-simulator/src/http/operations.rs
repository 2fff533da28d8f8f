//! The seven operations, each from a request that was let through to an answer.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::answers::device;
use crate::answers::devices::{DevicesAnswer, Page};
use crate::answers::list::{id_value, page, record};
use crate::answers::token::read_token;
use crate::faults::Operation;
use crate::fleet::deployment::Deployment;
use crate::fleet::{Fleet, Order};
use crate::http::call::Call;
use crate::http::neighbours;
use crate::http::order;
use crate::http::reply::{Body, JSON, Reply};
use crate::http::validator::validated;
use crate::variants::{AbortBody, AbortLanding, CreateId, DevicesPaging, Variants};
use crate::world::World;

const NO_DEPLOYMENT: &str = "Deployment not found";
const NO_DEVICE: &str = "Device not found in this deployment";

/// What comes with a call besides its path and body.
#[derive(Clone, Copy)]
pub(crate) struct Beside<'a> {
    pub(crate) query: &'a str,
    pub(crate) authorization: Option<&'a str>,
    pub(crate) if_none_match: Option<&'a [u8]>,
}

/// Carries a call out.
pub(crate) fn carry_out(world: &World, call: &Call, body: &[u8], beside: Beside<'_>) -> Reply {
    let variants = world.variants();
    let writes = matches!(call.operation, Operation::Create | Operation::AbortDeployment | Operation::AbortDevice);
    let fleet = match world.admit(beside.authorization, &call.fleet_key, writes) {
        Ok(fleet) => fleet,
        Err((status, text)) => return Reply::error(&variants, status, text),
    };
    if matches!(call.operation, Operation::FleetDevices | Operation::FleetDevice | Operation::UpdateFlows) {
        return neighbours::answer(world, fleet, call, beside.query, &variants);
    }
    let task = Task { world, fleet, variants: &variants, query: Query::read(beside.query) };
    let answer = match call.operation {
        Operation::Create => task.create(body),
        Operation::List => task.list(),
        Operation::Get => task.get(call),
        Operation::Devices => task.devices(call),
        Operation::Device => task.device(call),
        Operation::AbortDeployment | Operation::AbortDevice => task.abort(call, body),
        Operation::FleetDevices | Operation::FleetDevice | Operation::UpdateFlows | Operation::Any => {
            Err((404, "No operation".into()))
        }
    };
    match answer {
        Ok(reply) if call.operation == Operation::Devices => {
            validated(reply.dressed(&variants), &variants, beside.if_none_match)
        }
        Ok(reply) => reply.dressed(&variants),
        // The documents spell this one 404 as an empty object.
        Err((404, _)) if call.operation == Operation::Devices && variants.errors == Default::default() => {
            Reply::json(404, &json!({}))
        }
        Err((status, text)) => Reply::error(&variants, status, &text),
    }
}

/// Somebody else deploys with the comment of a create that is just arriving.
pub(crate) fn stranger_twin(world: &World, call: &Call, body: &[u8]) {
    if let Ok(Order { comment: Some(comment), .. }) = order::read(body) {
        world.stranger_deploys(Some(&call.fleet_key), &comment, Duration::ZERO);
    }
}

type Answer = Result<Reply, (u16, String)>;

struct Task<'a> {
    world: &'a World,
    fleet: &'a Fleet,
    variants: &'a Variants,
    query: Query,
}

impl Task<'_> {
    fn deployment(&self, call: &Call) -> Result<Arc<Deployment>, (u16, String)> {
        let found = self.fleet.deployment(&call.deployment).filter(|deployment| deployment.shows());
        found.ok_or_else(|| (404, NO_DEPLOYMENT.into()))
    }

    fn device_of(&self, deployment: &Deployment, call: &Call) -> Result<u32, (u16, String)> {
        let gone = deployment.gone(self.variants.gone, false) as usize;
        let first = deployment.plan.members.after(None).nth(gone);
        let told =
            |device: &u32| deployment.plan.members.contains(*device) && first.is_some_and(|first| first <= *device);
        self.fleet.model().find(&call.device).filter(told).ok_or_else(|| (404, NO_DEVICE.into()))
    }

    fn done(&self, value: &Value) -> Reply {
        match self.variants.success_status {
            Some(204) => Reply { status: 204, headers: Vec::new(), body: Body::Bytes(Vec::new()) },
            status => Reply::json(status.unwrap_or(201), value),
        }
    }

    fn create(&self, body: &[u8]) -> Answer {
        let order = order::read(body).map_err(|text| (400, text))?;
        let deployment = self.fleet.deploy(order, self.world.clock.device_ms(), self.variants.hidden_looks);
        Ok(match self.variants.create_id {
            CreateId::Text | CreateId::Integer => {
                self.done(&json!({"deployment_uuid": id_value(&deployment, self.variants)}))
            }
            CreateId::Missing => self.done(&json!({"message": "created"})),
            CreateId::Null => self.done(&json!({"deployment_uuid": null})),
            CreateId::EmptyBody => Reply { body: Body::Bytes(Vec::new()), ..self.done(&Value::Null) },
        })
    }

    fn list(&self) -> Answer {
        let limit = self.query.limit()?.unwrap_or(100);
        if limit > 1000 {
            return Err((400, "limit must be between 1 and 1000".into()));
        }
        let after = self.query.after()?;
        if self.variants.list_shifts && after.is_some() {
            let order = Order::of_a_stranger("Appeared while somebody was paging");
            self.fleet.deploy(order, self.world.clock.device_ms(), 0);
        }
        let mut all = self.fleet.deployments();
        all.retain(|deployment| deployment.shows());
        Ok(Reply::json(200, &page(&all, &self.world.moment(self.variants), self.variants, after, limit as usize)))
    }

    fn get(&self, call: &Call) -> Answer {
        let deployment = self.deployment(call)?;
        Ok(Reply::json(200, &Value::Object(record(&deployment, &self.world.moment(self.variants), self.variants))))
    }

    fn devices(&self, call: &Call) -> Answer {
        let deployment = self.deployment(call)?;
        let mode = self.variants.devices_paging;
        let (mut after, mut limit) = (None, None);
        if mode != DevicesPaging::Whole {
            (after, limit) = (self.query.after()?, self.query.limit()?);
        }
        let refused = match mode {
            DevicesPaging::RejectAfter => Some(400),
            DevicesPaging::RejectAfter422 => Some(422),
            _ => None,
        };
        if let Some(status) = refused.filter(|_| after.is_some() || limit.is_some()) {
            return Err((status, "Unknown query parameter".into()));
        }
        let usual = match mode {
            DevicesPaging::Honour => None,
            DevicesPaging::Whole => Some(u32::MAX),
            _ => Some(100),
        };
        let limit = limit.or(self.variants.devices_page_size).or(usual).unwrap_or(u32::MAX);
        if mode == DevicesPaging::IgnoreAfter {
            after = None;
        }
        let gone = deployment.gone(self.variants.gone, after.is_none());
        let page = Page { sent: self.query.after.clone(), after, limit, gone };
        let answer = DevicesAnswer::new(deployment, self.world.moment(self.variants), self.variants.clone(), page);
        Ok(Reply { status: 200, headers: vec![("content-type", JSON.into())], body: Body::Chunks(Box::new(answer)) })
    }

    fn device(&self, call: &Call) -> Answer {
        let deployment = self.deployment(call)?;
        let device = self.device_of(&deployment, call)?;
        Ok(Reply::json(200, &device::answer(&deployment, device, &self.world.moment(self.variants), self.variants)))
    }

    fn abort(&self, call: &Call, body: &[u8]) -> Answer {
        let wrong = match self.variants.abort_body {
            AbortBody::Any => None,
            AbortBody::Needs400 => body.is_empty().then_some(400),
            AbortBody::Needs411 => body.is_empty().then_some(411),
            AbortBody::Needs415 => body.is_empty().then_some(415),
            AbortBody::Refuses400 => (!body.is_empty()).then_some(400),
            AbortBody::Refuses415 => (!body.is_empty()).then_some(415),
        };
        if let Some(status) = wrong {
            let text = if body.is_empty() { "A request body is required" } else { "A request body is not allowed" };
            return Err((status, text.into()));
        }
        let deployment = self.deployment(call)?;
        let device = match call.operation {
            Operation::AbortDevice => Some(self.device_of(&deployment, call)?),
            _ => None,
        };
        if self.variants.abort_landing != AbortLanding::Never {
            let running_go_on = self.variants.abort_landing == AbortLanding::RunningGoOn;
            deployment.abort(device, self.world.clock.device_ms(), running_go_on);
        }
        let message = if device.is_some() { "Device deployment aborted" } else { "Deployment aborted" };
        Ok(self.done(&json!({ "message": message })))
    }
}

/// The two query parameters the service knows.
struct Query {
    after: Option<String>,
    limit: Option<String>,
}

impl Query {
    fn read(query: &str) -> Self {
        let value = |name: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
        };
        // An empty token means the first page, as a client may send back the empty `after` of an answer.
        Self { after: value("after").filter(|token| !token.is_empty()), limit: value("limit") }
    }

    fn after(&self) -> Result<Option<u32>, (u16, String)> {
        let Some(token) = &self.after else { return Ok(None) };
        read_token(token).map(Some).ok_or_else(|| (400, "after is not a valid pagination token".into()))
    }

    fn limit(&self) -> Result<Option<u32>, (u16, String)> {
        let Some(text) = &self.limit else { return Ok(None) };
        let number = text.parse().ok().filter(|&limit| limit >= 1);
        number.map(Some).ok_or_else(|| (400, "limit must be a number of at least 1".into()))
    }
}
