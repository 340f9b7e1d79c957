//! The bus of several nodes: Redis 7 sharded pub/sub, one channel for each topic.
//!
//! What this node publishes goes to its own hub at once, in order, and to others as a hint through
//! Redis, which may lose it: the hub looks where conversations stand every two seconds anyway, and
//! at once when [`Envelope::GapPossible`] says so. Redis keeps nothing for us, and the node works
//! without it. Does not speak to a Redis cluster: subscriptions go to one server.

mod following;
mod link;
mod listener;
mod presence;

use super::wire::{self, Note};
use super::{Bus, Envelope, Topic};
use crate::clock::Clock;
use crate::tasks::Tasks;
use ::redis::{Client, IntoConnectionInfo, ProtocolVersion};
use async_trait::async_trait;
use domain::ids::UserId;
use domain::limits::PRESENCE_ANSWER_WITHIN;
use following::Following;
use futures_util::future::join_all;
use presence::{Neighbours, Questions};
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use uuid::Uuid;

/// Envelopes that wait for the hub before publishers wait for it.
const HUB_QUEUE_MAX: usize = 8_192;
/// Envelopes that wait for Redis before they are dropped.
const OUTGOING_MAX: usize = 8_192;
/// Users that are asked about at once: well below 64 KiB.
const ASK_USERS_MAX: usize = 500;
/// Beats that may be missed.
const BEATS_MISSED_MAX: u32 = 3;

/// What may be set; the defaults are for a server.
#[derive(Debug, Clone)]
pub struct RedisSettings {
    /// What channel names begin with. Nodes with the same hear each other.
    pub prefix: String,
    /// How long Redis may take to answer, or to let us in, before we connect anew.
    pub answer_within: Duration,
    /// How long a publisher waits at most until a topic is followed.
    pub follow_within: Duration,
    /// How often Redis is asked whether it is there.
    pub ping_every: Duration,
    /// How often nodes say through the bus that they are there. Who misses its own voice three
    /// times connects anew; who misses that of another node takes it for gone.
    pub beat_every: Duration,
    /// How long the answer to who is there waits for other nodes.
    pub presence_within: Duration,
    /// The longest time between two tries to connect.
    pub retry_max: Duration,
}

impl Default for RedisSettings {
    fn default() -> Self {
        Self {
            prefix: "parlor".to_owned(),
            answer_within: Duration::from_secs(2),
            follow_within: Duration::from_secs(1),
            ping_every: Duration::from_secs(1),
            beat_every: Duration::from_secs(5),
            presence_within: PRESENCE_ANSWER_WITHIN.duration(),
            retry_max: Duration::from_secs(2),
        }
    }
}

/// Why there is no bus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RedisBusError {
    /// The address cannot be one; it is not repeated, for it may hold a password.
    #[error("not the address of a Redis server, like redis://host:6379 or rediss://host:6379")]
    Address,
}

impl RedisBusError {
    /// Whether trying again can help.
    #[must_use]
    pub fn is_temporary(self) -> bool {
        match self {
            Self::Address => false,
        }
    }
}

/// A bus through Redis. Cloning is shallow.
#[derive(Debug, Clone)]
pub struct RedisBus(Arc<Shared>);

/// What publishers, the listener and the link share.
struct Shared {
    node: Uuid,
    settings: RedisSettings,
    clock: Arc<dyn Clock>,
    opened: Instant,
    hub: mpsc::Sender<Envelope>,
    outgoing: mpsc::Sender<Outgoing>,
    following: Following,
    neighbours: Mutex<Neighbours>,
    questions: Mutex<Questions>,
    /// Other nodes can be heard.
    ready: AtomicBool,
    /// Something could not be passed on: others are told with the next beat.
    lost: AtomicBool,
    /// The hub has to be told that there may be a gap.
    gap: AtomicBool,
    /// When this node heard itself last, in milliseconds since it was opened.
    heard_self: AtomicU64,
}

