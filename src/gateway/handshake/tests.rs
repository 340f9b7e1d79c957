//! Which handshakes are accepted, and how the others are refused.

use super::{Accepted, Names, Refused, check};
use hyper::header::HeaderMap;
use hyper::{Request, StatusCode, Version};
use protocol::code::Code;
use protocol::codec::Encoding;

const GOOD: &[(&str, &str)] = &[
    ("host", "talk.example:8443"),
    ("connection", "keep-alive, Upgrade"),
    ("upgrade", "WebSocket"),
    ("sec-websocket-version", "13"),
    ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
];

/// A handshake with some headers instead of the good ones (an empty value: without), and more.
fn asked(changed: &[(&str, &str)], method: &str, version: Version) -> Result<Accepted, Refused> {
    let mut request = Request::builder().method(method).version(version).uri("/v1/socket");
    let kept = GOOD.iter().filter(|(name, _)| !changed.iter().any(|(other, _)| other == name));
    for (name, value) in kept.chain(changed.iter().filter(|(_, value)| !value.is_empty())) {
        request = request.header(*name, *value);
    }
    let (parts, ()) = request.body(()).unwrap().into_parts();
    let hosts = ["talk.example:8443", "localhost:80", "127.0.0.1:80", "[::1]:80"];
    let origins = ["https://talk.example:8443".to_owned()];
    let names = Names::new(&hosts.map(str::to_owned), &origins);
    check(&parts, &names, token)
}

fn token(headers: &HeaderMap) -> Option<String> {
    let cookie = headers.get("cookie")?.to_str().ok()?;
    cookie.strip_prefix("token=").map(str::to_owned)
}

fn accepted(changed: &[(&str, &str)]) -> Accepted {
    asked(changed, "GET", Version::HTTP_11).unwrap()
}

#[track_caller]
fn refused(changed: &[(&str, &str)], status: u16, code: Code) {
    let refused = asked(changed, "GET", Version::HTTP_11).unwrap_err();
    assert_eq!((refused.status.as_u16(), refused.code), (status, code), "{changed:?}");
}

#[test]
fn a_handshake_as_in_the_rfc_is_accepted() {
    let accepted = accepted(&[]);
    let response = accepted.response();
    assert_eq!(response.status(), StatusCode::SWITCHING_PROTOCOLS);
    let accept = response.headers().get("sec-websocket-accept").unwrap();
    assert_eq!(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    assert!(response.headers().get("sec-websocket-protocol").is_none());
    assert!(response.headers().get("sec-websocket-extensions").is_none());
}

#[test]
fn the_first_known_subprotocol_is_taken_and_without_any_it_is_json() {
    let name = "sec-websocket-protocol";
    assert_eq!(accepted(&[]).encoding, Encoding::Json);
    assert_eq!(accepted(&[(name, "parlor.v1.proto")]).encoding, Encoding::Proto);
    assert_eq!(accepted(&[(name, "x, parlor.v1.proto, parlor.v1.json")]).encoding, Encoding::Proto);
    let two = accepted(&[(name, "x"), (name, "parlor.v1.json")]);
    assert_eq!(two.response().headers().get(name).unwrap(), "parlor.v1.json");
    refused(&[(name, "chat, superchat")], 400, Code::BadRequest);
}

#[test]
fn extensions_are_never_negotiated() {
    let accepted = accepted(&[("sec-websocket-extensions", "permessage-deflate")]);
    assert!(accepted.response().headers().get("sec-websocket-extensions").is_none());
}

#[test]
fn the_method_the_version_and_the_upgrade_are_looked_at() {
    let refused_as = |changed: &[_], method, version| {
        asked(changed, method, version).unwrap_err().status.as_u16()
    };
    assert_eq!(refused_as(&[], "POST", Version::HTTP_11), 405);
    assert_eq!(refused_as(&[], "GET", Version::HTTP_10), 426);
    assert_eq!(refused_as(&[("upgrade", "")], "GET", Version::HTTP_11), 426);
    assert_eq!(refused_as(&[("connection", "close")], "GET", Version::HTTP_11), 426);
    for version in ["", "0", "12"] {
        refused(&[("sec-websocket-version", version)], 426, Code::BadRequest);
    }
    let refused = asked(&[("sec-websocket-version", "8")], "GET", Version::HTTP_11).unwrap_err();
    assert_eq!(refused.response().headers().get("sec-websocket-version").unwrap(), "13");
}

#[test]
fn the_key_is_16_bytes() {
    for key in ["", "!!!", "AAAA", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZTEyMw=="] {
        refused(&[("sec-websocket-key", key)], 400, Code::BadRequest);
    }
    let key = ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
    refused(&[key, key], 400, Code::BadRequest);
}

#[test]
fn there_is_exactly_one_host_and_it_is_ours() {
    refused(&[("host", "")], 400, Code::BadRequest);
    refused(&[("host", "talk.example"), ("host", "talk.example")], 400, Code::BadRequest);
    refused(&[("host", "evil.test")], 421, Code::HostRefused);
    refused(&[("host", "talk.example.evil.test")], 421, Code::HostRefused);
    for host in ["TALK.example", "localhost:1", "127.0.0.1:8080", "[::1]:8080"] {
        accepted(&[("host", host)]);
    }
}

#[test]
fn there_is_at_most_one_origin_and_it_is_allowed() {
    accepted(&[("origin", "https://talk.example:8443")]);
    accepted(&[("host", "localhost:8080"), ("origin", "http://localhost:8080")]);
    let foreign = [
        "null",
        "https://evil.test",
        "https://talk.example.evil.test",
        "https://eviltalk.example:8443",
        "https://talk.example:8443.evil.test",
        "http://localhost:8080",
        "",
    ];
    for origin in foreign.into_iter().filter(|origin| !origin.is_empty()) {
        refused(&[("origin", origin)], 403, Code::OriginRefused);
    }
    let origin = ("origin", "https://talk.example:8443");
    refused(&[origin, origin], 400, Code::BadRequest);
}

#[test]
fn a_cookie_counts_only_with_an_origin() {
    let cookie = ("cookie", "token=secret");
    refused(&[cookie], 403, Code::OriginRefused);
    let accepted_one = accepted(&[cookie, ("origin", "https://talk.example:8443")]);
    assert_eq!(accepted_one.cookie.as_deref(), Some("secret"));
    // Another cookie is no sign-in.
    assert_eq!(accepted(&[("cookie", "theme=dark")]).cookie, None);
}
