//! One page of each of the two lists.

use std::sync::Arc;

use ::url::Url;
use bytes::Bytes;
use reqwest::header::HeaderValue;

use super::etag;
use crate::batch::DevicesPage;
use crate::decode::{self, DeviceDecoder, Misfit};
use crate::error::{Error, NotApi};
use crate::fleet::Fleet;
use crate::known::{Known, KnownPage};
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

/// What is remembered of the last look while the pages of this one come.
pub(crate) struct Memory {
    known: Arc<Known>,
    /// The place that the next record is expected at.
    expected: usize,
    /// Whether pages may be asked for on the condition that they have changed.
    conditional: bool,
}

impl Memory {
    pub(crate) fn new(known: Arc<Known>, conditional: bool) -> Memory {
        Memory { known, expected: 0, conditional }
    }
}

/// `GET …/deployments/{deployment_uuid}/devices`. \[S\] Without `after` the request has no parameters at all: the documents
/// declare none. \[S\]
pub(crate) async fn devices(
    fleet: &Fleet,
    deployment: &str,
    after: Option<&str>,
    memory: Option<&mut Memory>,
) -> Result<DevicesPage, Error> {
    let mut url = fleet.url(&[deployment, "devices"])?;
    if let Some(after) = after {
        url.query_pairs_mut().append_pair("after", after).append_pair("limit", "1000");
    }
    let Some(memory) = memory else { return Ok(read(fleet, url, None, DeviceDecoder::default).await?.page) };
    let known = memory.known.clone();
    let last = known.page(after);
    let unless = last.and_then(|page| page.etag.as_ref()).filter(|_| memory.conditional);
    let decoder = || DeviceDecoder::knowing(known.clone(), memory.expected);
    let mut distrusted = false;
    let mut answer = read(fleet, url.clone(), unless, decoder).await?;
    if let (304, Some(last), Some(asked)) = (answer.status, last, unless) {
        // What is "not modified" has the validator that was asked about; any other one is no answer to the question.
        if answer.etag.as_ref().is_none_or(|etag| etag::same(etag, asked)) {
            memory.expected = (last.from + last.len) as usize;
            return Ok(last.unmodified());
        }
        distrusted = true;
        answer = read(fleet, url, None, decoder).await?;
    }
    memory.expected = answer.expected;
    let mut page = answer.page;
    page.asked = after.map(str::to_owned);
    page.etag = answer.etag.filter(etag::is_usable);
    // The same validator for something else: the service does not make one for each state of the page.
    let told = page.etag.as_ref().zip(last.and_then(|last| last.etag.as_ref()));
    let lied = told.is_some_and(|(now, then)| etag::same(now, then)) && last.is_some_and(|last| !is_as(&page, last));
    if distrusted || lied {
        tracing::warn!(deployment, "the service's validators do not tell one answer from another and are not used");
        page.distrusted = true;
    }
    Ok(page)
}

/// Whether a page that was read is the same as when it came last.
fn is_as(page: &DevicesPage, last: &KnownPage) -> bool {
    let records = match page.batch.runs.as_slice() {
        [] => last.len == 0,
        [run] => (run.from, run.to) == (last.from, last.from + last.len),
        _ => false,
    };
    records
        && page.batch.rows.is_empty()
        && (page.batch.unreadable, &page.after, page.total) == (last.unreadable, &last.after, last.total)
}

struct Answer {
    page: DevicesPage,
    status: u16,
    etag: Option<HeaderValue>,
    expected: usize,
}

async fn read(
    fleet: &Fleet,
    url: Url,
    unless: Option<&HeaderValue>,
    decoder: impl Fn() -> DeviceDecoder,
) -> Result<Answer, Error> {
    let sink = || DeviceSink(decoder());
    let (success, sink) = fleet.get_into(url, unless, fleet.limits().max_body, sink).await?;
    let expected = sink.0.expected();
    let (status, etag) = (success.status, success.etag.clone());
    let page = match sink.0.finish() {
        Err(misfit) if misfit.kind == NotApi::Empty && matches!(status, 204 | 304) => DevicesPage::default(),
        page => page.map_err(|misfit| fleet.misfit(&success, misfit))?,
    };
    Ok(Answer { page, status, etag, expected })
}

struct DeviceSink(DeviceDecoder);

impl Sink for DeviceSink {
    fn take(&mut self, chunk: &Bytes) -> Result<(), Misfit> {
        self.0.feed(chunk)
    }
}
