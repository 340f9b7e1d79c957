//! The program itself: it says where it answers, keeps secrets out of its logs, and ends when told.

use crate::support::http::{Answer, Request};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

const PASSWORD: &str = "planted-password-5d1c";
const ADDRESS: &str = "planted-address-77aa@example.com";
const NAME: &str = "Planted-Name-9f3e";

struct Program {
    child: Child,
    address: SocketAddr,
    set_up_token: String,
}

impl Program {
    async fn start(folder: &std::path::Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_parlor"))
            .args(["serve", "--listen=127.0.0.1:0", "--log=trace", "--log-format=json"])
            .arg(format!("--data={}", folder.display()))
            .args(["--public-url=http://localhost:8080", "--drain-seconds=0"])
            .env_remove("DATABASE_URL")
            .env_remove("REDIS_URL")
            .env_remove("SMTP_URL")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let listening = line_with(&mut lines, "listening on ").await;
        let set_up = line_with(&mut lines, "#setup=").await;
        Self {
            child,
            address: listening.trim_end_matches(')').parse().unwrap(),
            set_up_token: set_up,
        }
    }

    async fn post(&self, path: &str, token: &str, body: Value) -> Answer {
        let mut request = Request::new(self.address, "POST", path).json(&body);
        if !token.is_empty() {
            request = request.bearer(token);
        }
        request.send().await
    }

    /// What it logged until it ended because it was told to.
    async fn end(mut self) -> String {
        let id = self.child.id().unwrap().to_string();
        let mut stderr = self.child.stderr.take().unwrap();
        let told = Command::new("kill").args(["-TERM", &id]).status().await.unwrap();
        assert!(told.success());
        let mut log = String::new();
        stderr.read_to_string(&mut log).await.unwrap();
        assert!(self.child.wait().await.unwrap().success(), "{log}");
        log
    }
}

/// What stands after `mark` in the first line that has it.
async fn line_with(lines: &mut Lines<BufReader<ChildStdout>>, mark: &str) -> String {
    while let Some(line) = lines.next_line().await.unwrap() {
        if let Some((_, rest)) = line.split_once(mark) {
            return rest.to_owned();
        }
    }
    panic!("the program ended before it said {mark:?}");
}

// O3
#[tokio::test]
async fn nothing_secret_reaches_the_logs() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path()).await;
    let set_up_token = program.set_up_token.clone();
    let set_up = json!({"token": set_up_token, "organisation": "Example", "name": NAME,
                        "email": ADDRESS, "password": PASSWORD});
    let made = program.post("/v1/setup", "", set_up).await.expect(201).json();
    let token = made["token"].as_str().unwrap().to_owned();
    let wrong = json!({"email": ADDRESS, "password": format!("{PASSWORD}-wrong")});
    program.post("/v1/sign-in", "", wrong).await.expect(401);
    let talk = json!({"name": NAME, "byLink": true, "emails": ["planted-guest-1b2c@example.com"]});
    let answer = program.post("/v1/conversations", &token, talk).await;
    assert!(answer.status < 500);
    program.post("/v1/users", &token, json!({"name": NAME, "email": "b@example.com"})).await;
    program.post("/v1/links/look", "", json!({"token": "planted-link-0c0c"})).await.expect(404);
    let unknown = format!("/v1/{NAME}?token=planted-query-44dd");
    Request::new(program.address, "GET", &unknown).bearer("planted-bearer-8e8e").send().await;
    let log = program.end().await;
    assert!(log.contains("starting") && log.contains("stopping"), "{log}");
    for planted in [&token, &set_up_token, "planted-", "Planted-"] {
        assert!(!log.contains(planted), "{planted} is in the log:\n{log}");
    }
}

// O4
#[tokio::test]
async fn a_wrong_setting_ends_the_program_with_a_hint() {
    let run = async |arguments: &[&str]| {
        let program = Command::new(env!("CARGO_BIN_EXE_parlor")).args(arguments).output().await;
        let output = program.unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(run(&["serve", "--database-url=planted://x"]).await.contains("postgres://"));
    assert!(run(&["config", "--public-url=nowhere"]).await.contains("http://"));
}
