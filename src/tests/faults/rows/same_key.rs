//! F31: one client id over two sockets of one user at the same moment, on two nodes: one message,
//! and both hear the same answer. Invariant 2.

use crate::history::{Act, What};
use crate::people::Person;
use crate::row::{Case, Outcome};
use crate::socket::{Got, Socket};
use crate::time::{ms, rest, s};
use crate::world::{Setup, World};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::net::SocketAddr;
use tokio::time::timeout;
use uuid::{Builder, Uuid};

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let setup = Setup { nodes: 2, redis: true, revoked_within: s(15), ..Setup::default() };
    let mut world = World::start(case, setup).await?;
    let ana = world.people[0].clone();
    let place = world.talks[0].id.clone();
    let mut sockets = Vec::new();
    for node in &world.nodes {
        let at = node.address().expect("it runs");
        // One after the other on each node, and both at once.
        sockets.push(open(at, &ana).await);
        sockets.push(open(at, &ana).await);
    }
    let mut same = true;
    for turn in 0..world.case.size.faults {
        let bytes = Uuid::from_u64_pair(world.seed.next(), world.seed.next()).into_bytes();
        let key = Builder::from_random_bytes(bytes).into_uuid().to_string();
        let act = Act::Send { text: format!("{turn} of ana, more than once") };
        let Act::Send { text } = &act else { unreachable!() };
        let send = json!({"conversationId": place, "clientId": key, "text": text});
        let send = json!({"id": turn + 2, "send": send});
        world.history.write(1, What::Began { key: key.clone(), place: place.clone(), act });
        let answers = join_all(sockets.iter_mut().map(|socket| settle(socket, &send))).await;
        let sent = &answers[0]["sent"];
        same &= sent.is_object() && answers.iter().all(|answer| answer["sent"] == *sent);
        let id = sent["messageId"].as_str().unwrap_or_default().to_owned();
        let spot = Some(crate::client::spot(&sent["position"]));
        world.history.write(1, What::Done { key, id, spot });
    }
    world.traffic().await;
    drop(sockets);
    Some(world.finish().await.and(same, "all sockets hear the same answer"))
}

async fn open(at: SocketAddr, who: &Person) -> Socket {
    let mut socket = Socket::open(at).await.expect("a healthy node");
    let connected = ask(&mut socket, &json!({"id": 1, "connect": {"token": who.token}})).await;
    assert!(connected["connected"].is_object(), "{connected}");
    socket
}

/// Says it until it is done: a store that is too busy for one of them is no answer.
async fn settle(socket: &mut Socket, command: &Value) -> Value {
    loop {
        let answer = ask(socket, command).await;
        let code = &answer["error"]["code"];
        if code != "unavailable" && code != "overloaded" {
            return answer;
        }
        rest(ms(200)).await;
    }
}

async fn ask(socket: &mut Socket, command: &Value) -> Value {
    assert!(socket.say(command).await);
    loop {
        match timeout(s(30), socket.next()).await.expect("an answer of a healthy node") {
            Got::Frame(mut frame) if frame["reply"]["id"] == command["id"] => {
                return frame["reply"].take();
            }
            Got::Frame(_) | Got::Sign => (),
            Got::End(code) => panic!("a healthy node ended a session with {code}"),
        }
    }
}
