//! What every bus promises: one suite, in memory and through Redis. And what several nodes promise
//! each other through Redis, whatever happens to it (invariant 16).

use crate::support::redis::{OwnRedis, SilentRedis, command, redis_url};
use crate::support::stores::MORNING;
use domain::event::{Event, Fact, Positions};
use domain::ids::{ConversationId, CountedIds, Ids, MessageId, SignInId, UserId};
use domain::person::{Person, Side};
use parlor::bus::local::LocalBus;
use parlor::bus::{Availability, Bus, Envelope, Personal, RedisBus, RedisSettings, Topic};
use parlor::clock::{SystemClock, SystemIds};
use parlor::tasks::Tasks;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::Receiver;
use tokio::time::timeout;

/// Far more than anything here takes.
const SOON: Duration = Duration::from_secs(20);

/// A bus, and what its hub would hear.
struct Node {
    bus: Arc<dyn Bus>,
    heard: Receiver<Envelope>,
    tasks: Tasks,
}

impl Node {
    fn local() -> Self {
        let (bus, heard) = LocalBus::new();
        Self { bus: Arc::new(bus), heard, tasks: Tasks::new() }
    }

    fn through(url: &str, prefix: &str) -> Self {
        // Nothing is given up because the machine is busy: who gives up loses what was said.
        let settings = RedisSettings {
            prefix: prefix.to_owned(),
            answer_within: SOON,
            follow_within: SOON,
            ping_every: Duration::from_millis(100),
            beat_every: Duration::from_secs(1),
            retry_max: Duration::from_millis(200),
            ..RedisSettings::default()
        };
        let tasks = Tasks::new();
        let (bus, heard) =
            RedisBus::open(url, settings, Arc::new(SystemClock), &tasks).expect("opens");
        Self { bus: Arc::new(bus), heard, tasks }
    }

    /// A node that hears others.
    async fn ready(url: &str, prefix: &str) -> Self {
        let mut node = Self::through(url, prefix);
        node.next_gap().await;
        assert!(node.bus.is_ready().await);
        node
    }

    async fn next_any(&mut self) -> Envelope {
        timeout(SOON, self.heard.recv()).await.expect("hears in time").expect("the bus lives")
    }

    /// The next envelope that somebody published.
    async fn next(&mut self) -> Envelope {
        loop {
            let envelope = self.next_any().await;
            if !matches!(envelope, Envelope::GapPossible) {
                return envelope;
            }
        }
    }

    async fn next_gap(&mut self) {
        while !matches!(self.next_any().await, Envelope::GapPossible) {}
    }

    async fn next_seq(&mut self) -> (ConversationId, i64, bool) {
        let next = self.next().await;
        let Envelope::Committed { conversation, seq, event } = next else {
            panic!("not committed: {next:?}")
        };
        (conversation, seq, event.is_some())
    }

    async fn next_presence(&mut self) -> (UserId, Availability) {
        let next = self.next().await;
        let Envelope::Presence { user, availability, .. } = next else {
            panic!("not a presence: {next:?}")
        };
        (user, availability)
    }

    /// Hears this of a user, sooner or later: a node that learns of others may tell a thing twice.
    async fn comes_to_be(&mut self, user: UserId, availability: Availability) {
        while self.next_presence().await != (user, availability) {}
    }

    async fn commit(&self, conversation: ConversationId, seq: i64) {
        self.bus.publish(Envelope::Committed { conversation, seq, event: None }).await;
    }
}

fn prefix() -> String {
    format!("test:{}", SystemIds.next_uuid())
}

fn presence(user: UserId, availability: Availability) -> Envelope {
    Envelope::Presence { user, availability, status: None }
}

macro_rules! both_buses {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            use super::*;

            #[tokio::test]
            async fn in_memory() {
                super::$name(Node::local()).await;
            }

            #[tokio::test]
            async fn through_redis() {
                if let Some(url) = redis_url() {
                    super::$name(Node::ready(&url, &prefix()).await).await;
                }
            }

            #[tokio::test]
            async fn through_a_redis_that_is_not_there() {
                super::$name(Node::through("redis://127.0.0.1:1", &prefix())).await;
            }
        }
    )+};
}

both_buses!(
    a_node_hears_what_it_publishes_itself_once_and_in_order,
    a_node_hears_itself_whether_it_follows_the_topic_or_not,
    an_event_of_this_node_comes_with_its_envelope,
);

async fn a_node_hears_what_it_publishes_itself_once_and_in_order(mut node: Node) {
    let talk = ConversationId::next(&mut SystemIds);
    node.bus.subscribe(Topic::Conversation(talk)).await;
    for seq in 1..=300 {
        node.commit(talk, seq).await;
    }
    for seq in 1..=300 {
        assert_eq!(node.next_seq().await, (talk, seq, false));
    }
    // What comes back from others would come after this.
    let end = ConversationId::next(&mut SystemIds);
    node.bus.subscribe(Topic::Conversation(end)).await;
    node.commit(end, 1).await;
    assert_eq!(node.next_seq().await, (end, 1, false));
    node.tasks.stop().await;
}

