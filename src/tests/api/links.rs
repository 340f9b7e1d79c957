//! Looking through links and joining by them.

use super::talks::{group, members};
use crate::support::server::TestServer;
use crate::support::stores::{TestStore, both_stores};
use serde_json::{Value, json};

both_stores!(
    a_stranger_joins_by_link,
    ended_links_get_one_answer,
    one_use_is_used_once,
    a_link_is_looked_at_and_limited_while_its_address_stays,
);

async fn post(server: &TestServer, path: &str, body: Value) -> crate::support::http::Answer {
    server.request("POST", path).json(&body).send().await
}

fn stranger(token: &str, name: &str) -> Value {
    json!({"token": token, "name": name, "email": format!("{name}@guests.example")})
}

// L2, L5
async fn a_stranger_joins_by_link(store: TestStore) {
    let server = TestServer::on(store).await;
    let (ana, ben) = (server.ana().await, server.ben().await);
    let talk = group(&server, &ana, None).await;
    let look = post(&server, "/v1/links/look", json!({"token": talk.token})).await.expect(200);
    let expected = json!({"title": "Welcome", "readOnly": false, "needs": ["name", "email"]});
    assert_eq!(look.json(), expected);
    let nameless = post(&server, "/v1/links/join", json!({"token": talk.token})).await;
    nameless.expect_code("bad_request");
    let joined = post(&server, "/v1/links/join", stranger(&talk.token, "guest")).await;
    let joined = joined.expect(201).json();
    assert_eq!(joined["conversationId"], talk.id.to_string());
    assert_eq!(joined["user"]["external"], true);
    assert_eq!(joined["user"]["emailProven"], false);
    let guest = ana.by_token(joined["token"].as_str().unwrap());
    // Again changes nothing.
    guest.post("/v1/links/join", json!({"token": talk.token})).await.expect(200);
    ben.post("/v1/links/join", json!({"token": talk.token})).await.expect(200);
    assert_eq!(members(&server, &talk).await.len(), 3);
    guest.get("/v1/users").await.expect(403).expect_code("forbidden");
    server.stop().await;
}

// L2
async fn ended_links_get_one_answer(store: TestStore) {
    let server = TestServer::on(store).await;
    let ana = server.ana().await;
    let revoked = group(&server, &ana, None).await;
    let by = ana.signed_in(server.app()).await;
    server.app().revoke_link(&by, revoked.id).await.unwrap();
    let used_up = group(&server, &ana, Some(1)).await;
    post(&server, "/v1/links/join", stranger(&used_up.token, "guest")).await.expect(201);
    let mut answers = Vec::new();
    for token in [revoked.token.as_str(), used_up.token.as_str(), "unknown"] {
        let look = post(&server, "/v1/links/look", json!({"token": token})).await;
        let join = post(&server, "/v1/links/join", stranger(token, "guest")).await;
        look.expect_code("link_invalid");
        assert_eq!(look.body, join.body);
        answers.push(look.body);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    server.stop().await;
}

// L1, L2
async fn one_use_is_used_once(store: TestStore) {
    let server = TestServer::on(store).await;
    let ana = server.ana().await;
    let talk = group(&server, &ana, Some(1)).await;
    let join = |name: &'static str| post(&server, "/v1/links/join", stranger(&talk.token, name));
    let (one, two, three) = tokio::join!(join("one"), join("two"), join("three"));
    let mut statuses = [one.status, two.status, three.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 404, 404]);
    assert_eq!(members(&server, &talk).await.len(), 2);
    // Nothing is left of those who did not join.
    let outside = ana.get("/v1/users?external=true").await.expect(200).json();
    assert_eq!(outside["users"].as_array().unwrap().len(), 1);
    server.stop().await;
}

// L1, R5
async fn a_link_is_looked_at_and_limited_while_its_address_stays(store: TestStore) {
    let server = TestServer::on(store).await;
    let (ana, ben) = (server.ana().await, server.ben().await);
    let talk = group(&server, &ana, Some(2)).await;
    let path = format!("/v1/conversations/{}/link", talk.id);
    let limit = |body: Value| ana.request("PUT", &path).json(&body).send();
    let look = ana.get(&path).await.expect(200).json();
    assert_eq!((&look["uses"], &look["usesMax"]), (&json!(0), &json!(2)));
    assert!(look.get("expiresAt").is_none());
    ben.get(&path).await.expect_code("not_found");
    // A member who does not moderate looks, and changes nothing; a guest does neither.
    let joined = post(&server, "/v1/links/join", stranger(&talk.token, "guest")).await;
    let guest = ana.by_token(joined.expect(201).json()["token"].as_str().unwrap());
    guest.get(&path).await.expect_code("forbidden");
    ben.post("/v1/links/join", json!({"token": talk.token})).await.expect(200);
    assert_eq!(ben.get(&path).await.expect(200).json()["uses"], 2);
    ben.request("PUT", &path).json(&json!({})).send().await.expect_code("forbidden");
    // Used up, and opened again.
    post(&server, "/v1/links/look", json!({"token": talk.token})).await.expect_code("link_invalid");
    let at = server.app().now().millis() + 60_000;
    let shown = limit(json!({"expiresAt": at, "usesMax": 3})).await.expect(200).json();
    assert_eq!((&shown["usesMax"], &shown["expiresAt"]), (&json!(3), &json!(at)));
    post(&server, "/v1/links/join", stranger(&talk.token, "other")).await.expect(201);
    let again = post(&server, "/v1/links/join", stranger(&talk.token, "late")).await;
    again.expect_code("link_invalid");
    let shown = limit(json!({})).await.expect(200).json();
    assert!(shown.get("usesMax").is_none() && shown.get("expiresAt").is_none());
    post(&server, "/v1/links/look", json!({"token": talk.token})).await.expect(200);
    for bad in [json!({"usesMax": 0}), json!({"expiresAt": 1}), json!({"usesMax": 1_000_001})] {
        limit(bad).await.expect_code("bad_request");
    }
    ana.request("DELETE", &path).send().await.expect(204);
    ana.get(&path).await.expect_code("not_found");
    limit(json!({})).await.expect_code("not_found");
    server.stop().await;
}

// L3
#[tokio::test]
async fn who_was_removed_does_not_come_back_by_link() {
    let server = TestServer::start().await;
    let (ana, ben) = (server.ana().await, server.ben().await);
    let talk = group(&server, &ana, None).await;
    ben.post("/v1/links/join", json!({"token": talk.token})).await.expect(200);
    let by = ana.signed_in(server.app()).await;
    server.app().remove_member(&by, talk.id, ben.id).await.unwrap();
    let again = ben.post("/v1/links/join", json!({"token": talk.token})).await.expect(403);
    again.expect_code("was_removed");
    server.stop().await;
}
