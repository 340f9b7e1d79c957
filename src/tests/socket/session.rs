//! What belongs to a session: its beginning, the order of use, its deadlines, its limits, its end.
//! B38 and B71 to B78 are the numbers of bad inputs.

use crate::support::places::Place;
use crate::support::raw::{BINARY, Got, Head, Raw, TEXT, close, frame};
use crate::support::seat::{Seat, seq};
use crate::support::server::TestServer;
use crate::support::someone::Someone;
use domain::limits::{
    FRAME_BYTES_BEFORE_CONNECT_MAX, RESUME_CONVERSATIONS_MAX, SESSIONS_PER_USER_MAX,
};
use protocol::codec::Encoding;
use serde_json::{Value, json};

fn reply(got: &Got) -> Value {
    let Got::Frame { opcode: TEXT, payload } = got else { panic!("no reply: {got:?}") };
    serde_json::from_slice::<Value>(payload).unwrap()["reply"].take()
}

async fn raw(server: &TestServer) -> Raw {
    Raw::open(server.address(), &Head::handshake(server.address())).await
}

#[tokio::test]
async fn connecting_says_who_one_is_and_what_the_limits_are() {
    let server = TestServer::start().await;
    let (ana, guest) = (server.ana().await, server.guest("guest").await);
    for encoding in Encoding::ALL {
        let seat = Seat::resume(server.address(), &guest.token, encoding, &json!([])).await;
        let connected = &seat.connected;
        assert_eq!(connected["you"], json!({"id": guest.id.to_string(), "name": "guest"}));
        assert_eq!(connected["heartbeatSeconds"], 25);
        assert_eq!(connected["limits"]["frameBytes"], 65_536);
        assert_eq!(connected["limits"]["sendsPerSecond"], 2);
        assert!(
            connected["internal"].is_null()
                && connected["news"].as_array().is_none_or(Vec::is_empty)
        );
        seat.leave().await;
        let seat = Seat::resume(server.address(), &ana.token, encoding, &json!([])).await;
        assert_eq!(seat.connected["internal"], true);
        assert_eq!(seat.connected["admin"], true);
        assert_eq!(seat.connected["limits"]["sendsPerSecond"], 10);
        seat.leave().await;
    }
    server.stop().await;
}

#[tokio::test]
async fn news_name_the_conversations_with_something_unread() {
    let server = TestServer::start().await;
    let (ana, ben) = (server.ana().await, server.ben().await);
    let place = Place::with(&ana, &[&ben], &[]).await;
    let quiet = Place::with(&ana, &[&ben], &[]).await;
    let mut writer = Seat::connect(server.address(), &ana.token).await;
    let sent = writer.post(&place.id, "hello").await;
    let reader = Seat::connect(server.address(), &ben.token).await;
    let news = reader.connected["news"].as_array().unwrap();
    let own: Vec<_> = news.iter().filter(|one| one["conversationId"] == place.id).collect();
    assert_eq!(own.len(), 1, "{news:?}");
    assert_eq!((&own[0]["unread"], &own[0]["position"]), (&json!(1), &sent["position"]));
    assert!(news.iter().all(|one| one["conversationId"] != quiet.id), "{news:?}");
    server.stop().await;
}

#[tokio::test]
async fn before_connect_nothing_else_is_heard() {
    let server = TestServer::start().await;
    let ana = server.ana().await;
    for command in [r#"{"id":1,"ping":{}}"#, r#"{"id":1,"history":{}}"#, "not json", "{}"] {
        // B71
        let mut raw = raw(&server).await;
        raw.send(&frame(TEXT, command).bytes()).await;
        let ended = raw.ended().await;
        assert_eq!(ended.code(), 4503, "{command}");
    }
    // B72
    let mut seat = Seat::connect(server.address(), &ana.token).await;
    seat.say("connect", json!({"token": ana.token})).await;
    assert_eq!(seat.ended().await.code(), 4503);
    server.stop().await;
}

#[tokio::test]
async fn a_token_that_is_none_is_refused_and_the_session_closed() {
    let server = TestServer::start().await;
    let ana = server.ana().await;
    let other = format!("{}x", ana.token);
    // B74: a token that says of itself who one is says nothing here.
    let jwt = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbmEifQ.";
    let long = "x".repeat(10_000);
    for token in ["", "x", jwt, &long, &other, "\u{0}", &ana.id.to_string()] {
        let mut seat = Seat::open(server.address(), Encoding::Json).await;
        assert_eq!(seat.refused("connect", json!({"token": token})).await, "not_signed_in");
        assert_eq!(seat.ended().await.code(), 4500);
    }
    server.stop().await;
}

