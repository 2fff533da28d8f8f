//! What the steps of an update print on a device: plausible logs, and the nasty ones a client must make safe.

use crate::clock::Timescale;
use crate::fleet::catalog::{Cause, StepKind};
use crate::fleet::deployment::Deployment;
use crate::fleet::mix::{mix, pick};
use crate::fleet::timeline::StepRun;
use crate::times::log_time;
use crate::variants::Outputs;

/// What one step printed.
pub(crate) struct Printed {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

struct Log<'a> {
    scale: &'a Timescale,
    run: &'a StepRun,
    out: String,
}

impl Log<'_> {
    /// Adds a line, so many hundredths into the step.
    fn line(&mut self, percent: i64, text: &str) {
        let at = self.run.start + (self.run.end - self.run.start) * percent / 100;
        self.out.push_str(&log_time(self.scale.service_ms(at)));
        self.out.push(' ');
        self.out.push_str(text);
        self.out.push('\n');
    }
}

/// What a step of a device printed, in the chosen manner.
pub(crate) fn printed(
    deployment: &Deployment,
    device: u32,
    run: &StepRun,
    scale: &Timescale,
    manner: Outputs,
) -> Printed {
    let plain = plausible(deployment, device, run, scale);
    let Printed { stdout, stderr } = plain;
    match manner {
        Outputs::Megabytes => Printed { stdout: stdout.repeat(4 * 1_048_576 / stdout.len().max(1) + 1), stderr },
        Outputs::Ansi => Printed {
            stdout: format!(
                "\u{1b}[2J\u{1b}[1;31mred\u{1b}[0m \u{1b}]0;title\u{7}\u{1b}]8;;https://example.invalid\u{7}link\r\n{stdout}"
            ),
            stderr: format!("\u{1b}[5m{stderr}\u{1b}[0m"),
        },
        Outputs::Nul => {
            Printed { stdout: format!("before\0after\u{1}\u{7f}\u{fffd}\n{stdout}"), stderr: format!("\0{stderr}\0") }
        }
        Outputs::Bidi => Printed {
            stdout: format!("file \u{202e}gpj.exe\u{202c} \u{2066}inner\u{2069} \u{200b}zero\u{feff}\n{stdout}"),
            stderr: format!("\u{202e}{stderr}"),
        },
        Outputs::Html => Printed {
            stdout: format!("<script>alert(1)</script><img src=x onerror=alert(1)>&lt;b&gt;\n{stdout}"),
            stderr: format!("</pre><h1>{stderr}</h1>"),
        },
        _ => Printed { stdout, stderr },
    }
}

fn plausible(deployment: &Deployment, device: u32, run: &StepRun, scale: &Timescale) -> Printed {
    let (plan, bits) = (&deployment.plan, mix(deployment.plan.salt, 40 + run.index as u64, u64::from(device)));
    let (flow, name) = (plan.flow, plan.model.name(device));
    let version =
        deployment.parameters.get("VERSION").or(deployment.app.as_ref().map(|(_, version)| version)).map_or_else(
            || log_time(scale.service_ms(plan.created_ms)).get(..10).unwrap_or_default().to_owned(),
            Clone::clone,
        );
    let file = format!("{}-{version}.{}", flow.artifact, flow.ending);
    let mut log = Log { scale, run, out: String::new() };
    let mut stderr = String::new();
    match flow.steps[run.index].kind {
        StepKind::Preflight => {
            log.line(0, &format!("preflight on {name}"));
            log.line(40, &format!("free on /data: {} MiB", 180 + pick(bits, 900)));
            log.line(
                70,
                &format!(
                    "load {}.{:02}, uptime {} days",
                    pick(bits, 2),
                    pick(bits << 9, 100),
                    1 + pick(bits << 20, 190)
                ),
            );
            log.line(100, "preflight ok");
        }
        StepKind::Download => {
            let mib = 12 + pick(mix(plan.salt, 3, 1), 60);
            log.line(0, &format!("GET {file} ({mib} MiB)"));
            for percent in [25, 50, 75, 100] {
                log.line(
                    percent * 9 / 10,
                    &format!("{percent:3} %  {} KiB/s", 600 + pick(bits << (percent / 5), 3_800)),
                );
            }
            let (right, wrong) = (mix(plan.salt, 4, 1), mix(bits, 5, 1));
            if run.failure == Some(Cause::Checksum) {
                log.line(95, "verifying sha256");
                stderr = format!(
                    "Checksum mismatch for {file}\n  expected sha256:{right:016x}…\n  got      sha256:{wrong:016x}…\n"
                );
            } else {
                log.line(95, &format!("sha256:{right:016x}… ok"));
            }
        }
        StepKind::Install => {
            log.line(0, &format!("installing {file}"));
            log.line(20, "unpacking to /data/staging");
            if run.failure == Some(Cause::NoSpace) {
                log.line(60, &format!("written {} files", 40 + pick(bits, 400)));
                stderr = format!(
                    "write /data/staging/{file}.part: No space left on device\ninstall: giving up, nothing was changed\n"
                );
            } else {
                log.line(70, &format!("written {} files", 512 + pick(mix(plan.salt, 6, 1), 400)));
                log.line(85, "parameters applied");
                for (key, value) in &deployment.parameters {
                    log.line(90, &format!("  {key}={value}"));
                }
                log.line(100, "installed");
                if pick(bits, 12) == 0 {
                    stderr = "warning: /etc/localtime differs from the shipped one, kept\n".into();
                }
            }
        }
        StepKind::Restart => {
            log.line(0, &format!("restarting {}", flow.service));
            log.line(15, &format!("{} stopped", flow.service));
            if run.failure == Some(Cause::Timeout) {
                log.line(30, &format!("waiting for {}", flow.service));
                stderr = format!(
                    "timed out waiting for {}\nthe service is in state activating (auto-restart)\n",
                    flow.service
                );
            } else {
                log.line(80, &format!("{} running, pid {}", flow.service, 400 + pick(bits, 30_000)));
            }
        }
        StepKind::Check => {
            log.line(0, &format!("checking {}", flow.service));
            log.line(60, &format!("answered in {} ms", 4 + pick(bits, 90)));
            log.line(100, &format!("{} {version} healthy", flow.artifact));
        }
    }
    Printed { stdout: log.out, stderr }
}
