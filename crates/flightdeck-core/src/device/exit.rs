//! What an exit code means by the conventions of shells and of the system. A command may use any code for anything, so it is said as what
//! it is: a convention.

/// The signals a device is stopped by in practice: number, name, what it usually means.
const SIGNALS: &[(i64, &str, &str)] = &[
    (1, "SIGHUP", "its session ended"),
    (2, "SIGINT", "it was interrupted"),
    (3, "SIGQUIT", "it was told to quit"),
    (4, "SIGILL", "it ran an instruction this processor does not know: often a build for another one"),
    (6, "SIGABRT", "it gave up by itself"),
    (7, "SIGBUS", "it reached memory or a file that is not there"),
    (8, "SIGFPE", "an arithmetic error"),
    (9, "SIGKILL", "killed, often for want of memory"),
    (11, "SIGSEGV", "it reached memory that is not its own"),
    (13, "SIGPIPE", "who read its output went away"),
    (14, "SIGALRM", "its alarm went off"),
    (15, "SIGTERM", "it was told to end: often a time limit or a shutdown"),
];

/// What a code means; none where convention says nothing of it.
pub(super) fn meaning(code: i64) -> Option<String> {
    let plain = match code {
        2 => "wrong usage, or a shell that could not read the script",
        124 => "a time limit ran out (as the command “timeout” tells it)",
        126 => "the command was found and could not be executed",
        127 => "the command was not found",
        255 => "an error out of range; also what ssh answers when the connection failed",
        _ => "",
    };
    if !plain.is_empty() {
        return Some(plain.to_owned());
    }
    // A shell adds 128 to the signal's number, some launchers write it negative.
    let signal = match code {
        129..=192 => code - 128,
        -64..=-1 => -code,
        _ => return None,
    };
    let known = SIGNALS.iter().find(|(number, ..)| *number == signal);
    Some(match known {
        Some((_, name, why)) => format!("ended by signal {signal}, {name}: {why}"),
        None => format!("ended by signal {signal}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_explained_where_convention_does() {
        for (code, part) in [
            (126, "could not be executed"),
            (127, "not found"),
            (124, "time limit"),
            (137, "SIGKILL: killed"),
            (139, "SIGSEGV"),
            (143, "SIGTERM"),
            (-9, "SIGKILL"),
            (128 + 40, "signal 40"),
        ] {
            let said = meaning(code).unwrap_or_default();
            assert!(said.contains(part), "{code} is “{said}”");
        }
        for code in [0, 1, 3, 28, 100, 128, 193, 254, 256, -65, i64::MIN] {
            assert_eq!(meaning(code), None, "{code} is the command's own, and nobody else's to explain");
        }
    }
}
