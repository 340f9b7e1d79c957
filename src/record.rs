//! Recording what clients do, for an administrator who replays it elsewhere (O5): commands with
//! their times, with stand-ins for people, conversations and texts.
//!
//! Stand-ins are made where a command is met, with a key that lives as long as the recording does:
//! what people wrote never waits in a queue here, and nothing leads back once the key is gone.
//! While nobody records, a command costs one look at a number. Keeps nothing and decides nothing.

mod redact;
mod stream;
mod tap;

pub use stream::record;

use crate::clock::Clock;
use domain::ids::{ConversationId, MessageId, SessionId, UserId};
use domain::limits::RECORDINGS_AT_ONCE_MAX;
use domain::person::Side;
use domain::refusal::Refusal;
use metrics::Gauge;
use protocol::generated::Command;
use protocol::generated::command::Command as Asked;
use protocol::recording::{Opened, Said, What};
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tap::{Entry, Lines, Tap};

/// What is answered where recording is not switched on.
const SWITCHED_OFF: Refusal =
    Refusal::Forbidden { needed: "recording is switched off on this server: PARLOR_RECORDING" };

/// Where what clients do can be recorded. Cloning is shallow.
#[derive(Debug, Clone)]
pub struct Recorder(Arc<Inner>);

struct Inner {
    allowed: bool,
    clock: Arc<dyn Clock>,
    taps: Mutex<Vec<Arc<Tap>>>,
    /// How many they are: all that is looked at while it is none.
    count: AtomicUsize,
    gauge: Gauge,
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner").field("allowed", &self.allowed).finish_non_exhaustive()
    }
}

/// What a command did.
#[derive(Debug, Clone, Copy)]
pub struct Outcome {
    /// `done`, or an error's code.
    pub code: &'static str,
    /// The message that it made.
    pub message: Option<MessageId>,
}

impl Outcome {
    /// Done, or refused with this code.
    #[must_use]
    pub fn of(code: Option<&'static str>) -> Self {
        Self { code: code.unwrap_or("done"), message: None }
    }
}

impl Recorder {
    /// A recorder that nobody uses yet.
    #[must_use]
    pub fn new(allowed: bool, clock: Arc<dyn Clock>) -> Self {
        Self(Arc::new(Inner {
            allowed,
            clock,
            taps: Mutex::default(),
            count: AtomicUsize::new(0),
            gauge: metrics::gauge!("parlor_recordings"),
        }))
    }

    /// A session has signed in.
    pub fn opened(&self, session: SessionId, user: UserId, side: Side) {
        self.each(|tap| tap.note(What::Opened(opened(tap, session, user, side))));
    }

    /// A session has ended.
    pub fn closed(&self, session: SessionId) {
        self.each(|tap| tap.note(What::Closed(tap.key.id(session.uuid()))));
    }

    /// A command has come. `None`: nobody records. Else it is told when it is done.
    #[must_use]
    pub fn take(&self, session: SessionId, asked: &Asked) -> Option<Taken> {
        if self.0.count.load(Ordering::Relaxed) == 0 {
            return None;
        }
        let by_tap = |tap: &Arc<Tap>| ByTap {
            at: tap.now(),
            session: tap.key.id(session.uuid()),
            asked: tap.key.command(asked),
            tap: Arc::clone(tap),
        };
        let for_taps: Vec<_> = self.taps().iter().map(by_tap).collect();
        let begun = self.0.clock.instant();
        let clock = Arc::clone(&self.0.clock);
        let about = asked.conversation_id().and_then(|id| id.parse().ok());
        (!for_taps.is_empty()).then(|| Taken { for_taps, begun, clock, about })
    }

    /// Begins a recording; it ends when its lines are dropped.
    ///
    /// # Errors
    /// `Forbidden` where it is switched off, `TooMany`.
    fn begin(&self) -> Result<Lines, Refusal> {
        if !self.0.allowed {
            return Err(SWITCHED_OFF);
        }
        let mut taps = self.taps();
        if taps.len() >= RECORDINGS_AT_ONCE_MAX {
            let max = RECORDINGS_AT_ONCE_MAX;
            return Err(Refusal::TooMany { what: "recordings at once", max });
        }
        let (tap, entries) = Tap::new(Arc::clone(&self.0.clock));
        let tap = Arc::new(tap);
        taps.push(Arc::clone(&tap));
        self.counted(&taps);
        drop(taps);
        Ok(Lines { recorder: self.clone(), tap, entries })
    }

    /// Nothing more is noted for this one.
    fn end(&self, tap: &Arc<Tap>) {
        let mut taps = self.taps();
        taps.retain(|other| !Arc::ptr_eq(other, tap));
        self.counted(&taps);
    }

    fn counted(&self, taps: &[Arc<Tap>]) {
        self.0.count.store(taps.len(), Ordering::Relaxed);
        self.0.gauge.set(u32::try_from(taps.len()).unwrap_or(u32::MAX));
    }

    fn each(&self, note: impl Fn(&Tap)) {
        if self.0.count.load(Ordering::Relaxed) > 0 {
            self.taps().iter().for_each(|tap| note(tap));
        }
    }

    fn taps(&self) -> MutexGuard<'_, Vec<Arc<Tap>>> {
        self.0.taps.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn opened(tap: &Tap, session: SessionId, user: UserId, side: Side) -> Opened {
    Opened {
        session: tap.key.id(session.uuid()),
        person: tap.key.id(user.uuid()),
        external: side == Side::External,
    }
}

/// A command that is under way while somebody records.
#[derive(Debug)]
pub struct Taken {
    for_taps: Vec<ByTap>,
    begun: Instant,
    clock: Arc<dyn Clock>,
    about: Option<ConversationId>,
}

#[derive(Debug)]
struct ByTap {
    tap: Arc<Tap>,
    at: u64,
    session: String,
    asked: Asked,
}

impl Taken {
    /// It is done.
    pub fn done(self, outcome: Outcome) {
        let took = self.clock.instant().saturating_duration_since(self.begun);
        // Who names what is not there makes nobody look for it.
        let about = self.about.filter(|_| outcome.code == "done");
        for ByTap { tap, at, session, asked } in self.for_taps {
            let said = Said {
                session,
                command: Command { id: 0, command: Some(asked) },
                outcome: outcome.code.to_owned(),
                message: outcome.message.map(|message| tap.key.id(message.uuid())),
                micros: u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
            };
            tap.offer(Entry::new(at, What::Said(Box::new(said)), about));
        }
    }
}