async fn a_node_hears_itself_whether_it_follows_the_topic_or_not(mut node: Node) {
    let user = UserId::next(&mut SystemIds);
    node.bus.unsubscribe(Topic::User(user)).await;
    node.bus.publish(Envelope::Personal { user, what: Personal::Profile }).await;
    assert!(matches!(node.next().await, Envelope::Personal { what: Personal::Profile, .. }));
    node.bus.publish(presence(user, Availability::Online)).await;
    assert_eq!(node.next_presence().await, (user, Availability::Online));
    node.tasks.stop().await;
}

async fn an_event_of_this_node_comes_with_its_envelope(mut node: Node) {
    let (conversation, seq) = (ConversationId::next(&mut SystemIds), 1);
    let event = Some(Arc::new(Event {
        conversation,
        positions: Positions { seq, guest_seq: None, reader_seq: None },
        at: MORNING,
        actor: None,
        fact: Fact::Deleted { message: MessageId::next(&mut SystemIds) },
    }));
    node.bus.publish(Envelope::Committed { conversation, seq, event }).await;
    assert_eq!(node.next_seq().await, (conversation, seq, true));
    node.tasks.stop().await;
}

#[tokio::test]
async fn nodes_hear_each_other_in_topics_that_they_follow_and_no_others() {
    let Some(url) = redis_url() else { return };
    let prefix = prefix();
    let (one, mut two) = (Node::ready(&url, &prefix).await, Node::ready(&url, &prefix).await);
    let mut elsewhere = Node::ready(&url, &format!("{prefix}:else")).await;
    let (followed, other) =
        (ConversationId::next(&mut SystemIds), ConversationId::next(&mut SystemIds));
    for node in [&two, &elsewhere] {
        node.bus.subscribe(Topic::Conversation(followed)).await;
        node.bus.subscribe(Topic::Conversation(followed)).await;
    }
    for seq in 1..=1_000 {
        one.commit(other, seq).await;
        one.commit(followed, seq).await;
    }
    for seq in 1..=1_000 {
        assert_eq!(two.next_seq().await, (followed, seq, false));
    }
    two.bus.unsubscribe(Topic::Conversation(followed)).await;
    // Following another topic is confirmed after leaving this one.
    two.bus.subscribe(Topic::Conversation(other)).await;
    one.commit(followed, 1_001).await;
    one.commit(other, 1_001).await;
    assert_eq!(two.next_seq().await, (other, 1_001, false));
    elsewhere.commit(other, 1).await;
    assert_eq!(elsewhere.next_seq().await, (other, 1, false), "of another installation: nothing");
}

#[tokio::test]
async fn everything_that_is_not_committed_reaches_other_nodes_whole() {
    let Some(url) = redis_url() else { return };
    let prefix = prefix();
    let (one, mut two) = (Node::ready(&url, &prefix).await, Node::ready(&url, &prefix).await);
    let (conversation, user) = (ConversationId::next(&mut SystemIds), UserId::next(&mut SystemIds));
    two.bus.subscribe(Topic::Conversation(conversation)).await;
    two.bus.subscribe(Topic::User(user)).await;
    let person = Person {
        id: user,
        name: "Ana".to_owned(),
        side: Some(Side::Internal),
        proven: None,
        picture: None,
    };
    let sign_in = Some(SignInId::next(&mut SystemIds));
    let said = [
        Envelope::Typing { conversation, person, on: true, note: true },
        Envelope::Read { conversation, user, seq: 3 },
        Envelope::Deleted { conversation },
        Envelope::Personal { user, what: Personal::Joined(conversation) },
        Envelope::Personal { user, what: Personal::SignedOut(sign_in) },
        presence(user, Availability::Away),
    ];
    for envelope in said {
        one.bus.publish(envelope.clone()).await;
        assert_eq!(format!("{:?}", two.next().await), format!("{envelope:?}"));
    }
}

// M8: someone is there while they are there on any node.
#[tokio::test]
async fn presence_counts_on_all_nodes_together() {
    let Some(url) = redis_url() else { return };
    let prefix = prefix();
    let ana = UserId::next(&mut SystemIds);
    let mut one = Node::ready(&url, &prefix).await;
    one.bus.publish(presence(ana, Availability::Online)).await;
    let mut two = Node::ready(&url, &prefix).await;
    // It came later, and learns who is there as soon as it knows the other node.
    two.bus.subscribe(Topic::User(ana)).await;
    two.comes_to_be(ana, Availability::Online).await;
    two.bus.publish(presence(ana, Availability::Away)).await;
    assert_eq!(two.next_presence().await, (ana, Availability::Online), "she is there on the other");
    one.bus.publish(presence(ana, Availability::Offline)).await;
    two.comes_to_be(ana, Availability::Away).await;
    assert_eq!(one.next_presence().await, (ana, Availability::Online), "what it said itself");
    one.bus.publish(presence(ana, Availability::Online)).await;
    two.comes_to_be(ana, Availability::Online).await;
    // A node that ends without a word takes its people with it.
    one.tasks.stop().await;
    two.comes_to_be(ana, Availability::Away).await;
}

