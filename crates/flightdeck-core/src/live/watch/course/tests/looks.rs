//! Which looks are remembered.

use super::*;

/// Looks at these seconds, with how many devices were pending and gone.
fn seen(at: &[(i64, u32, u32)]) -> Looks {
    let mut looks = Looks::default();
    for (second, pending, gone) in at {
        looks.saw(second * 1_000, Counts { pending: *pending, ..Counts::default() }, *gone);
    }
    looks
}

/// When each remembered look was, in seconds, whether somebody looked all along until then, and how many were pending.
fn kept(looks: &Looks) -> Vec<(i64, bool, u32)> {
    let mut at_ms = 0;
    let rows: Vec<[i64; 9]> = looks.clone().into();
    let row = |[later, joined, pending, ..]: [i64; 9]| {
        at_ms += later;
        (at_ms / 1_000, joined != 0, pending as u32)
    };
    rows.into_iter().map(row).collect()
}

#[test]
fn of_looks_that_count_the_same_the_middle_one_is_let_go() {
    for (why, at, expected) in [
        ("three alike", &[(0, 1, 0), (10, 1, 0), (20, 1, 0)][..], &[(0, false, 1), (20, true, 1)][..]),
        (
            "at most five minutes apart",
            &[(0, 1, 0), (300, 1, 0), (600, 1, 0), (900, 1, 0)],
            &[(0, false, 1), (900, true, 1)],
        ),
        (
            "more than that apart",
            &[(0, 1, 0), (301, 1, 0), (602, 1, 0)],
            &[(0, false, 1), (301, false, 1), (602, false, 1)],
        ),
        (
            "the first counted otherwise",
            &[(0, 9, 0), (10, 1, 0), (20, 1, 0)],
            &[(0, false, 9), (10, true, 1), (20, true, 1)],
        ),
        (
            "the last counted otherwise",
            &[(0, 1, 0), (10, 1, 0), (20, 2, 0)],
            &[(0, false, 1), (10, true, 1), (20, true, 2)],
        ),
        (
            "one was gone at the last",
            &[(0, 1, 0), (10, 1, 0), (20, 1, 1)],
            &[(0, false, 1), (10, true, 1), (20, true, 1)],
        ),
        (
            "nobody looked before the last",
            &[(0, 1, 0), (10, 1, 0), (400, 1, 0)],
            &[(0, false, 1), (10, true, 1), (400, false, 1)],
        ),
        (
            "nobody looked before the middle one",
            &[(0, 1, 0), (400, 1, 0), (410, 1, 0)],
            &[(0, false, 1), (400, false, 1), (410, true, 1)],
        ),
    ] {
        assert_eq!(kept(&seen(at)), expected, "{why}");
    }
}

#[test]
fn of_too_many_looks_the_one_nearest_to_its_neighbours_is_let_go() {
    let mut second = 0;
    let mut all: Vec<(i64, u32, u32)> = Vec::new();
    for n in 0..241 {
        second += match n {
            0 => 0,
            // Near to the one before it alone: together its neighbours are further away than those of the hundredth.
            50 => 5,
            100 => 301,
            101 => 20,
            _ => 1_000,
        };
        all.push((second, n, 0));
    }
    let most = seen(&all[..240]);
    assert_eq!(most.len(), 240, "so many are remembered");
    assert_eq!((most.first_ms(), most.last_ms()), (Some(0), Some(all[239].0 * 1_000)), "from the first to the last");
    let looks = seen(&all);
    let rest = all.iter().filter(|(_, n, _)| *n != 100);
    let expected: Vec<_> = rest.map(|(second, n, _)| (*second, *n == 50, *n)).collect();
    assert_eq!(kept(&looks), expected, "and that nobody looked before it is true of the next one then");
    assert_eq!(looks.at(all[100].0 * 1_000), None, "so nobody looked where it was");
}

#[test]
fn looks_are_written_by_how_much_later_each_was_and_no_more_are_read_than_are_remembered() {
    let mut looks = Looks::default();
    let counts = Counts { pending: 1, in_progress: 2, succeeded: 3, failed: 4, aborted: 5, unknown: 6 };
    looks.saw(BORN, counts, 7);
    looks.saw(BORN + 1_000, Counts { pending: 9, ..counts }, 8);
    looks.saw(BORN + 3_500, counts, 9);
    let rows: Vec<[i64; 9]> = looks.clone().into();
    let first = [BORN, 0, 1, 2, 3, 4, 5, 6, 7];
    assert_eq!(rows, [first, [1_000, 1, 9, 2, 3, 4, 5, 6, 8], [2_500, 1, 1, 2, 3, 4, 5, 6, 9]]);
    assert_eq!(Looks::from(rows), looks, "and read as they were");
    let many = |count: i64| Looks::from((0..count).map(|n| [1_000, 1, n, 0, 0, 0, 0, 0, 0]).collect::<Vec<_>>());
    assert_eq!([239, 240, 241, 245].map(|count| many(count).len()), [239, 240, 240, 240], "of any number");
}
