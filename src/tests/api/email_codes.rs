//! Proving addresses, and invitations, which prove them too.

use super::talks::{Talk, group, members};
use crate::support::server::TestServer;
use crate::support::someone::Someone;
use crate::support::stores::{TestStore, both_stores};
use domain::limits::{CODE_EVERY, CODE_SPAN};
use serde_json::{Value, json};

both_stores!(
    a_code_proves_an_address,
    five_wrong_tries_end_a_code,
    a_proven_guest_becomes_who_they_were,
    who_became_another_is_not_in_the_directory,
    an_invitation_opens_once,
);

/// The last digits, or the last one-time token, that was mailed.
async fn mailed(server: &TestServer, count: usize, before: &str) -> String {
    let mails = server.mail.wait_for(count).await;
    let text = mails.last().unwrap().content.text.clone();
    let (_, after) = text.split_once(before).unwrap();
    after.split_whitespace().next().unwrap().to_owned()
}

async fn prove(server: &TestServer, guest: &Someone, email: &str, count: usize) -> Value {
    guest.post("/v1/email-codes", json!({"email": email})).await.expect(202);
    let code = mailed(server, count, "is:").await;
    let body = json!({"email": email, "code": code});
    guest.post("/v1/email-codes/verify", body).await.expect(200).json()
}

async fn join(server: &TestServer, talk: &Talk, name: &str) -> Someone {
    let email = format!("{name}@guests.example");
    let body = json!({"token": talk.token, "name": name, "email": email});
    let joined = server.request("POST", "/v1/links/join").json(&body).send().await.expect(201);
    let joined = joined.json();
    let guest = server.guest("somebody").await.by_token(joined["token"].as_str().unwrap());
    Someone { id: joined["user"]["id"].as_str().unwrap().parse().unwrap(), ..guest }
}

// L5
async fn a_code_proves_an_address(store: TestStore) {
    let server = TestServer::on(store).await;
    let (ana, guest) = (server.ana().await, server.guest("guest").await);
    let email = json!({"email": "guest@guests.example"});
    ana.post("/v1/email-codes", email.clone()).await.expect_code("forbidden");
    guest.post("/v1/email-codes", email.clone()).await.expect(202);
    let soon = guest.post("/v1/email-codes", email.clone()).await.expect(429);
    soon.expect_code("slow_down");
    assert_eq!(soon.header("retry-after"), Some("60"));
    let other = server.guest("other").await;
    other.post("/v1/email-codes", email.clone()).await.expect_code("slow_down");
    let code = mailed(&server, 1, "is:").await;
    let right = json!({"email": "guest@guests.example", "code": code});
    other.post("/v1/email-codes/verify", right.clone()).await.expect_code("code_invalid");
    let proven = guest.post("/v1/email-codes/verify", right.clone()).await.expect(200).json();
    assert_eq!(proven["moved"], false);
    assert_eq!(proven["user"]["emailProven"], true);
    guest.post("/v1/email-codes/verify", right).await.expect_code("code_invalid");
    server.advance(CODE_EVERY);
    let taken = json!({"email": "ana@example.com"});
    guest.post("/v1/email-codes", taken).await.expect(202);
    let code = mailed(&server, 2, "is:").await;
    let body = json!({"email": "ana@example.com", "code": code});
    guest.post("/v1/email-codes/verify", body).await.expect(409).expect_code("email_taken");
    server.stop().await;
}

// L5
async fn five_wrong_tries_end_a_code(store: TestStore) {
    let server = TestServer::on(store).await;
    let guest = server.guest("guest").await;
    let email = "guest@guests.example";
    guest.post("/v1/email-codes", json!({"email": email})).await.expect(202);
    let code = mailed(&server, 1, "is:").await;
    let verify =
        |code: String| guest.post("/v1/email-codes/verify", json!({"email": email, "code": code}));
    for _ in 0..5 {
        verify("wrong".to_owned()).await.expect_code("code_invalid");
    }
    verify(code).await.expect_code("code_invalid");
    server.advance(CODE_EVERY);
    guest.post("/v1/email-codes", json!({"email": email})).await.expect(202);
    let code = mailed(&server, 2, "is:").await;
    server.advance(CODE_SPAN);
    verify(code).await.expect_code("code_invalid");
    server.stop().await;
}