#[tokio::test]
async fn before_connect_a_message_may_have_16_kib_and_no_more() {
    let server = TestServer::start().await;
    let ana = server.ana().await;
    let connect = |bytes: usize| {
        let text = json!({"id": 1, "connect": {"token": ana.token}}).to_string();
        frame(TEXT, format!("{text:bytes$}")).bytes()
    };
    let mut at_limit = raw(&server).await;
    at_limit.send(&connect(FRAME_BYTES_BEFORE_CONNECT_MAX)).await;
    assert!(reply(&at_limit.frame().await)["connected"].is_object());
    let mut beyond = raw(&server).await;
    beyond.send(&connect(FRAME_BYTES_BEFORE_CONNECT_MAX + 1)).await;
    assert_eq!(beyond.ended().await.code(), 1009);
    // Not one message, but pings without end.
    let mut pings = raw(&server).await;
    for _ in 0..400 {
        pings.send(&frame(9, vec![0; 125]).bytes()).await;
    }
    assert_eq!(pings.ended().await.code(), 1009);
    server.stop().await;
}

fn held(id: &str, epoch: &Value, seq: &Value) -> Value {
    json!([{"conversationId": id, "epoch": epoch, "seq": seq}])
}

#[tokio::test]
async fn positions_that_cannot_be_continued_are_told_and_nonsense_is_refused() {
    let server = TestServer::start().await;
    let ana = server.ana().await;
    let place = Place::make(&ana, false).await;
    let other = Place::make(&ana, false).await;
    let position =
        Seat::connect(server.address(), &ana.token).await.history(&place.id).await["position"]
            .clone();
    let (epoch, head) = (&position["epoch"], seq(&position));
    // B75
    for number in [json!(-1), json!("x"), json!(9_223_372_036_854_775_808_u64), json!(1.5)] {
        let mut seat = Seat::open(server.address(), Encoding::Json).await;
        let resume = held(&place.id, epoch, &number);
        let fields = json!({"token": ana.token, "resume": resume});
        let id = seat.say("connect", fields).await;
        // What cannot be read is no connect.
        let refused = seat.try_reply(id).await;
        assert!(refused.is_none_or(|reply| reply["error"]["code"] == "bad_request"), "{number}");
        assert_eq!(seat.ended().await.code(), 4503, "{number}");
    }
    for (name, resume) in [
        ("beyond the head", held(&place.id, epoch, &json!(head + 1))),
        ("as far as it goes", held(&place.id, epoch, &json!(u32::MAX))),
        ("of another epoch", held(&place.id, &json!("elsewhere.i"), &json!(head))),
        ("of no epoch", held(&place.id, &json!(""), &json!(0))),
    ] {
        let mut seat = resumed(&server, &ana, &resume).await;
        let push = seat.next("resyncRequired").await;
        assert_eq!(
            (&push["conversationId"], &push["position"]),
            (&json!(place.id), &position),
            "{name}"
        );
    }
    // The position of another conversation is a number like others, as far as that one goes.
    let mut seat = resumed(&server, &ana, &held(&other.id, epoch, &json!(0))).await;
    assert_eq!(seat.next("caughtUp").await["conversationId"], other.id);
    server.stop().await;
}

async fn resumed(server: &TestServer, who: &Someone, resume: &Value) -> Seat {
    Seat::resume(server.address(), &who.token, Encoding::Json, resume).await
}

#[tokio::test]
async fn too_many_conversations_are_refused_and_one_can_try_again() {
    let server = TestServer::start().await;
    let ana = server.ana().await;
    let unknown = || json!({"conversationId": uuid::Uuid::now_v7().to_string(), "epoch": "x"});
    let many = |count| (0..count).map(|_| unknown()).collect::<Vec<_>>();
    let mut seat = Seat::open(server.address(), Encoding::Json).await;
    // B77
    let fields = json!({"token": ana.token, "resume": many(RESUME_CONVERSATIONS_MAX + 1)});
    assert_eq!(seat.refused("connect", fields).await, "too_many");
    let fields = json!({"token": ana.token, "resume": many(RESUME_CONVERSATIONS_MAX)});
    assert!(seat.ask("connect", fields).await["connected"].is_object());
    let pushes = seat.drain().await;
    let gone = pushes.iter().filter(|push| push["gone"].is_object()).count();
    assert_eq!((gone, pushes.len()), (RESUME_CONVERSATIONS_MAX, RESUME_CONVERSATIONS_MAX));
    server.stop().await;
}

