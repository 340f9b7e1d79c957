//! Frames that break the rules of WebSockets or of the contract, byte for byte: each gets the close
//! code or the error that `proto/PROTOCOL.md` promises. B01 to B38 are the numbers of the inputs.

use crate::support::raw::{
    BINARY, CLOSE, CONTINUATION, Ended, Frame, Got, Head, PING, PONG, Raw, TEXT, close, frame,
};
use crate::support::seat::Seat;
use crate::support::server::TestServer;
use crate::support::someone::Someone;
use domain::limits::FRAME_BYTES_MAX;
use protocol::codec::Encoding;
use serde_json::{Value, json};

/// What has to come of an input.
#[derive(Debug)]
enum Expected {
    /// A close with one of these codes.
    Close(&'static [u16]),
    /// A close with this code, or a reset where the kernel was faster: bytes were left unread.
    CloseOrReset(u16),
    /// An error with one of these codes, and the session lives on.
    Error(&'static [&'static str]),
    /// Nothing: the session lives on.
    Nothing,
}
use Expected::{Close, CloseOrReset, Error, Nothing};

type Row = (&'static str, Vec<Frame>, Expected);

fn text(payload: impl Into<Vec<u8>>) -> Vec<Frame> {
    vec![frame(TEXT, payload)]
}

/// A valid command, filled up with blanks.
fn padded(bytes: usize) -> Vec<u8> {
    let mut text = br#"{"id":9,"ping":{}}"#.to_vec();
    text.resize(bytes, b' ');
    text
}

/// A message of equal fragments.
fn fragments(count: usize, bytes: usize) -> Vec<Frame> {
    (0..count)
        .map(|number| {
            let opcode = if number == 0 { TEXT } else { CONTINUATION };
            let part = frame(opcode, vec![b' '; bytes]);
            if number + 1 < count { part.unfinished() } else { part }
        })
        .collect()
}

fn too_large() -> Vec<Row> {
    let claim = |bytes| vec![frame(TEXT, "x").claiming(bytes)];
    vec![
        ("B01 one byte over the limit", text(padded(FRAME_BYTES_MAX + 1)), CloseOrReset(1009)),
        ("B02 fragments that are too long together", fragments(8, 9_000), CloseOrReset(1009)),
        ("B03 a header that claims 2^31", claim(1 << 31), Close(&[1009])),
        ("B04 a header that claims 2^62", claim(1 << 62), Close(&[1009])),
        ("B05 a header that claims 2^63", claim(1 << 63), Close(&[1002, 1009])),
        ("B06 a header that claims all", claim(u64::MAX), Close(&[1002, 1009])),
        ("B07 20 MB", text(vec![b' '; 20_000_000]), CloseOrReset(1009)),
    ]
}

fn against_the_rfc() -> Vec<Row> {
    let ping = frame(PING, "");
    vec![
        ("B08 unmasked", vec![frame(TEXT, "{}").unmasked()], Close(&[1002])),
        ("B09 RSV1, as if compressed", vec![frame(TEXT, "{}").reserved(0x40)], Close(&[1002])),
        ("B09 RSV2", vec![frame(TEXT, "{}").reserved(0x20)], Close(&[1002])),
        ("B09 RSV3", vec![frame(TEXT, "{}").reserved(0x10)], Close(&[1002])),
        ("B10 a reserved opcode", vec![frame(3, "{}")], Close(&[1002])),
        ("B11 a reserved control opcode", vec![frame(11, "")], Close(&[1002])),
        ("B17 a ping of 126 bytes", vec![frame(PING, vec![0; 126])], Close(&[1002])),
        ("B18 a ping in fragments", vec![ping.unfinished()], Close(&[1002])),
        ("B19 a continuation of nothing", vec![frame(CONTINUATION, "{}")], Close(&[1002])),
        (
            "B19 a text inside a text",
            vec![frame(TEXT, "{").unfinished(), frame(TEXT, "}")],
            Close(&[1002]),
        ),
        ("B31 a close of one byte", vec![frame(CLOSE, [3])], Close(&[1002])),
        ("B32 close 1005", vec![close(1005)], Close(&[1002])),
        ("B32 close 999", vec![close(999)], Close(&[1002])),
        ("B32 close 1006", vec![close(1006)], Close(&[1002])),
        ("B32 close 1015", vec![close(1015)], Close(&[1002])),
        ("B32 close 5000", vec![close(5000)], Close(&[1002])),
        ("B33 a reason that is not UTF-8", vec![frame(CLOSE, [3, 232, 255])], Close(&[1002, 1007])),
        ("B34 close 4999", vec![close(4999)], Close(&[4999])),
        ("B35 a ping after the close", vec![close(1000), frame(PING, "x")], Close(&[1000])),
        ("B37 a pong that nobody asked for", vec![frame(PONG, "late")], Nothing),
        (
            "B19 a ping between fragments",
            vec![
                frame(TEXT, r#"{"id":9,"#).unfinished(),
                frame(PING, "between"),
                frame(CONTINUATION, r#""ping":{}}"#),
            ],
            Nothing,
        ),
    ]
}

fn not_utf8() -> Vec<Row> {
    let halves = |first: &[u8], second: &[u8]| {
        vec![frame(TEXT, first).unfinished(), frame(CONTINUATION, second)]
    };
    vec![
        ("B12 a lone continuation byte", text([b'"', 0x80, b'"']), Close(&[1007])),
        ("B13 an overlong slash", text([0xc0, 0xaf]), Close(&[1007])),
        ("B13 a surrogate", text([0xed, 0xa0, 0x80]), Close(&[1007])),
        ("B14 a bad byte in the second fragment", halves(b"\"a", &[0xff]), Close(&[1007])),
        ("B15 a character that is cut off", text([b'"', 0xe2, 0x82]), Close(&[1007])),
        (
            "B15 a character across two fragments",
            halves(b"{\"id\":9,\"x\xe2\x82", b"\xac\":1}"),
            Error(&["bad_request", "unknown_command"]),
        ),
    ]
}

fn no_commands() -> Vec<Row> {
    let number = |number: &str| text(format!(r#"{{"id":9,"read":{{"seq":{number}}}}}"#));
    let deep = |opens: &str, closes: &str| {
        text(format!("{}{}", opens.repeat(10_000), closes.repeat(10_000)))
    };
    vec![
        ("B20 10,000 arrays in each other", deep("[", "]"), Error(&["bad_json"])),
        ("B20 10,000 objects in each other", deep(r#"{"a":"#, "}"), Error(&["bad_json"])),
        ("B21 30,000 arrays beside each other", text("[],".repeat(10_000)), Error(&["bad_json"])),
        ("B21 line feeds alone", text(vec![b'\n'; 60_000]), Error(&["bad_json"])),
        ("B22 NaN", number("NaN"), Error(&["bad_json"])),
        ("B22 Infinity", number("Infinity"), Error(&["bad_json"])),
        ("B22 -Infinity", number("-Infinity"), Error(&["bad_json"])),
        ("B22 1e999", number("1e999"), Error(&["bad_json", "bad_request"])),
        ("B23 an empty text", text(""), Error(&["bad_json"])),
        ("B23 blanks", text("   "), Error(&["bad_json"])),
        ("B25 an array for an object", text(r#"{"id":9,"ping":[]}"#), Error(&["bad_request"])),
        ("B25 a word for a number", number(r#""x""#), Error(&["bad_request"])),
        (
            "B25 a number for a text",
            text(r#"{"id":9,"read":{"conversationId":5}}"#),
            Error(&["bad_request"]),
        ),
        ("B25 an object for an id", text(r#"{"id":{},"ping":{}}"#), Error(&["bad_request"])),
        ("B25 a negative number", number("-1"), Error(&["bad_request"])),
        ("B25 2^63", number("9223372036854775808"), Error(&["bad_request"])),
        ("B26 two commands", text(r#"{"id":9,"ping":{},"read":{}}"#), Error(&["bad_request"])),
        ("B26 a field twice", text(r#"{"id":9,"id":9,"ping":{}}"#), Error(&["bad_request"])),
        ("B27 an unknown field", text(r#"{"id":9,"ping":{"x":1}}"#), Error(&["bad_request"])),
        (
            "B27 a field that the server sets",
            text(r#"{"id":9,"send":{"text":"x","seq":1}}"#),
            Error(&["bad_request"]),
        ),
        ("B28 an unknown command", text(r#"{"id":9,"shout":{}}"#), Error(&["unknown_command"])),
        ("B29 two values", text(r#"{"id":9,"ping":{}} {}"#), Error(&["bad_json"])),
        ("B29 something after the end", text(r#"{"id":9,"ping":{}}x"#), Error(&["bad_json"])),
        ("B30 a byte order mark", text("\u{feff}{}"), Error(&["bad_json"])),
        ("B16 a binary frame", vec![frame(BINARY, "{}")], Close(&[1003])),
    ]
}

/// A session of its own for each row; what came of it.
async fn check(server: &TestServer, who: &Someone, rows: Vec<Row>) {
    let mut wrong = Vec::new();
    for (name, frames, expected) in rows {
        let mut seat = Seat::connect(server.address(), &who.token).await;
        for frame in frames {
            seat.raw.send(&frame.bytes()).await;
        }
        let (right, seen) = match expected {
            Close(codes) => {
                let ended = seat.raw.ended().await;
                (codes.contains(&ended.code()), format!("{ended:?}"))
            }
            CloseOrReset(code) => {
                let ended = seat.raw.ended().await;
                (ended == Ended::Reset || ended.code() == code, format!("{ended:?}"))
            }
            Error(codes) => {
                let got = seat.raw.frame().await;
                let code = reply(&got).map(|reply| reply["error"]["code"].clone());
                let code = code.as_ref().and_then(Value::as_str).unwrap_or_default();
                (codes.contains(&code) && lives(seat).await, format!("{got:?}"))
            }
            Nothing => (lives(seat).await, "it does not live on".to_owned()),
        };
        if !right {
            wrong.push(format!("{name}: {seen}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whether a session still answers; then it ends.
async fn lives(mut seat: Seat) -> bool {
    let id = seat.say("ping", json!({})).await;
    let reply = seat.try_reply(id).await;
    reply.is_some_and(|reply| reply["done"].is_object())
}

fn reply(got: &Got) -> Option<Value> {
    let Got::Frame { opcode: TEXT, payload } = got else { return None };
    Some(serde_json::from_slice::<Value>(payload).unwrap()["reply"].take())
}

#[tokio::test]
async fn frames_that_are_too_large_are_closed_as_such() {
    let server = TestServer::start().await;
    let guest = server.guest("guest").await;
    check(&server, &guest, too_large()).await;
    check(&server, &guest, vec![("at the limit", text(padded(FRAME_BYTES_MAX)), Nothing)]).await;
    server.stop().await;
}

#[tokio::test]
async fn frames_against_the_rfc_are_closed_with_the_code_of_the_rfc() {
    let server = TestServer::start().await;
    let guest = server.guest("guest").await;
    check(&server, &guest, against_the_rfc()).await;
    check(&server, &guest, not_utf8()).await;
    server.stop().await;
}

#[tokio::test]
async fn texts_that_are_no_commands_are_answered_and_the_session_lives() {
    let server = TestServer::start().await;
    let guest = server.guest("guest").await;
    check(&server, &guest, no_commands()).await;
    server.stop().await;
}

#[tokio::test]
async fn protobuf_sessions_are_closed_for_text_and_told_of_what_is_no_protobuf() {
    let server = TestServer::start().await;
    let guest = server.guest("guest").await;
    let none = json!([]);
    let open = || Seat::resume(server.address(), &guest.token, Encoding::Proto, &none);
    let mut seat = open().await;
    seat.raw.send(&frame(BINARY, [0xff, 0xff, 0xff]).bytes()).await;
    assert_eq!(seat.reply(0).await["error"]["code"], "bad_protobuf");
    seat.done("ping", json!({})).await;
    // B16
    seat.raw.send(&frame(TEXT, "{}").bytes()).await;
    assert_eq!(seat.ended().await.code(), 1003);
    let mut seat = open().await;
    // B23: a message of no bytes is a command without anything.
    seat.raw.send(&frame(BINARY, "").bytes()).await;
    assert_eq!(seat.reply(0).await["error"]["code"], "bad_request");
    seat.leave().await;
    server.stop().await;
}

#[tokio::test]
async fn a_ping_is_answered_with_what_it_carried() {
    let server = TestServer::start().await;
    let mut raw = Raw::open(server.address(), &Head::handshake(server.address())).await;
    // B36, also before `connect`
    raw.send(&frame(PING, vec![7; 125]).bytes()).await;
    assert_eq!(raw.frame().await, Got::Frame { opcode: PONG, payload: vec![7; 125] });
    raw.send(&close(1000).bytes()).await;
    assert_eq!(raw.ended().await.code(), 1000);
    server.stop().await;
}

#[tokio::test]
async fn frames_may_come_byte_by_byte() {
    let server = TestServer::start().await;
    let guest = server.guest("guest").await;
    let mut raw = Raw::dial(server.address()).await;
    raw.send_bytewise(&Head::handshake(server.address()).bytes()).await;
    assert_eq!(raw.answer().await.map(|(status, _)| status), Some(101));
    let connect = json!({"id": 1, "connect": {"token": guest.token}}).to_string();
    raw.send_bytewise(&frame(TEXT, connect).bytes()).await;
    let connected = reply(&raw.frame().await).unwrap();
    assert_eq!(connected["connected"]["you"]["id"], guest.id.to_string());
    raw.send_bytewise(&frame(TEXT, r#"{"id":2,"ping":{}}"#).bytes()).await;
    assert_eq!(reply(&raw.frame().await).unwrap()["id"], 2);
    raw.send_bytewise(&close(1001).bytes()).await;
    assert_eq!(raw.ended().await.code(), 1001);
    server.stop().await;
}
