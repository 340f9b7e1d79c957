//! Requests to the server's HTTP API, over plain TCP: load stays on one machine or network.

use anyhow::{Context as _, bail, ensure};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Method, Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::time::Duration;
use tokio::net::TcpStream;

/// How long a request may take.
const REQUEST_DEADLINE: Duration = Duration::from_secs(30);
/// How often a request that was refused for now is made again: sixteen who join one conversation at
/// once have each other decided anew.
const ATTEMPTS_MAX: u32 = 100;

/// Where the server is: `host:port`.
#[derive(Debug, Clone)]
pub(crate) struct Address(pub(crate) String);

impl Address {
    /// Reads `http://host:port`.
    pub(crate) fn parse(url: &str) -> anyhow::Result<Self> {
        let uri: Uri = url.parse().context("the server's address is not a URL")?;
        ensure!(uri.scheme_str() == Some("http"), "only http:// is measured, without TLS between");
        let authority = uri.authority().context("the server's address names no host")?;
        let port = authority.port_u16().unwrap_or(80);
        Ok(Self(format!("{}:{port}", authority.host())))
    }

    pub(crate) async fn dial(&self) -> anyhow::Result<TcpStream> {
        let tcp = TcpStream::connect(&self.0).await;
        let tcp = tcp.with_context(|| format!("{} cannot be reached", self.0))?;
        tcp.set_nodelay(true)?;
        Ok(tcp)
    }
}

/// The HTTP API, for one sign-in or none.
#[derive(Debug, Clone)]
pub(crate) struct Http {
    pub(crate) address: Address,
    pub(crate) token: Option<String>,
}

impl Http {
    /// Asks until it is not refused for now; gives what was answered.
    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> anyhow::Result<Value> {
        let body = body.map(serde_json::to_vec).transpose()?.unwrap_or_default();
        let answer = self.ask(method, path, body.into()).await?;
        Ok(serde_json::from_slice(&answer).unwrap_or_default())
    }

    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> anyhow::Result<T> {
        let body = Bytes::from(serde_json::to_vec(body)?);
        let answer = self.ask(Method::POST, path, body).await?;
        let read = serde_json::from_slice(&answer);
        read.with_context(|| format!("the answer to {path} is not understood"))
    }

    async fn ask(&self, method: Method, path: &str, body: Bytes) -> anyhow::Result<Bytes> {
        for _ in 0..ATTEMPTS_MAX {
            let exchange = self.exchange(method.clone(), path, body.clone());
            let (status, answer) = tokio::time::timeout(REQUEST_DEADLINE, exchange)
                .await
                .with_context(|| format!("no answer to {path}"))??;
            if status.is_success() {
                return Ok(answer);
            }
            let problem: Value = serde_json::from_slice(&answer).unwrap_or_default();
            if !matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
                bail!("{path}: {status}: {problem}");
            }
            let wait = problem.get("retryAfterMs").and_then(Value::as_u64).unwrap_or(1_000);
            tokio::time::sleep(Duration::from_millis(wait)).await;
        }
        bail!("{path}: refused {ATTEMPTS_MAX} times: raise the server's rates")
    }

    async fn exchange(
        &self,
        method: Method,
        path: &str,
        body: Bytes,
    ) -> anyhow::Result<(StatusCode, Bytes)> {
        let stream = TokioIo::new(self.address.dial().await?);
        let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await?;
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, &self.address.0)
            .header(CONTENT_TYPE, "application/json");
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.body(Full::new(body))?;
        let answer = async {
            let answer = sender.send_request(request).await?;
            let status = answer.status();
            anyhow::Ok((status, answer.into_body().collect().await?.to_bytes()))
        };
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