/// What waits for Redis.
#[derive(Debug)]
struct Outgoing {
    channel: String,
    bytes: Vec<u8>,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisBus").field("node", &self.node).finish_non_exhaustive()
    }
}

impl RedisBus {
    /// A bus, and what the hub reads from it. Returns at once, whether Redis is there or not; keeps
    /// trying to reach it until `tasks` stops.
    ///
    /// # Errors
    /// `url` is no address of a Redis server.
    pub fn open(
        url: &str,
        settings: RedisSettings,
        clock: Arc<dyn Clock>,
        tasks: &Tasks,
    ) -> Result<(Self, mpsc::Receiver<Envelope>), RedisBusError> {
        let address = url.into_connection_info().map_err(|_| RedisBusError::Address)?;
        let spoken = address.redis_settings().clone().set_protocol(ProtocolVersion::RESP3);
        let client =
            Client::open(address.set_redis_settings(spoken)).map_err(|_| RedisBusError::Address)?;
        let (hub, heard) = mpsc::channel(HUB_QUEUE_MAX);
        let (outgoing, queue) = mpsc::channel(OUTGOING_MAX);
        let node = Uuid::new_v4();
        let shared = Arc::new(Shared {
            node,
            settings,
            opened: clock.instant(),
            clock,
            hub,
            outgoing,
            following: Following::default(),
            neighbours: Mutex::new(Neighbours::new(node)),
            questions: Mutex::default(),
            ready: AtomicBool::new(false),
            lost: AtomicBool::new(false),
            gap: AtomicBool::new(false),
            heard_self: AtomicU64::new(0),
        });
        link::Link::start(client, Arc::clone(&shared), queue, tasks);
        Ok((Self(shared), heard))
    }
}

#[async_trait]
impl Bus for RedisBus {
    async fn publish(&self, envelope: Envelope) {
        let Some(topic) = envelope.topic() else {
            return;
        };
        let shared = &self.0;
        shared.pass_on(topic, &envelope);
        let own = shared.with_neighbours(envelope);
        if shared.hub.send(own).await.is_err() {
            // The hub has ended: the node is stopping.
            tracing::debug!("an envelope had no hub to go to");
        }
    }

    async fn subscribe(&self, topic: Topic) {
        let shared = &self.0;
        if let Some(followed) = shared.following.want(topic) {
            // Late or never is no harm: the hub is told of a possible gap then.
            drop(tokio::time::timeout(shared.settings.follow_within, followed).await);
        }
        if let Topic::User(user) = topic {
            shared.ask(&[user]);
            let known = shared.neighbours().elsewhere(user);
            if let Some(presence) = known {
                shared.tell_hub(presence);
            }
        }
    }

    async fn watch(&self, users: &[UserId]) -> Vec<Envelope> {
        let shared = &self.0;
        let followed: Vec<_> =
            users.iter().filter_map(|user| shared.following.want(Topic::User(*user))).collect();
        let followed = tokio::time::timeout(shared.settings.follow_within, join_all(followed));
        drop(followed.await);
        shared.ask_and_wait(users).await;
        let neighbours = shared.neighbours();
        users.iter().filter_map(|user| neighbours.known(*user)).collect()
    }

    async fn unsubscribe(&self, topic: Topic) {
        self.0.following.leave(topic);
        if let Topic::User(user) = topic {
            self.0.neighbours().forget(user);
        }
    }

    async fn is_ready(&self) -> bool {
        self.0.ready.load(Ordering::Acquire)
    }

    fn is_shared(&self) -> bool {
        true
    }
}

impl Shared {
    /// Puts an envelope for other nodes where the link takes it, or drops it.
    fn pass_on(&self, topic: Topic, envelope: &Envelope) {
        // The event stays here: others read it in the store.
        let bytes = wire::encode(self.node, envelope);
        self.put_out(self.channel(topic), bytes);
    }

