//! One WebSocket to the server: frames in, commands out.

use super::net::{self, Stream};
use super::target::Server;
use anyhow::Context as _;
use futures_util::{SinkExt as _, StreamExt as _};
use hyper::StatusCode;
use hyper::header::{HeaderValue, RETRY_AFTER, SEC_WEBSOCKET_PROTOCOL};
use protocol::code::CloseCode;
use protocol::codec::{self, Encoding};
use protocol::generated::{Command, Frame};
use std::time::Duration;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error as SocketError, Message};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

/// Where the socket stands.
const PATH: &str = "/v1/socket";
/// How long the handshake may take after the connection.
const HANDSHAKE_DEADLINE: Duration = Duration::from_secs(10);
/// How long saying goodbye may take.
const CLOSE_DEADLINE: Duration = Duration::from_secs(1);
/// Bytes read at once.
const READ_BYTES: usize = 16 * 1024;
/// Bytes of a frame from the server: a page of a hundred long messages and their quotes.
const FRAME_BYTES_MAX: usize = 16 * 1024 * 1024;

/// What came.
#[derive(Debug)]
pub(super) enum Incoming {
    Frame {
        frame: Box<Frame>,
        json: String,
    },
    /// A ping, or something that this version does not know: the connection lives.
    Alive,
    Closed(Closed),
}

/// How a session ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Closed {
    /// The close code, if there was one.
    pub(super) code: Option<u16>,
    pub(super) reason: String,
}

impl Closed {
    /// A connection that just broke.
    pub(super) fn broken(reason: &dyn std::fmt::Display) -> Self {
        Self { code: None, reason: reason.to_string() }
    }

    /// Whether to connect again. Codes that are not known: by their range.
    pub(super) fn reconnect(&self) -> bool {
        let Some(code) = self.code else { return true };
        match CloseCode::ALL.iter().find(|known| known.number() == code) {
            Some(known) => known.reconnect(),
            None => code < 4500,
        }
    }

    /// The least time to stay away.
    pub(super) fn wait_min(&self) -> Duration {
        let later = self.code == Some(CloseCode::TryLater.number());
        if later { Duration::from_secs(5) } else { Duration::ZERO }
    }
}

impl std::fmt::Display for Closed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.code {
            Some(code) => write!(f, "{} ({code})", self.reason),
            None => f.write_str(&self.reason),
        }
    }
}

/// A handshake that was refused.
#[derive(Debug, thiserror::Error)]
#[error("the server refused the handshake: {status} {code}")]
pub(super) struct Refused {
    status: StatusCode,
    code: String,
    /// When to try again, if the server says so.
    pub(super) retry_after: Option<Duration>,
}

/// A WebSocket after its handshake.
pub(super) struct Socket {
    stream: WebSocketStream<Box<dyn Stream>>,
}

impl Socket {
    pub(super) async fn open(server: &Server) -> anyhow::Result<Self> {
        let stream = net::dial(server).await?;
        let mut request = server.socket_url(PATH).into_client_request()?;
        let protocol = HeaderValue::from_static(Encoding::Json.subprotocol());
        request.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, protocol);
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BYTES)
            .write_buffer_size(0)
            .max_message_size(Some(FRAME_BYTES_MAX))
            .max_frame_size(Some(FRAME_BYTES_MAX));
        let handshake = client_async_with_config(request, stream, Some(config));
        let (stream, _) = tokio::time::timeout(HANDSHAKE_DEADLINE, handshake)
            .await
            .context("the server did not answer the handshake in time")?
            .map_err(refused)?;
        Ok(Self { stream })
    }

    /// The next thing that comes. Safe to drop and to call again.
    pub(super) async fn receive(&mut self) -> Incoming {
        match self.stream.next().await {
            None => Incoming::Closed(Closed::broken(&"the connection ended")),
            Some(Err(error)) => Incoming::Closed(Closed::broken(&error)),
            Some(Ok(Message::Text(json))) => {
                match codec::decode_frame(json.as_bytes(), Encoding::Json) {
                    Ok(frame) => {
                        Incoming::Frame { frame: Box::new(frame), json: json.as_str().to_owned() }
                    }
                    Err(_) => Incoming::Alive,
                }
            }
            Some(Ok(Message::Close(frame))) => Incoming::Closed(closed(frame)),
            Some(Ok(
                Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_),
            )) => Incoming::Alive,
        }
    }

    pub(super) async fn send(&mut self, command: &Command) -> Result<(), Closed> {
        let json = codec::encode_command(command, Encoding::Json);
        let text = String::from_utf8(json.into()).map_err(|error| Closed::broken(&error))?;
        self.stream.send(Message::text(text)).await.map_err(|error| Closed::broken(&error))
    }

    /// Says goodbye, and does not wait long for an answer.
    pub(super) async fn close(mut self) {
        let goodbye = self.stream.close(None);
        // Whether the server heard it makes no difference any more.
        drop(tokio::time::timeout(CLOSE_DEADLINE, goodbye).await);
    }
}

fn closed(frame: Option<CloseFrame>) -> Closed {
    match frame {
        None => Closed::broken(&"the server closed the session"),
        Some(frame) => {
            Closed { code: Some(frame.code.into()), reason: frame.reason.as_str().to_owned() }
        }
    }
}

/// The answer to a handshake that was refused, as far as it says something.
fn refused(error: SocketError) -> anyhow::Error {
    if let SocketError::Http(answer) = &error {
        let body = answer.body().as_deref().unwrap_or_default();
        let code = serde_json::from_slice::<serde_json::Value>(body)
            .ok()
            .and_then(|problem| problem.get("code")?.as_str().map(str::to_owned));
        let retry_after = answer.headers().get(RETRY_AFTER);
        let retry_after = retry_after
            .and_then(|seconds| seconds.to_str().ok()?.parse().ok())
            .map(Duration::from_secs);
        let (status, code) = (answer.status(), code.unwrap_or_default());
        return Refused { status, code, retry_after }.into();
    }
    error.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: Option<u16>, reconnect: bool) {
        assert_eq!(Closed { code, reason: String::new() }.reconnect(), reconnect, "{code:?}");
    }

    #[test]
    fn the_close_code_says_whether_to_come_back() {
        check(None, true);
        check(Some(1012), true);
        check(Some(1009), false);
        check(Some(4000), true);
        check(Some(4501), false);
        // Codes of a later version.
        check(Some(4321), true);
        check(Some(4999), false);
    }
}