// F21
#[tokio::test]
async fn garbage_on_the_bus_is_ignored() {
    let Some(url) = redis_url() else { return };
    let prefix = prefix();
    let (one, mut two) = (Node::ready(&url, &prefix).await, Node::ready(&url, &prefix).await);
    let talk = ConversationId::next(&mut SystemIds);
    two.bus.subscribe(Topic::Conversation(talk)).await;
    let channel = format!("{prefix}:c:{talk}");
    let huge = vec![b'x'; 5_000_000];
    let mut garbage: Vec<&[u8]> =
        vec![b"", b"\xff\xfe\0", b"{", b"[]", b"{\"v\":99}", b"{\"v\":1}", &huge];
    let deep = b"[".repeat(60_000);
    garbage.push(&deep);
    for bytes in garbage {
        let answer = command(&url, &[b"SPUBLISH", channel.as_bytes(), bytes]).await;
        assert_eq!(answer.trim_end(), ":1", "it was passed on to the follower");
    }
    one.commit(talk, 1).await;
    assert_eq!(two.next_seq().await, (talk, 1, false));
}

// F17, F18
#[tokio::test]
async fn a_redis_that_comes_late_or_comes_back_is_used_again() {
    let Some(mut redis) = OwnRedis::new() else { return };
    let prefix = prefix();
    let talk = ConversationId::next(&mut CountedIds::default());
    let (one, mut two) =
        (Node::through(&redis.url(), &prefix), Node::through(&redis.url(), &prefix));
    two.bus.subscribe(Topic::Conversation(talk)).await;
    one.commit(talk, 1).await;
    assert!(!one.bus.is_ready().await && !two.bus.is_ready().await);
    let mut one = one;
    assert_eq!(one.next_seq().await, (talk, 1, false));
    for round in 2..4 {
        redis.start().await;
        // A gap that was told of before does not say that the nodes are connected again.
        while !(one.bus.is_ready().await && two.bus.is_ready().await) {
            tokio::task::yield_now().await;
        }
        one.next_gap().await;
        two.next_gap().await;
        one.commit(talk, round).await;
        assert_eq!(two.next_seq().await, (talk, round, false), "what it followed, it follows");
        redis.kill().await;
        while one.bus.is_ready().await || two.bus.is_ready().await {
            tokio::task::yield_now().await;
        }
        // Dropped, and nobody waits for it.
        one.commit(talk, 100 + round).await;
    }
}

// F22
#[tokio::test]
async fn a_connection_that_redis_ends_is_made_anew() {
    let Some(mut redis) = OwnRedis::new() else { return };
    redis.start().await;
    let (url, prefix) = (redis.url(), prefix());
    let (one, mut two) = (Node::ready(&url, &prefix).await, Node::ready(&url, &prefix).await);
    let talk = ConversationId::next(&mut SystemIds);
    two.bus.subscribe(Topic::Conversation(talk)).await;
    let killed = command(&url, &[b"CLIENT", b"KILL", b"TYPE", b"pubsub"]).await;
    assert_eq!(killed.trim_end(), ":2");
    two.next_gap().await;
    hears_again(&one, &mut two, talk).await;
}

/// Commits until another node hears of it.
async fn hears_again(one: &Node, two: &mut Node, talk: ConversationId) {
    for seq in 1.. {
        one.commit(talk, seq).await;
        if let Ok((heard, ..)) = timeout(Duration::from_millis(50), two.next_seq()).await {
            assert_eq!(heard, talk);
            return;
        }
    }
}

// F19
#[tokio::test]
async fn a_redis_that_answers_and_passes_nothing_on_is_left() {
    let mut silent = SilentRedis::start().await;
    let node = Node::through(&silent.url, &prefix());
    silent.connection().await;
    silent.connection().await;
    node.tasks.stop().await;
}

#[test]
fn an_address_that_is_none_is_refused_and_not_repeated() {
    for url in ["", "secret", "http://secret", "redis://:secret@", "redis://host:secret"] {
        let tasks = Tasks::new();
        let settings = RedisSettings::default();
        let refused = RedisBus::open(url, settings, Arc::new(SystemClock), &tasks);
        let error = refused.map(|_| ()).expect_err(url);
        assert!(!format!("{error} {error:?}").contains("secret") && !error.is_temporary());
    }
}
