//! Who keeps something watched, and how often they need it looked at. Pure: it holds no task and no clock.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// Where a page's notices go; false when nobody listens any more.
pub(crate) type Sink<N> = Arc<dyn Fn(N) -> bool + Send + Sync>;

/// One who keeps something watched.
pub(crate) enum Holder<N> {
    /// A view of the page. It needs a look as often as the setting says while the window is shown, less often while it is hidden.
    Page(Page<N>),
    /// One that watches whether a page looks or not, and needs a look this often.
    Other(Duration),
}

/// A page's view: it ends with the page's epoch, or when nobody listens.
pub(crate) struct Page<N> {
    sink: Sink<N>,
    /// What it was last told; none before the first notice, which is sent by whoever opened it.
    told: Option<N>,
}

/// How often all holders together need a look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wishes {
    /// Some page holds it.
    pub(crate) page: bool,
    /// The shortest wish of the others.
    pub(crate) every: Option<Duration>,
}

/// All who keep one thing watched, by the number of their hold.
pub(crate) struct Holders<N>(BTreeMap<u32, Holder<N>>);

impl<N> Default for Holders<N> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<N: Clone + PartialEq> Holders<N> {
    /// Adds a page that is not told anything before [`Holders::told`].
    pub(crate) fn add_page(&mut self, id: u32, sink: Sink<N>) {
        self.0.insert(id, Holder::Page(Page { sink, told: None }));
    }

    /// Adds one that needs a look every `wish`.
    pub(crate) fn add_other(&mut self, id: u32, wish: Duration) {
        self.0.insert(id, Holder::Other(wish));
    }

    /// Ends a hold; whether there was one.
    pub(crate) fn remove(&mut self, id: u32) -> bool {
        self.0.remove(&id).is_some()
    }

    /// Ends the holds of all pages, and nothing else; their numbers.
    pub(crate) fn remove_pages(&mut self) -> Vec<u32> {
        let pages: Vec<u32> =
            self.0.iter().filter(|(_, holder)| matches!(holder, Holder::Page(_))).map(|(id, _)| *id).collect();
        for id in &pages {
            self.0.remove(id);
        }
        pages
    }

    pub(crate) fn contains(&self, id: u32) -> bool {
        self.0.contains_key(&id)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How often all together need a look.
    pub(crate) fn wishes(&self) -> Wishes {
        let mut wishes = Wishes::default();
        for holder in self.0.values() {
            match holder {
                Holder::Page(_) => wishes.page = true,
                Holder::Other(wish) => wishes.every = Some(wishes.every.map_or(*wish, |least| least.min(*wish))),
            }
        }
        wishes
    }

    /// Notes what a page was told. False when its hold has ended meanwhile.
    pub(crate) fn told(&mut self, id: u32, notice: N) -> bool {
        match self.0.get_mut(&id) {
            Some(Holder::Page(page)) => {
                page.told = Some(notice);
                true
            }
            Some(Holder::Other(_)) | None => false,
        }
    }

    /// The pages that are to be told things, with where their notices go.
    pub(crate) fn listeners(&self) -> Vec<(u32, Sink<N>)> {
        let listeners = self.0.iter().filter_map(|(id, holder)| match holder {
            Holder::Page(Page { sink, told: Some(_) }) => Some((*id, sink.clone())),
            Holder::Page(_) | Holder::Other(_) => None,
        });
        listeners.collect()
    }

    /// Whether a page was told exactly this already.
    pub(crate) fn knows(&self, id: u32, notice: &N) -> bool {
        matches!(self.0.get(&id), Some(Holder::Page(page)) if page.told.as_ref() == Some(notice))
    }
}