#[tokio::test]
async fn a_conversation_that_is_named_twice_is_caught_up_once() {
    let server = TestServer::start().await;
    let ana = server.ana().await;
    let place = Place::make(&ana, false).await;
    let mut seat = Seat::connect(server.address(), &ana.token).await;
    let epoch = seat.history(&place.id).await["position"]["epoch"].clone();
    let one = held(&place.id, &epoch, &json!(0))[0].clone();
    let mut seat = Seat::open(server.address(), Encoding::Json).await;
    let fields = json!({"token": ana.token, "resume": [one, one]});
    let reply = seat.ask("connect", fields).await;
    if reply["error"]["code"] != "bad_request" {
        assert!(reply["connected"].is_object(), "{reply}");
        let pushes = seat.drain().await;
        let events = pushes.iter().filter(|push| push["event"].is_object());
        let seqs: Vec<_> = events.map(|push| seq(&push["event"]["position"])).collect();
        let once: Vec<_> = (1..=u64::try_from(seqs.len()).unwrap()).collect();
        assert_eq!(seqs, once, "each event once");
    }
    server.stop().await;
}

#[tokio::test]
async fn the_oldest_session_makes_room_for_the_eleventh() {
    let server = TestServer::start().await;
    let (ana, ben) = (server.ana().await, server.ben().await);
    let mut others = Seat::connect(server.address(), &ben.token).await;
    let mut seats = Vec::new();
    for _ in 0..=SESSIONS_PER_USER_MAX {
        seats.push(Seat::connect(server.address(), &ana.token).await);
    }
    // B78
    assert_eq!(seats.remove(0).ended().await.code(), 4504);
    for seat in &mut seats {
        seat.done("ping", json!({})).await;
    }
    others.done("ping", json!({})).await;
    server.stop().await;
}

#[tokio::test]
async fn signing_out_closes_the_sessions_of_that_sign_in() {
    let server = TestServer::start().await;
    let (ana, ben) = (server.ana().await, server.ben().await);
    let body = json!({"email": "ana@example.com", "password": crate::support::server::PASSWORD});
    let second = server.request("POST", "/v1/sign-in").json(&body).send().await.expect(201).json();
    let second = second["token"].as_str().unwrap();
    let mut first = Seat::connect(server.address(), &ana.token).await;
    let mut on_second = Seat::connect(server.address(), second).await;
    ana.post("/v1/sign-out", json!({})).await.expect(204);
    assert_eq!(first.ended().await.code(), 4501);
    on_second.done("ping", json!({})).await;
    let mut seat = Seat::open(server.address(), Encoding::Json).await;
    assert_eq!(seat.refused("connect", json!({"token": ana.token})).await, "not_signed_in");
    // Whoever is deactivated is told so.
    let mut bens = Seat::connect(server.address(), &ben.token).await;
    let path = format!("/v1/users/{}", ben.id);
    ana.by_token(second).patch(&path, json!({"deactivated": true})).await.expect(200);
    assert_eq!(bens.ended().await.code(), 4502);
    server.stop().await;
}

#[tokio::test]
async fn sessions_that_dawdle_are_closed_with_the_deadline_they_missed() {
    let server = TestServer::start().await;
    let ana = server.ana().await;
    let ends = async |bytes: Vec<u8>, connected: bool| {
        let mut raw = raw(&server).await;
        if connected {
            let connect = json!({"id": 1, "connect": {"token": ana.token}}).to_string();
            raw.send(&frame(TEXT, connect).bytes()).await;
            assert!(reply(&raw.frame().await)["connected"].is_object());
        }
        raw.send(&bytes).await;
        raw.ended().await.code()
    };
    let half = frame(TEXT, "{}").bytes()[..1].to_vec();
    let fragment = frame(TEXT, "{").unfinished().bytes();
    let part = frame(BINARY, "").claiming(100).bytes();
    // B38; all at once, because each takes ten seconds.
    let (silent, header, message, later) = tokio::join!(
        ends(Vec::new(), false),
        ends(half.clone(), true),
        ends(fragment, true),
        ends(part, false),
    );
    assert_eq!((silent, header, message), (4002, 4003, 4003));
    assert!([4002, 4003].contains(&later), "{later}");
    server.stop().await;
}

#[tokio::test]
async fn a_server_that_stops_says_so() {
    let flags = ["--drain-seconds=1"];
    let server = TestServer::with_flags(&flags).await;
    let ana = server.ana().await;
    let mut seat = Seat::connect(server.address(), &ana.token).await;
    let leaves = async {
        assert!(seat.next("drain").await.is_object());
        let ended = seat.ended().await;
        assert_eq!(ended.code(), 1012);
        // Polite to the last: the answer to the close.
        seat.raw.send(&close(1012).bytes()).await;
    };
    tokio::join!(server.stop(), leaves);
}
