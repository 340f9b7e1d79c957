//! The people of tests, each signed in.

use super::http::{Answer, Request};
use domain::ids::UserId;
use parlor::app::sign_in::Begun;
use parlor::app::{App, SignedIn};
use serde_json::Value;
use std::net::SocketAddr;

/// Someone who is signed in on a server.
#[derive(Debug, Clone)]
pub(crate) struct Someone {
    pub(crate) address: SocketAddr,
    /// Which user.
    pub(crate) id: UserId,
    /// The token of their sign-in.
    pub(crate) token: String,
}

impl Someone {
    pub(crate) fn new(address: SocketAddr, begun: &Begun) -> Self {
        Self { address, id: begun.user.id, token: begun.token.expose().to_owned() }
    }

    /// Someone on a server that is another process.
    pub(crate) fn known(address: SocketAddr, id: UserId, token: &str) -> Self {
        Self { address, id, token: token.to_owned() }
    }

    /// The same person by another token, or on another node.
    pub(crate) fn by_token(&self, token: &str) -> Self {
        Self { token: token.to_owned(), ..self.clone() }
    }

    /// The same as the application sees them.
    pub(crate) async fn signed_in(&self, app: &App) -> SignedIn {
        app.authenticate(&self.token).await.unwrap()
    }

    /// A request of theirs.
    pub(crate) fn request(&self, method: &str, path: &str) -> Request {
        Request::new(self.address, method, path).bearer(&self.token)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.request("GET", path).send().await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.request("POST", path).json(&body).send().await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.request("PATCH", path).json(&body).send().await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.request("DELETE", path).send().await
    }
}
