//! The loop: executions on threads, a limit of time for each, panics caught, and what was found.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::case::Case;

/// An execution that takes so long is taken to have no end: nothing can stop it, so the program ends.
const NO_END: Duration = Duration::from_secs(60);
/// How often one that took too long is tried again before that is told: other programs take the processor, too.
const AGAIN: usize = 4;
/// How long is looked for a shorter input.
const SHORTEN: Duration = Duration::from_secs(5);

/// What is tried.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Which inputs.
    pub seed: u64,
    /// The number of the first execution.
    pub first: u64,
    /// How many.
    pub executions: u64,
    /// On how many threads. The inputs are the same on any.
    pub threads: u64,
    /// No execution may take longer.
    pub limit: Duration,
    /// Ends then, whatever is left.
    pub until: Option<Instant>,
}

/// What came of a target.
#[derive(Clone, Debug)]
pub struct Tried {
    /// How many executions there were.
    pub executions: u64,
    /// In how many there was something to read.
    pub read: u64,
    /// Bytes of all inputs.
    pub bytes: u64,
    /// The longest execution.
    pub longest: Duration,
    /// What broke a law first.
    pub failure: Option<Failure>,
}

/// A law that was broken, or a panic.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The number of the execution.
    pub number: u64,
    /// Its input.
    pub input: Vec<u8>,
    /// A shorter one that breaks it, too.
    pub shorter: Vec<u8>,
    /// What broke.
    pub why: Found,
}

/// What was found of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A law does not hold.
    Law(String),
    /// A panic: its place and message.
    Panic(String),
    /// It took too long.
    Slow(Duration),
}

/// What a thread is doing, for who watches over it.
#[derive(Default)]
struct Doing {
    number: AtomicU64,
    /// Milliseconds since the run began, and one; 0 between two executions.
    since: AtomicU64,
}

/// Tries a target.
pub fn run(case: &Case, plan: &Plan) -> Tried {
    catch_panics();
    let begun = Instant::now();
    let doing: Vec<Doing> = (0..plan.threads).map(|_| Doing::default()).collect();
    let (stop, over) = (AtomicBool::new(false), AtomicBool::new(false));
    let told = Mutex::new(Tried { executions: 0, read: 0, bytes: 0, longest: Duration::ZERO, failure: None });
    thread::scope(|scope| {
        let workers: Vec<_> = (0..plan.threads)
            .zip(&doing)
            .map(|(thread, doing)| {
                let (stop, told) = (&stop, &told);
                scope.spawn(move || worker(case, plan, thread, doing, begun, stop, told))
            })
            .collect();
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                thread::park_timeout(Duration::from_millis(20));
                watch_over(case, plan, &doing, begun);
            }
        });
        for worker in workers {
            // What a target panics with is caught where it is tried.
            drop(worker.join());
        }
        over.store(true, Ordering::Relaxed);
    });
    let mut tried = told.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(failure) = &mut tried.failure {
        failure.shorter = shortened(case, plan, failure);
    }
    tried
}

fn worker(
    case: &Case,
    plan: &Plan,
    thread: u64,
    doing: &Doing,
    begun: Instant,
    stop: &AtomicBool,
    told: &Mutex<Tried>,
) {
    let (mut executions, mut read, mut bytes, mut longest) = (0, 0, 0, Duration::ZERO);
    let mut failure = None;
    let mut number = plan.first + thread;
    while number < plan.first + plan.executions && !stop.load(Ordering::Relaxed) {
        if plan.until.is_some_and(|until| executions > 0 && Instant::now() >= until) {
            break;
        }
        let input = case.input(plan.seed, number);
        doing.number.store(number, Ordering::Relaxed);
        doing.since.store(begun.elapsed().as_millis() as u64 + 1, Ordering::Relaxed);
        let (took, found) = tried(case, &input, plan.limit);
        doing.since.store(0, Ordering::Relaxed);
        executions += 1;
        bytes += input.len() as u64;
        longest = longest.max(took);
        read += u64::from(found == Ok(true));
        if let Err(why) = found {
            stop.store(true, Ordering::Relaxed);
            failure = Some(Failure { number, shorter: Vec::new(), input, why });
            break;
        }
        number += plan.threads;
    }
    let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
    told.executions += executions;
    told.read += read;
    told.bytes += bytes;
    told.longest = told.longest.max(longest);
    // Of several the first: it is found again by whoever begins anew.
    if failure.as_ref().is_some_and(|new| told.failure.as_ref().is_none_or(|old| new.number < old.number)) {
        told.failure = failure;
    }
}

