//! What every request meets: hosts, origins, bodies, headers, probes, the description.

use crate::support::server::TestServer;
use serde_json::json;

// O3
#[tokio::test]
async fn probes_answer_without_a_sign_in() {
    let server = TestServer::start().await;
    assert_eq!(server.request("GET", "/healthz").send().await.expect(200).text(), "ok\n");
    let ready = server.request("GET", "/readyz").send().await.expect(200).json();
    let details = ["node: takes sessions", "store: sqlite", "bus: in this node"];
    let expected = json!({
        "ready": true, "draining": false, "store": true, "bus": true, "details": details,
    });
    assert_eq!(ready, expected);
    let version = server.request("GET", "/version").send().await.expect(200).json();
    assert_eq!(version["name"], "parlor");
    server.request("GET", "/metrics").send().await.expect(200);
    server.stop().await;
}

#[tokio::test]
async fn metrics_are_for_this_machine_or_their_own_address() {
    let server = TestServer::with_flags(&["--admin-listen=127.0.0.1:0"]).await;
    server.request("GET", "/metrics").send().await.expect_code("not_found");
    server.stop().await;
    let server = TestServer::start().await;
    let forwarded = server.request("GET", "/metrics").header("X-Forwarded-For", "1.2.3.4");
    forwarded.send().await.expect_code("not_found");
    server.stop().await;
}

#[tokio::test]
async fn errors_are_problems_and_answers_are_careful() {
    let server = TestServer::start().await;
    let unknown = server.request("GET", "/v1/nothing").send().await.expect(404);
    unknown.expect_code("not_found");
    for (name, value) in [
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ] {
        assert_eq!(unknown.header(name), Some(value));
    }
    let method = server.request("DELETE", "/v1/sign-in").send().await.expect(405);
    method.expect_code("method_not_allowed");
    assert_eq!(method.header("allow"), Some("POST"));
    server.request("GET", "/v1/me").send().await.expect(401).expect_code("not_signed_in");
    server.request("GET", "/v1/me").bearer("x").send().await.expect_code("not_signed_in");
    server.stop().await;
}

#[tokio::test]
async fn bodies_are_strict() {
    let server = TestServer::start().await;
    let sign_in = |kind: &str, body: &str| {
        server.request("POST", "/v1/sign-in").body(kind, body.to_owned()).send()
    };
    let json = "application/json";
    sign_in("text/plain", "{}").await.expect(415).expect_code("unsupported_media");
    sign_in(json, "{").await.expect_code("bad_json");
    sign_in(json, "{}").await.expect_code("bad_request");
    let extra = r#"{"email": "a", "password": "b", "more": 1}"#;
    sign_in(json, extra).await.expect_code("bad_request");
    let doubled = r#"{"email": "a", "email": "b", "password": "c"}"#;
    sign_in(json, doubled).await.expect_code("bad_request");
    let after = r#"{"email": "a", "password": "b"} x"#;
    sign_in(json, after).await.expect_code("bad_json");
    let large = "x".repeat(domain::limits::BODY_BYTES_MAX + 1);
    sign_in(json, &large).await.expect(413).expect_code("too_large");
    server.stop().await;
}

#[tokio::test]
async fn other_hosts_and_other_sites_are_refused() {
    let server = TestServer::start().await;
    let other = server.request("GET", "/v1/openapi.json").header("Host", "evil.example");
    other.send().await.expect(421).expect_code("host_refused");
    let body = json!({"email": "ana@example.com", "password": "x"});
    let foreign = server.request("POST", "/v1/sign-in").header("Origin", "https://evil.example");
    foreign.json(&body).send().await.expect(403).expect_code("origin_refused");
    let own = server.request("POST", "/v1/sign-in").header("Origin", "http://localhost:8080");
    own.json(&body).send().await.expect(401).expect_code("sign_in_failed");
    let form = server.request("POST", "/v1/sign-in").header("Cookie", "parlor=x");
    form.json(&body).send().await.expect(403).expect_code("origin_refused");
    server.stop().await;
}

#[tokio::test]
async fn sign_ins_of_one_address_have_a_rate() {
    let flags = ["--sign-in-burst=2", "--sign-ins-per-minute=1"];
    let server = TestServer::with_flags(&flags).await;
    let body = json!({"email": "ana@example.com", "password": "x"});
    for forged in ["1.1.1.1", "2.2.2.2"] {
        let request = server.request("POST", "/v1/sign-in").header("X-Forwarded-For", forged);
        request.json(&body).send().await.expect_code("sign_in_failed");
    }
    let third = server.request("POST", "/v1/sign-in").header("X-Forwarded-For", "3.3.3.3");
    let third = third.json(&body).send().await.expect(429);
    third.expect_code("rate_limited");
    assert!(third.header("retry-after").is_some());
    server.stop().await;
}

#[tokio::test]
async fn the_description_is_the_one_that_is_committed() {
    let server = TestServer::start().await;
    let served = server.request("GET", "/v1/openapi.json").send().await.expect(200).json();
    let described = parlor::http::openapi().unwrap();
    assert_eq!(served, serde_json::from_str::<serde_json::Value>(&described).unwrap());
    server.stop().await;
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/openapi.json");
    if std::fs::read_to_string(path).is_ok_and(|written| written == described) {
        return;
    }
    std::fs::write(path, described).unwrap();
    panic!("docs/openapi.json was not what the handlers say; it is now: commit it");
}
