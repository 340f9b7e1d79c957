//! The live sessions of this node, and what goes out to them.
//!
//! Two sharded maps: the sessions of a user, and the topics, which are the conversations that have
//! sessions here. Events come from the bus and go out in the order of the log; what the bus lost is
//! read from the log. The hub decides nothing, stores nothing, and never waits under a lock. Locks
//! are taken in this order: a shard of a map (never kept), a topic, what a session follows, its
//! queue.

pub mod frame;
pub mod log;
pub mod outgoing;
pub mod session;
pub mod spread;

mod app_log;
mod drain;
mod fanout;
mod follow;
mod gap;
mod hear;
mod join;
mod metrics;
mod presence;
mod profile;
mod recheck;
mod resume;
mod seats;
mod sweep;
mod tell;
mod topic;

#[cfg(test)]
mod tests;

pub use drain::Drain;
pub use follow::{FollowError, Followed};

use crate::bus::{self, Bus, Personal};
use crate::clock::Clock;
use crate::tasks::Tasks;
use dashmap::DashMap;
use domain::ids::{ConversationId, SignInId, UserId};
use domain::limits::{PRESENCE_GRACE, RECHECK_EVERY, SESSIONS_PER_USER_MAX};
use log::Log;
use metrics::Metrics;
use presence::Present;
use session::Session;
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, mpsc};
use topic::Topic;

/// How many tasks read what concerns single people.
const PERSONAL_WORKERS: usize = 4;
/// Personal envelopes that wait for one of them.
const PERSONAL_QUEUE_MAX: usize = 4_096;
/// Users whose presence waits to be told.
const PRESENCE_QUEUE_MAX: usize = 4_096;

/// Hashes the same in every run, so that a simulated history can be run again. Only for ids that
/// the server made: nobody can choose many that fall together.
type Fixed = BuildHasherDefault<DefaultHasher>;

/// What may be set; the defaults are for a server.
#[derive(Debug, Clone, Copy)]
pub struct HubSettings {
    /// Live sessions of one user.
    pub sessions_per_user_max: usize,
    /// How long a topic without sessions is kept.
    pub topic_idle: Duration,
    /// How often heads and changes are read from the store, in case the bus lost something or
    /// another process wrote. `None` where neither can be: the store is this node's alone.
    pub poll_every: Option<Duration>,
    /// How often it is compared whether sign-ins still hold, and who is a member.
    pub recheck_every: Duration,
    /// How long a hot conversation gathers before it goes out.
    pub gather: Duration,
    /// Sessions from which on a conversation can be hot.
    pub gather_sessions_min: usize,
    /// How long a user without sessions still counts as online.
    pub presence_grace: Duration,
}

impl Default for HubSettings {
    fn default() -> Self {
        Self {
            sessions_per_user_max: SESSIONS_PER_USER_MAX,
            topic_idle: Duration::from_secs(30),
            poll_every: None,
            recheck_every: RECHECK_EVERY.duration(),
            gather: Duration::from_millis(7),
            gather_sessions_min: 64,
            presence_grace: PRESENCE_GRACE.duration(),
        }
    }
}

/// What a hub is made of.
#[derive(Debug)]
pub struct HubParts {
    /// Where what was committed is read.
    pub log: Arc<dyn Log>,
    /// Where topics are followed, and presence is told.
    pub bus: Arc<dyn Bus>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Where its tasks run.
    pub tasks: Tasks,
    /// The store's epoch.
    pub epoch: String,
    /// What may be set.
    pub settings: HubSettings,
}

/// The live sessions of this node. Cloning is shallow.
#[derive(Debug, Clone)]
pub struct Hub(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    parts: HubParts,
    users: DashMap<UserId, Live, Fixed>,
    topics: DashMap<ConversationId, Arc<Topic>, Fixed>,
    watchers: DashMap<UserId, Vec<Arc<Session>>>,
    /// Sign-ins that ended lately, for sessions that were just being let in.
    ended: Mutex<Vec<Ended>>,
    personal: Vec<mpsc::Sender<(UserId, Personal)>>,
    presence: mpsc::Sender<UserId>,
    /// The bus may have lost something.
    poll_now: Notify,
    /// What the bus brought since the store was last asked for changes.
    hints: Mutex<recheck::Hints>,
    /// When a look could not tell everything last.
    overlooked: Mutex<Option<Instant>>,
    /// A session was let in that such a look may have missed: access has to be compared.
    compare: AtomicBool,
    metrics: Metrics,
}

