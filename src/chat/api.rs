//! What `parlor chat` asks of the HTTP API: signing in, joining by link, the conversations.

use super::http::{Http, HttpError};
use super::target::Server;
use protocol::generated::Conversation;
use serde::Deserialize;
use serde_json::{Value, json};

/// Conversations that are shown to choose from.
const LIST_LIMIT: usize = 50;

/// What signing in gives.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SignedIn {
    pub(super) token: String,
}

/// What joining by link gives: the conversation, and a sign-in if one was needed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Joined {
    pub(super) token: Option<String>,
    pub(super) conversation_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    conversations: Vec<Conversation>,
}

/// The HTTP API, for one sign-in or none.
#[derive(Clone)]
pub(super) struct Api {
    http: Http,
}

impl Api {
    pub(super) fn new(server: Server) -> Self {
        Self { http: Http { server, token: None } }
    }

    /// The same, signed in.
    pub(super) fn signed_in(&self, token: &str) -> Self {
        Self { http: Http { token: Some(token.to_owned()), ..self.http.clone() } }
    }

    pub(super) fn server(&self) -> &Server {
        &self.http.server
    }

    pub(super) async fn sign_in(&self, email: &str, password: &str) -> Result<SignedIn, HttpError> {
        self.http.post("/v1/sign-in", &json!({"email": email, "password": password})).await
    }

    /// Ends this sign-in.
    pub(super) async fn sign_out(&self) -> Result<(), HttpError> {
        self.http.post::<Value>("/v1/sign-out", &json!({})).await.map(drop)
    }

    /// Joins by link: as whoever is signed in, else as a guest of this name and address. The link's
    /// token travels in the body (L1).
    pub(super) async fn join(
        &self,
        link_token: &str,
        stranger: Option<(&str, &str)>,
    ) -> Result<Joined, HttpError> {
        let body = match stranger {
            Some((name, email)) => json!({"token": link_token, "name": name, "email": email}),
            None => json!({"token": link_token}),
        };
        self.http.post("/v1/links/join", &body).await
    }

    pub(super) async fn conversations(&self) -> Result<Vec<Conversation>, HttpError> {
        let page: Page = self.http.get(&format!("/v1/conversations?limit={LIST_LIMIT}")).await?;
        Ok(page.conversations)
    }

    pub(super) async fn conversation(&self, id: &str) -> Result<Conversation, HttpError> {
        self.http.get(&format!("/v1/conversations/{id}")).await
    }
}
