//! How soon an open socket learns that its right is gone: a member removed, signed out or
//! deactivated; on the node where it was done, on another one, and on another one without Redis.
//! Measured from the answer to who did it. Invariants 21, 22 (F52).

use crate::people::{self, Person, Talk};
use crate::row::{Case, Outcome};
use crate::socket::{Got, Socket};
use crate::time::{self, ms, s, task};
use crate::world::{Setup, World};
use serde_json::json;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::timeout;

/// Sockets for each kind and place.
const SOCKETS: usize = 20;
/// What the bounds are given beyond what is promised, on a machine that does other things too.
const GRACE: Duration = s(2);

/// How long a socket is watched.
const PATIENCE: Duration = s(30);

/// What is done to a member.
#[derive(Debug, Clone, Copy)]
enum Done {
    Removed,
    SignedOut,
    Deactivated,
}

/// Where the socket is, as seen from where it is done.
#[derive(Debug, Clone, Copy)]
enum Seen {
    SameNode,
    OtherNode,
    WithoutRedis,
}

impl Seen {
    fn bound(self) -> Duration {
        match self {
            Self::SameNode => ms(500),
            Self::OtherNode => s(2),
            Self::WithoutRedis => s(15),
        }
    }
}

pub(crate) async fn run(mut case: Case) -> Option<Outcome> {
    case.size.clients = 2;
    let setup = Setup { nodes: 2, redis: true, keeper: false, ..Setup::default() };
    let mut world = World::start(case, setup).await?;
    let (near, far) = (world.nodes[0].address().unwrap(), world.nodes[1].address().unwrap());
    let (mut notes, mut bad) = (Vec::new(), Vec::new());
    let mut number = 100;
    for seen in [Seen::SameNode, Seen::OtherNode, Seen::WithoutRedis] {
        let at = if matches!(seen, Seen::SameNode) { near } else { far };
        for done in [Done::Removed, Done::SignedOut, Done::Deactivated] {
            let talk = people::talk(near, &world.people[0], &[], false).await;
            let mut guests = Vec::new();
            for _ in 0..SOCKETS {
                number += 1;
                let guest = people::guest(near, number, &[&talk]).await;
                guests.push((open(at, &guest).await, guest));
            }
            if matches!(seen, Seen::WithoutRedis) && matches!(done, Done::Removed) {
                world.history.fault("Redis is killed");
                world.redis.as_mut().expect("its own").kill().await;
            }
            let mut took = measure(near, &world.people[0], &talk, guests, done).await;
            took.sort_unstable();
            let (half, most) = (took[took.len() / 2], took[took.len() - 1]);
            notes.push(format!("{done:?}, {seen:?}: {half:?} in the median, {most:?} at the most"));
            if most > seen.bound() + GRACE {
                bad.push(format!("{done:?}, {seen:?}: {most:?}, {:?} at most", seen.bound()));
            }
        }
    }
    world.redis.as_mut().expect("its own").start().await;
    world.traffic().await;
    let mut outcome = world.finish().await;
    outcome.notes.extend(notes);
    outcome.bad.extend(bad);
    Some(outcome)
}

/// A session of a guest.
async fn open(at: SocketAddr, guest: &Person) -> Socket {
    let mut socket = Socket::open(at).await.expect("a healthy node");
    assert!(socket.say(&json!({"id": 1, "connect": {"token": guest.token}})).await);
    loop {
        match socket.next().await {
            Got::Frame(frame) if frame["reply"]["connected"].is_object() => return socket,
            Got::Frame(_) | Got::Sign => (),
            Got::End(code) => panic!("ended with {code} before it was connected"),
        }
    }
}

/// Does it to each of them; returns how long after the answer each socket knew.
async fn measure(
    near: SocketAddr,
    ana: &Person,
    talk: &Talk,
    guests: Vec<(Socket, Person)>,
    done: Done,
) -> Vec<Duration> {
    let mut waiting = Vec::new();
    for (mut socket, guest) in guests {
        let knows = task(async move {
            // Who has not noticed by now counts as late, with this time.
            drop(timeout(PATIENCE, until_it_knows(&mut socket)).await);
            time::now()
        });
        do_it(near, ana, talk, &guest, done).await;
        waiting.push((time::now(), knows));
    }
    let mut took = Vec::new();
    for (at, knows) in waiting {
        let knew = knows.done().await.unwrap_or_else(|panic| panic!("{panic}"));
        took.push(knew.saturating_duration_since(at));
    }
    took
}

async fn do_it(near: SocketAddr, ana: &Person, talk: &Talk, guest: &Person, done: Done) {
    let (method, path, body, token) = match done {
        Done::Removed => {
            let path = format!("/v1/conversations/{}/members/{}", talk.id, guest.user);
            ("DELETE", path, None, &ana.token)
        }
        Done::SignedOut => ("POST", "/v1/sign-out".to_owned(), Some(json!({})), &guest.token),
        Done::Deactivated => {
            let path = format!("/v1/users/{}", guest.user);
            ("PATCH", path, Some(json!({"deactivated": true})), &ana.token)
        }
    };
    people::sure(near, token, method, &path, body.as_ref()).await;
}

/// `gone`, or the end.
async fn until_it_knows(socket: &mut Socket) {
    loop {
        match socket.next().await {
            Got::Frame(frame) if frame["push"]["gone"].is_object() => return,
            Got::Frame(_) | Got::Sign => (),
            Got::End(_) => return,
        }
    }
}
