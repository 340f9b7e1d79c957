//! Handshakes and requests that are not as they should be, as bytes on a connection. B41 to B69 are
//! the numbers of the inputs.

use crate::support::raw::{Head, Raw, TEXT, frame, in_time};
use crate::support::seat::Seat;
use crate::support::server::TestServer;
use domain::limits::BODY_BYTES_MAX;
use protocol::codec::Encoding;
use serde_json::json;
use std::net::SocketAddr;

/// What a request has to be answered with; 0: the connection ends without an answer.
type Row = (&'static str, Vec<u8>, &'static [u16]);

async fn check(address: SocketAddr, rows: Vec<Row>) {
    let mut wrong = Vec::new();
    for (name, bytes, expected) in rows {
        let mut raw = Raw::dial(address).await;
        raw.send(&bytes).await;
        let answer = raw.answer().await;
        let status = answer.as_ref().map_or(0, |(status, _)| *status);
        if !expected.contains(&status) {
            wrong.push(format!("{name}: {answer:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn handshakes(address: SocketAddr) -> Vec<Row> {
    let good = || Head::handshake(address);
    let key = |key| good().with("Sec-WebSocket-Key", key).bytes();
    let version = |version| good().with("Sec-WebSocket-Version", version).bytes();
    let host = |host| good().with("Host", host).bytes();
    vec![
        ("B47 version 12", version("12"), &[400, 426]),
        ("B47 version 0", version("0"), &[400, 426]),
        ("B47 no version", good().without("Sec-WebSocket-Version").bytes(), &[400, 426]),
        ("B48 no key", good().without("Sec-WebSocket-Key").bytes(), &[400]),
        ("B49 a key that is not base64", key("!!!"), &[400]),
        ("B49 a key of 15 bytes", key("dGhlIHNhbXBsZSBub25j"), &[400]),
        ("B49 two keys", good().and("Sec-WebSocket-Key", "x").bytes(), &[400]),
        ("B50 POST", good().method("POST").and("Content-Length", "0").bytes(), &[405]),
        ("B51 HTTP/1.0", good().version("HTTP/1.0").bytes(), &[400, 426]),
        ("B52 no Upgrade", good().without("Upgrade").bytes(), &[400, 426]),
        ("B52 another Upgrade", good().with("Upgrade", "h2c").bytes(), &[400, 426]),
        ("B52 no Connection", good().with("Connection", "close").bytes(), &[400, 426]),
        ("B52 an unknown subprotocol", subprotocol(address, "chat"), &[400]),
        ("B53 no Host", good().without("Host").bytes(), &[400]),
        ("B53 two Hosts", good().and("Host", &address.to_string()).bytes(), &[400]),
        ("B53 a foreign Host", host("evil.example"), &[421]),
        ("B53 a Host with ours in it", host(&format!("{address}.evil.example")), &[400, 421]),
    ]
}

fn subprotocol(address: SocketAddr, names: &str) -> Vec<u8> {
    Head::handshake(address).and("Sec-WebSocket-Protocol", names).bytes()
}

#[tokio::test]
async fn handshakes_that_are_not_as_they_should_be_are_refused() {
    let server = TestServer::start().await;
    check(server.address(), handshakes(server.address())).await;
    server.stop().await;
}

// What a browser sends along is believed only of a page that is ours.
#[tokio::test]
async fn a_cookie_counts_only_with_one_origin_that_is_allowed() {
    let public = ["--public-url=https://app.example"];
    let server = TestServer::with_flags(&public).await;
    let ana = server.ana().await;
    let address = server.address();
    let good = || Head::handshake(address).and("Cookie", &format!("__Host-parlor={}", ana.token));
    let origin = |origin| good().and("Origin", origin).bytes();
    let two = good().and("Origin", "https://app.example").and("Origin", "https://app.example");
    let rows: Vec<Row> = vec![
        ("B41 the origin null", origin("null"), &[403]),
        ("B42 ours as a prefix", origin("https://app.example.evil.test"), &[403]),
        ("B42 ours as a suffix", origin("https://evilapp.example"), &[403]),
        ("B43 ours by another scheme", origin("http://app.example"), &[403]),
        ("B43 ours with another port", origin("https://app.example:444"), &[403]),
        ("B43 ours with a path", origin("https://app.example/"), &[403]),
        ("B44 two origins", two.bytes(), &[400]),
        ("B45 no origin", good().bytes(), &[403]),
        (
            "B46 a foreign origin without a cookie",
            Head::handshake(address).and("Origin", "https://evil.test").bytes(),
            &[403],
        ),
        ("our own origin", origin("https://app.example"), &[101]),
        ("no browser", Head::handshake(address).bytes(), &[101]),
    ];
    check(address, rows).await;
    // A browser signs in with an empty token.
    let mut raw = Raw::open(address, &good().and("Origin", "https://app.example")).await;
    raw.send(&frame(TEXT, r#"{"id":1,"connect":{}}"#).bytes()).await;
    let crate::support::raw::Got::Frame { payload, .. } = raw.frame().await else {
        panic!("connected")
    };
    let reply: serde_json::Value = serde_json::from_slice(&payload).unwrap();
    assert_eq!(reply["reply"]["connected"]["you"]["id"], ana.id.to_string(), "{reply}");
    server.stop().await;
}

#[tokio::test]
async fn requests_that_are_no_http_or_too_much_of_it_are_refused() {
    let server = TestServer::start().await;
    let address = server.address();
    let get = |target: &str| Head::get(address, target);
    let post = || get("/v1/sign-in").method("POST").and("Content-Type", "application/json");
    let body = |head: Head, body: &str| [head.bytes(), body.as_bytes().to_vec()].concat();
    let chunked = || post().and("Transfer-Encoding", "chunked");
    let endless = format!("1;{}\r\n", "x".repeat(100_000));
    let large = "x".repeat(BODY_BYTES_MAX + 1);
    let length = large.len().to_string();
    let chunk = format!("{:x}\r\n{large}\r\n0\r\n\r\n", large.len());
    let many: String = (0..1_000).map(|number| format!("10.0.0.{}, ", number % 256)).collect();
    let rows: Vec<Row> = vec![
        ("B54 the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), &[0, 400]),
        ("B55 200 headers", headers(get("/healthz"), 200).bytes(), &[431]),
        (
            "B55 a header of 500 kB",
            get("/healthz").and("X-Long", &"x".repeat(500_000)).bytes(),
            &[0, 431],
        ),
        ("B56 a URI of 70 kB", get(&format!("/{}", "x".repeat(70_000))).bytes(), &[414, 431]),
        ("B59 a body too large", body(post().and("Content-Length", &length), &large), &[413]),
        ("B59 the same in chunks", body(chunked(), &chunk), &[413]),
        (
            "B60 a length and chunks",
            body(chunked().and("Content-Length", "5"), "0\r\n\r\n"),
            &[400],
        ),
        (
            "B61 two lengths",
            body(post().and("Content-Length", "1").and("Content-Length", "2"), "{}"),
            &[400],
        ),
        ("B62 xchunked", body(post().and("Transfer-Encoding", "xchunked"), "0\r\n\r\n"), &[400]),
        (
            "B62 chunked, identity",
            body(post().and("Transfer-Encoding", "chunked, identity"), "0\r\n\r\n"),
            &[400],
        ),
        ("B63 an endless extension", body(chunked(), &endless), &[0, 400, 413]),
        ("B68 TRACE", get("/healthz").method("TRACE").bytes(), &[405]),
        ("B68 CONNECT", get("/healthz").method("CONNECT").bytes(), &[400, 404, 405]),
        ("B68 get", get("/healthz").method("get").bytes(), &[400, 405]),
        ("B69 a thousand proxies", get("/v1/me").and("X-Forwarded-For", &many).bytes(), &[401]),
        ("B69 proxies that are none", get("/v1/me").and("X-Forwarded-For", "';--").bytes(), &[401]),
    ];
    check(address, rows).await;
    server.stop().await;
}

fn headers(head: Head, count: usize) -> Head {
    (0..count).fold(head, |head, number| head.and(&format!("X-{number}"), "x"))
}

#[tokio::test]
async fn what_is_asked_does_not_become_a_header_of_the_answer() {
    let server = TestServer::start().await;
    let address = server.address();
    for target in ["/%0d%0aX-Evil:%20yes", "/v1/me?x=%0d%0aX-Evil:%20yes", "//evil.example/%2e%2e"]
    {
        let mut raw = Raw::dial(address).await;
        raw.send(&Head::get(address, target).bytes()).await;
        let (status, head) = raw.answer().await.unwrap();
        // B65
        assert!(!head.to_lowercase().contains("x-evil"), "{head}");
        assert!(!(300..400).contains(&status), "{head}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_body_that_nobody_reads_does_not_become_a_request() {
    let server = TestServer::start().await;
    let address = server.address();
    let hidden = String::from_utf8(Head::get(address, "/v1/me").bytes()).unwrap();
    let head = Head::get(address, "/healthz").and("Content-Length", &hidden.len().to_string());
    let next = Head::get(address, "/version").and("Connection", "close").bytes();
    let mut raw = Raw::dial(address).await;
    // B66
    raw.send(&[head.bytes(), hidden.into_bytes(), next].concat()).await;
    assert_eq!(raw.answer().await.map(|(status, _)| status), Some(200));
    let rest = String::from_utf8_lossy(&raw.rest().await).into_owned();
    assert!(!rest.contains(" 401 "), "{rest}");
    server.stop().await;
}

#[tokio::test]
async fn silent_connections_are_closed() {
    let server = TestServer::start().await;
    let address = server.address();
    let head = Head::get(address, "/healthz").bytes();
    let silent = async |bytes: &[u8]| {
        let mut raw = Raw::dial(address).await;
        raw.send(bytes).await;
        raw.rest().await
    };
    let post =
        Head::get(address, "/v1/sign-in").method("POST").and("Content-Type", "application/json");
    let body = [post.clone().and("Content-Length", "9").bytes(), b"{".to_vec()].concat();
    let chunk = post.and("Transfer-Encoding", "chunked").bytes();
    let chunk = [chunk, b"FFFFFFFFFFFFFFFF\r\nx".to_vec()].concat();
    // B57, B58: nothing, half a head, nothing after an answer, half a body; B63 a chunk of 2^64 - 1
    let (nothing, half, after, body, chunk) =
        in_time("the end of silent connections", async {
            tokio::join!(
                silent(b""),
                silent(&head[..20]),
                silent(&head),
                silent(&body),
                silent(&chunk),
            )
        })
        .await;
    for refused in [body, chunk] {
        let text = String::from_utf8_lossy(&refused).into_owned();
        assert!(text.is_empty() || text.starts_with("HTTP/1.1 4"), "{text}");
    }
    assert!(nothing.is_empty(), "{}", String::from_utf8_lossy(&nothing));
    let half = String::from_utf8_lossy(&half).into_owned();
    assert!(half.is_empty() || half.contains(" 408 ") || half.contains(" 400 "), "{half}");
    assert!(String::from_utf8_lossy(&after).contains(" 200 "));
    server.stop().await;
}

#[tokio::test]
async fn the_first_known_subprotocol_is_taken_and_compression_is_not() {
    let server = TestServer::start().await;
    let address = server.address();
    for (names, taken) in [
        ("parlor.v1.json", "parlor.v1.json"),
        ("parlor.v2.json, parlor.v1.proto, parlor.v1.json", "parlor.v1.proto"),
    ] {
        let mut raw = Raw::dial(address).await;
        let head = Head::handshake(address)
            .and("Sec-WebSocket-Protocol", names)
            .and("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits");
        raw.send(&head.bytes()).await;
        let (status, head) = raw.answer().await.unwrap();
        let head = head.to_lowercase();
        assert_eq!(status, 101, "{head}");
        assert!(head.contains(&format!("sec-websocket-protocol: {taken}\r\n")), "{head}");
        assert!(head.contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=\r\n"), "{head}");
        assert!(!head.contains("sec-websocket-extensions"), "{head}");
    }
    let guest = server.guest("guest").await;
    let mut seat = Seat::resume(address, &guest.token, Encoding::Proto, &json!([])).await;
    seat.done("ping", json!({})).await;
    server.stop().await;
}
