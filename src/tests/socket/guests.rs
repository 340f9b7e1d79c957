//! Two clients that stand on WebSocket libraries which nobody here wrote, in two other languages: a
//! guest of each joins a read-only conversation by link, reads, hears, reacts, is refused, resumes.
//! `make test` brings the tools; without them these tests fail in CI and say so elsewhere.

use crate::support::places::Place;
use crate::support::raw::in_time;
use crate::support::seat::Seat;
use crate::support::server::TestServer;
use crate::support::stores::variable;
use serde_json::json;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// A client in a process of its own.
struct Guest {
    child: Child,
    said: Lines<BufReader<ChildStdout>>,
    told: ChildStdin,
}

impl Guest {
    /// `None`, said loudly, where the tool is missing; in CI that is a failure.
    #[expect(clippy::print_stderr, reason = "whoever runs the tests has to know")]
    fn start(tool: &str, script: &str, arguments: &[&str]) -> Option<Self> {
        let Some(program) = variable(tool) else {
            assert!(variable("CI").is_none(), "{tool} names no program");
            eprintln!("SKIPPED {script}: {tool} is not set; run it with `make test`");
            return None;
        };
        let script = format!("{}/src/tests/clients/{script}", env!("CARGO_MANIFEST_DIR"));
        let mut child = Command::new(program)
            .arg(script)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.take().unwrap()).lines();
        let told = child.stdin.take().unwrap();
        Some(Self { child, said, told })
    }

    async fn says(&mut self, expected: &str) {
        let line = in_time("a line of the client", self.said.next_line()).await.unwrap();
        assert_eq!(line.as_deref(), Some(expected), "the client's own words are above");
    }

    async fn go_on(&mut self) {
        self.told.write_all(b"go on\n").await.unwrap();
    }
}

// R1, R2, L2, O2
async fn visits(tool: &str, script: &str) {
    let server = TestServer::start().await;
    let ana = server.ana().await;
    let place = Place::make(&ana, true).await;
    let mut anas = Seat::connect(server.address(), &ana.token).await;
    anas.post(&place.id, "before you came").await;
    let base = format!("http://{}", server.address());
    if let Some(mut guest) = Guest::start(tool, script, &[&base, &place.link]) {
        guest.says("ready").await;
        let live = anas.post(&place.id, "live").await;
        guest.go_on().await;
        let event = anas.event("reacted").await;
        assert_eq!(event["reacted"]["messageId"], live["messageId"]);
        guest.says("ready").await;
        anas.post(&place.id, "while you were away").await;
        guest.go_on().await;
        guest.says("done").await;
        let status = in_time("the client's end", guest.child.wait()).await.unwrap();
        assert!(status.success(), "{status}");
    }
    anas.done("ping", json!({})).await;
    server.stop().await;
}

#[tokio::test]
async fn a_guest_with_the_websockets_of_python_reads_and_reacts() {
    visits("PARLOR_TEST_PYTHON", "guest.py").await;
}

#[tokio::test]
async fn a_guest_with_the_ws_of_node_reads_and_reacts() {
    visits("PARLOR_TEST_NODE", "guest.mjs").await;
}
