//! A server in a process of its own, started under what a test needs: on a small disk, through a
//! proxy; and ana and a guest in a conversation, each with a session that has to stay.

use crate::support::http::Request;
use crate::support::places::Place;
use crate::support::raw::in_time;
use crate::support::seat::{Seat, seq, text_to};
use crate::support::someone::Someone;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

const ANY: &str = "1000000";
/// Within 2 s, as is promised; and what a busy machine of tests adds.
const PROMISED: Duration = Duration::from_millis(3_000);
/// How often something is sent again: each try is answered, so this is much.
const TRIES_MAX: usize = 200;

/// A process of `parlor serve`.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) child: Child,
    pub(super) address: SocketAddr,
    setup: Option<String>,
    said: Lines<BufReader<ChildStdout>>,
}

impl Node {
    /// Starts the program, and waits until it listens. The folder is new if `is_new`.
    pub(super) async fn start(
        program: std::process::Command,
        folder: &Path,
        database: Option<&str>,
        is_new: bool,
    ) -> Self {
        let mut command = Command::from(program);
        command.arg("serve").args(["--listen", "127.0.0.1:0", "--log", "error"]);
        command.args(["--drain-seconds", "0"]).arg("--data").arg(folder);
        for rate in ["--sign-in-burst", "--send-burst", "--guest-sends-per-second"] {
            command.args([rate, ANY]);
        }
        command.args(["--internal-sends-per-second", ANY]);
        command.env_clear().stdout(Stdio::piped()).kill_on_drop(true);
        if let Some(path) = crate::support::stores::variable("PATH") {
            command.env("PATH", path);
        }
        if let Some(database) = database {
            command.env("DATABASE_URL", database);
        }
        let mut child = command.spawn().unwrap();
        let said = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = SocketAddr::from(([0, 0, 0, 0], 0));
        let mut node = Self { child, address, setup: None, said };
        while node.address.port() == 0 || (is_new && node.setup.is_none()) {
            let line = in_time("a line of the server", node.said.next_line()).await.unwrap();
            let line = line.expect("the server starts");
            if let Some((_, rest)) = line.split_once("listening on ") {
                node.address = rest.trim_end_matches(')').parse().unwrap();
            }
            if let Some((_, token)) = line.split_once("#setup=") {
                node.setup = Some(token.trim().to_owned());
            }
        }
        node
    }

    /// The same on a database of its own.
    pub(super) async fn on(database: &str, folder: &Path) -> Self {
        Self::start(program(), folder, Some(database), true).await
    }

    async fn set_up(&self) -> Someone {
        let token = self.setup.as_deref().expect("a fresh store");
        let body = json!({
            "token": token, "name": "Ana", "email": "ana@example.com", "organisation": "Example",
            "password": crate::support::server::PASSWORD,
        });
        let answer = Request::new(self.address, "POST", "/v1/setup").json(&body).send().await;
        let made = answer.expect(201).json();
        let id = made["user"]["id"].as_str().unwrap().parse().unwrap();
        let token = made["token"].as_str().unwrap().to_owned();
        Someone { address: self.address, id, token }
    }

    /// The token of a guest who joins by link.
    async fn guest(&self, place: &Place) -> String {
        let body = json!({"token": place.link, "name": "guest", "email": "g@guests.example"});
        let answer = Request::new(self.address, "POST", "/v1/links/join").json(&body).send().await;
        answer.json()["token"].as_str().unwrap().to_owned()
    }

    pub(super) async fn status(&self, path: &str) -> u16 {
        Request::new(self.address, "GET", path).send().await.status
    }

    /// With which code the process ends by itself.
    pub(super) async fn exit_code(&mut self) -> Option<i32> {
        in_time("the end of the server", self.child.wait()).await.unwrap().code()
    }
}

pub(super) fn program() -> std::process::Command {
    std::process::Command::new(env!("CARGO_BIN_EXE_parlor"))
}

/// Ana and a guest, who talk while the store is in trouble.
#[derive(Debug)]
pub(super) struct Talk {
    pub(super) place: String,
    pub(super) token: String,
    pub(super) ana: Seat,
    guest: Seat,
    /// What ana was told is sent: text and number, in this order.
    pub(super) acked: Vec<(String, u64)>,
}