/// A user with sessions here, or who had some until a moment ago.
#[derive(Debug, Default)]
struct Live {
    /// Oldest first.
    sessions: Vec<Arc<Session>>,
    present: Present,
}

#[derive(Debug)]
struct Ended {
    user: UserId,
    sign_in: Option<SignInId>,
    at: Instant,
}

impl Hub {
    /// Starts a hub: its tasks run until `parts.tasks` stops. `heard` is what the bus hears.
    #[must_use]
    pub fn start(parts: HubParts, heard: mpsc::Receiver<bus::Envelope>) -> Self {
        let (personal, workers): (Vec<_>, Vec<_>) =
            (0..PERSONAL_WORKERS).map(|_| mpsc::channel(PERSONAL_QUEUE_MAX)).unzip();
        let (presence, presences) = mpsc::channel(PRESENCE_QUEUE_MAX);
        let hub = Self(Arc::new(Inner {
            parts,
            users: DashMap::default(),
            topics: DashMap::default(),
            watchers: DashMap::new(),
            ended: Mutex::default(),
            personal,
            presence,
            poll_now: Notify::new(),
            hints: Mutex::default(),
            overlooked: Mutex::default(),
            compare: AtomicBool::new(false),
            metrics: Metrics::new(),
        }));
        let tasks = &hub.0.parts.tasks;
        tasks.spawn("hub", hub.clone().hear_all(heard));
        for worker in workers {
            tasks.spawn("hub_personal", hub.clone().tell_people(worker));
        }
        tasks.spawn("hub_presence", hub.clone().publish_presence(presences));
        tasks.spawn("hub_sweep", hub.clone().sweep());
        hub
    }

    /// How many sessions there are.
    #[must_use]
    pub fn sessions(&self) -> usize {
        self.0.users.iter().map(|live| live.sessions.len()).sum()
    }

    /// How many conversations have sessions here, or had some a moment ago.
    #[must_use]
    pub fn conversations(&self) -> usize {
        self.0.topics.len()
    }

    /// The store's epoch.
    #[must_use]
    pub fn epoch(&self) -> &str {
        &self.0.parts.epoch
    }

    /// Looks whether everything that is kept twice agrees. For tests, when nothing is under way.
    ///
    /// # Errors
    /// What does not agree.
    pub fn check_invariants(&self) -> Result<(), String> {
        let topics: Vec<_> = self.0.topics.iter().map(|topic| Arc::clone(&topic)).collect();
        for topic in &topics {
            if let Some(flaw) = topic.lock().flaw() {
                return Err(flaw);
            }
        }
        let users: Vec<_> =
            self.0.users.iter().map(|live| (*live.key(), live.sessions.clone())).collect();
        for (user, sessions) in users {
            for session in sessions {
                let follows: Vec<_> = session.followed().conversations.iter().copied().collect();
                let unknown = follows.iter().find(|conversation| {
                    !topics.iter().any(|topic| topic.conversation == **conversation)
                });
                if session.of().user != user || unknown.is_some() {
                    return Err(format!(
                        "{session:?} of {user} follows {unknown:?}, which is not there"
                    ));
                }
            }
        }
        Ok(())
    }

    /// Whose the sessions are that were let in.
    #[must_use]
    pub fn open_sessions(&self) -> Vec<session::SessionOf> {
        self.all_sessions().iter().map(|session| session.of()).collect()
    }

    fn all_sessions(&self) -> Vec<Arc<Session>> {
        let users: Vec<_> = self.0.users.iter().map(|live| live.sessions.clone()).collect();
        users.into_iter().flatten().collect()
    }

    /// The sessions of a user.
    fn sessions_of(&self, user: UserId) -> Vec<Arc<Session>> {
        self.0.users.get(&user).map(|live| live.sessions.clone()).unwrap_or_default()
    }

    fn now(&self) -> Instant {
        self.0.parts.clock.instant()
    }

    fn rendering(&self) -> fanout::Rendering<'_> {
        fanout::Rendering { epoch: &self.0.parts.epoch, metrics: &self.0.metrics, now: self.now() }
    }

    fn hints(&self) -> std::sync::MutexGuard<'_, recheck::Hints> {
        self.0.hints.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn overlooked(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.0.overlooked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ended(&self) -> std::sync::MutexGuard<'_, Vec<Ended>> {
        self.0.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
