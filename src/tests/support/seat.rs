//! A session as a client has it, over the raw client: commands with their replies, pushes in their
//! order, in either encoding. Frames are JSON values here, whatever they were on the wire.

use super::raw::{self, CLOSE, Ended, Got, Head, PING, Raw, frame, in_time};
use protocol::codec::{self, Encoding};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;

/// How often a message that the store was too busy for is sent again.
const SENT_AGAIN_MAX: usize = 5;

/// One live session.
#[derive(Debug)]
pub(crate) struct Seat {
    pub(crate) raw: Raw,
    encoding: Encoding,
    last_id: u64,
    pushes: VecDeque<Value>,
    replies: BTreeMap<u64, Value>,
    /// What `connect` was answered with.
    pub(crate) connected: Value,
    ended: Option<Ended>,
    /// Every frame, as text, for tests that compare all of it.
    pub(crate) heard: Vec<String>,
}

impl Seat {
    /// A session before its `connect`.
    pub(crate) async fn open(address: SocketAddr, encoding: Encoding) -> Self {
        Self::try_open(address, encoding).await.expect("an answer to the handshake")
    }

    async fn try_open(address: SocketAddr, encoding: Encoding) -> Option<Self> {
        let head = Head::handshake(address).and("Sec-WebSocket-Protocol", encoding.subprotocol());
        let raw = Raw::try_open(address, &head).await?;
        Some(Self {
            raw,
            encoding,
            last_id: 0,
            pushes: VecDeque::new(),
            replies: BTreeMap::new(),
            connected: Value::Null,
            ended: None,
            heard: Vec::new(),
        })
    }

    /// A session that holds nothing.
    pub(crate) async fn connect(address: SocketAddr, token: &str) -> Self {
        Self::resume(address, token, Encoding::Json, &json!([])).await
    }

    /// A session that names what it holds.
    pub(crate) async fn resume(
        address: SocketAddr,
        token: &str,
        encoding: Encoding,
        held: &Value,
    ) -> Self {
        Self::try_resume(address, token, encoding, held).await.expect("a reply to connect")
    }

    /// The same; `None` if the server goes away meanwhile.
    pub(crate) async fn try_resume(
        address: SocketAddr,
        token: &str,
        encoding: Encoding,
        held: &Value,
    ) -> Option<Self> {
        let mut seat = Self::try_open(address, encoding).await?;
        let id = seat.say("connect", json!({"token": token, "resume": held})).await;
        let mut reply = seat.try_reply(id).await?;
        assert!(reply["connected"].is_object(), "{reply}");
        seat.connected = reply["connected"].take();
        Some(seat)
    }

    /// Sends a command; returns its id.
    pub(crate) async fn say(&mut self, name: &str, fields: Value) -> u64 {
        self.last_id += 1;
        let text = json!({"id": self.last_id, name: fields}).to_string();
        let bytes = match self.encoding {
            Encoding::Json => frame(raw::TEXT, text).bytes(),
            Encoding::Proto => {
                let command = codec::decode_command(text.as_bytes(), Encoding::Json).unwrap();
                frame(raw::BINARY, codec::encode_command(&command, Encoding::Proto)).bytes()
            }
        };
        self.raw.send(&bytes).await;
        self.last_id
    }

    /// The reply to a command, without its id.
    pub(crate) async fn reply(&mut self, id: u64) -> Value {
        loop {
            if let Some(reply) = self.replies.remove(&id) {
                return reply;
            }
            assert!(self.take().await, "ended before reply {id}: {:?}", self.ended);
        }
    }

    /// The reply, if the session lives long enough.
    pub(crate) async fn try_reply(&mut self, id: u64) -> Option<Value> {
        loop {
            if let Some(reply) = self.replies.remove(&id) {
                return Some(reply);
            }
            if !self.take().await {
                return None;
            }
        }
    }

    /// Sends a command and waits for its reply.
    pub(crate) async fn ask(&mut self, name: &str, fields: Value) -> Value {
        let id = self.say(name, fields).await;
        self.reply(id).await
    }

    /// The same; the reply has to be an error, and this is its code.
    pub(crate) async fn refused(&mut self, name: &str, fields: Value) -> String {
        let reply = self.ask(name, fields).await;
        let code = reply["error"]["code"].as_str();
        code.unwrap_or_else(|| panic!("{name} is refused: {reply}")).to_owned()
    }

    /// The same; the reply has to be `done`.
    pub(crate) async fn done(&mut self, name: &str, fields: Value) {
        let reply = self.ask(name, fields).await;
        assert!(reply["done"].is_object(), "{name} is done: {reply}");
    }

    /// Posts a text; returns what `sent` says. Where the store was not done in time, as on a disk
    /// that others keep busy, it sends the same again, as a client does.
    pub(crate) async fn post(&mut self, place: &str, text: &str) -> Value {
        let fields = text_to(place, text);
        let mut reply = self.ask("send", fields.clone()).await;
        for _ in 0..SENT_AGAIN_MAX {
            if reply["error"]["code"] == "unavailable" {
                reply = self.ask("send", fields.clone()).await;
            }
        }
        assert!(reply["sent"].is_object(), "{reply}");
        reply["sent"].clone()
    }