impl Talk {
    pub(super) async fn begin(node: &Node) -> Self {
        let ana = node.set_up().await;
        let place = Place::make(&ana, false).await;
        let guest = node.guest(&place).await;
        let guest = Seat::connect(node.address, &guest).await;
        let token = ana.token.clone();
        let ana = Seat::connect(node.address, &token).await;
        Self { place: place.id, token, ana, guest, acked: Vec::new() }
    }

    pub(super) fn text(&self, text: &str) -> Value {
        text_to(&self.place, text)
    }

    /// The reply to one try, which comes in time.
    pub(super) async fn attempt(&mut self, fields: &Value) -> Result<u64, String> {
        let asked = self.ana.ask("send", fields.clone());
        let reply = tokio::time::timeout(PROMISED, asked).await.expect("a reply in time");
        if reply["sent"].is_object() {
            let number = seq(&reply["sent"]["position"]);
            self.acked.push((fields["text"].as_str().unwrap().to_owned(), number));
            return Ok(number);
        }
        Err(reply["error"]["code"].as_str().unwrap_or("no error").to_owned())
    }

    /// Has to be sent at the first try.
    pub(super) async fn send(&mut self, text: &str) {
        let fields = self.text(text);
        self.attempt(&fields).await.unwrap();
    }

    /// Has to be answered with `unavailable`; gives what to send again.
    pub(super) async fn unavailable(&mut self, text: &str) -> Value {
        let fields = self.text(text);
        assert_eq!(self.attempt(&fields).await, Err("unavailable".to_owned()), "{text}");
        fields
    }

    /// Sends the same again until it is acknowledged.
    pub(super) async fn send_again(&mut self, fields: &Value) {
        for _ in 0..TRIES_MAX {
            match self.attempt(fields).await {
                Ok(_) => return,
                Err(code) => assert_eq!(code, "unavailable"),
            }
        }
        panic!("still unavailable after {TRIES_MAX} tries");
    }

    /// The session is there, whatever the store does.
    pub(super) async fn stays(&mut self) {
        let ping = self.ana.ask("ping", json!({}));
        let reply = tokio::time::timeout(PROMISED, ping).await.expect("a reply in time");
        assert!(reply["done"].is_object(), "{reply}");
    }

    /// Ana comes back to a server that was started again.
    pub(super) async fn return_to(&mut self, node: &Node) {
        self.ana = Seat::connect(node.address, &self.token).await;
    }

    /// What [`Self::check_log`] says; and the guest, whose session stayed, heard all of it once and
    /// in its order.
    pub(super) async fn check(&mut self) {
        let texts = self.check_log().await;
        let mut heard = Vec::new();
        while heard.last() != texts.last() {
            let event = self.guest.event("posted").await;
            heard.extend(event["posted"]["text"].as_str().map(str::to_owned));
        }
        assert_eq!(heard, texts);
    }

    /// Everything acknowledged is there once, under its number. Gives the texts.
    pub(super) async fn check_log(&mut self) -> Vec<String> {
        let page = self.ana.history(&self.place.clone()).await;
        let mut logged: Vec<(String, u64)> = Vec::new();
        for message in page["messages"].as_array().unwrap() {
            if let Some(text) = message["text"].as_str() {
                logged.push((text.to_owned(), seq(message)));
            }
        }
        logged.sort_by_key(|(_, number)| *number);
        for acked in &self.acked {
            assert_eq!(
                logged.iter().filter(|one| *one == acked).count(),
                1,
                "{acked:?} {logged:?}"
            );
            assert_eq!(logged.iter().filter(|one| one.0 == acked.0).count(), 1, "{acked:?}");
        }
        logged.into_iter().map(|(text, _)| text).collect()
    }

    /// Waits until the guest hears a text, though nothing else is sent.
    pub(super) async fn guest_hears(&mut self, text: &str) {
        loop {
            let event = self.guest.event("posted").await;
            if event["posted"]["text"].as_str() == Some(text) {
                return;
            }
        }
    }
}
