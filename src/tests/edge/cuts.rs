//! Frames in pieces, connections that end in the middle of them, and answers that get lost.

use super::admission::until;
use super::program::pass;
use crate::support::places::Place;
use crate::support::raw::{Got, Head, Raw, TEXT, frame, in_time};
use crate::support::seat::{Seat, text_to};
use crate::support::seed::Seed;
use crate::support::server::TestServer;
use crate::support::someone::Someone;
use serde_json::{Value, json};
use std::time::Duration;

const RATES: [&str; 3] =
    ["--send-burst=1000000", "--internal-sends-per-second=1000000", "--connects-per-second=1000"];

fn connect(who: &Someone) -> Vec<u8> {
    frame(TEXT, json!({"id": 1, "connect": {"token": who.token}}).to_string()).bytes()
}

fn send(fields: &Value) -> Vec<u8> {
    frame(TEXT, json!({"id": 2, "send": fields}).to_string()).bytes()
}

async fn raw(who: &Someone) -> Raw {
    let mut raw = Raw::open(who.address, &Head::handshake(who.address)).await;
    raw.send(&connect(who)).await;
    assert!(matches!(raw.frame().await, Got::Frame { opcode: TEXT, .. }));
    raw
}

/// How often a text stands in the conversation.
async fn count(who: &Someone, place: &Place, text: &str) -> usize {
    let mut seat = Seat::connect(who.address, &who.token).await;
    let page = seat.history(&place.id).await;
    let messages = page["messages"].as_array().unwrap();
    let found = messages.iter().filter(|message| message["text"] == text).count();
    seat.leave().await;
    found
}

// Inv. 31, 32; F28
#[tokio::test]
async fn a_frame_may_come_byte_by_byte_but_not_for_ever() {
    let server = TestServer::with_flags(&RATES).await;
    let ana = server.ana().await;
    let place = Place::make(&ana, false).await;
    let drip = async |text: &str, pause: Duration| {
        let mut raw = raw(&ana).await;
        for byte in send(&text_to(&place.id, text)) {
            raw.send(&[byte]).await;
            pass(pause).await;
        }
        raw
    };
    let slow = async { drip("slow", Duration::from_millis(10)).await.frame().await };
    // About two hundred bytes: half a minute, if it were let.
    let too_slow = async { drip("too slow", Duration::from_millis(70)).await.ended().await.code() };
    let (slow, too_slow) = tokio::join!(slow, too_slow);
    assert!(matches!(slow, Got::Frame { opcode: TEXT, .. }), "{slow:?}");
    assert!([4003, 0].contains(&too_slow), "{too_slow}");
    assert_eq!(count(&ana, &place, "slow").await, 1);
    assert_eq!(count(&ana, &place, "too slow").await, 0);
    server.stop().await;
}

// Inv. 2, 8; F29
#[tokio::test]
async fn a_frame_that_is_cut_anywhere_is_no_message_and_can_be_sent_again() {
    let server = TestServer::with_flags(&RATES).await;
    let ana = server.ana().await;
    let place = Place::make(&ana, false).await;
    let fields = text_to(&place.id, "whole");
    let bytes = send(&fields);
    for cut in 0..bytes.len() {
        let mut raw = raw(&ana).await;
        raw.send(&bytes[..cut]).await;
        // One way to end a connection and the other.
        if cut % 2 == 0 {
            raw.reset();
        }
    }
    in_time("the sessions to end", until(|| server.node().hub.sessions() == 0)).await;
    assert_eq!(count(&ana, &place, "whole").await, 0);
    let mut seat = Seat::connect(server.address(), &ana.token).await;
    assert!(seat.ask("send", fields).await["sent"].is_object());
    assert_eq!(count(&ana, &place, "whole").await, 1);
    server.stop().await;
}

// Inv. 2; F30, F31
#[tokio::test]
async fn a_message_whose_answer_is_lost_a_hundred_times_is_one_message() {
    let server = TestServer::with_flags(&RATES).await;
    let ana = server.ana().await;
    let place = Place::make(&ana, false).await;
    let fields = text_to(&place.id, "once");
    for round in 0..10 {
        let mut raw = raw(&ana).await;
        for _ in 0..10 {
            raw.send(&send(&fields)).await;
        }
        // Some of the answers are on their way, some are never made.
        if round % 2 == 0 {
            raw.frame().await;
        }
        raw.reset();
    }
    let mut first = Seat::connect(server.address(), &ana.token).await;
    let mut second = Seat::connect(server.address(), &ana.token).await;
    let answers = tokio::join!(first.ask("send", fields.clone()), second.ask("send", fields));
    assert!(answers.0["sent"].is_object());
    assert_eq!(answers.0["sent"], answers.1["sent"]);
    assert_eq!(count(&ana, &place, "once").await, 1);
    server.stop().await;
}

// Inv. 31, 35; F59
#[tokio::test]
async fn connections_that_end_at_any_point_leave_nothing_behind() {
    const CONNECTIONS: usize = 1_500;
    let mut seed = Seed::told("connections_that_end_at_any_point_leave_nothing_behind");
    // So few are let in that many end while they wait for it.
    let server = TestServer::with_flags(&["--connects-per-second=100"]).await;
    let ana = server.ana().await;
    let tasks = server.app().tasks().count();
    let head = Head::handshake(server.address()).bytes();
    let bytes = [head, connect(&ana), frame(TEXT, r#"{"id":2,"ping":{}}"#).bytes()].concat();
    for _ in 0..CONNECTIONS {
        let mut raw = Raw::dial(server.address()).await;
        let cut = seed.below(u64::try_from(bytes.len()).unwrap() + 1);
        raw.send(&bytes[..usize::try_from(cut).unwrap()]).await;
        if seed.coin() {
            raw.reset();
        }
    }
    let baseline = || server.node().hub.sessions() == 0 && server.app().tasks().count() <= tasks;
    in_time("the baseline", until(baseline)).await;
    server.node().hub.check_invariants().unwrap();
    server.stop().await;
}