    /// The newest page of history.
    pub(crate) async fn history(&mut self, place: &str) -> Value {
        let reply = self.ask("history", json!({"conversationId": place, "limit": 100})).await;
        assert!(reply["history"].is_object(), "{reply}");
        reply["history"].clone()
    }

    /// The next push.
    pub(crate) async fn push(&mut self) -> Value {
        loop {
            if let Some(push) = self.pushes.pop_front() {
                return push;
            }
            assert!(self.take().await, "ended before a push: {:?}", self.ended);
        }
    }

    /// Pushes up to the first that is wanted, which is the last of them.
    pub(crate) async fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Vec<Value> {
        let mut pushes = Vec::new();
        loop {
            pushes.push(self.push().await);
            if wanted(&pushes[pushes.len() - 1]) {
                return pushes;
            }
        }
    }

    /// The next event whose fact has this name.
    pub(crate) async fn event(&mut self, fact: &str) -> Value {
        let mut pushes = self.until(|push| !push["event"][fact].is_null()).await;
        pushes.pop().unwrap()["event"].take()
    }

    /// The next push of this kind.
    pub(crate) async fn next(&mut self, kind: &str) -> Value {
        let mut pushes = self.until(|push| !push[kind].is_null()).await;
        pushes.pop().unwrap()[kind].take()
    }

    /// Pushes that came until now: up to the answer of a `ping` that is sent now.
    pub(crate) async fn drain(&mut self) -> Vec<Value> {
        self.done("ping", json!({})).await;
        self.pushes.drain(..).collect()
    }

    /// Waits for a push of this kind, which stays where it is, as do all before and behind it.
    pub(crate) async fn has_heard(&mut self, wanted: impl Fn(&Value) -> bool) {
        let is_wanted = |text: &String| {
            let frame: Value = serde_json::from_str(text).unwrap();
            wanted(&frame["push"])
        };
        while !self.heard.iter().any(is_wanted) {
            assert!(self.take().await, "ended before a push: {:?}", self.ended);
        }
    }

    /// The time after which the server wants to see it again, if it has said so by now.
    pub(crate) fn drained(&self) -> Option<u64> {
        let told = self.pushes.iter().find(|push| push["drain"].is_object())?;
        Some(told["drain"]["reconnectAfterMs"].as_u64().unwrap_or(0))
    }

    /// How the session ends; what comes until then stays to be looked at.
    pub(crate) async fn ended(&mut self) -> Ended {
        while self.take().await {}
        self.ended.clone().unwrap()
    }

    /// Leaves as a client should.
    pub(crate) async fn leave(mut self) {
        self.raw.send(&raw::close(1000).bytes()).await;
        self.ended().await;
    }

    /// Takes one frame; `false` when the session has ended.
    async fn take(&mut self) -> bool {
        if self.ended.is_some() {
            return false;
        }
        match in_time("a frame", self.raw.frame()).await {
            Got::Frame { opcode: PING, payload } => {
                self.raw.send(&frame(raw::PONG, payload).bytes()).await;
            }
            Got::Frame { opcode: raw::PONG, .. } => (),
            Got::Frame { opcode: CLOSE, payload } => self.ended = Some(raw::closed(&payload)),
            Got::Frame { opcode, payload } => self.sort(opcode, &payload),
            Got::End => self.ended = Some(Ended::Bare),
            Got::Reset => self.ended = Some(Ended::Reset),
        }
        self.ended.is_none()
    }

    fn sort(&mut self, opcode: u8, payload: &[u8]) {
        let text = match self.encoding {
            Encoding::Json => {
                assert_eq!(opcode, raw::TEXT);
                String::from_utf8(payload.to_vec()).unwrap()
            }
            Encoding::Proto => {
                assert_eq!(opcode, raw::BINARY);
                let frame = codec::decode_frame(payload, Encoding::Proto).unwrap();
                serde_json::to_string(&frame).unwrap()
            }
        };
        let mut value: Value = serde_json::from_str(&text).unwrap();
        self.heard.push(text);
        if value["push"].is_object() {
            self.pushes.push_back(value["push"].take());
        } else {
            let mut reply = value["reply"].take();
            let id = reply["id"].as_u64().unwrap_or(0);
            reply.as_object_mut().unwrap().remove("id");
            let before = self.replies.insert(id, reply);
            assert!(before.is_none() || id == 0, "two replies to {id}");
        }
    }
}

/// The fields of `send` for a new text.
pub(crate) fn text_to(place: &str, text: &str) -> Value {
    json!({"conversationId": place, "clientId": uuid::Uuid::new_v4().to_string(), "text": text})
}

/// What a client holds after a position.
pub(crate) fn held(place: &str, position: &Value) -> Value {
    json!({
        "conversationId": place,
        "epoch": position["epoch"],
        "seq": position["seq"].as_u64().unwrap_or(0),
    })
}

/// The number of a position.
pub(crate) fn seq(position: &Value) -> u64 {
    position["seq"].as_u64().unwrap_or(0)
}
