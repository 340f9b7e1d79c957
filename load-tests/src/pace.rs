//! An open model: when something is due, whether or not the server is done with what was before.
//! Latencies counted from there hide no time for which a slow server held the generator up.

use std::time::Duration;

/// Due times at a fixed rate.
#[derive(Debug, Clone)]
pub(crate) struct Pace {
    every_nanos: u128,
    next: u128,
    end: u128,
}

impl Pace {
    /// So many a second for so long, from time 0 on.
    pub(crate) fn new(per_second: f64, span: Duration) -> Self {
        let every = Duration::from_secs_f64(1.0 / per_second.clamp(0.001, 1e9));
        Self { every_nanos: every.as_nanos().max(1), next: 0, end: span.as_nanos() }
    }

    /// What is due at `now` and was not taken yet: its due time in microseconds. Again and again
    /// until `None`.
    pub(crate) fn due(&mut self, now: Duration) -> Option<u64> {
        if self.next > now.as_nanos() || self.next >= self.end {
            return None;
        }
        let due = self.next / 1_000;
        self.next += self.every_nanos;
        u64::try_from(due).ok()
    }

    /// Whether nothing more will be due.
    pub(crate) fn is_over(&self) -> bool {
        self.next >= self.end
    }
}

/// The highest rate that passes: doubled until one fails, then halved in between, down to steps of
/// `exact` (1.1: 10 %).
#[derive(Debug)]
pub(crate) struct Search {
    good: Option<f64>,
    bad: Option<f64>,
    next: f64,
    exact: f64,
}

impl Search {
    pub(crate) fn from(first: f64, exact: f64) -> Self {
        Self { good: None, bad: None, next: first, exact }
    }

    /// The rate to try; `None` when it is found.
    pub(crate) fn next(&self) -> Option<f64> {
        match (self.good, self.bad) {
            (Some(good), Some(bad)) if bad / good <= self.exact => None,
            // Nothing passes, or everything does.
            _ if self.next < 1.0 || self.next > 1e7 => None,
            _ => Some(self.next),
        }
    }

    /// How the rate that was tried came out.
    pub(crate) fn tried(&mut self, passed: bool) {
        if passed {
            self.good = Some(self.next)
        } else {
            self.bad = Some(self.next)
        }
        self.next = match (self.good, self.bad) {
            (Some(good), Some(bad)) => (good * bad).sqrt(),
            (Some(good), None) => good * 2.0,
            (None, Some(bad)) => bad / 2.0,
            (None, None) => self.next,
        };
    }

    /// The highest rate that passed.
    pub(crate) fn found(&self) -> Option<f64> {
        self.good
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn due_times_do_not_wait_for_who_is_late() {
        let mut pace = Pace::new(1_000.0, Duration::from_millis(5));
        assert_eq!(pace.due(Duration::ZERO), Some(0));
        assert_eq!(pace.due(Duration::ZERO), None);
        let late = Duration::from_millis(100);
        let due: Vec<u64> = std::iter::from_fn(|| pace.due(late)).collect();
        assert_eq!(due, [1_000, 2_000, 3_000, 4_000]);
        assert!(pace.is_over());
    }

    fn search(limit: f64) -> Option<f64> {
        let mut search = Search::from(1_000.0, 1.1);
        while let Some(rate) = search.next() {
            search.tried(rate <= limit);
        }
        search.found()
    }

    #[test]
    fn the_highest_rate_is_found_to_a_tenth() {
        for limit in [3.0, 900.0, 1_000.0, 7_777.0, 123_456.0] {
            let found = search(limit).unwrap();
            assert!(found <= limit && found * 1.1 >= limit, "{found} for {limit}");
        }
        assert_eq!(search(0.0), None);
    }
}
