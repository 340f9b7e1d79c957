//! Requests to the server's HTTP API: JSON in, JSON or a problem out. One connection a request:
//! there are few of them.

use super::net;
use super::target::Server;
use anyhow::Context as _;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, USER_AGENT};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use protocol::generated::Error;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long a request may take.
const REQUEST_DEADLINE: Duration = Duration::from_secs(20);
/// Bytes of an answer.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Why a request has no result.
#[derive(Debug, thiserror::Error)]
pub(super) enum HttpError {
    /// The server refused it, and says why.
    #[error("{} ({})", .0.message, .0.code)]
    Refused(Error),
    /// There was no answer, or none that is understood.
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

/// Problem details (RFC 9457) as far as they are used here.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Problem {
    code: String,
    title: String,
    detail: Option<String>,
    retry_after_ms: Option<u32>,
    places: Option<u32>,
    user_ids: Vec<String>,
}

/// The server's HTTP API, for one sign-in or none.
#[derive(Clone)]
pub(super) struct Http {
    pub(super) server: Server,
    pub(super) token: Option<String>,
}

impl Http {
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, HttpError> {
        self.request(Method::GET, path, Bytes::new()).await
    }

    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, HttpError> {
        let body = serde_json::to_vec(body).context("the request cannot be written")?;
        self.request(Method::POST, path, body.into()).await
    }

    async fn request<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Bytes,
    ) -> Result<T, HttpError> {
        let exchange = self.exchange(method, path, body);
        let (status, answer) = tokio::time::timeout(REQUEST_DEADLINE, exchange)
            .await
            .with_context(|| format!("{} did not answer in time", self.server))??;
        if !status.is_success() {
            return Err(HttpError::Refused(problem(status, &answer)));
        }
        let text: &[u8] = if answer.is_empty() { b"null" } else { &answer };
        let read = serde_json::from_slice(text);
        Ok(read.with_context(|| format!("the answer to {path} is not understood"))?)
    }

    async fn exchange(
        &self,
        method: Method,
        path: &str,
        body: Bytes,
    ) -> anyhow::Result<(StatusCode, Bytes)> {
        let stream = net::dial(&self.server).await?;
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, self.server.authority())
            .header(ACCEPT, "application/json")
            .header(USER_AGENT, concat!("parlor-chat/", env!("CARGO_PKG_VERSION")));
        if !body.is_empty() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.body(Full::new(body))?;
        let answer = async {
            let answer = sender.send_request(request).await?;
            let status = answer.status();
            let body = Limited::new(answer.into_body(), ANSWER_BYTES_MAX).collect().await;
            let body = body.map_err(|error| anyhow::anyhow!(error))?.to_bytes();
            anyhow::Ok((status, body))
        };
        // The connection has to be driven while the answer is awaited, and not after it.
        tokio::pin!(answer);
        tokio::select! {
            result = &mut answer => result,
            ended = connection => {
                ended?;
                answer.await
            }
        }
    }
}

fn problem(status: StatusCode, answer: &[u8]) -> Error {
    let problem: Problem = serde_json::from_slice(answer).unwrap_or_default();
    let code = if problem.code.is_empty() { status.to_string() } else { problem.code };
    let message = problem.detail.filter(|detail| !detail.is_empty()).unwrap_or(problem.title);
    Error {
        code,
        message: if message.is_empty() { "the server refused".to_owned() } else { message },
        retry_after_ms: problem.retry_after_ms,
        places: problem.places,
        user_ids: problem.user_ids,
    }
}
