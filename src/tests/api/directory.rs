//! The directory, profiles, and users from files.

use crate::support::seat::Seat;
use crate::support::server::TestServer;
use crate::support::stores::{TestStore, both_stores};
use serde_json::json;

both_stores!(
    people_are_found_by_words,
    a_file_makes_users_once,
    what_mail_one_wants_is_kept_and_told_to_oneself_alone,
    an_administrator_renames_the_organisation,
);

// D1, R7
async fn people_are_found_by_words(store: TestStore) {
    let server = TestServer::on(store).await;
    let ana = server.ana().await;
    for (name, email) in [("Ána Ålder", "a@example.com"), ("Ben Alder", "b@example.com")] {
        let new = json!({"name": name, "email": email});
        ana.post("/v1/users", new.clone()).await.expect(201);
        ana.post("/v1/users", new).await.expect_code("email_taken");
    }
    let names = async |query: &str| -> Vec<String> {
        let found = ana.get(&format!("/v1/users?{query}")).await.expect(200).json();
        let users = found["users"].as_array().unwrap().clone();
        users.iter().map(|user| user["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("query=ana%20al").await, ["Ána Ålder"]);
    assert_eq!(names("query=AL").await.len(), 2);
    assert_eq!(names("query=al%20b").await, ["Ben Alder"]);
    assert_eq!(names("query=b%40ex").await, ["Ben Alder"]);
    assert_eq!(names("query=x").await.len(), 0);
    let first = ana.get("/v1/users?limit=2").await.expect(200).json();
    assert_eq!(first["users"].as_array().unwrap().len(), 2);
    let next = first["next"].as_str().unwrap();
    let second = ana.get(&format!("/v1/users?limit=2&cursor={next}")).await.expect(200).json();
    assert_eq!(second["users"].as_array().unwrap().len(), 1);
    assert!(second.get("next").is_none());
    ana.get("/v1/users?cursor=x").await.expect_code("bad_request");
    ana.get("/v1/users?unknown=x").await.expect_code("bad_request");
    server.stop().await;
}

// D1
async fn a_file_makes_users_once(store: TestStore) {
    let server = TestServer::on(store).await;
    let (ana, ben) = (server.ana().await, server.ben().await);
    let import = |by: &crate::support::someone::Someone, file: &str| {
        by.request("POST", "/v1/users/import").body("text/csv", file.to_owned()).send()
    };
    let file = "name,email,role\nBen Too,ben.too@example.com,admin\nBen,ben@example.com,\n";
    import(&ben, file).await.expect_code("forbidden");
    let wrong = format!("{file}Nobody,nowhere,\n");
    let refused = import(&ana, &wrong).await.expect(200).json();
    assert_eq!(refused["made"], 0);
    assert_eq!(refused["refused"][0]["line"], 4);
    let made = import(&ana, file).await.expect(200).json();
    assert_eq!(made, json!({"made": 1, "thereAlready": 1, "refused": []}));
    let again = import(&ana, file).await.expect(200).json();
    assert_eq!(again, json!({"made": 0, "thereAlready": 2, "refused": []}));
    // Who came without a password gets a one-time address, and sets one.
    let mails = server.mail.wait_for(1).await;
    let (_, token) = mails[0].content.text.split_once("#invitation=").unwrap();
    let token = token.split_whitespace().next().unwrap();
    let body = json!({"token": token});
    let opened = server.request("POST", "/v1/invitations/open").json(&body).send().await;
    let other = ana.by_token(opened.expect(201).json()["token"].as_str().unwrap());
    let new = json!({"new": "a horse of my own choice"});
    other.post("/v1/password", new).await.expect(204);
    let body = json!({"email": "ben.too@example.com", "password": "a horse of my own choice"});
    server.request("POST", "/v1/sign-in").json(&body).send().await.expect(201);
    server.stop().await;
}

#[tokio::test]
async fn a_profile_is_changed_and_looked_at() {
    let server = TestServer::start().await;
    let ana = server.ana().await;
    let change = json!({"name": "Ana B", "status": "on a train", "language": "de",
                        "timeZone": "Europe/Berlin"});
    let changed = ana.patch("/v1/me", change).await.expect(200).json();
    assert_eq!(changed["timeZone"], "Europe/Berlin");
    let changed = ana.patch("/v1/me", json!({"status": ""})).await.expect(200).json();
    assert!(changed.get("status").is_none());
    assert_eq!(changed["name"], "Ana B");
    ana.patch("/v1/me", json!({"name": " "})).await.expect_code("bad_request");
    ana.patch("/v1/me", json!({"language": "d e"})).await.expect_code("bad_request");
    server.stop().await;
}

// N3
async fn what_mail_one_wants_is_kept_and_told_to_oneself_alone(store: TestStore) {
    let server = TestServer::on(store).await;
    let (ana, ben) = (server.ana().await, server.ben().await);
    assert_eq!(ben.get("/v1/me").await.expect(200).json()["user"]["unreadMail"], "all");
    for wanted in ["mentions", "none"] {
        let changed = ben.patch("/v1/me", json!({"unreadMail": wanted})).await.expect(200).json();
        assert_eq!(changed["unreadMail"], wanted);
    }
    ben.patch("/v1/me", json!({"status": "away"})).await.expect(200);
    assert_eq!(ben.get("/v1/me").await.expect(200).json()["user"]["unreadMail"], "none");
    ben.patch("/v1/me", json!({"unreadMail": "hourly"})).await.expect_code("bad_request");
    let all = ana.get("/v1/users").await.expect(200).json();
    assert!(all["users"].as_array().unwrap().iter().all(|one| one.get("unreadMail").is_none()));
    server.stop().await;
}

// O1, T1: everybody who is there hears of it, and titles follow.
async fn an_administrator_renames_the_organisation(store: TestStore) {
    let server = TestServer::on(store).await;
    let (ana, ben) = (server.ana().await, server.ben().await);
    let mut bens = Seat::connect(server.address(), &ben.token).await;
    let name = |name: &str| json!({"name": name});
    ben.patch("/v1/organisation", name("Ben's")).await.expect_code("forbidden");
    for bad in ["", "  ", "a\u{7}b"] {
        ana.patch("/v1/organisation", name(bad)).await.expect_code("bad_request");
    }
    let renamed = ana.patch("/v1/organisation", name(" Boats & Co ")).await.expect(200).json();
    assert_eq!(renamed, name("Boats & Co"));
    assert_eq!(bens.next("organisationChanged").await, name("Boats & Co"));
    assert_eq!(ben.get("/v1/me").await.expect(200).json()["organisation"], "Boats & Co");
    bens.leave().await;
    server.stop().await;
}
