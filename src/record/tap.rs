//! One recording: its key, and a bounded queue between those who do something and the one who
//! records. Nobody ever waits for that one; what has no room is dropped and counted.

use super::Recorder;
use super::redact::Key;
use crate::clock::Clock;
use domain::ids::ConversationId;
use domain::limits::{RECORDING_QUEUE_BYTES_MAX, RECORDING_QUEUE_LINES_MAX};
use metrics::Counter;
use protocol::recording::{Line, What};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// A line that waits: finished, so that nothing else of what was said waits with it.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) at: u64,
    pub(super) line: String,
    /// Who is in it has to be told before.
    pub(super) about: Option<ConversationId>,
}

impl Entry {
    pub(super) fn new(at: u64, what: What, about: Option<ConversationId>) -> Self {
        Self { at, line: text(at, what), about }
    }
}

/// A line as it is written, with its end.
pub(super) fn text(at: u64, what: What) -> String {
    // What cannot be written is an empty line, which readers refuse: there is no such thing.
    let mut text = serde_json::to_string(&Line { at, what }).unwrap_or_default();
    text.push('\n');
    text
}

/// The side of those who do something.
pub(super) struct Tap {
    pub(super) key: Key,
    clock: Arc<dyn Clock>,
    begun: Instant,
    entries: mpsc::Sender<Entry>,
    waiting_bytes: AtomicUsize,
    dropped: AtomicU64,
    /// No more of it is given out.
    pub(super) over: CancellationToken,
    lines_total: Counter,
    dropped_total: Counter,
}

impl fmt::Debug for Tap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tap").finish_non_exhaustive()
    }
}

impl Tap {
    pub(super) fn new(clock: Arc<dyn Clock>) -> (Self, mpsc::Receiver<Entry>) {
        let (sender, entries) = mpsc::channel(RECORDING_QUEUE_LINES_MAX);
        let tap = Self {
            key: Key::random(),
            begun: clock.instant(),
            clock,
            entries: sender,
            waiting_bytes: AtomicUsize::new(0),
            dropped: AtomicU64::new(0),
            over: CancellationToken::new(),
            lines_total: metrics::counter!("parlor_recording_lines_total"),
            dropped_total: metrics::counter!("parlor_recording_dropped_total"),
        };
        (tap, entries)
    }

    /// Milliseconds since it began.
    pub(super) fn now(&self) -> u64 {
        let since = self.clock.instant().saturating_duration_since(self.begun);
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }

    pub(super) fn note(&self, what: What) {
        self.offer(Entry::new(self.now(), what, None));
    }

    /// Puts a line into the queue, or drops it.
    pub(super) fn offer(&self, entry: Entry) {
        let bytes = entry.line.len();
        let before = self.waiting_bytes.fetch_add(bytes, Ordering::Relaxed);
        let has_room = before.saturating_add(bytes) <= RECORDING_QUEUE_BYTES_MAX;
        if has_room && self.entries.try_send(entry).is_ok() {
            self.lines_total.increment(1);
        } else {
            self.waiting_bytes.fetch_sub(bytes, Ordering::Relaxed);
            self.dropped.fetch_add(1, Ordering::Relaxed);
            self.dropped_total.increment(1);
        }
    }

    /// A line has left the queue.
    pub(super) fn taken(&self, entry: &Entry) {
        self.waiting_bytes.fetch_sub(entry.line.len(), Ordering::Relaxed);
    }

    /// How many were dropped since it was asked last.
    pub(super) fn take_dropped(&self) -> u64 {
        self.dropped.swap(0, Ordering::Relaxed)
    }
}

/// The side of the one who records. The recording ends when this is dropped.
#[derive(Debug)]
pub(super) struct Lines {
    pub(super) recorder: Recorder,
    pub(super) tap: Arc<Tap>,
    pub(super) entries: mpsc::Receiver<Entry>,
}

impl Drop for Lines {
    fn drop(&mut self) {
        self.recorder.end(&self.tap);
        self.tap.over.cancel();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;
    use domain::ids::SessionId;
    use protocol::generated::command;
    use uuid::Uuid;

    fn send(bytes: usize) -> command::Command {
        command::Command::Send(command::Send {
            text: "x".repeat(bytes),
            ..command::Send::default()
        })
    }

    // O5
    #[test]
    fn a_slow_recording_holds_so_many_bytes_and_lines_and_counts_the_rest() {
        let session = SessionId::from(Uuid::from_u128(1));
        for (bytes, least_dropped) in [(10, 904), (16_000, 4_700)] {
            let recorder = Recorder::new(true, Arc::new(SystemClock));
            let mut lines = recorder.begin().unwrap();
            for _ in 0..5_000 {
                let taken = recorder.take(session, &send(bytes)).unwrap();
                taken.done(super::super::Outcome::of(None));
            }
            let mut held = 0;
            while let Ok(entry) = lines.entries.try_recv() {
                lines.tap.taken(&entry);
                held += entry.line.len();
            }
            assert!(held <= RECORDING_QUEUE_BYTES_MAX, "{held}");
            assert!(lines.tap.take_dropped() >= least_dropped);
            // There is room again.
            recorder.take(session, &send(bytes)).unwrap().done(super::super::Outcome::of(None));
            assert!(lines.entries.try_recv().is_ok());
        }
    }

    // O5
    #[test]
    fn nothing_is_taken_while_nobody_records_and_two_record_at_once_at_the_most() {
        let recorder = Recorder::new(true, Arc::new(SystemClock));
        let session = SessionId::from(Uuid::from_u128(1));
        assert!(recorder.take(session, &send(1)).is_none());
        let first = recorder.begin().unwrap();
        let second = recorder.begin().unwrap();
        assert!(recorder.begin().is_err());
        assert!(recorder.take(session, &send(1)).is_some());
        drop((first, second));
        assert!(recorder.take(session, &send(1)).is_none());
        assert!(Recorder::new(false, Arc::new(SystemClock)).begin().is_err());
    }
}
