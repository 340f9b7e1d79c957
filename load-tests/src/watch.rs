//! Time, for figures: one origin, so that times of different tasks can be compared.

use hdrhistogram::Histogram;
use std::time::{Duration, Instant};

/// A watch that was started. Copies show the same time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Watch {
    started: Instant,
}

impl Watch {
    #[expect(clippy::disallowed_methods, reason = "the load tool's only clock")]
    pub(crate) fn start() -> Self {
        Self { started: Instant::now() }
    }

    pub(crate) fn elapsed(self) -> Duration {
        self.started.elapsed()
    }

    pub(crate) fn micros(self) -> u64 {
        u64::try_from(self.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}

/// Times from 1 µs to 10 minutes, three digits exact.
pub(crate) fn histogram() -> anyhow::Result<Histogram<u64>> {
    Ok(Histogram::new_with_bounds(1, 600_000_000, 3)?)
}

/// Seconds since 1970: when a report was made.
pub(crate) fn unix_seconds() -> u64 {
    let now = std::time::UNIX_EPOCH.elapsed();
    now.map_or(0, |since| since.as_secs())
}
