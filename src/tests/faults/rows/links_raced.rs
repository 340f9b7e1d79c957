//! F53 and F54, on two nodes: a link that lets three in is used by many at once, and somebody signs
//! in again and again while they are deactivated. Three come in; no token of who is deactivated is
//! good afterwards. Invariants 23, 28.

use crate::people::{self, Person};
use crate::row::{Case, Outcome};
use crate::socket::ask;
use crate::time::{ms, rest};
use crate::world::{Setup, World};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::net::SocketAddr;

const AT_ONCE: usize = 50;
const LET_IN: usize = 3;

pub(crate) async fn run(mut case: Case) -> Option<Outcome> {
    case.size.clients = 3;
    let setup = Setup { nodes: 2, redis: true, keeper: false, ..Setup::default() };
    let world = World::start(case, setup).await?;
    let nodes: Vec<SocketAddr> = world.nodes.iter().filter_map(|node| node.address()).collect();
    let ana = &world.people[0];
    let mut bad = Vec::new();
    for turn in 0..world.case.size.faults {
        world.history.fault("a link is used by many at once");
        let came = joined(&nodes, ana, turn).await;
        if came != LET_IN {
            bad.push(format!("{came} came in by a link for {LET_IN}"));
        }
        world.history.fault("somebody is deactivated while they sign in");
        let good = signed_in(&nodes, ana, turn).await;
        if good > 0 {
            bad.push(format!("{good} tokens of who is deactivated are good"));
        }
    }
    world.traffic().await;
    let mut outcome = world.finish().await;
    outcome.bad.extend(bad);
    Some(outcome)
}

/// How many of those who try at once are let in.
async fn joined(nodes: &[SocketAddr], ana: &Person, turn: u64) -> usize {
    let talk = people::talk(nodes[0], ana, &[], false).await;
    let path = format!("/v1/conversations/{}/link", talk.id);
    let body = json!({"usesMax": LET_IN});
    let made = people::sure(nodes[0], &ana.token, "POST", &path, Some(&body)).await;
    let link = made["link"].as_str().expect("a link").to_owned();
    let (_, link) = link.split_once("#join=").expect("a link");
    let tries = (0..AT_ONCE).map(|number| {
        let email = format!("late{turn}-{number}@guests.example");
        let body = json!({"token": link, "name": format!("guest {number}"), "email": email});
        let node = nodes[number % nodes.len()];
        join(node, body)
    });
    let answers = join_all(tries).await;
    let came = answers.into_iter().flatten().filter(|(status, _)| (200..300).contains(status));
    came.count()
}

/// Says it until there is an answer for good: a store that is too busy is none.
async fn join(node: SocketAddr, body: Value) -> Option<(u16, Value)> {
    loop {
        match ask(node, "", "POST", "/v1/links/join", Some(&body)).await {
            Some((429 | 500..=599, _)) => rest(ms(200)).await,
            answer => return answer,
        }
    }
}

/// How many tokens are good after somebody was deactivated while they signed in on both nodes.
async fn signed_in(nodes: &[SocketAddr], ana: &Person, turn: u64) -> usize {
    let (email, password) = (format!("new{turn}@example.com"), "correct horse battery staple");
    let body = json!({"name": "new", "email": email, "password": password});
    let made = people::sure(nodes[0], &ana.token, "POST", "/v1/users", Some(&body)).await;
    let path = format!("/v1/users/{}", made["id"].as_str().expect("an id"));
    let body = json!({"email": email, "password": password});
    let tries = (0..8).map(|number| {
        let (node, body) = (nodes[number % nodes.len()], body.clone());
        async move { ask(node, "", "POST", "/v1/sign-in", Some(&body)).await }
    });
    let off = json!({"deactivated": true});
    let ending = async {
        let first = ask(nodes[0], "", "POST", "/v1/sign-in", Some(&body)).await;
        people::sure(nodes[0], &ana.token, "PATCH", &path, Some(&off)).await;
        first
    };
    let (mut answers, first) = futures_util::future::join(join_all(tries), ending).await;
    answers.push(first);
    let mut good = 0;
    for token in answers.iter().flatten().filter_map(|(_, body)| body["token"].as_str()) {
        for &node in nodes {
            let answer = ask(node, token, "GET", "/v1/conversations", None).await;
            good += usize::from(answer.is_none_or(|(status, _)| status != 401));
        }
    }
    good
}