// L5
async fn a_proven_guest_becomes_who_they_were(store: TestStore) {
    let server = TestServer::on(store).await;
    let ana = server.ana().await;
    let (old, new) = (group(&server, &ana, None).await, group(&server, &ana, None).await);
    let first = join(&server, &old, "guest").await;
    prove(&server, &first, "guest@guests.example", 1).await;
    // The same person in another browser: typing the address opens nothing.
    server.advance(CODE_EVERY);
    let second = join(&server, &new, "guest").await;
    assert_ne!(second.id, first.id);
    assert!(!members(&server, &new).await.contains(&first.id));
    let moved = prove(&server, &second, "guest@guests.example", 2).await;
    assert_eq!(moved["moved"], true);
    assert_eq!(moved["user"]["id"], first.id.to_string());
    let me = second.get("/v1/me").await.expect(200).json();
    assert_eq!(me["user"]["id"], first.id.to_string());
    let there = members(&server, &new).await;
    assert!(there.contains(&first.id) && !there.contains(&second.id));
    server.stop().await;
}

// L5, D1
async fn who_became_another_is_not_in_the_directory(store: TestStore) {
    let server = TestServer::on(store).await;
    let ana = server.ana().await;
    let (old, new) = (group(&server, &ana, None).await, group(&server, &ana, None).await);
    let listed = async || -> Vec<String> {
        let found = ana.get("/v1/users?external=true").await.expect(200).json();
        let users = found["users"].as_array().unwrap().clone();
        users.iter().map(|user| user["id"].as_str().unwrap().to_owned()).collect()
    };
    let first = join(&server, &old, "guest").await;
    prove(&server, &first, "guest@guests.example", 1).await;
    server.advance(CODE_EVERY);
    let second = join(&server, &new, "guest").await;
    assert!(listed().await.contains(&second.id.to_string()));
    prove(&server, &second, "guest@guests.example", 2).await;
    let after = listed().await;
    assert!(after.contains(&first.id.to_string()) && !after.contains(&second.id.to_string()));
    // Whose address is proven stays, signed in or not.
    first.post("/v1/sign-out", json!({"everywhere": true})).await.expect(204);
    assert!(listed().await.contains(&first.id.to_string()));
    server.stop().await;
}

// C3, N5
async fn an_invitation_opens_once(store: TestStore) {
    let server = TestServer::on(store).await;
    let ana = server.ana().await;
    let talk = group(&server, &ana, None).await;
    let by = ana.signed_in(server.app()).await;
    let emails = ["ben.guest@guests.example".to_owned(), "ana@example.com".to_owned()];
    let invited = server.app().invitees(&by, &[], &emails).await.unwrap().people;
    assert_eq!(invited[0].person.name, "Ben Guest");
    assert_eq!(invited[1].person.id, ana.id);
    let again = server.app().invitees(&by, &[], &emails).await.unwrap().people;
    assert_eq!(invited, again);
    server.app().add_members(&by, talk.id, invited).await.unwrap();
    let token = mailed(&server, 1, "#invitation=").await;
    let open = || {
        let body = json!({"token": token});
        server.request("POST", "/v1/invitations/open").json(&body).send()
    };
    let (one, two) = tokio::join!(open(), open());
    let (opened, refused) = if one.status == 201 { (one, two) } else { (two, one) };
    refused.expect(422).expect_code("code_invalid");
    let opened = opened.expect(201).json();
    assert_eq!(opened["conversationId"], talk.id.to_string());
    assert_eq!(opened["user"]["emailProven"], true);
    server.stop().await;
}
