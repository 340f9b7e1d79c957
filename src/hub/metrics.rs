//! What the hub counts, through handles that are looked up once. Nothing is named by conversation
//! or user.

use metrics::{Counter, Gauge, Histogram, counter, gauge, histogram};
use std::fmt;
use std::time::Duration;

use super::outgoing::End;

/// The hub's metrics.
pub(super) struct Metrics {
    sessions: Gauge,
    topics: Gauge,
    deliveries: Counter,
    events: Counter,
    gaps: Counter,
    fanout_seconds: Histogram,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl Metrics {
    pub(super) fn new() -> Self {
        Self {
            sessions: gauge!("parlor_sessions"),
            topics: gauge!("parlor_topics"),
            deliveries: counter!("parlor_deliveries_total"),
            events: counter!("parlor_fanout_events_total"),
            gaps: counter!("parlor_hub_gaps_total"),
            fanout_seconds: histogram!("parlor_fanout_seconds"),
        }
    }

    pub(super) fn session_began(&self) {
        self.sessions.increment(1.0);
    }

    /// Ends are rare enough to look their counter up.
    pub(super) fn session_ended(&self, end: Option<End>) {
        self.sessions.decrement(1.0);
        let code = match end {
            Some(End::Closed(code)) => code.as_str(),
            Some(End::ByClient) => "by_client",
            Some(End::Broken) | None => "broken",
        };
        counter!("parlor_sessions_ended_total", "code" => code).increment(1);
    }

    pub(super) fn topics(&self, count: usize) {
        self.topics.set(f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
    }

    pub(super) fn delivered(&self, sessions: usize, events: usize) {
        self.events.increment(u64::try_from(events).unwrap_or_default());
        self.deliveries.increment(u64::try_from(sessions * events).unwrap_or_default());
    }

    pub(super) fn gap(&self) {
        self.gaps.increment(1);
    }

    pub(super) fn fanned_out(&self, took: Duration) {
        self.fanout_seconds.record(took.as_secs_f64());
    }
}

/// Counts what the bus had not brought and a look at the store found; rare in good times.
pub(super) fn found(what: &'static str, count: usize) {
    if count > 0 {
        let count = u64::try_from(count).unwrap_or_default();
        counter!("parlor_recheck_found_total", "what" => what).increment(count);
    }
}
