//! What the last answer held, record by record: one whose bytes are known is passed over, unread.
//!
//! A record is known by a keyed fingerprint of its bytes and by their number, at the place where it stood. Nothing is hashed but
//! the bytes that would make the same record again, so a record is passed over before its end is looked for, its id is copied or
//! its times are read. Two different records of one length share a fingerprint once in 2^64; the key is drawn by each process, so
//! that nobody can prepare such a pair.

use reqwest::header::HeaderValue;

use crate::batch::{DevicesPage, Part};
use crate::print::hash;

/// How many places beyond the expected one are tried.
const AHEAD: usize = 3;
/// With so many records in a row that were not known, the order is another one: then only the likeliest places are tried.
const LOST: usize = 64;

/// The records of one answer in their order, and its pages. A record's *place* is its number in that order.
#[derive(Clone, Debug, Default)]
pub struct Known {
    hashes: Vec<u64>,
    lens: Vec<u16>,
    pages: Vec<KnownPage>,
    /// A validator was the same for two different pages: none is sent any more.
    distrusted: bool,
}

/// One page as it came.
#[derive(Clone, Debug)]
pub(crate) struct KnownPage {
    /// The token it was asked for with.
    pub(crate) asked: Option<String>,
    pub(crate) etag: Option<HeaderValue>,
    pub(crate) from: u32,
    pub(crate) len: u32,
    pub(crate) unreadable: u32,
    pub(crate) after: Option<String>,
    pub(crate) total: Option<u64>,
}

impl KnownPage {
    /// This page as it comes when the service says that it is as it was.
    pub(crate) fn unmodified(&self) -> DevicesPage {
        let mut page = DevicesPage {
            after: self.after.clone(),
            total: self.total,
            unmodified: true,
            asked: self.asked.clone(),
            etag: self.etag.clone(),
            ..DevicesPage::default()
        };
        page.batch.pass_over(self.from..self.from + self.len);
        page.batch.unreadable = self.unreadable;
        page
    }
}

impl Known {
    /// How many records there are.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// Adds the next page of an answer, whose known records stand in `before`.
    pub fn take_in(&mut self, before: &Known, page: &DevicesPage) {
        let from = self.hashes.len();
        let mut prints = page.batch.prints.iter();
        for part in page.batch.parts() {
            match part {
                Part::Known(places) => {
                    let places = places.start as usize..places.end as usize;
                    self.hashes.extend_from_slice(before.hashes.get(places.clone()).unwrap_or_default());
                    self.lens.extend_from_slice(before.lens.get(places).unwrap_or_default());
                }
                Part::Record(_) => {
                    let print = prints.next().copied().unwrap_or_default();
                    self.hashes.push(print.hash);
                    self.lens.push(print.len);
                }
            }
        }
        self.distrusted |= before.distrusted || page.distrusted;
        // Places beyond what 32 bits can number are never asked about.
        let (Ok(from), Ok(len)) = (u32::try_from(from), u32::try_from(self.hashes.len() - from)) else { return };
        self.pages.push(KnownPage {
            asked: page.asked.clone(),
            etag: page.etag.clone().filter(|_| !page.distrusted),
            from,
            len,
            unreadable: page.batch.unreadable(),
            after: page.after.clone(),
            total: page.total,
        });
    }

    /// The record at a place does not tell any more what its device is like: it is read again when it comes, and its page is
    /// asked for without a condition.
    pub fn forget(&mut self, place: usize) {
        if let Some(len) = self.lens.get_mut(place) {
            *len = 0;
        }
        let page = self.pages.partition_point(|page| page.from as usize + page.len as usize <= place);
        if let Some(page) = self.pages.get_mut(page) {
            page.etag = None;
        }
    }

    /// Gives spare room back.
    pub fn shrink(&mut self) {
        self.hashes.shrink_to_fit();
        self.lens.shrink_to_fit();
    }

    /// Bytes held, spare room included.
    pub fn bytes_held(&self) -> usize {
        self.hashes.capacity() * size_of::<u64>() + self.lens.capacity() * size_of::<u16>()
    }

    /// The place whose record `bytes` begin with, near where it should be: `missed` records came since the one before
    /// `expected`, and were not known. Never before `expected`, so that no place is found twice on a way through an answer.
    pub(crate) fn find(&self, bytes: &[u8], expected: usize, missed: usize) -> Option<usize> {
        // Changed where they stood, or come in between; then gone from between.
        let near = expected + missed;
        let likely = [near, expected].into_iter().find(|place| self.is_at(*place, bytes));
        if likely.is_some() || missed > LOST {
            return likely;
        }
        let ahead = (near + 1..=near + AHEAD).chain(expected + 1..=expected + AHEAD.min(missed));
        ahead.into_iter().find(|place| self.is_at(*place, bytes))
    }

    /// How many bytes the record at a place has.
    pub(crate) fn record_len(&self, place: usize) -> usize {
        self.lens.get(place).copied().unwrap_or_default().into()
    }

    fn is_at(&self, place: usize, bytes: &[u8]) -> bool {
        let len = self.record_len(place);
        // Most wrong places are told by where their record would end.
        len > 0 && bytes.get(len - 1) == Some(&b'}') && hash(&bytes[..len]) == self.hashes[place]
    }

    /// The page that was asked for with this token, if its validator can be believed.
    pub(crate) fn page(&self, asked: Option<&str>) -> Option<&KnownPage> {
        let page = self.pages.iter().find(|page| page.asked.as_deref() == asked)?;
        (!self.distrusted && page.etag.is_some()).then_some(page)
    }
}
