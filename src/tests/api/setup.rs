//! The first administrator (D1).

use crate::support::server::TestServer;
use crate::support::stores::{TestStore, both_stores};
use serde_json::{Value, json};

both_stores!(
    the_one_time_address_makes_one_admin,
    a_race_makes_one_admin,
    nodes_that_start_together_each_print_a_good_address,
);

fn body(token: &str, name: &str) -> Value {
    json!({
        "token": token,
        "organisation": "Example",
        "name": name,
        "email": format!("{name}@example.com"),
        "password": "correct horse battery staple",
    })
}

fn token(server: &TestServer) -> String {
    let url = server.node().set_up_url.clone().unwrap();
    url.split_once("/#setup=").unwrap().1.to_owned()
}

// D1
async fn the_one_time_address_makes_one_admin(store: TestStore) {
    let server = TestServer::on(store).await;
    let token = token(&server);
    let post = |body: Value| server.request("POST", "/v1/setup").json(&body).send();
    post(body("wrong", "ana")).await.expect(409).expect_code("setup_done");
    let made = post(body(&token, "ana")).await.expect(201).json();
    assert_eq!(made["user"]["admin"], true);
    let me = server.request("GET", "/v1/me").bearer(made["token"].as_str().unwrap());
    assert_eq!(me.send().await.expect(200).json()["organisation"], "Example");
    post(body(&token, "ben")).await.expect(409).expect_code("setup_done");
    assert!(server.app().offer_set_up().await.unwrap().is_none());
    server.stop().await;
}

// D1
async fn a_race_makes_one_admin(store: TestStore) {
    let server = TestServer::on(store).await;
    let token = token(&server);
    let post = |name: &str| server.request("POST", "/v1/setup").json(&body(&token, name)).send();
    let (one, two, three) = tokio::join!(post("ana"), post("ben"), post("ana"));
    let mut made: Vec<u16> = [one, two, three].iter().map(|answer| answer.status).collect();
    made.sort_unstable();
    assert_eq!(made, [201, 409, 409]);
    server.stop().await;
}

// D1: whichever console is looked at, its address is good, until there is an administrator.
async fn nodes_that_start_together_each_print_a_good_address(store: TestStore) {
    let other = TestServer::on(store.shared()).await;
    let server = TestServer::on(store).await;
    let (first, second) = (token(&other), token(&server));
    let post = |token: &str| server.request("POST", "/v1/setup").json(&body(token, "ana")).send();
    post(&first).await.expect(201);
    for used in [&first, &second] {
        post(used).await.expect_code("setup_done");
    }
    other.stop().await;
    server.stop().await;
}

// D1
#[tokio::test]
async fn the_one_time_address_lasts_a_day() {
    let server = TestServer::start().await;
    let token = token(&server);
    server.advance(domain::limits::SETUP_SPAN);
    let late = server.request("POST", "/v1/setup").json(&body(&token, "ana")).send().await;
    late.expect_code("setup_done");
    server.stop().await;
}