    /// Says something to all nodes.
    fn say(&self, note: Note) {
        self.put_out(self.nodes_channel(), wire::encode_note(self.node, note));
    }

    fn put_out(&self, channel: String, bytes: Option<Vec<u8>>) {
        let Some(bytes) = bytes else {
            return;
        };
        let sent = self.ready.load(Ordering::Acquire)
            && self.outgoing.try_send(Outgoing { channel, bytes }).is_ok();
        if !sent {
            self.note_lost(1);
        }
    }

    fn note_lost(&self, count: u64) {
        self.lost.store(true, Ordering::Release);
        metrics::counter!("parlor_bus_dropped_total").increment(count);
    }

    /// Asks other nodes whether these users are there; does nothing where no other node is known.
    fn ask(&self, users: &[UserId]) {
        if !self.neighbours().is_alone() {
            for some in users.chunks(ASK_USERS_MAX) {
                self.say(Note::Ask { users: some.to_vec(), question: None });
            }
        }
    }

    /// The same, and waits until all nodes that are known have answered, or a short time.
    async fn ask_and_wait(&self, users: &[UserId]) {
        let nodes = self.neighbours().nodes();
        if nodes.is_empty() || users.is_empty() || !self.ready.load(Ordering::Acquire) {
            return;
        }
        let question = Uuid::new_v4();
        let answered = self.questions().ask(question, nodes);
        let chunks = users.chunks(ASK_USERS_MAX);
        let last = chunks.len();
        for (place, some) in (1..).zip(chunks) {
            // Answers come in the order of questions: the last one answers all.
            let question = (place == last).then_some(question);
            self.say(Note::Ask { users: some.to_vec(), question });
        }
        drop(tokio::time::timeout(self.settings.presence_within, answered).await);
        self.questions().forget(question);
    }

    fn questions(&self) -> MutexGuard<'_, Questions> {
        self.questions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets nodes that are silent, and tells how those appear now who were there.
    fn sweep_neighbours(&self) {
        let silence = self.settings.beat_every * BEATS_MISSED_MAX;
        let changed = self.neighbours().sweep(self.clock.instant(), silence);
        for presence in changed {
            self.tell_hub(presence);
        }
    }

    /// An envelope of this node as its hub gets it: presence counts on all nodes together.
    fn with_neighbours(&self, envelope: Envelope) -> Envelope {
        match envelope {
            Envelope::Presence { user, availability, status } => {
                self.neighbours().told(self.node, user, availability, status).0
            }
            Envelope::Committed { .. }
            | Envelope::Deleted { .. }
            | Envelope::Typing { .. }
            | Envelope::Read { .. }
            | Envelope::Personal { .. }
            | Envelope::Organisation { .. }
            | Envelope::GapPossible => envelope,
        }
    }

    /// Tells the hub what another node said, without waiting: where it cannot take it, it is told
    /// of a gap as soon as it can.
    fn tell_hub(&self, envelope: Envelope) {
        if self.hub.try_send(envelope).is_err() {
            self.gap.store(true, Ordering::Release);
            metrics::counter!("parlor_bus_ignored_total", "reason" => "hub_full").increment(1);
        }
    }

    /// Tells the hub of a possible gap, now or later.
    fn tell_gap(&self) {
        let told = self.hub.try_send(Envelope::GapPossible).is_ok();
        self.gap.store(!told, Ordering::Release);
    }

    fn neighbours(&self) -> MutexGuard<'_, Neighbours> {
        self.neighbours.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn millis(&self) -> u64 {
        let since = self.clock.instant().duration_since(self.opened);
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }

    fn channel(&self, topic: Topic) -> String {
        let prefix = &self.settings.prefix;
        match topic {
            Topic::Conversation(conversation) => format!("{prefix}:c:{conversation}"),
            Topic::User(user) => format!("{prefix}:u:{user}"),
        }
    }

    fn nodes_channel(&self) -> String {
        format!("{}:nodes", self.settings.prefix)
    }
}
