//! Conversations for tests over the wire, made as anybody makes them: by HTTP.

use super::someone::Someone;
use serde_json::{Value, json};

/// A group of `owner`, available by link.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) id: String,
    /// The token of its link.
    pub(crate) link: String,
}

impl Place {
    pub(crate) async fn make(owner: &Someone, read_only: bool) -> Self {
        let body = json!({"name": "launch", "readOnly": read_only, "byLink": true});
        let made = owner.post("/v1/conversations", body).await.expect(201).json();
        let link = made["link"].as_str().unwrap();
        let (_, token) = link.split_once("#join=").unwrap();
        Self { id: made["conversation"]["id"].as_str().unwrap().to_owned(), link: token.to_owned() }
    }

    /// A group with members; those from outside come by the link.
    pub(crate) async fn with(owner: &Someone, inside: &[&Someone], outside: &[&Someone]) -> Self {
        let place = Self::make(owner, false).await;
        if !inside.is_empty() {
            place.add(owner, inside).await;
        }
        for guest in outside {
            place.join(guest).await;
        }
        place
    }

    pub(crate) async fn join(&self, who: &Someone) {
        let answer = who.post("/v1/links/join", json!({"token": self.link})).await;
        assert!((200..300).contains(&answer.status), "{}", answer.text());
    }

    pub(crate) async fn add(&self, by: &Someone, people: &[&Someone]) {
        let ids: Vec<String> = people.iter().map(|one| one.id.to_string()).collect();
        by.post(&self.path("/members"), json!({"members": ids})).await.expect(204);
    }

    pub(crate) async fn remove(&self, by: &Someone, who: &Someone) {
        by.delete(&self.path(&format!("/members/{}", who.id))).await.expect(204);
    }

    pub(crate) async fn change(&self, by: &Someone, settings: Value) {
        by.patch(&self.path(""), settings).await.expect(200);
    }

    /// Below the conversation's address.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/v1/conversations/{}{rest}", self.id)
    }
}
