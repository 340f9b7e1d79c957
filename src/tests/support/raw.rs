//! A client that is under no rule: it sends any bytes as a request or as frames, and tells exactly
//! what came back. A library that is correct could not say most of what tests want to say.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// How long a test waits for something that has to come: much longer than it takes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(40);

pub(crate) const CONTINUATION: u8 = 0;
pub(crate) const TEXT: u8 = 1;
pub(crate) const BINARY: u8 = 2;
pub(crate) const CLOSE: u8 = 8;
pub(crate) const PING: u8 = 9;
pub(crate) const PONG: u8 = 10;

const FINAL: u8 = 0x80;
const MASKED: u8 = 0x80;
const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// What comes of a future that has to come to an end.
#[track_caller]
pub(crate) fn in_time<F: Future>(what: &str, future: F) -> impl Future<Output = F::Output> {
    let place = std::panic::Location::caller();
    async move {
        let result = tokio::time::timeout(PATIENCE, future).await;
        result.unwrap_or_else(|_| panic!("{what} did not come within {PATIENCE:?} ({place})"))
    }
}

/// The head of a request, header by header.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    method: String,
    target: String,
    version: String,
    headers: Vec<(String, String)>,
}

impl Head {
    /// `GET` of a path.
    pub(crate) fn get(address: SocketAddr, target: &str) -> Self {
        Self {
            method: "GET".to_owned(),
            target: target.to_owned(),
            version: "HTTP/1.1".to_owned(),
            headers: vec![("Host".to_owned(), address.to_string())],
        }
    }

    /// A handshake as in the RFC.
    pub(crate) fn handshake(address: SocketAddr) -> Self {
        Self::get(address, "/v1/socket")
            .and("Connection", "Upgrade")
            .and("Upgrade", "websocket")
            .and("Sec-WebSocket-Version", "13")
            .and("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
    }

    pub(crate) fn method(self, method: &str) -> Self {
        Self { method: method.to_owned(), ..self }
    }

    pub(crate) fn version(self, version: &str) -> Self {
        Self { version: version.to_owned(), ..self }
    }

    /// One more header.
    pub(crate) fn and(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(own, _)| !own.eq_ignore_ascii_case(name));
        self
    }

    /// This value instead of those that the header has.
    pub(crate) fn with(self, name: &str, value: &str) -> Self {
        self.without(name).and(name, value)
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut text = format!("{} {} {}\r\n", self.method, self.target, self.version);
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str("\r\n");
        text.into_bytes()
    }
}

/// A frame to send; right unless it is told to be wrong.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    first: u8,
    masked: bool,
    claims: Option<u64>,
    payload: Vec<u8>,
}

/// A whole masked frame.
pub(crate) fn frame(opcode: u8, payload: impl Into<Vec<u8>>) -> Frame {
    Frame { first: FINAL | opcode, masked: true, claims: None, payload: payload.into() }
}

/// A close frame with this code.
pub(crate) fn close(code: u16) -> Frame {
    frame(CLOSE, code.to_be_bytes())
}

impl Frame {
    /// More of the message follows.
    pub(crate) fn unfinished(self) -> Self {
        Self { first: self.first & !FINAL, ..self }
    }

    /// Sets reserved bits.
    pub(crate) fn reserved(self, bits: u8) -> Self {
        Self { first: self.first | bits, ..self }
    }

    pub(crate) fn unmasked(self) -> Self {
        Self { masked: false, ..self }
    }

    /// Says that it is this long, whatever it is.
    pub(crate) fn claiming(self, bytes: u64) -> Self {
        Self { claims: Some(bytes), ..self }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let length = self.claims.unwrap_or_else(|| u64::try_from(self.payload.len()).unwrap());
        let mask_bit = if self.masked { MASKED } else { 0 };
        let mut bytes = vec![self.first];
        if let Some(length) = u8::try_from(length).ok().filter(|length| *length < 126) {
            bytes.push(mask_bit | length);
        } else if let Ok(length) = u16::try_from(length) {
            bytes.push(mask_bit | 126);
            bytes.extend(length.to_be_bytes());
        } else {
            bytes.push(mask_bit | 127);
            bytes.extend(length.to_be_bytes());
        }
        if self.masked {
            bytes.extend(MASK);
            let masked = self.payload.iter().zip(MASK.iter().cycle());
            bytes.extend(masked.map(|(byte, mask)| byte ^ mask));
        } else {
            bytes.extend(&self.payload);
        }
        bytes
    }
}

/// What came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Got {
    Frame {
        opcode: u8,
        payload: Vec<u8>,
    },
    /// The stream ended as it should.
    End,
    /// The kernel said that nobody reads any more.
    Reset,
}

/// How a session ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ended {
    /// With a close frame of this code and reason.
    Closed(u16, String),
    /// Without a close frame.
    Bare,
    Reset,
}

impl Ended {
    /// The close code; 0 if there was none.
    pub(crate) fn code(&self) -> u16 {
        match self {
            Self::Closed(code, _) => *code,
            Self::Bare | Self::Reset => 0,
        }
    }
}

