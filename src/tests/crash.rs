//! The server is killed (SIGKILL) again and again while people send, on either store; afterwards
//! the log is compared with what each sender was told. Everything by chance comes from a seed.

mod checker;
mod node;

use crate::support::places::Place;
use crate::support::seat::{Seat, seq};
use crate::support::seed::Seed;
use crate::support::someone::Someone;
use crate::support::stores::Database;
use checker::{Attempt, Logged};
use node::Node;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::watch;

/// How often the server is killed.
const KILLS: u64 = 20;
/// Acknowledgements in one life of the server, at the most.
const ACKS_MAX: u64 = 50;
/// Messages of one sender under way.
const UNDER_WAY_MAX: usize = 6;

/// One who sends, over all lives of the server.
struct Sender {
    token: String,
    seed: Seed,
    attempts: Vec<Attempt>,
}

/// What all senders share in one life of the server.
struct Life<'a> {
    place: &'a str,
    /// Counts invocations and acknowledgements, in the order in which they happen.
    moments: &'a AtomicU64,
    acks: watch::Sender<u64>,
}

impl Life<'_> {
    fn moment(&self) -> u64 {
        self.moments.fetch_add(1, Ordering::SeqCst)
    }
}

impl Sender {
    /// Settles what is unknown, then sends on, until the server is gone.
    async fn send(&mut self, node: &Node, life: &Life<'_>) {
        let Some(mut seat) = node.seat(&self.token).await else { return };
        let unknown = self.attempts.iter().enumerate().filter(|(_, it)| it.acked.is_none());
        let mut again: VecDeque<usize> = unknown.map(|(index, _)| index).collect();
        let mut under_way = VecDeque::new();
        loop {
            let wanted = 1 + usize::try_from(self.seed.below(6)).unwrap();
            while under_way.len() < wanted.min(UNDER_WAY_MAX) {
                let index = again.pop_front().unwrap_or_else(|| self.new_attempt(life));
                let attempt = &self.attempts[index];
                let fields = json!({
                    "conversationId": life.place,
                    "clientId": attempt.client_id,
                    "text": attempt.text,
                });
                under_way.push_back((index, seat.say("send", fields).await));
            }
            let Some((index, id)) = under_way.pop_front() else { return };
            let Some(reply) = seat.try_reply(id).await else { return };
            assert!(reply["sent"].is_object(), "{reply}");
            let attempt = &mut self.attempts[index];
            attempt.acked = Some(life.moment());
            attempt.seq = seq(&reply["sent"]["position"]);
            attempt.id = reply["sent"]["messageId"].as_str().unwrap().to_owned();
            life.acks.send_modify(|acks| *acks += 1);
        }
    }

    fn new_attempt(&mut self, life: &Life<'_>) -> usize {
        let client_id = uuid::Uuid::new_v4().to_string();
        let text = format!("number {} {}", self.attempts.len(), "x".repeat(100));
        let invoked = life.moment();
        self.attempts.push(Attempt { client_id, text, invoked, ..Attempt::default() });
        self.attempts.len() - 1
    }
}

/// One life of the server: it ends with a kill.
async fn live_and_die(
    node: Node,
    place: &str,
    moments: &AtomicU64,
    senders: &mut [Sender],
    seed: &mut Seed,
) {
    let (acks, mut count) = watch::channel(0);
    let life = Life { place, moments, acks };
    let last = seed.below(ACKS_MAX);
    let yields = seed.below(50);
    let killer = async {
        count.wait_for(|acks| *acks >= last).await.unwrap();
        for _ in 0..yields {
            tokio::task::yield_now().await;
        }
        node.kill()
    };
    let sending =
        futures_util::future::join_all(senders.iter_mut().map(|one| one.send(&node, &life)));
    tokio::join!(killer, sending);
    node.wait().await;
}

// M2
async fn check(database: Option<Database>, test: &str) {
    let mut seed = Seed::told(test);
    let folder = tempfile::tempdir().unwrap();
    let start = async || Node::start(folder.path(), database.as_ref()).await;
    let node = start().await;
    let ana = node.set_up().await;
    let place = Place::make(&ana, false).await;
    let mut senders = vec![sender(ana.token.clone(), &mut seed)];
    for number in 0..3 {
        let guest = node.guest(&place, number).await;
        senders.push(sender(guest, &mut seed));
    }
    let moments = AtomicU64::new(0);
    live_and_die(node, &place.id, &moments, &mut senders, &mut seed).await;
    for _ in 1..KILLS {
        live_and_die(start().await, &place.id, &moments, &mut senders, &mut seed).await;
    }
    let node = start().await;
    // What is unknown is settled by saying it again.
    settle(&node, &place.id, &moments, &mut senders).await;
    let log = read(&node, &ana, &place.id).await;
    let attempts: Vec<Attempt> = senders.into_iter().flat_map(|one| one.attempts).collect();
    let acked = attempts.iter().filter(|attempt| attempt.acked.is_some()).count();
    assert!(acked > 50, "only {acked} were acknowledged");
    let wrong = checker::check(&attempts, &log);
    assert!(wrong.is_empty(), "{wrong:#?}");
    node.kill();
    node.wait().await;
}

fn sender(token: String, seed: &mut Seed) -> Sender {
    Sender { token, seed: seed.fork(), attempts: Vec::new() }
}

async fn settle(node: &Node, place: &str, moments: &AtomicU64, senders: &mut [Sender]) {
    for sender in senders {
        let mut seat = node.seat(&sender.token).await.unwrap();
        for attempt in sender.attempts.iter_mut().filter(|attempt| attempt.acked.is_none()) {
            let fields = json!({
                "conversationId": place,
                "clientId": attempt.client_id,
                "text": attempt.text,
            });
            let reply = seat.ask("send", fields).await;
            assert!(reply["sent"].is_object(), "{reply}");
            attempt.acked = Some(moments.fetch_add(1, Ordering::SeqCst));
            attempt.seq = seq(&reply["sent"]["position"]);
            attempt.id = reply["sent"]["messageId"].as_str().unwrap().to_owned();
        }
    }
}

/// The whole log, as ana reads it.
async fn read(node: &Node, ana: &Someone, place: &str) -> Vec<Logged> {
    let mut seat: Seat = node.seat(&ana.token).await.unwrap();
    let mut log: Vec<Logged> = Vec::new();
    loop {
        let after = log.last().map_or(0, |last| last.seq);
        let fields = json!({"conversationId": place, "limit": 100, "after": after});
        let page: Value = seat.ask("history", fields).await["history"].take();
        for message in page["messages"].as_array().unwrap() {
            let text = |name: &str| message[name].as_str().unwrap_or_default().to_owned();
            let author = message["author"]["id"].as_str().unwrap_or_default().to_owned();
            log.push(Logged {
                seq: seq(message),
                id: text("id"),
                author,
                client_id: message["clientId"].as_str().map(str::to_owned),
                text: text("text"),
            });
        }
        if page["moreAfter"] != true {
            assert_eq!(page["position"]["seq"], log.last().unwrap().seq, "the head is the last");
            return log;
        }
    }
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_or_doubled_by_kills_on_sqlite() {
    check(None, "nothing_acknowledged_is_lost_or_doubled_by_kills_on_sqlite").await;
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_or_doubled_by_kills_on_postgres() {
    if let Some(database) = Database::create().await {
        check(Some(database), "nothing_acknowledged_is_lost_or_doubled_by_kills_on_postgres").await;
    }
}
