//! What time it is, and new ids, which begin with the time. The only place that asks the system;
//! tests bring a clock that they move themselves.

use domain::ids::Ids;
use domain::time::{Span, Timestamp};
use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use uuid::Uuid;

/// Tells the time.
pub trait Clock: Debug + Send + Sync {
    /// The time of day. May step back when the system's clock is set.
    fn now(&self) -> Timestamp;

    /// A time that never steps back, for deadlines and spans; without relation to [`Clock::now`].
    fn instant(&self) -> Instant;
}

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that others take")]
    fn now(&self) -> Timestamp {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
    }

    #[expect(clippy::disallowed_methods, reason = "this is the clock that others take")]
    fn instant(&self) -> Instant {
        Instant::now()
    }
}

/// A clock that tests move (N6). Cloning shares it.
#[derive(Debug, Clone)]
pub struct ManualClock {
    millis: Arc<AtomicI64>,
}

impl ManualClock {
    /// A clock that stands at `now`.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self { millis: Arc::new(AtomicI64::new(now.millis())) }
    }

    /// Moves it forward.
    pub fn advance(&self, span: Span) {
        self.millis.fetch_add(span.as_millis(), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.millis.load(Ordering::SeqCst))
    }

    fn instant(&self) -> Instant {
        SystemClock.instant()
    }
}

/// Gives time-ordered UUIDs (version 7, RFC 9562). Not for secrets: their beginning is the time.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    fn next_uuid(&mut self) -> Uuid {
        Uuid::now_v7()
    }
}
