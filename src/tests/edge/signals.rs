//! Deploys as an operator does them: signals to the program under load, and a successor on the same
//! port.

use super::program::{Program, free_address, pass};
use crate::support::places::Place;
use crate::support::raw::in_time;
use crate::support::seat::{Seat, text_to};
use crate::support::someone::Someone;
use futures_util::future::join_all;
use parlor::clock::{Clock, SystemClock};
use protocol::codec::Encoding;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const SENDERS: usize = 16;
const DEPLOYS: usize = 2;

/// What one client did.
#[derive(Default)]
struct Story {
    /// The number that each text was acknowledged with.
    acknowledged: BTreeMap<String, u64>,
    /// When the server wanted to see it again, each time that it stopped.
    told: Vec<u64>,
}

/// Sends one message after the other, whatever becomes of the server, until it is to stop.
async fn chatter(who: &Someone, place: &Place, number: usize, stop: &AtomicBool) -> Story {
    let mut story = Story::default();
    let mut unanswered: Option<Value> = None;
    loop {
        let Some(mut seat) =
            Seat::try_resume(who.address, &who.token, Encoding::Json, &json!([])).await
        else {
            pass(Duration::from_millis(100)).await;
            continue;
        };
        loop {
            if unanswered.is_none() && stop.load(Ordering::SeqCst) {
                seat.leave().await;
                return story;
            }
            let count = story.acknowledged.len();
            let fields = unanswered
                .get_or_insert_with(|| text_to(&place.id, &format!("{number}: {count}")))
                .clone();
            let id = seat.say("send", fields.clone()).await;
            let Some(reply) = seat.try_reply(id).await else { break };
            assert!(reply["sent"].is_object(), "{reply}");
            let seq = reply["sent"]["position"]["seq"].as_u64().unwrap();
            story.acknowledged.insert(fields["text"].as_str().unwrap().to_owned(), seq);
            unanswered = None;
        }
        let drain = seat.drained();
        assert_eq!(seat.ended().await.code(), 1012);
        story.told.extend(drain);
        pass(Duration::from_millis(drain.unwrap_or_default())).await;
    }
}

/// The whole conversation: number and text of each message.
async fn read(who: &Someone, place: &Place) -> Vec<(u64, String)> {
    let mut seat = Seat::connect(who.address, &who.token).await;
    let mut log: Vec<(u64, String)> = Vec::new();
    loop {
        let after = log.last().map_or(0, |last| last.0);
        let fields = json!({"conversationId": place.id, "limit": 100, "after": after});
        let page: Value = seat.ask("history", fields).await["history"].take();
        let messages = page["messages"].as_array().unwrap();
        log.extend(messages.iter().map(|message| {
            (message["seq"].as_u64().unwrap(), message["text"].as_str().unwrap_or("").to_owned())
        }));
        if page["moreAfter"] != true {
            return log;
        }
    }
}

async fn guests(program: &Program, place: &Place) -> Vec<Someone> {
    let mut guests = Vec::new();
    for number in 0..SENDERS {
        let email = format!("guest{number}@guests.example");
        let body = json!({"token": place.link, "name": "guest", "email": email});
        let joined = program.request("POST", "/v1/links/join").json(&body).send().await.json();
        let id = joined["user"]["id"].as_str().map(|id| id.parse().unwrap());
        let id = id.unwrap_or_else(|| panic!("{joined}"));
        guests.push(Someone::known(program.address, id, joined["token"].as_str().unwrap()));
    }
    guests
}

/// Until everybody has said something, and a little longer.
async fn under_load(ana: &Someone) {
    let mut seat = Seat::connect(ana.address, &ana.token).await;
    for _ in 0..5 * SENDERS {
        seat.event("posted").await;
    }
}

async fn start(folder: &Path, address: std::net::SocketAddr) -> Program {
    let flags = ["--connects-per-second=20", "--drain-seconds=5"];
    Program::start(&[], folder, address, &flags).await
}

// Inv. 1, 2, 40; F34
#[tokio::test]
async fn a_deploy_under_load_loses_and_doubles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = start(folder.path(), free_address()).await;
    let ana = program.ana().await;
    let place = Place::make(&ana, false).await;
    let guests = guests(&program, &place).await;
    let stop = AtomicBool::new(false);
    let deploys = async {
        for _ in 0..DEPLOYS {
            under_load(&ana).await;
            let begun = SystemClock.instant();
            program.terminate().await;
            assert!(program.ended().await.success());
            let took = SystemClock.instant().duration_since(begun);
            assert!(took < Duration::from_secs(8), "{took:?}");
            program = start(folder.path(), program.address).await;
        }
        stop.store(true, Ordering::SeqCst);
    };
    let chatters = guests.iter().enumerate();
    let chatters = join_all(chatters.map(|(number, who)| chatter(who, &place, number, &stop)));
    let (stories, ()) = tokio::join!(chatters, deploys);

    let log = read(&ana, &place).await;
    let numbers: Vec<u64> = log.iter().map(|(seq, _)| *seq).collect();
    assert_eq!(numbers, (1..=u64::try_from(log.len()).unwrap()).collect::<Vec<_>>());
    let texts: Vec<&String> =
        log.iter().map(|(_, text)| text).filter(|text| !text.is_empty()).collect();
    assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), texts.len(), "nothing twice");
    let logged: BTreeMap<&str, u64> = log.iter().map(|(seq, text)| (text.as_str(), *seq)).collect();
    for (text, seq) in stories.iter().flat_map(|story| &story.acknowledged) {
        assert_eq!(logged.get(text.as_str()), Some(seq), "{text} was acknowledged");
    }
    // Of those who were there, each was told a time of their own.
    let mut told = BTreeMap::<u64, usize>::new();
    for wait in stories.iter().flat_map(|story| &story.told) {
        *told.entry(*wait).or_default() += 1;
    }
    assert!(told.values().sum::<usize>() >= DEPLOYS, "{told:?}");
    assert!(told.values().all(|times| *times <= DEPLOYS), "{told:?}");
    assert!(told.keys().all(|wait| *wait <= 1_000), "{told:?}");
    program.terminate().await;
    program.ended().await;
}

// Inv. 1, 40; F35
#[tokio::test]
async fn a_second_signal_ends_it_in_a_moment_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let address = free_address();
    let flags = ["--drain-grace=60", "--drain-seconds=60"];
    let mut program = Program::start(&[], folder.path(), address, &flags).await;
    let ana = program.ana().await;
    let place = Place::make(&ana, false).await;
    let mut seat = Seat::connect(address, &ana.token).await;
    program.terminate().await;
    in_time("not ready", async {
        while program.request("GET", "/readyz").send().await.status == 200 {
            pass(Duration::from_millis(10)).await;
        }
    })
    .await;
    let mut sent = Vec::new();
    for number in 0..20 {
        sent.push(seat.post(&place.id, &number.to_string()).await["position"]["seq"].clone());
    }
    let begun = SystemClock.instant();
    program.terminate().await;
    assert!(program.ended().await.success());
    let took = SystemClock.instant().duration_since(begun);
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert_eq!(seat.ended().await.code(), 1012);

    let mut program = start(folder.path(), address).await;
    let log = read(&ana, &place).await;
    for (number, seq) in sent.iter().enumerate() {
        assert!(log.contains(&(seq.as_u64().unwrap(), number.to_string())), "{log:?}");
    }
    program.terminate().await;
    program.ended().await;
}
