//! What every simulated fleet knows: groups, tags, apps and update flows with their steps.

/// Groups, with how many of a hundred devices are in each. A device is in one group.
pub(crate) const GROUPS: [(&str, u64); 4] = [("Production", 78), ("Staging", 10), ("Test", 8), ("Lab", 4)];

/// Tags; a device may carry several. The first three name what the device is.
pub(crate) const TAGS: [&str; 6] = ["gateway", "camera", "edge", "canary", "lte", "arm64"];

/// The tag that marks the few devices which get everything first.
pub(crate) const CANARY: usize = 3;
/// The tag of devices behind a mobile network.
pub(crate) const LTE: usize = 4;
/// The tag of devices with that processor.
pub(crate) const ARM64: usize = 5;

/// One app (deployment tag) with its versions, oldest first. It is installed on the kind of device at the same index of [`TAGS`].
pub(crate) struct App {
    pub(crate) name: &'static str,
    pub(crate) versions: &'static [&'static str],
}

pub(crate) const APPS: [App; 3] = [
    App { name: "gateway", versions: &["4.10.3", "4.11.2", "4.12.0"] },
    App { name: "camera-models", versions: &["8.2", "8.3", "9.0"] },
    App { name: "edge-agent", versions: &["2.6.0", "2.7.1", "2.8.0"] },
];

/// What a step does, which decides what it prints and how it can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StepKind {
    Preflight,
    Download,
    Install,
    Restart,
    Check,
}

/// One action block of an update flow; `weight` is its share of the time.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) kind: StepKind,
    pub(crate) weight: i64,
}

/// One update parameter.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) default: &'static str,
    pub(crate) note: &'static str,
}

/// One update flow. Each has a download, an install and a restart, so that each can fail in all three ways.
#[derive(Debug)]
pub(crate) struct Flow {
    pub(crate) uuid: &'static str,
    pub(crate) name: &'static str,
    pub(crate) parameters: &'static [Parameter],
    pub(crate) steps: &'static [Step],
    /// The stem of the file it installs, the ending of that file, and the service it restarts.
    pub(crate) artifact: &'static str,
    pub(crate) ending: &'static str,
    pub(crate) service: &'static str,
}

const fn step(name: &'static str, kind: StepKind, weight: i64) -> Step {
    Step { name, kind, weight }
}

const fn parameter(name: &'static str, default: &'static str, note: &'static str) -> Parameter {
    Parameter { name, default, note }
}

pub(crate) const FLOWS: [Flow; 5] = [
    Flow {
        uuid: "f-7b56-3336",
        name: "Gateway firmware",
        parameters: &[
            parameter("VERSION", "4.12.0", "The firmware version to install"),
            parameter("CHANNEL", "stable", "stable, beta or nightly"),
            parameter("KEEP_CONFIG", "true", "Keep the settings of the device"),
        ],
        steps: &[
            step("preflight", StepKind::Preflight, 5),
            step("download", StepKind::Download, 40),
            step("install", StepKind::Install, 30),
            step("restart", StepKind::Restart, 20),
            step("health check", StepKind::Check, 5),
        ],
        artifact: "gateway",
        ending: "swu",
        service: "gateway.service",
    },
    Flow {
        uuid: "f-2c91-88d0",
        name: "Edge agent configuration",
        parameters: &[
            parameter("LOG_LEVEL", "info", "error, warning, info or debug"),
            parameter("REPORT_SECONDS", "15", "How often the agent reports"),
        ],
        steps: &[
            step("fetch configuration", StepKind::Download, 30),
            step("apply", StepKind::Install, 30),
            step("restart agent", StepKind::Restart, 30),
            step("verify", StepKind::Check, 10),
        ],
        artifact: "edge-agent",
        ending: "tar.zst",
        service: "edge-agent.service",
    },
    Flow {
        uuid: "f-a4e0-51fb",
        name: "Camera models",
        parameters: &[
            parameter("VERSION", "9.0", "The version of the models"),
            parameter("PRECISION", "int8", "int8 or fp16"),
        ],
        steps: &[
            step("download models", StepKind::Download, 55),
            step("unpack", StepKind::Install, 25),
            step("restart detector", StepKind::Restart, 10),
            step("self test", StepKind::Check, 10),
        ],
        artifact: "camera-models",
        ending: "tar.zst",
        service: "detector.service",
    },
    Flow {
        uuid: "f-09d7-c2a6",
        name: "Security patches",
        parameters: &[
            parameter("PACKAGES", "openssl libssl3", "The packages to update, separated by spaces"),
            parameter("ALLOW_REBOOT", "false", "Restart the device if a package asks for it"),
            parameter("TICKET", "", "The change ticket, for the record"),
        ],
        steps: &[
            step("preflight", StepKind::Preflight, 5),
            step("download", StepKind::Download, 35),
            step("install", StepKind::Install, 35),
            step("restart", StepKind::Restart, 20),
            step("verify", StepKind::Check, 5),
        ],
        artifact: "patches",
        ending: "deb",
        service: "ssh.service",
    },
    Flow {
        uuid: "f-e318-7f42",
        name: "Rotate certificates",
        parameters: &[],
        steps: &[
            step("download", StepKind::Download, 30),
            step("install", StepKind::Install, 40),
            step("restart", StepKind::Restart, 30),
        ],
        artifact: "certificates",
        ending: "pem",
        service: "mqtt-bridge.service",
    },
];

/// Why a device fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Cause {
    NoSpace,
    Checksum,
    Timeout,
}

impl Cause {
    /// Of a hundred failures 66 are full disks, 22 broken downloads, 12 services that do not come up.
    pub(crate) fn at(percent: u64) -> Self {
        match percent {
            0..66 => Self::NoSpace,
            66..88 => Self::Checksum,
            _ => Self::Timeout,
        }
    }

    pub(crate) fn kind(self) -> StepKind {
        match self {
            Self::NoSpace => StepKind::Install,
            Self::Checksum => StepKind::Download,
            Self::Timeout => StepKind::Restart,
        }
    }

    pub(crate) fn exit_code(self) -> i64 {
        match self {
            Self::NoSpace => 28,
            Self::Checksum => 3,
            Self::Timeout => 1,
        }
    }
}

impl Flow {
    /// The flow of this id.
    pub(crate) fn find(uuid: &str) -> Option<&'static Flow> {
        FLOWS.iter().find(|flow| flow.uuid == uuid)
    }

    /// The index of the step at which a cause strikes.
    pub(crate) fn step_of(&self, cause: Cause) -> usize {
        self.steps.iter().position(|step| step.kind == cause.kind()).unwrap_or(self.steps.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flow_can_fail_in_all_three_ways() {
        for flow in &FLOWS {
            for cause in [Cause::NoSpace, Cause::Checksum, Cause::Timeout] {
                let step = &flow.steps[flow.step_of(cause)];
                assert_eq!(step.kind, cause.kind(), "{} has no step at which {cause:?} could strike", flow.name);
            }
            assert_eq!(Flow::find(flow.uuid).map(|found| found.name), Some(flow.name), "ids are unique");
        }
    }
}
