//! One live socket, with small buffers: ten thousand of them fit into this process.

use crate::http::Address;
use anyhow::{Context as _, anyhow, bail};
use futures_util::{SinkExt as _, StreamExt as _};
use protocol::codec::{self, Encoding};
use protocol::frame as frames;
use protocol::generated::{Error, Frame, Reply, command, frame, reply};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::http::header::SEC_WEBSOCKET_PROTOCOL;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

/// Bytes that each session reads at once.
const READ_BYTES: usize = 2 * 1024;
/// How long a session may take to come about.
const OPEN_DEADLINE: Duration = Duration::from_secs(30);
/// How often a session that was refused for now is opened again.
const ATTEMPTS_MAX: u32 = 60;
/// How long to wait where a refusal does not say.
const RETRY_AFTER: Duration = Duration::from_millis(500);

/// A session that is signed in.
#[derive(Debug)]
pub(crate) struct Session {
    socket: WebSocketStream<TcpStream>,
    encoding: Encoding,
    last_id: u32,
    /// The user's id.
    pub(crate) me: String,
}

/// Why a session did not come about.
enum Refusal {
    /// The server is busy: again after this long.
    Later(Duration),
    Never(anyhow::Error),
}

impl Session {
    /// Opens a session, again and again while the server asks to come back later.
    pub(crate) async fn open(
        address: &Address,
        token: &str,
        encoding: Encoding,
    ) -> anyhow::Result<Self> {
        for _ in 0..ATTEMPTS_MAX {
            let once =
                tokio::time::timeout(OPEN_DEADLINE, Self::open_once(address, token, encoding));
            match once.await.context("the server does not answer a handshake")? {
                Ok(session) => return Ok(session),
                Err(Refusal::Later(wait)) => tokio::time::sleep(wait).await,
                Err(Refusal::Never(error)) => return Err(error),
            }
        }
        bail!("the server was too busy {ATTEMPTS_MAX} times")
    }

    async fn open_once(
        address: &Address,
        token: &str,
        encoding: Encoding,
    ) -> Result<Self, Refusal> {
        let socket = handshake(address, encoding).await?;
        let mut session = Self { socket, encoding, last_id: 0, me: String::new() };
        let connect = command::Connect {
            token: token.to_owned(),
            client: concat!("parlor-load/", env!("CARGO_PKG_VERSION")).to_owned(),
            ..command::Connect::default()
        };
        let command = command::Command::Connect(connect);
        match session.ask(command).await.map_err(Refusal::Never)? {
            Answer::Reply(reply::Reply::Connected(connected)) => {
                session.me = connected.you.unwrap_or_default().id;
                Ok(session)
            }
            Answer::Reply(other) => Err(Refusal::Never(anyhow!("not connected: {other:?}"))),
            Answer::Later(wait) => Err(Refusal::Later(wait)),
            Answer::Refused(error) => Err(Refusal::Never(anyhow!("not connected: {error:?}"))),
        }
    }

    /// Sends a command; returns its id.
    pub(crate) async fn send(&mut self, command: command::Command) -> anyhow::Result<u32> {
        self.last_id += 1;
        let payload = codec::encode_command(&frames::command(self.last_id, command), self.encoding);
        let message = match self.encoding {
            Encoding::Json => Message::text(String::from_utf8(payload.into())?),
            Encoding::Proto => Message::Binary(payload),
        };
        self.socket.send(message).await.context("the server takes nothing")?;
        Ok(self.last_id)
    }

    /// The next frame. Safe to drop and to call again.
    pub(crate) async fn next(&mut self) -> anyhow::Result<Frame> {
        loop {
            let message = self.socket.next().await.context("the connection ended")??;
            match message {
                Message::Text(text) => {
                    return Ok(codec::decode_frame(text.as_bytes(), Encoding::Json)?);
                }
                Message::Binary(bytes) => return Ok(codec::decode_frame(&bytes, Encoding::Proto)?),
                Message::Close(Some(close)) => {
                    bail!("closed by the server: {} {}", u16::from(close.code), close.reason)
                }
                Message::Close(None) => bail!("closed by the server"),
                // The library answers pings.
                Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => (),
            }
        }
    }

    /// Sends a command and waits for its reply; pushes meanwhile are skipped.
    pub(crate) async fn ask(&mut self, command: command::Command) -> anyhow::Result<Answer> {
        let id = self.send(command).await?;
        loop {
            if let Some(answer) = Answer::to(id, self.next().await?) {
                return Ok(answer);
            }
        }
    }

    /// Says goodbye.
    pub(crate) async fn close(mut self) {
        // Whether the server heard it makes no difference any more.
        drop(tokio::time::timeout(Duration::from_secs(1), self.socket.close(None)).await);
    }
}

/// What came of a command.
#[derive(Debug)]
pub(crate) enum Answer {
    Reply(reply::Reply),
    /// The same again may succeed after this long.
    Later(Duration),
    Refused(Error),
}

impl Answer {
    /// The answer to this command, if the frame is one.
    pub(crate) fn to(id: u32, frame: Frame) -> Option<Self> {
        let Some(frame::Frame::Reply(Reply { id: answered, reply: Some(reply) })) = frame.frame
        else {
            return None;
        };
        (answered == id).then(|| {
            if let reply::Reply::Error(error) = reply { error.into() } else { Self::Reply(reply) }
        })
    }
}

impl From<Error> for Answer {
    fn from(error: Error) -> Self {
        let again = ["rate_limited", "overloaded", "unavailable", "internal"];
        if again.contains(&error.code.as_str()) {
            let wait = error.retry_after_ms.map(u64::from).map(Duration::from_millis);
            return Self::Later(wait.unwrap_or(RETRY_AFTER));
        }
        Self::Refused(error)
    }
}

async fn handshake(
    address: &Address,
    encoding: Encoding,
) -> Result<WebSocketStream<TcpStream>, Refusal> {
    use tokio_tungstenite::tungstenite::Error as SocketError;
    let never = |error: anyhow::Error| Refusal::Never(error);
    let tcp = address.dial().await.map_err(never)?;
    let url = format!("ws://{}/v1/socket", address.0);
    let mut request = url.into_client_request().map_err(|error| never(error.into()))?;
    let protocol = HeaderValue::from_static(encoding.subprotocol());
    request.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, protocol);
    let config = WebSocketConfig::default().read_buffer_size(READ_BYTES).write_buffer_size(0);
    match client_async_with_config(request, tcp, Some(config)).await {
        Ok((socket, _)) => Ok(socket),
        Err(SocketError::Http(answer)) if matches!(answer.status().as_u16(), 429 | 503) => {
            Err(Refusal::Later(RETRY_AFTER))
        }
        Err(error) => Err(never(error.into())),
    }
}