/// A connection.
#[derive(Debug)]
pub(crate) struct Raw {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Raw {
    pub(crate) async fn dial(address: SocketAddr) -> Self {
        Self::try_dial(address).await.unwrap()
    }

    async fn try_dial(address: SocketAddr) -> std::io::Result<Self> {
        let stream = in_time("a connection", TcpStream::connect(address)).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::new() })
    }

    /// A session before its `connect`.
    pub(crate) async fn open(address: SocketAddr, head: &Head) -> Self {
        Self::try_open(address, head).await.expect("an answer to the handshake")
    }

    /// The same; `None` if there is no server any more.
    pub(crate) async fn try_open(address: SocketAddr, head: &Head) -> Option<Self> {
        let mut raw = Self::try_dial(address).await.ok()?;
        raw.send(&head.bytes()).await;
        let (status, text) = raw.answer().await?;
        assert_eq!(status, 101, "{text}");
        Some(raw)
    }

    /// Sends, as far as the server still reads.
    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        drop(in_time("room for what is sent", self.stream.write_all(bytes)).await);
    }

    /// Every byte in a packet of its own, as far as the kernel lets it.
    pub(crate) async fn send_bytewise(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.send(&[*byte]).await;
            tokio::task::yield_now().await;
        }
    }

    /// Breaks off without a word.
    pub(crate) fn reset(self) {
        socket2::SockRef::from(&self.stream).set_linger(Some(Duration::ZERO)).unwrap();
    }

    /// `Some(true)`: more came; `Some(false)`: the stream ended; `None`: it was reset.
    async fn read(&mut self) -> Option<bool> {
        match in_time("something from the server", self.stream.read_buf(&mut self.buffer)).await {
            Ok(count) => Some(count > 0),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => None,
            Err(error) if error.kind() == ErrorKind::BrokenPipe => None,
            Err(error) => panic!("{error}"),
        }
    }

    /// Status and text of an answer's head; `None` if the connection ends without one.
    pub(crate) async fn answer(&mut self) -> Option<(u16, String)> {
        loop {
            let end = self.buffer.windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(end) = end {
                let head = String::from_utf8(self.buffer.drain(..end + 4).collect()).unwrap();
                let status = head.split(' ').nth(1).unwrap().parse().unwrap();
                return Some((status, head));
            }
            if self.read().await != Some(true) {
                return None;
            }
        }
    }

    /// The next line, without its end; `None` where the server has ended the connection.
    pub(crate) async fn line(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                return Some(String::from_utf8(line).unwrap().trim_end().to_owned());
            }
            if self.read().await != Some(true) {
                return None;
            }
        }
    }

    /// Everything until the server ends the connection.
    pub(crate) async fn rest(&mut self) -> Vec<u8> {
        while self.read().await == Some(true) {}
        std::mem::take(&mut self.buffer)
    }

    /// The next frame.
    pub(crate) async fn frame(&mut self) -> Got {
        loop {
            if let Some((opcode, start, length)) = self.header()
                && self.buffer.len() >= start + length
            {
                let payload = self.buffer[start..start + length].to_vec();
                self.buffer.drain(..start + length);
                return Got::Frame { opcode, payload };
            }
            match self.read().await {
                Some(true) => (),
                Some(false) => return Got::End,
                None => return Got::Reset,
            }
        }
    }

    /// Opcode, start of the payload and its length, once they are there.
    fn header(&self) -> Option<(u8, usize, usize)> {
        let (first, second) = (*self.buffer.first()?, *self.buffer.get(1)?);
        assert_eq!(first & 0x70, 0, "the server sets no reserved bits");
        assert_eq!(first & FINAL, FINAL, "the server sends whole messages");
        assert_eq!(second & MASKED, 0, "a server does not mask");
        let (start, length) = match second {
            126 => {
                let bytes: [u8; 2] = self.buffer.get(2..4)?.try_into().unwrap();
                (4, usize::from(u16::from_be_bytes(bytes)))
            }
            127 => {
                let bytes: [u8; 8] = self.buffer.get(2..10)?.try_into().unwrap();
                (10, usize::try_from(u64::from_be_bytes(bytes)).unwrap())
            }
            length => (2, usize::from(length)),
        };
        Some((first & 0x0f, start, length))
    }

    /// Reads on until the session ends; says how, and that nothing came after a close frame.
    pub(crate) async fn ended(&mut self) -> Ended {
        loop {
            match self.frame().await {
                Got::Frame { opcode: CLOSE, payload } => {
                    let ended = closed(&payload);
                    let after = self.frame().await;
                    assert!(matches!(after, Got::End | Got::Reset), "after a close: {after:?}");
                    return ended;
                }
                Got::Frame { .. } => (),
                Got::End => return Ended::Bare,
                Got::Reset => return Ended::Reset,
            }
        }
    }
}

/// What a close frame says.
pub(crate) fn closed(payload: &[u8]) -> Ended {
    let Some((code, reason)) = payload.split_first_chunk::<2>() else { return Ended::Bare };
    Ended::Closed(u16::from_be_bytes(*code), String::from_utf8(reason.to_vec()).unwrap())
}
