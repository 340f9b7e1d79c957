//! A real server in a process of its own, that can be killed.

use crate::support::http::Request;
use crate::support::places::Place;
use crate::support::raw::in_time;
use crate::support::seat::Seat;
use crate::support::someone::Someone;
use crate::support::stores::Database;
use protocol::codec::Encoding;
use serde_json::json;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::sync::Mutex;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

const ANY: &str = "1000000";

/// A process of `parlor serve`.
#[derive(Debug)]
pub(super) struct Node {
    child: Mutex<Child>,
    address: SocketAddr,
    setup: Option<String>,
    /// Kept open, for the server ends when nobody reads what it says.
    _said: Lines<BufReader<ChildStdout>>,
}

impl Node {
    /// Starts it, and waits until it listens.
    pub(super) async fn start(folder: &Path, database: Option<&Database>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parlor"));
        command.arg("serve").args(["--listen", "127.0.0.1:0", "--log", "error"]);
        command.arg("--data").arg(folder);
        for rate in ["--sign-in-burst", "--send-burst", "--guest-sends-per-second"] {
            command.args([rate, ANY]);
        }
        command.args(["--internal-sends-per-second", ANY]);
        command.env_clear().stdout(Stdio::piped()).kill_on_drop(true);
        if let Some(database) = database {
            command.env("DATABASE_URL", &database.url);
        }
        let mut child = command.spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let (mut address, mut setup) = (None, None);
        let is_first = std::fs::read_dir(folder).unwrap().next().is_none();
        while address.is_none() || (is_first && setup.is_none()) {
            let line = in_time("a line of the server", said.next_line()).await.unwrap();
            let line = line.expect("the server starts");
            if let Some((_, rest)) = line.split_once("listening on ") {
                address = Some(rest.trim_end_matches(')').parse().unwrap());
            }
            if let Some((_, token)) = line.split_once("#setup=") {
                setup = Some(token.trim().to_owned());
            }
        }
        Self { child: Mutex::new(child), address: address.unwrap(), setup, _said: said }
    }

    /// Makes ana, the first administrator.
    pub(super) async fn set_up(&self) -> Someone {
        let token = self.setup.as_deref().expect("a fresh store");
        let body = json!({
            "token": token, "name": "Ana", "email": "ana@example.com", "organisation": "Example",
            "password": crate::support::server::PASSWORD,
        });
        let answer = Request::new(self.address, "POST", "/v1/setup").json(&body).send().await;
        let made = answer.expect(201).json();
        let id = made["user"]["id"].as_str().unwrap().parse().unwrap();
        Someone::known(self.address, id, made["token"].as_str().unwrap())
    }

    /// The token of a guest who joins by link.
    pub(super) async fn guest(&self, place: &Place, number: u32) -> String {
        let email = format!("guest{number}@guests.example");
        let body = json!({"token": place.link, "name": format!("guest {number}"), "email": email});
        let answer = Request::new(self.address, "POST", "/v1/links/join").json(&body).send().await;
        assert!((200..300).contains(&answer.status), "{}", answer.text());
        answer.json()["token"].as_str().unwrap().to_owned()
    }

    /// A session, unless the server dies meanwhile.
    pub(super) async fn seat(&self, token: &str) -> Option<Seat> {
        Seat::try_resume(self.address, token, Encoding::Json, &json!([])).await
    }

    /// SIGKILL: no word to anybody.
    pub(super) fn kill(&self) {
        self.child.lock().unwrap().start_kill().unwrap();
    }

    /// Until the process is gone, and with it what it held locked.
    pub(super) async fn wait(self) {
        let mut child = self.child.into_inner().unwrap();
        in_time("the end of the server", child.wait()).await.unwrap();
    }
}