/// Tries one input; one that took too long several times, and what it took at least.
fn tried(case: &Case, input: &[u8], limit: Duration) -> (Duration, Result<bool, Found>) {
    let (mut took, mut found) = once(case, input);
    for _ in 0..AGAIN {
        if took <= limit || found.is_err() {
            break;
        }
        let before = on_processor();
        let again = once(case, input);
        let alone = on_processor().zip(before).map(|(now, before)| now.saturating_sub(before));
        (took, found) = (took.min(alone.unwrap_or(again.0)), again.1);
    }
    (took, if took > limit { found.and(Err(Found::Slow(took))) } else { found })
}

/// How long this thread had a processor, where the system tells: others wait for one, too.
fn on_processor() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(told.split_whitespace().next()?.parse().ok()?))
}

thread_local! {
    static TRYING: Cell<bool> = const { Cell::new(false) };
    static PANICKED: RefCell<String> = const { RefCell::new(String::new()) };
}

fn once(case: &Case, input: &[u8]) -> (Duration, Result<bool, Found>) {
    TRYING.set(true);
    let begun = Instant::now();
    let ended = panic::catch_unwind(AssertUnwindSafe(|| (case.target.run)(input)));
    let took = begun.elapsed();
    TRYING.set(false);
    let found = match ended {
        Ok(ended) => ended.map_err(Found::Law),
        Err(_) => Err(Found::Panic(PANICKED.take())),
    };
    (took, found)
}

/// Keeps what panics of what is tried say, and lets all others say it as ever.
fn catch_panics() {
    static CAUGHT: Once = Once::new();
    CAUGHT.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |told| {
            if TRYING.get() {
                PANICKED.set(told.to_string());
            } else {
                before(told);
            }
        }));
    });
}

/// A shorter input of which the same is found: parts are left out for as long as that lasts, large ones first.
fn shortened(case: &Case, plan: &Plan, failure: &Failure) -> Vec<u8> {
    let begun = Instant::now();
    let mut best = failure.input.clone();
    let mut part = best.len() / 2;
    while part > 0 {
        let mut at = 0;
        while at < best.len() {
            if begun.elapsed() > SHORTEN {
                return best;
            }
            let mut shorter = best.clone();
            shorter.drain(at..(at + part).min(best.len()));
            if same_kind(&tried(case, &shorter, plan.limit).1, &failure.why) {
                best = shorter;
            } else {
                at += part;
            }
        }
        part /= 2;
    }
    best
}

fn same_kind(found: &Result<bool, Found>, wanted: &Found) -> bool {
    found.as_ref().is_err_and(|found| std::mem::discriminant(found) == std::mem::discriminant(wanted))
}

/// Ends the program where an execution has no end.
fn watch_over(case: &Case, plan: &Plan, doing: &[Doing], begun: Instant) {
    let now = begun.elapsed().as_millis() as u64 + 1;
    for one in doing {
        let since = one.since.load(Ordering::Relaxed);
        if since > 0 && now.saturating_sub(since) > NO_END.as_millis() as u64 {
            let (name, number) = (case.target.name, one.number.load(Ordering::Relaxed));
            eprintln!(
                "{name} does not end: cargo xtask fuzz --target {name} --seed {} --first {number} --executions 1",
                plan.seed
            );
            std::process::exit(2);
        }
    }
}
