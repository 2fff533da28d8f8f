//! The words of each form: what its reader looks for.

pub(super) const NONE: &[&str] = &[];

pub(super) const ANSWERS: &[&str] = &[
    "deployments", "deployment_uuid", "deployment_by_device_uuid", "pagination_info", "after", "total", "comment",
    "created_time", "type", "cve_severity", "Critical", "status", "started_time", "finished_time", "steps",
    "exit_code", "stdout", "stderr", "name", "device_name", "group", "group_name", "groups", "device_uuid", "uuid",
    "device_id", "id", "additionalProperties", "message", "devices", "data", "items", "results", "tags", "names",
    "last_keepalive", "is_update_trigger_set", "update_flows", "definition", "inputs", "jobs", "workflow-dispatch",
    "on", "d-1", "dp-1", "Success", "In Progress", "2026-11-28T14:23:24Z", "1795875804",
];

pub(super) const JSON: &[&str] = &[
    "{", "}", "[", "]", ":", ",", "\"", "\\u00e9", "\\ud83d", "\\", "null", "true", "nul", "1e9", "01", "-", ".",
    "\u{c}", " ",
];

pub(super) const SECRETS: &[&str] = &[
    "T0k3n-of-the-test_9f8e7d6c5b4a", "Bearer ", "Basic ", "Authorization: ", "token=", "\"token\":\"", "password",
    "api_key", "Cookie: ", "eyJ", "message", "error", "errors", "detail", "<html>", "\u{200b}", "\u{202e}", "\u{ad}",
    "%20", "&", ";", ",", "}", "\\\"", "\n",
];

pub(super) const TIMES: &[&str] = &[
    "T", "Z", "+01:00", "-0130", " UTC", " GMT", ".5", ",123456789", ":60", "24:", "-02-29", "0000", "9999", "1e11",
    "Sat, ", "Feb", "99999999999", "100000000000", "-62135596800", "2020-02-08", "16:12:11",
];

pub(super) const PLACES: &[&str] = &[
    "https://", "http://", "localhost", "127.0.0.1", "[::1]", ":8080", "/", "//", "..", "/../", "%2e%2e", "%2f", "?",
    "#", "@", "user:pw@", "\\", "xn--", "api.connect.jfrog.io", ".localhost", "0x7f.1", "//evil.example", "\u{ff0e}",
    ";", "fleet",
];

pub(super) const CERTIFICATES: &[&str] = &[
    "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----", "-----BEGIN ", "PRIVATE KEY-----", "X509 CRL", "-----",
    "\n", "\r\n", "MII", "=", "\u{6}\u{3}U\u{4}\u{3}", "\u{6}\u{3}U\u{4}\n", "\u{c}", "\u{1e}", "\u{13}",
    "99991231235959Z", "500101000000Z", "\u{202e}", "\u{200b}", "\u{0}",
];

pub(super) const OUTPUT: &[&str] = &[
    "\u{1b}[31m", "\u{1b}[0m", "\u{1b}[38;5;196m", "\u{1b}[38;2;0;200;200m", "\u{1b}[4:3m", "\u{1b}]0;title\u{7}",
    "\u{1b}[2K", "\u{9b}1m", "\u{1b}P", "\u{1b}\\", "\r", "\r\n", "\n", "\t", "\u{8}", "\u{202e}", "\u{200b}",
    "\u{2028}", "\u{feff}", "\u{e0041}", "\u{ad}", "é", "😀", "\u{301}", "10 %", "\u{1b}", "[", "m", ";",
];

pub(super) const SEARCH: &[&str] = &[
    "-", "\"", "\\\"", ":", ">=", "<", "=", "state:", "group:", "name:", "id:", "exit:>0", "took:>5m", "1h30m",
    "1.5h", "started:", "seen:<2h", "today", "yesterday", "2026-11-28", "14:05", "+01:00", "in-state:",
    "cause:\"No space\"", "is:stuck", "is:online", "tag:", "about:", "99999999999999999999d", "0.1234567h", "\u{130}",
    "\u{212a}", "ß", " ", "\u{3000}", "gone", "devices:", "created:", "cve:",
];

pub(super) const DRAFTS: &[&str] = &[
    "flowUuid", "groups", "filters", "kind", "operand", "value", "extra", "parameters", "name", "secret", "appName",
    "appVersion", "comment", "guard", "specificDevice", "tag", "app", "deviceState", "deployment", "is", "isNot",
    "online", "offline", "success", "any", "password", "hunter2-hunter2", "\u{200b}", "d-1", "gateway",
];

pub(super) const LISTS: &[&str] = &[
    ",", ";", "\t", "|", "\"", "\"\"", "\n", "\r\n", "\r", "uuid", "device_uuid", "name", "group", "tags",
    "last_seen", "description", "'=1+1", "=cmd", "[\"a\",\"b\"]", "a;b", "2026-11-28", "{", "}", "[", "]",
    "{\"uuid\":\"d-1\"}", "\u{feff}", "d-1",
];

pub(super) const TABLES: &[&str] = &[
    "=", ":", ": ", "- ", "---", "#", " #", "\"", "'", "''", "\\n", "\\\"", "\n", "\r\n", "export ", "name", "value",
    "parameters", "inputs", "parameters_mapping", "key", ",", ";", "\t", "|", ">", "&a", "*a", "!!str", "null", "~",
    "{", "[", "TOKEN", "password", "A=1\n", "a: b\n",
];

pub(super) const FILES: &[&str] = &[
    "format", "format_version", "flightdeck.plan", "flightdeck.templates", "name", "request", "waves", "back",
    "flow_uuid", "parameters", "app", "version", "comment", "secret", "target", "gate", "guard", "groups", "filters",
    "rest", "devices", "operand", "value", "is", "is_not", "tag", "specific_device", "deployment", "finished_percent",
    "failed", "percent", "least", "one_cause", "wait_minutes", "hours", "days", "word", "limits", "abort",
    "templates", "ask", "parameter:token", "token", "hunter2-hunter2",
];

pub(super) const KEPT: &[&str] = &[
    "settings", "tables", "remembered", "pollSeconds", "textPercent", "keepDays", "shortcuts", "notifications",
    "columns", "key", "width", "order", "by", "place", "#/fleet", "recent", "request", "outcome", "before",
    "device_filter", "deployment_configuration", "rows", "id", "index", "state", "started", "finished", "known",
    "kind", "ms", "records", "version", "counts", "atMs", "failed", "succeeded",
];
