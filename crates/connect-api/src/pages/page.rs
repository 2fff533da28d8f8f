//! One page of each of the two lists.

use bytes::Bytes;

use crate::batch::DevicesPage;
use crate::decode::{self, DeviceDecoder, Misfit};
use crate::error::{Error, NotApi};
use crate::fleet::Fleet;
use crate::model::DeploymentsPage;
use crate::transport::Sink;

/// `GET …/deployments`. \[S\] `limit` is brought into 1 to 1000. \[S\]
pub(crate) async fn deployments(fleet: &Fleet, after: Option<&str>, limit: u16) -> Result<DeploymentsPage, Error> {
    let mut url = fleet.url(&[])?;
    url.query_pairs_mut().append_pair("limit", &limit.clamp(1, 1000).to_string());
    if let Some(after) = after {
        url.query_pairs_mut().append_pair("after", after);
    }
    let (success, body) = fleet.get(url).await?;
    if fleet.is_empty(&success, &body)? {
        return Ok(DeploymentsPage::default());
    }
    decode::deployments_page(&body).map_err(|misfit| fleet.misfit(&success, misfit))
}

/// `GET …/deployments/{deployment_uuid}/devices`. \[S\] Without `after` the request has no parameters at all: the documents
/// declare none. \[S\]
pub(crate) async fn devices(fleet: &Fleet, deployment: &str, after: Option<&str>) -> Result<DevicesPage, Error> {
    let mut url = fleet.url(&[deployment, "devices"])?;
    if let Some(after) = after {
        url.query_pairs_mut().append_pair("after", after).append_pair("limit", "1000");
    }
    let (success, sink) = fleet.get_into(url, fleet.limits().max_body, DeviceSink::default).await?;
    match sink.0.finish() {
        Err(misfit) if misfit.kind == NotApi::Empty && success.status == 204 => Ok(DevicesPage::default()),
        page => page.map_err(|misfit| fleet.misfit(&success, misfit)),
    }
}

#[derive(Default)]
struct DeviceSink(DeviceDecoder);

impl Sink for DeviceSink {
    fn take(&mut self, chunk: &Bytes) -> Result<(), Misfit> {
        self.0.feed(chunk)
    }
}
