//! Signing in and out, and what ends sign-ins.

use crate::support::server::TestServer;
use crate::support::stores::{TestStore, both_stores};
use domain::time::Span;
use serde_json::{Value, json};

both_stores!(
    signing_in_and_out,
    a_new_password_ends_other_sign_ins,
    deactivation_ends_every_sign_in,
    deactivation_and_sign_in_at_once_leave_nothing_usable,
);

const PASSWORD: &str = "correct horse battery staple";

async fn sign_in(server: &TestServer, email: &str, password: &str) -> crate::support::http::Answer {
    let body = json!({"email": email, "password": password});
    server.request("POST", "/v1/sign-in").json(&body).send().await
}

// D1
async fn signing_in_and_out(store: TestStore) {
    let server = TestServer::on(store).await;
    let ana = server.ana().await;
    sign_in(&server, "ana@example.com", "wrong").await.expect(401).expect_code("sign_in_failed");
    sign_in(&server, "nobody@example.com", PASSWORD).await.expect_code("sign_in_failed");
    sign_in(&server, "not an address", PASSWORD).await.expect_code("sign_in_failed");
    let second = sign_in(&server, "ANA@example.com", PASSWORD).await.expect(201).json();
    let second = ana.by_token(second["token"].as_str().unwrap());
    let listed = second.get("/v1/sign-ins").await.expect(200).json();
    assert_eq!(listed["signIns"].as_array().unwrap().len(), 2);
    let third = sign_in(&server, "ana@example.com", PASSWORD).await.expect(201).json();
    let third = ana.by_token(third["token"].as_str().unwrap());
    let listed = third.get("/v1/sign-ins").await.expect(200).json();
    let listed = listed["signIns"].as_array().unwrap();
    let own = listed.iter().find(|one| one["thisOne"] == true).unwrap();
    let path = format!("/v1/sign-ins/{}", own["id"].as_str().unwrap());
    second.delete(&path).await.expect(204);
    third.get("/v1/me").await.expect(401);
    second.delete(&path).await.expect_code("not_found");
    second.post("/v1/sign-out", json!({})).await.expect(204);
    second.get("/v1/me").await.expect(401);
    ana.get("/v1/me").await.expect(200);
    ana.post("/v1/sign-out", json!({"everywhere": true})).await.expect(204);
    ana.get("/v1/me").await.expect_code("not_signed_in");
    server.stop().await;
}

#[tokio::test]
async fn a_browser_keeps_its_token_in_a_cookie_that_scripts_cannot_read() {
    let server = TestServer::start().await;
    server.ana().await;
    let body = json!({"email": "ana@example.com", "password": PASSWORD, "cookie": true});
    let answer = server.request("POST", "/v1/sign-in").json(&body).send().await.expect(201);
    assert_eq!(answer.json()["token"], Value::Null);
    let cookie = answer.header("set-cookie").unwrap().to_owned();
    assert!(cookie.starts_with("parlor=") && cookie.contains("; HttpOnly; SameSite=Lax"));
    let pair = cookie.split(';').next().unwrap();
    server.request("GET", "/v1/me").header("Cookie", pair).send().await.expect(200);
    let twice = format!("{pair}; {pair}");
    server.request("GET", "/v1/me").header("Cookie", &twice).send().await.expect(401);
    let out = || server.request("POST", "/v1/sign-out").header("Cookie", pair).json(&json!({}));
    out().send().await.expect(403).expect_code("origin_refused");
    let left = out().header("Sec-Fetch-Site", "same-origin").send().await.expect(204);
    assert!(left.header("set-cookie").unwrap().contains("Max-Age=0"));
    server.stop().await;
    let https = ["--public-url=https://chat.example.com"];
    let server = TestServer::with_flags(&https).await;
    server.ana().await;
    let answer = server.request("POST", "/v1/sign-in").json(&body).send().await.expect(201);
    let cookie = answer.header("set-cookie").unwrap();
    assert!(cookie.starts_with("__Host-parlor=") && cookie.ends_with("; Secure"), "{cookie}");
    server.stop().await;
}

