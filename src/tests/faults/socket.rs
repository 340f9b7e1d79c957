//! A client's connection: WebSocket and HTTP by hand, through whatever stands in between. Nothing
//! here may fail a run: what a network does to a client is an answer.

use super::node::HOST;
use super::time::s;
use crate::support::raw::{CLOSE, Head, PING, PONG, TEXT, closed, frame};
use serde_json::Value;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long a connection, a handshake or an HTTP request may take.
const PATIENCE: Duration = s(10);

/// A WebSocket.
#[derive(Debug)]
pub(crate) struct Socket {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// Why there is no connection.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) why: String,
    /// What the server says about when to come back.
    pub(crate) after: Option<Duration>,
}

/// What came.
#[derive(Debug)]
pub(crate) enum Got {
    /// A frame of the protocol.
    Frame(Value),
    /// Something that only shows that the connection lives.
    Sign,
    /// The end, with its close code; 0 without one.
    End(u16),
}

impl Socket {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self, Refused> {
        let refused = |why: &str| Refused { why: why.to_owned(), after: None };
        let opening = async {
            let mut stream = TcpStream::connect(address).await.ok()?;
            drop(stream.set_nodelay(true));
            let head = Head::handshake(address).with("Host", HOST);
            stream.write_all(&head.bytes()).await.ok()?;
            let mut buffer = Vec::new();
            loop {
                let end = buffer.windows(4).position(|four: &[u8]| four == b"\r\n\r\n");
                if let Some(end) = end {
                    let head: Vec<u8> = buffer.drain(..end + 4).collect();
                    let head = String::from_utf8_lossy(&head).into_owned();
                    return Some((Self { stream, buffer }, head));
                }
                if stream.read_buf(&mut buffer).await.ok()? == 0 {
                    return None;
                }
            }
        };
        let opened = timeout(PATIENCE, opening).await.map_err(|_| refused("no answer"))?;
        let (socket, head) = opened.ok_or_else(|| refused("no connection"))?;
        if head.starts_with("HTTP/1.1 101") {
            return Ok(socket);
        }
        let after = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("retry-after").then(|| value.trim().parse().ok())?
        });
        let why = head.lines().next().unwrap_or_default().to_owned();
        Err(Refused { why, after: after.map(s) })
    }

    /// Sends a command; `false`: nobody takes it.
    pub(crate) async fn say(&mut self, command: &Value) -> bool {
        self.write(&frame(TEXT, command.to_string()).bytes()).await
    }

    async fn write(&mut self, bytes: &[u8]) -> bool {
        matches!(timeout(PATIENCE, self.stream.write_all(bytes)).await, Ok(Ok(())))
    }

    /// The next frame. It can be broken off and asked for again.
    pub(crate) async fn next(&mut self) -> Got {
        loop {
            match take(&mut self.buffer) {
                Some((PING, payload)) => {
                    self.write(&frame(PONG, payload).bytes()).await;
                    return Got::Sign;
                }
                Some((CLOSE, payload)) => return Got::End(closed(&payload).code()),
                Some((TEXT, payload)) => {
                    return Got::Frame(serde_json::from_slice(&payload).expect("JSON"));
                }
                Some(_) => return Got::Sign,
                None => (),
            }
            match self.stream.read_buf(&mut self.buffer).await {
                Ok(0) | Err(_) => return Got::End(0),
                Ok(_) => (),
            }
        }
    }
}

/// The first frame, if it is whole.
fn take(buffer: &mut Vec<u8>) -> Option<(u8, Vec<u8>)> {
    let (first, second) = (*buffer.first()?, *buffer.get(1)?);
    let (start, length) = match second {
        126 => {
            let bytes: [u8; 2] = buffer.get(2..4)?.try_into().ok()?;
            (4, u64::from(u16::from_be_bytes(bytes)))
        }
        127 => (10, u64::from_be_bytes(buffer.get(2..10)?.try_into().ok()?)),
        length => (2, u64::from(length)),
    };
    let end = start + usize::try_from(length).ok()?;
    let payload = buffer.get(start..end)?.to_vec();
    buffer.drain(..end);
    Some((first & 0x0f, payload))
}

/// An answer by HTTP: its status and its body, if that is JSON.
pub(crate) type Answer = (u16, Value);

/// A request by HTTP; `None`: it is not known what became of it.
pub(crate) async fn ask(
    address: SocketAddr,
    token: &str,
    method: &str,
    path: &str,
    body: Option<&Value>,
) -> Option<Answer> {
    let (status, body) = fetch(address, token, method, path, body).await?;
    let whole = body.trim_start_matches(|letter: char| letter != '{' && letter != '[');
    Some((status, serde_json::from_str(whole.trim_end()).unwrap_or(Value::Null)))
}

/// The same with the body as it came.
pub(crate) async fn fetch(
    address: SocketAddr,
    token: &str,
    method: &str,
    path: &str,
    body: Option<&Value>,
) -> Option<(u16, String)> {
    let body = body.map(Value::to_string).unwrap_or_default();
    let mut head = Head::get(address, path).method(method).with("Host", HOST);
    head = head.and("Connection", "close").and("Content-Length", &body.len().to_string());
    if !token.is_empty() {
        head = head.and("Authorization", &format!("Bearer {token}"));
    }
    if !body.is_empty() {
        head = head.and("Content-Type", "application/json");
    }
    let asking = async {
        let mut stream = TcpStream::connect(address).await.ok()?;
        stream.write_all(&[head.bytes(), body.into_bytes()].concat()).await.ok()?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.ok()?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some((status, body.to_owned()))
    };
    timeout(PATIENCE, asking).await.ok()?
}
