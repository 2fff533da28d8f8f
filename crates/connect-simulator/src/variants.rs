//! The switches for everything the documents leave open: how the same truth may be spelled by the service.
//!
//! The default is the documented shape. Every switch can be set in code and over `POST /_control/variants`; a JSON object
//! may name only what it changes.

use serde::{Deserialize, Serialize};

macro_rules! switches {
    ($($(#[$doc:meta])* $name:ident { $first:ident, $($variant:ident),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[allow(missing_docs)]
        pub enum $name { #[default] $first, $($variant),* }
    )*};
}

switches! {
    /// How the devices answer holds its records: under a literal `additionalProperties` key (as the documents spell it), as a
    /// plain map, or as an array of records with a `device_uuid`.
    DevicesShape { Nested, Plain, Array }
    /// How states are spelled. `Novel` calls running devices `Rebooting`; `Mixed` uses all spellings at once.
    StatusWords { Documented, Succeeded, Snake, Upper, Queue, Errors, Novel, Mixed }
    /// How times are spelled. `Zoneless` is `2020-02-08 16:12:11`.
    TimeFormat { Rfc3339, Offset, Zoneless, Rfc1123, EpochSeconds, EpochMillis, Empty, Null, Nonsense }
    /// What `after` and `limit` do on the devices answer. `Honour`: honoured when given. `Whole`: unknown, always everything.
    /// `IgnoreAfter`: always the first page, and always a token. `RejectAfter`: a token is given, and using it is answered 400
    /// (`RejectAfter422`: 422). `RepeatToken`: the pages move on, the token told stays the one that was sent.
    DevicesPaging { Honour, Whole, IgnoreAfter, RejectAfter, RejectAfter422, RepeatToken }
    /// What stands in `after` when there is no next page.
    AfterEnd { EmptyText, Null, Zero, Absent, NoPaginationInfo }
    /// Whether `total` is right.
    TotalMode { Right, Wrong, Absent, Null, Text }
    /// What every fifth record does to its fields: nothing, null, absence, or a neighbouring type. `All` turns the three by turns.
    OddFields { None, Null, Absent, Neighbours, All }
    /// How the id of a new deployment is told. `EmptyBody` answers with no body at all.
    CreateId { Text, Integer, Missing, Null, EmptyBody }
    /// How CVE records are spelled. `Documented` leaves the field out when the deployment was not scanned.
    CveShape { Documented, Absent, Null, Empty, Partial, Strings, NewLevels }
    /// The order of the list. `Repeating` tells the last row of a page again at the start of the next.
    ListOrder { NewestFirst, OldestFirst, Unsorted, Repeating }
    /// How exit codes are spelled.
    ExitCodes { Integer, Null, Negative, Text, Absent }
    /// What steps print.
    Outputs { Plausible, Megabytes, Ansi, Nul, Bidi, Html, Absent, Null }
    /// How steps are listed. `FailedInsideSuccess` gives every succeeded device a failed step that the flow went past.
    StepsMode { Plausible, Absent, Null, Empty, RepeatedNames, FailedInsideSuccess }
    /// How errors are spelled.
    ErrorShape { Documented, Message, StatusMessage, ErrorsList, Text, Array, Html, Empty }
    /// What the content type claims of a JSON answer.
    ContentTypeMode { Json, Html, Plain, Missing }
    /// What abort does with a body: takes any, wants one (else 400, 411, 415), or refuses one (else 400, 415).
    AbortBody { Any, Needs400, Needs411, Needs415, Refuses400, Refuses415 }
    /// Whether an accepted abort has any effect.
    AbortLanding { Documented, Never, RunningGoOn }
    /// What the `Date` of every answer tells: the service's clock, nothing, no date, or with an `Age` of an hour the date of
    /// that time, as a cache would.
    DateMode { Service, Empty, Nonsense, Aged }
    /// Whether a devices answer has a validator (`ETag`), and what a request is answered that names it. `Strong`: one of the bytes
    /// of each page, and 304 where it is named; `Weak` and `Odd`: the same, marked as weak, or with bytes beyond ASCII. `Stuck`: one
    /// for all pages and times, so that 304 hides what changed. `Star`: no validator but `*`. `Unasked`: 304 always. `Other`: 304 for
    /// another validator than the one that was named.
    Etags { Absent, Strong, Weak, Odd, Stuck, Star, Unasked, Other }
    /// Whether the neighbouring reads (devices of the fleet, update flows) are there: 401, 403, 404, 405, 501, a web page, or an
    /// answer about something else.
    FleetReads { Offered, Unauthorized, Refused, Absent, NotAllowed, NotImplemented, Html, Odd }
    /// Where the devices of the fleet stand: under `devices`, in an array at the top, under `data`, under `data.items`, under a name
    /// nobody knows behind another array, as a map by uuid under `devices`, or as such a map alone.
    FleetShape { Devices, Array, Data, Nested, Elsewhere, Map, BareMap }
    /// How a device of the fleet tells its group: as `group`, as `group_name`, as a record, as `groups`, as null, or not at all.
    FleetGroup { Group, GroupName, Record, Groups, Null, Absent }
    /// How it tells its tags: as `{names}` where it is asked to, as a plain list, as null, not at all, or for every third device with
    /// a hundred others before its own, and a message.
    FleetTags { Names, Plain, Null, Absent, Cut }
    /// Where the token of the next page stands: as `after` at the end of the answer, in `pagination_info`, or in a last element of the list.
    FleetCursor { Answer, PaginationInfo, LastElement }
    /// What an update flow tells: its definition with inputs and steps, the same as text, its name only, or all in an array at the top.
    FleetFlows { Defined, Text, NamesOnly, Array }
    /// What happens to the bytes of every successful answer.
    Mangling { None, InvalidUtf8, DeepNesting, DuplicateKeys }
}

/// Devices that leave the devices answer of every deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gone {
    /// How many: the first ones of the answer.
    pub devices: u32,
    /// So many looks at a deployment tell them still; looks are counted while the switch is on.
    pub after_looks: u32,
}

/// All switches of one simulator.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Variants {
    /// How the devices answer holds its records.
    pub devices_shape: DevicesShape,
    /// What `after` and `limit` do on the devices answer.
    pub devices_paging: DevicesPaging,
    /// The page size of the devices answer when no `limit` is given; none means everything.
    pub devices_page_size: Option<u32>,
    /// Whether the devices answer tells the steps of each device.
    pub steps_in_map: bool,
    /// Whether records of devices tell a `device_name`.
    pub device_names: bool,
    /// How states are spelled.
    pub status_words: StatusWords,
    /// How times are spelled.
    pub times: TimeFormat,
    /// What every fifth record does to its fields.
    pub odd_fields: OddFields,
    /// How the id of a new deployment is told.
    pub create_id: CreateId,
    /// The status of a successful create or abort: 200, 201, 202 or 204; none means the documented 201.
    pub success_status: Option<u16>,
    /// How CVE records are spelled.
    pub cve: CveShape,
    /// What stands in `after` when there is no next page.
    pub after_end: AfterEnd,
    /// Whether `total` is right.
    pub total: TotalMode,
    /// The order of the list of deployments.
    pub list_order: ListOrder,
    /// Whether the list shifts while it is paged: a new deployment appears with each page.
    pub list_shifts: bool,
    /// How exit codes are spelled.
    pub exit_codes: ExitCodes,
    /// What steps print.
    pub outputs: Outputs,
    /// How steps are listed.
    pub steps: StepsMode,
    /// How errors are spelled.
    pub errors: ErrorShape,
    /// What the content type claims.
    pub content_type: ContentTypeMode,
    /// What abort does with a body.
    pub abort_body: AbortBody,
    /// Whether an accepted abort has any effect.
    pub abort_landing: AbortLanding,
    /// Whether fields nobody documented appear everywhere.
    pub unknown_fields: bool,
    /// What happens to the bytes of successful answers.
    pub mangling: Mangling,
    /// Whether a devices answer has a validator.
    pub etags: Etags,
    /// What the `Date` of every answer tells.
    pub date: DateMode,
    /// How far the service's clock is ahead of the simulator's, in every time it tells and in `Date`; may be negative.
    pub clock_ahead_ms: i64,
    /// How far, on top of that, the created times of deployments are ahead; may be negative.
    pub created_ahead_ms: i64,
    /// Whether with every create that arrives, also with one that then fails, somebody else's deployment with the same comment
    /// comes to be just before.
    pub stranger_twins: bool,
    /// New deployments are not visible for so many looks: 404, and left out of the list, which counts as a look too.
    pub hidden_looks: u32,
    /// Devices that leave the devices answer.
    pub gone: Option<Gone>,
    /// So many deployments, the oldest, are announced in the list's `total` and never sent.
    pub list_keeps_back: u32,
    /// Whether the neighbouring reads are there.
    pub fleet_reads: FleetReads,
    /// Where the devices of the fleet stand.
    pub fleet_shape: FleetShape,
    /// How they tell their group.
    pub fleet_group: FleetGroup,
    /// How they tell their tags.
    pub fleet_tags: FleetTags,
    /// Where the token of the next page stands.
    pub fleet_cursor: FleetCursor,
    /// What `after` and `limit` do there.
    pub fleet_paging: DevicesPaging,
    /// Whether `enrich_info` is answered 400.
    pub fleet_refuses_enrich: bool,
    /// What an update flow tells.
    pub fleet_flows: FleetFlows,
}