async fn a_new_password_ends_other_sign_ins(store: TestStore) {
    let server = TestServer::on(store).await;
    let ana = server.ana().await;
    let other = sign_in(&server, "ana@example.com", PASSWORD).await.expect(201).json();
    let other = ana.by_token(other["token"].as_str().unwrap());
    let new = "another horse, another staple";
    let wrong = json!({"present": "wrong", "new": new});
    ana.post("/v1/password", wrong).await.expect_code("sign_in_failed");
    let weak = json!({"present": PASSWORD, "new": "short"});
    ana.post("/v1/password", weak).await.expect_code("weak_password");
    ana.post("/v1/password", json!({"present": PASSWORD, "new": new})).await.expect(204);
    ana.get("/v1/me").await.expect(200);
    other.get("/v1/me").await.expect(401);
    sign_in(&server, "ana@example.com", PASSWORD).await.expect(401);
    sign_in(&server, "ana@example.com", new).await.expect(201);
    server.stop().await;
}

async fn deactivation_ends_every_sign_in(store: TestStore) {
    let server = TestServer::on(store).await;
    let (ana, ben) = (server.ana().await, server.ben().await);
    let path = format!("/v1/users/{}", ben.id);
    ben.patch(&path, json!({"admin": true})).await.expect_code("forbidden");
    ana.patch(&path, json!({"deactivated": true})).await.expect(200);
    ben.get("/v1/me").await.expect(401);
    sign_in(&server, "ben@example.com", PASSWORD).await.expect_code("sign_in_failed");
    ana.patch(&path, json!({"deactivated": false})).await.expect(200);
    ben.get("/v1/me").await.expect(401);
    sign_in(&server, "ben@example.com", PASSWORD).await.expect(201);
    let own = format!("/v1/users/{}", ana.id);
    ana.patch(&own, json!({"deactivated": true})).await.expect_code("bad_request");
    ana.patch(&own, json!({"admin": false})).await.expect_code("bad_request");
    server.stop().await;
}

async fn deactivation_and_sign_in_at_once_leave_nothing_usable(store: TestStore) {
    let server = TestServer::on(store).await;
    let (ana, ben) = (server.ana().await, server.ben().await);
    let path = format!("/v1/users/{}", ben.id);
    let (_, first, second) = tokio::join!(
        ana.patch(&path, json!({"deactivated": true})),
        sign_in(&server, "ben@example.com", PASSWORD),
        sign_in(&server, "ben@example.com", PASSWORD),
    );
    ana.patch(&path, json!({"deactivated": false})).await.expect(200);
    for answer in [first, second].iter().filter(|answer| answer.status == 201) {
        let late = ben.by_token(answer.json()["token"].as_str().unwrap());
        // It began before the deactivation, which ended it, and does not come back.
        late.get("/v1/me").await.expect(401);
    }
    server.stop().await;
}

// L5
#[tokio::test]
async fn a_sign_in_ends_when_it_is_not_used_and_in_the_end_anyway() {
    let server = TestServer::start().await;
    let guest = server.guest("Guest").await;
    for _ in 0..8 {
        server.advance(Span::days(20));
        guest.get("/v1/me").await.expect(200);
    }
    server.advance(Span::days(20));
    guest.get("/v1/me").await.expect(401);
    let guest = server.guest("Guest").await;
    server.advance(Span::days(30));
    guest.get("/v1/me").await.expect(401);
    server.stop().await;
}

#[tokio::test]
async fn one_user_has_so_many_sign_ins_and_the_oldest_ends() {
    let server = TestServer::start().await;
    let ana = server.ana().await;
    for _ in 1..domain::limits::SIGN_INS_MAX {
        server.advance(Span::seconds(1));
        sign_in(&server, "ana@example.com", PASSWORD).await.expect(201);
    }
    ana.get("/v1/me").await.expect(200);
    server.advance(Span::seconds(1));
    sign_in(&server, "ana@example.com", PASSWORD).await.expect(201);
    ana.get("/v1/me").await.expect(401);
    server.stop().await;
}
