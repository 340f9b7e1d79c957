//! The Redis of the tests: the one beside them, or one of a test's own, which it may kill.

use super::stores::variable;
use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::sync::mpsc;

/// The Redis beside the tests; `None`, said loudly, where none is named; in CI that is a failure.
pub(crate) fn redis_url() -> Option<String> {
    let url = variable("PARLOR_TEST_REDIS_URL");
    if url.is_none() {
        assert!(variable("CI").is_none(), "PARLOR_TEST_REDIS_URL names no Redis");
        use std::io::Write as _;
        writeln!(std::io::stderr(), "SKIPPED on Redis: run it with `make test`").expect("says");
    }
    url
}

/// A Redis of one test's own, on a port that stays the same when it is started again.
#[derive(Debug)]
pub(crate) struct OwnRedis {
    program: String,
    port: u16,
    running: Option<Child>,
}

impl OwnRedis {
    /// A port for one that does not run yet. `None` where there is no Redis to start.
    pub(crate) fn new() -> Option<Self> {
        redis_url()?;
        let program =
            variable("PARLOR_TEST_REDIS_SERVER").unwrap_or_else(|| "redis-server".to_owned());
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = free.local_addr().expect("an address").port();
        Some(Self { program, port, running: None })
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub(crate) async fn start(&mut self) {
        let libraries = variable("PARLOR_TEST_LIBRARIES").unwrap_or_default();
        let port = self.port.to_string();
        let mut child = Command::new(&self.program)
            .env("LD_LIBRARY_PATH", libraries)
            .args(["--bind", "127.0.0.1", "--port", &port, "--save", "", "--appendonly", "no"])
            .args(["--daemonize", "no", "--dir", "/tmp"])
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        while let Some(line) = lines.next_line().await.expect("reads") {
            if line.contains("Ready to accept") {
                break;
            }
        }
        self.running = Some(child);
    }

    /// Kills it at once, as a crash would.
    pub(crate) async fn kill(&mut self) {
        self.running.take().expect("runs").kill().await.expect("is killed");
    }
}

/// Sends a command by hand, with arguments that need not be text, and waits for its answer.
pub(crate) async fn command(url: &str, arguments: &[&[u8]]) -> String {
    let address = url.strip_prefix("redis://").expect("an address");
    let mut stream = TcpStream::connect(address).await.expect("connects");
    let mut bytes = format!("*{}\r\n", arguments.len()).into_bytes();
    for argument in arguments {
        bytes.extend(format!("${}\r\n", argument.len()).into_bytes());
        bytes.extend(*argument);
        bytes.extend(b"\r\n");
    }
    stream.write_all(&bytes).await.expect("writes");
    let mut answer = vec![0; 1024];
    let count = stream.read(&mut answer).await.expect("reads");
    String::from_utf8_lossy(&answer[..count]).into_owned()
}

/// Answers every command as a Redis would, and passes nothing on to who subscribes.
#[derive(Debug)]
pub(crate) struct SilentRedis {
    pub(crate) url: String,
    connections: mpsc::Receiver<()>,
}

impl SilentRedis {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("redis://{}", listener.local_addr().expect("an address"));
        let (count, connections) = mpsc::channel(64);
        in_background(async move {
            while let Ok((stream, _)) = listener.accept().await {
                if count.send(()).await.is_err() {
                    return;
                }
                in_background(answer(stream));
            }
        });
        Self { url, connections }
    }

    /// Waits until somebody connects.
    pub(crate) async fn connection(&mut self) {
        let connected = tokio::time::timeout(Duration::from_secs(20), self.connections.recv());
        connected.await.expect("in time").expect("it runs");
    }
}

async fn answer(mut stream: TcpStream) {
    let (reads, mut writes) = stream.split();
    let mut lines = BufReader::new(reads).split(b'\n');
    let mut line = async || {
        let line = lines.next_segment().await.ok()??;
        Some(String::from_utf8_lossy(&line).trim_end().to_owned())
    };
    // Each command is `*n` and n times its length and itself; none of ours has a line break.
    while let Some(head) = line().await {
        let count: usize = head.trim_start_matches('*').parse().expect("a number of arguments");
        let mut words = Vec::new();
        for _ in 0..count {
            line().await;
            words.extend(line().await);
        }
        let answer = match words.first().map(|word| word.to_uppercase()).as_deref() {
            Some("HELLO") => "%1\r\n+proto\r\n:3\r\n".to_owned(),
            Some("SSUBSCRIBE") => format!(">3\r\n+ssubscribe\r\n+{}\r\n:1\r\n", words[1]),
            Some("SPUBLISH") => ":0\r\n".to_owned(),
            _ => "+OK\r\n".to_owned(),
        };
        if writes.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

fn in_background(future: impl Future<Output = ()> + Send + 'static) {
    #[expect(clippy::disallowed_methods, reason = "a test has no tasks of a node")]
    tokio::spawn(future);
}
