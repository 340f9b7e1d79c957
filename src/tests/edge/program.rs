//! The program as a process of its own, which gets signals.

use crate::support::http::{Answer, Request};
use crate::support::raw::in_time;
use crate::support::someone::Someone;
use serde_json::json;
use std::future::pending;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// A process of `parlor serve`.
#[derive(Debug)]
pub(super) struct Program {
    child: Child,
    pub(super) address: SocketAddr,
    pub(super) set_up: Option<String>,
    /// Kept open, for nobody reads it otherwise.
    _said: Lines<BufReader<ChildStdout>>,
}

/// An address where nobody listens just now: below the ports that the system gives to clients, so
/// that it is still free when a server that used it starts again.
pub(super) fn free_address() -> SocketAddr {
    loop {
        let [first, second, ..] = *uuid::Uuid::new_v4().as_bytes();
        let port = 12_000 + u16::from_be_bytes([first, second]) % 20_000;
        if let Ok(listener) = TcpListener::bind(("127.0.0.1", port)) {
            return listener.local_addr().unwrap();
        }
    }
}

/// Lets time pass where time itself is what a test is about.
pub(super) async fn pass(time: Duration) {
    drop(tokio::time::timeout(time, pending::<()>()).await);
}

impl Program {
    /// Starts it and waits until it listens. `before` stands before the program, as `prlimit` does.
    pub(super) async fn start(
        before: &[&str],
        folder: &Path,
        address: SocketAddr,
        flags: &[&str],
    ) -> Self {
        let line: Vec<&str> =
            before.iter().copied().chain([env!("CARGO_BIN_EXE_parlor")]).collect();
        let is_first = std::fs::read_dir(folder).unwrap().next().is_none();
        let mut child = Command::new(line[0])
            .args(&line[1..])
            .args(["serve", "--log=error", "--sign-in-burst=1000000"])
            .args(["--send-burst=1000000", "--guest-sends-per-second=1000000"])
            .arg(format!("--listen={address}"))
            .arg(format!("--data={}", folder.display()))
            .args(flags)
            .env_clear()
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let (mut listens, mut set_up) = (false, None);
        while !listens || (is_first && set_up.is_none()) {
            let line = in_time("a line of the server", said.next_line()).await.unwrap();
            let line = line.expect("the server starts");
            listens |= line.contains("listening on");
            if let Some((_, token)) = line.split_once("#setup=") {
                set_up = Some(token.trim().to_owned());
            }
        }
        Self { child, address, set_up, _said: said }
    }

    /// Makes ana, the first administrator.
    pub(super) async fn ana(&self) -> Someone {
        let body = json!({
            "token": self.set_up.as_deref().expect("a fresh store"), "name": "Ana",
            "email": "ana@example.com", "organisation": "Example",
            "password": crate::support::server::PASSWORD,
        });
        let made = self.request("POST", "/v1/setup").json(&body).send().await.expect(201).json();
        let id = made["user"]["id"].as_str().unwrap().parse().unwrap();
        Someone::known(self.address, id, made["token"].as_str().unwrap())
    }

    pub(super) fn request(&self, method: &str, path: &str) -> Request {
        Request::new(self.address, method, path)
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// SIGTERM.
    pub(super) async fn terminate(&self) {
        let told = Command::new("kill").args(["-TERM", &self.id().to_string()]).status().await;
        assert!(told.unwrap().success());
    }

    /// Until it has ended.
    pub(super) async fn ended(&mut self) -> ExitStatus {
        in_time("the end of the server", self.child.wait()).await.unwrap()
    }

    /// Processor time that it has used, in clock ticks: a hundredth of a second each.
    pub(super) fn ticks(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.id())).unwrap();
        let (_, rest) = stat.rsplit_once(')').unwrap();
        let fields: Vec<&str> = rest.split_whitespace().collect();
        fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
    }
}

/// An answer, unless nobody listens.
pub(super) async fn try_get(address: SocketAddr, path: &str) -> Option<Answer> {
    tokio::net::TcpStream::connect(address).await.ok()?;
    Some(Request::new(address, "GET", path).send().await)
}
