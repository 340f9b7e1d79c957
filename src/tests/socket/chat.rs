//! The terminal client against a whole server: `parlor chat --json` as a script drives it.

use crate::support::places::Place;
use crate::support::raw::in_time;
use crate::support::seat::{Seat, text_to};
use crate::support::server::TestServer;
use serde_json::{Value, json};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// The program, and what it says.
struct Chat {
    child: Child,
    said: Lines<BufReader<ChildStdout>>,
    typed: ChildStdin,
}

impl Chat {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_parlor"))
            .args(["chat", "--json"])
            .args(arguments)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.take().unwrap()).lines();
        let typed = child.stdin.take().unwrap();
        Self { child, said, typed }
    }

    async fn types(&mut self, line: &str) {
        self.typed.write_all(format!("{line}\n").as_bytes()).await.unwrap();
    }

    /// The next line that is wanted.
    async fn says(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let mut seen = Vec::new();
        loop {
            let line = in_time("a line of parlor chat", self.said.next_line()).await.unwrap();
            let line = line.unwrap_or_else(|| panic!("it ended after {seen:#?}"));
            let value: Value = serde_json::from_str(&line).unwrap();
            if wanted(&value) {
                return value;
            }
            seen.push(line);
        }
    }
}

// R1, R2, L2
#[tokio::test]
async fn the_terminal_client_joins_by_link_reads_reacts_and_is_refused() {
    let server = TestServer::start().await;
    let ana = server.ana().await;
    let place = Place::make(&ana, true).await;
    let mut anas = Seat::connect(server.address(), &ana.token).await;
    anas.post(&place.id, "before you came").await;
    let link = format!("http://{}/#join={}", server.address(), place.link);
    let mut chat = Chat::start(&[&link, "--name", "guest", "--email", "guest@guests.example"]);
    let page = chat.says(|line| line["reply"]["history"].is_object()).await;
    assert!(page.to_string().contains("before you came"), "{page}");
    let live = anas.post(&place.id, "live").await;
    let event = chat.says(|line| line["push"]["event"]["posted"]["text"] == "live").await;
    let seq = &event["push"]["event"]["posted"]["seq"];
    chat.types(&format!("/react {seq} \u{1f44d}")).await;
    let reacted = anas.event("reacted").await;
    assert_eq!(reacted["reacted"]["messageId"], live["messageId"]);
    assert_eq!(reacted["actor"]["name"], "guest");
    // It does not ask for what one may not do; so the script says it in the protocol's own words.
    let send = json!({"id": 1, "send": text_to(&place.id, "hello")});
    chat.types(&send.to_string()).await;
    chat.says(|line| line["reply"]["error"]["code"] == "read_only").await;
    chat.types("/quit").await;
    let status = in_time("the end of parlor chat", chat.child.wait()).await.unwrap();
    assert!(status.success(), "{status}");
    anas.done("ping", json!({})).await;
    server.stop().await;
}

// L2: a link that is none is one line of words and a code of failure.
#[tokio::test]
async fn the_terminal_client_says_why_it_cannot_join() {
    let server = TestServer::start().await;
    let link = format!("http://{}/#join=none", server.address());
    let mut chat = Chat::start(&[&link, "--name", "guest", "--email", "guest@guests.example"]);
    let status = in_time("the end of parlor chat", chat.child.wait()).await.unwrap();
    assert!(!status.success(), "{status}");
    server.stop().await;
}
