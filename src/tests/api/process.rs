//! The program itself: it says where it answers, keeps secrets out of its logs, and ends when told.

use crate::support::http::{Answer, Request};
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Stdio;
use std::thread::JoinHandle;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

const PASSWORD: &str = "planted-password-5d1c";
const ADDRESS: &str = "planted-address-77aa@example.com";
const NAME: &str = "Planted-Name-9f3e";

struct Program {
    child: Child,
    address: SocketAddr,
    set_up_token: String,
    /// Held until the end: a pipe that nobody reads is closed under the program.
    _lines: Lines<BufReader<ChildStdout>>,
}

impl Program {
    async fn start(folder: &std::path::Path, collector: &Collector) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_parlor"))
            .args(["serve", "--listen=127.0.0.1:0", "--log=trace", "--log-format=json"])
            .arg(format!("--data={}", folder.display()))
            .args(["--public-url=http://localhost:8080", "--drain-seconds=0"])
            .arg(format!("--otlp-url=http://{}", collector.address))
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
            _lines: lines,
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

/// Takes what is sent to a collector of traces and keeps it all.
struct Collector {
    address: SocketAddr,
    kept: JoinHandle<Vec<u8>>,
}

impl Collector {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let kept = std::thread::spawn(move || {
            let mut kept = Vec::new();
            for stream in listener.incoming() {
                let request = take_request(stream.unwrap());
                if request.is_empty() {
                    break;
                }
                kept.extend(request);
            }
            kept
        });
        Self { address, kept }
    }

    /// What came, as text as far as it is text.
    fn end(self) -> String {
        drop(TcpStream::connect(self.address).unwrap());
        String::from_utf8_lossy(&self.kept.join().unwrap()).into_owned()
    }
}

/// One request with its body, answered with 200; empty if the connection was closed at once.
fn take_request(mut stream: TcpStream) -> Vec<u8> {
    let mut request = Vec::new();
    let mut part = [0; 4_096];
    loop {
        let read = stream.read(&mut part).unwrap();
        request.extend(&part[..read]);
        let text = String::from_utf8_lossy(&request).to_lowercase();
        let whole = text.split_once("\r\n\r\n").is_some_and(|(head, _)| {
            let length = head.split_once("content-length: ").map_or("0", |(_, rest)| rest);
            let length: usize = length.lines().next().unwrap().trim().parse().unwrap();
            let head = request.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
            request.len() >= head + 4 + length
        });
        if whole || read == 0 {
            break;
        }
    }
    let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    if !request.is_empty() {
        stream.write_all(answer).unwrap();
    }
    request
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
    let collector = Collector::start();
    let program = Program::start(folder.path(), &collector).await;
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
    let traces = collector.end();
    assert!(traces.contains("POST /v1/traces"), "no trace arrived");
    for planted in [&token, &set_up_token, "planted-", "Planted-"] {
        assert!(!log.contains(planted), "{planted} is in the log:\n{log}");
        assert!(!traces.contains(planted), "{planted} is in a trace");
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
