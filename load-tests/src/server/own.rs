//! A server that was started here, in a folder of its own.

use super::Setup;
use crate::floor::Mode;
use crate::http::Address;
use crate::pin::Cores;
use anyhow::{Context as _, bail};
use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use uuid::Uuid;

/// How often it is asked whether it is ready, and how long in between.
const READY_ATTEMPTS_MAX: u32 = 300;
const READY_EVERY: Duration = Duration::from_millis(100);
/// How often it is asked whether it has ended, with the same time in between.
const END_ATTEMPTS_MAX: u32 = 150;
/// A rate that never refuses.
const ANY_RATE: &str = "1000000";
/// The rates that are raised: what is measured is the server, not its patience.
const RATES: [&str; 6] = [
    "--sign-in-burst",
    "--sign-ins-per-minute",
    "--send-burst",
    "--guest-sends-per-second",
    "--internal-sends-per-second",
    "--connects-per-second",
];

/// A server that was started here.
#[derive(Debug)]
pub(super) struct Own {
    pub(super) child: Child,
    pub(super) listens: Address,
    folder: PathBuf,
}

impl Own {
    /// Starts a node.
    pub(super) fn parlor(program: &Path, setup: &Setup) -> anyhow::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let listens = Address(format!("127.0.0.1:{port}"));
        let folder = folder()?;
        let mut command = Command::new(program);
        command
            .arg("serve")
            .args(["--listen", &listens.0, "--public-url", &format!("http://{}", listens.0)])
            .arg("--data")
            .arg(folder.join("data"))
            .args(["--log", "warn"])
            // Not by its flag, which servers of before do not know.
            .env("PARLOR_RECORDING", "on");
        for rate in RATES {
            command.args([rate, ANY_RATE]);
        }
        for (name, url) in [("DATABASE_URL", &setup.database), ("REDIS_URL", &setup.redis)] {
            match url {
                Some(url) => command.env(name, url),
                None => command.env_remove(name),
            };
        }
        Self::start(command, setup.cores, folder, listens)
    }

    /// Starts the floor.
    pub(super) fn floor(mode: Mode, cores: Cores) -> anyhow::Result<Self> {
        let program = std::env::current_exe().context("this program cannot find itself")?;
        let mut command = Command::new(program);
        let mode = match mode {
            Mode::Direct => "direct",
            Mode::Coalesce => "coalesce",
        };
        command.args(["floor", "--mode", mode]);
        Self::start(command, cores, folder()?, Address(String::new()))
    }

    fn start(
        mut command: Command,
        cores: Cores,
        folder: PathBuf,
        listens: Address,
    ) -> anyhow::Result<Self> {
        let log = File::create(folder.join("log"))?;
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let child = cores.spawn(command)?;
        Ok(Self { child, listens, folder })
    }

    fn log(&self) -> anyhow::Result<String> {
        Ok(fs::read_to_string(self.folder.join("log"))?)
    }

    /// Waits until `ready` finds what it looks for in the log.
    async fn wait<T>(&self, ready: impl Fn(&str) -> Option<T>) -> anyhow::Result<T> {
        for _ in 0..READY_ATTEMPTS_MAX {
            let said = self.log()?;
            if let Some(found) = ready(&said) {
                return Ok(found);
            }
            if !is_running(self.child.id()) {
                bail!("the server ended: {said}");
            }
            tokio::time::sleep(READY_EVERY).await;
        }
        bail!("the server is not ready: {}", self.log()?)
    }

    /// Where the floor listens.
    pub(super) async fn address(&self) -> anyhow::Result<Address> {
        self.wait(|said| Address::parse(said.lines().next()?.trim()).ok()).await
    }

    /// Waits until it answers.
    pub(super) async fn ready(&self) -> anyhow::Result<()> {
        for _ in 0..READY_ATTEMPTS_MAX {
            if tokio::net::TcpStream::connect(&self.listens.0).await.is_ok() {
                return Ok(());
            }
            self.wait(|_| Some(())).await?;
            tokio::time::sleep(READY_EVERY).await;
        }
        bail!("the server is not ready: {}", self.log()?)
    }

    /// The one-time address that the first start on a store tells.
    pub(super) async fn setup_token(&self) -> anyhow::Result<String> {
        self.wait(|said| setup_token(said).map(str::to_owned)).await
    }
}

/// Whether a process runs: one that ended, and was not waited for yet, has no files any more.
fn is_running(pid: u32) -> bool {
    fs::read_link(format!("/proc/{pid}/exe")).is_ok()
}

fn folder() -> anyhow::Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("parlor-load-{}", Uuid::new_v4()));
    fs::create_dir(&folder).context("no private folder can be made")?;
    Ok(folder)
}

impl Drop for Own {
    fn drop(&mut self) {
        // Asked politely first, so that it closes its store; what fails here harms nothing else.
        drop(Command::new("kill").arg(self.child.id().to_string()).status());
        for _ in 0..END_ATTEMPTS_MAX {
            if matches!(self.child.try_wait(), Ok(Some(_)) | Err(_)) {
                break;
            }
            std::thread::sleep(READY_EVERY);
        }
        drop(self.child.kill());
        drop(self.child.wait());
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// The token of `http://…#setup=TOKEN`, once its line is complete.
fn setup_token(said: &str) -> Option<&str> {
    let (_, rest) = said.split_once("#setup=")?;
    let end =
        rest.find(|letter: char| !letter.is_ascii_alphanumeric() && !"-_".contains(letter))?;
    rest.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_time_address_is_found() {
        let said = "Set up the first administrator:\n  http://localhost:1/#setup=aB-_9\nready\n";
        assert_eq!(setup_token(said), Some("aB-_9"));
        assert_eq!(setup_token("http://localhost:1/#setup=aB"), None);
    }
}
