//! A real server in a process of its own, which can be killed, paused, told to stop, and started
//! again on the same data.

use crate::support::raw::in_time;
use crate::support::stores::variable;
use std::ffi::OsStr;
use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// The address that people type; what clients send as `Host`, whatever stands in between.
pub(crate) const HOST: &str = "localhost:8080";
const ANY: &str = "1000000";

/// What a node is started with.
#[derive(Debug, Clone)]
pub(crate) struct Recipe {
    pub(crate) program: PathBuf,
    /// What it runs under: words before it, of a program that becomes it, such as `env`.
    pub(crate) under: Vec<String>,
    /// Where its data and logs are.
    pub(crate) folder: PathBuf,
    pub(crate) database: Option<String>,
    pub(crate) redis: Option<String>,
    /// Further flags of `parlor serve`.
    pub(crate) flags: Vec<String>,
}

impl Recipe {
    /// The program, under what it runs under.
    pub(crate) fn command(&self) -> Command {
        let mut words = self.under.iter().map(OsStr::new).chain([self.program.as_os_str()]);
        let mut command = Command::new(words.next().expect("a program"));
        command.args(words).env_clear();
        command.envs(variable("PATH").map(|path| ("PATH", path)));
        command
    }
}

/// One place for a server, running or not.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) recipe: Recipe,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    child: Child,
    address: SocketAddr,
    /// Kept open: the server may not say anything into a pipe that nobody holds.
    said: Lines<BufReader<ChildStdout>>,
}

/// The server that is tested: the one that was built with the suite, unless another is named.
pub(crate) fn this_release() -> PathBuf {
    let named = variable("PARLOR_TEST_BIN").filter(|path| !path.is_empty());
    PathBuf::from(named.as_deref().unwrap_or(env!("CARGO_BIN_EXE_parlor")))
}

impl Node {
    pub(crate) fn new(recipe: Recipe) -> Self {
        std::fs::create_dir_all(recipe.folder.join("data")).unwrap();
        Self { recipe, running: None }
    }

    /// Starts it, and waits until it listens; it gets another address each time.
    pub(crate) async fn start(&mut self) -> SocketAddr {
        let recipe = &self.recipe;
        let log = File::options().create(true).append(true).open(self.log()).unwrap();
        let mut command = recipe.command();
        command.env("NO_COLOR", "1");
        command.args(["serve", "--listen", "127.0.0.1:0", "--log", "info"]);
        command.arg("--data").arg(recipe.folder.join("data"));
        for rate in ["--sign-in-burst", "--send-burst", "--guest-sends-per-second"] {
            command.args([rate, ANY]);
        }
        command.args(["--internal-sends-per-second", ANY]).args(&recipe.flags);
        let addresses = [("DATABASE_URL", &recipe.database), ("REDIS_URL", &recipe.redis)];
        command.envs(addresses.into_iter().filter_map(|(name, url)| Some((name, url.as_ref()?))));
        command.stdout(Stdio::piped()).stderr(log).kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut address = None;
        while address.is_none() {
            let line = in_time("a line of the server", said.next_line()).await.unwrap();
            let line = line.unwrap_or_else(|| panic!("no start: {}", self.tail()));
            if let Some((_, rest)) = line.split_once("listening on ") {
                address = Some(rest.trim_end_matches(')').parse().unwrap());
            }
        }
        let address = address.unwrap();
        self.running = Some(Running { child, address, said });
        address
    }

    /// The token for the first administrator, which a fresh store's first node says.
    pub(crate) async fn setup_token(&mut self) -> String {
        let running = self.running.as_mut().unwrap();
        loop {
            let line = in_time("the set-up address", running.said.next_line()).await.unwrap();
            if let Some((_, token)) = line.expect("a fresh store").split_once("#setup=") {
                return token.trim().to_owned();
            }
        }
    }

    pub(crate) fn address(&self) -> Option<SocketAddr> {
        self.running.as_ref().map(|running| running.address)
    }

    /// Whether the process that was started has not ended.
    pub(crate) fn lives(&mut self) -> bool {
        let running = self.running.as_mut();
        running.is_some_and(|running| matches!(running.child.try_wait(), Ok(None)))
    }

    /// Sends a signal, such as `STOP`.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.running.as_ref().and_then(|running| running.child.id());
        let id = id.expect("it runs").to_string();
        let mut kill = std::process::Command::new("kill");
        assert!(kill.args([&format!("-{name}"), &id]).status().unwrap().success());
    }

    /// SIGKILL: no word to anybody. Returns when it is gone, and with it what it held locked.
    pub(crate) async fn kill(&mut self) {
        if let Some(mut running) = self.running.take() {
            running.child.start_kill().unwrap();
            in_time("the end of a killed server", running.child.wait()).await.unwrap();
        }
    }

    /// SIGTERM. Says nothing about when it ends; see [`Self::ended`].
    pub(crate) fn terminate(&self) {
        self.signal("TERM");
    }

    /// Waits until it has ended by itself; returns whether it says that all went well.
    pub(crate) async fn ended(&mut self) -> bool {
        let mut running = self.running.take().expect("it runs");
        in_time("the end of a server that stops", running.child.wait()).await.unwrap().success()
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.recipe.folder.join("log")
    }

    /// Whether it logged this.
    pub(crate) fn said(&self, what: &str) -> bool {
        std::fs::read_to_string(self.log()).unwrap_or_default().contains(what)
    }

    /// The last of what it logged.
    pub(crate) fn tail(&self) -> String {
        tail(&self.log())
    }
}

fn tail(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let lines: Vec<&str> = text.lines().filter(|line| !line.contains(" starting ")).collect();
    lines[lines.len().saturating_sub(25)..].join("\n")
}
