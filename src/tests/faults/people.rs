//! Who talks in a run, and where: ana and ben inside, guests who write, guests who only read, and
//! one who is removed and added again all the time.

use super::socket::{Answer, ask};
use super::time::{ms, rest};
use serde_json::{Value, json};
use std::net::SocketAddr;

/// The password of those who have one.
const PASSWORD: &str = "correct horse battery staple";

/// How often a busy server is asked.
const TRIES: u32 = 20;

/// Someone who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) user: String,
    pub(crate) token: String,
    pub(crate) internal: bool,
}

/// A conversation.
#[derive(Debug, Clone)]
pub(crate) struct Talk {
    pub(crate) id: String,
    link: String,
    /// Externals only read and react.
    pub(crate) read_only: bool,
}

/// A request that has to succeed: nothing is broken yet, though much may be going on.
pub(crate) async fn sure(
    address: SocketAddr,
    token: &str,
    method: &str,
    path: &str,
    body: Option<&Value>,
) -> Value {
    let mut answer: Option<Answer> = None;
    for _ in 0..TRIES {
        answer = ask(address, token, method, path, body).await;
        match answer {
            Some((200..=299, body)) => return body,
            Some((503, _)) | None => rest(ms(500)).await,
            Some(_) => break,
        }
    }
    panic!("{method} {path}: {answer:?}");
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a text: {value}")).to_owned()
}

/// Ana, the first administrator.
pub(crate) async fn set_up(at: SocketAddr, token: &str) -> Person {
    let body = json!({
        "token": token, "name": "Ana", "email": "ana@example.com", "organisation": "Example",
        "password": PASSWORD,
    });
    let made = sure(at, "", "POST", "/v1/setup", Some(&body)).await;
    Person { user: text(&made["user"]["id"]), token: text(&made["token"]), internal: true }
}

/// Ben, a colleague.
pub(crate) async fn ben(at: SocketAddr, ana: &Person) -> Person {
    let body = json!({"name": "Ben", "email": "ben@example.com", "password": PASSWORD});
    let made = sure(at, &ana.token, "POST", "/v1/users", Some(&body)).await;
    let body = json!({"email": "ben@example.com", "password": PASSWORD});
    let begun = sure(at, "", "POST", "/v1/sign-in", Some(&body)).await;
    Person { user: text(&made["id"]), token: text(&begun["token"]), internal: true }
}

/// A conversation of these internal users.
pub(crate) async fn talk(
    at: SocketAddr,
    ana: &Person,
    others: &[&Person],
    read_only: bool,
) -> Talk {
    let body = json!({"name": "launch", "readOnly": read_only, "byLink": true});
    let made = sure(at, &ana.token, "POST", "/v1/conversations", Some(&body)).await;
    let id = text(&made["conversation"]["id"]);
    let link = text(&made["link"]);
    let (_, link) = link.split_once("#join=").expect("a link");
    if !others.is_empty() {
        let members: Vec<&str> = others.iter().map(|one| one.user.as_str()).collect();
        let path = format!("/v1/conversations/{id}/members");
        sure(at, &ana.token, "POST", &path, Some(&json!({"members": members}))).await;
    }
    Talk { id, link: link.to_owned(), read_only }
}

/// A guest, who joins these conversations.
pub(crate) async fn guest(at: SocketAddr, number: usize, talks: &[&Talk]) -> Person {
    let (first, rest) = talks.split_first().expect("a conversation");
    let email = format!("guest{number}@guests.example");
    let body = json!({"token": first.link, "name": format!("guest {number}"), "email": email});
    let joined = sure(at, "", "POST", "/v1/links/join", Some(&body)).await;
    let guest = Person {
        user: text(&joined["user"]["id"]),
        token: text(&joined["token"]),
        internal: false,
    };
    for talk in rest {
        let body = json!({"token": talk.link});
        sure(at, &guest.token, "POST", "/v1/links/join", Some(&body)).await;
    }
    guest
}
