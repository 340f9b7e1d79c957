//! The server that is measured: one that runs already, or one of our own.
//!
//! One of our own gets a private folder, a free port and raised rates, tells its one-time address
//! for the first administrator, and is asked to end when this value is dropped.

use crate::args::Args;
use crate::http::{Address, Http};
use crate::process::{self, Process, ProcessorTime};
use crate::report::progress;
use anyhow::{Context as _, bail};
use protocol::codec::Encoding;
use serde::Deserialize;
use serde_json::json;
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
/// Who administers a server of our own.
const ADMIN_EMAIL: &str = "ana@example.com";

/// A server, and a sign-in of an internal user.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) http: Http,
    pub(crate) encoding: Encoding,
    process: Option<Process>,
    /// Ends the server when dropped.
    _own: Option<Own>,
}

/// Memory and processor time at one moment.
#[derive(Debug)]
pub(crate) struct Look {
    pub(crate) pss_kib: u64,
    pub(crate) processor: ProcessorTime,
}

#[derive(Deserialize)]
struct SignedIn {
    token: String,
}

impl Server {
    /// A server that answers, with somebody signed in.
    pub(crate) async fn ready(args: &Args) -> anyhow::Result<Self> {
        match (&args.server, &args.parlor) {
            (Some(url), _) => Self::running(args, url).await,
            (None, Some(parlor)) => Self::start(args, parlor).await,
            (None, None) => bail!("say what to measure: --server URL or --parlor PATH"),
        }
    }

    async fn running(args: &Args, url: &str) -> anyhow::Result<Self> {
        let http = Http { address: Address::parse(url)?, token: None };
        let email = args.email.as_ref().context("--email of an internal user is missing")?;
        let password =
            args.password.as_ref().context("--password or PARLOR_PASSWORD is missing")?;
        let body = json!({"email": email, "password": password.0});
        let SignedIn { token } = http.post("/v1/sign-in", &body).await?;
        Ok(Self {
            http: Http { token: Some(token), ..http },
            encoding: args.encoding.into(),
            process: args.pid.map(|pid| Process { pid }),
            _own: None,
        })
    }

    async fn start(args: &Args, parlor: &Path) -> anyhow::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let address = Address(format!("127.0.0.1:{port}"));
        progress("starting a server");
        let mut own = Own::start(parlor, &address)?;
        let setup_token = own.setup_token().await?;
        let http = Http { address, token: None };
        let password = Uuid::new_v4().to_string();
        let body = json!({
            "token": setup_token, "organisation": "load", "name": "ana", "email": ADMIN_EMAIL,
            "password": password,
        });
        let SignedIn { token } = http.post("/v1/setup", &body).await?;
        Ok(Self {
            http: Http { token: Some(token), ..http },
            encoding: args.encoding.into(),
            process: Some(Process { pid: own.child.id() }),
            _own: Some(own),
        })
    }

    /// The internal user's token.
    pub(crate) fn token(&self) -> anyhow::Result<&str> {
        self.http.token.as_deref().context("nobody is signed in")
    }

    /// Looks at the server's process, if it is known.
    pub(crate) fn look(&self) -> anyhow::Result<Option<Look>> {
        let Some(process) = self.process else { return Ok(None) };
        Ok(Some(Look { pss_kib: process.pss_kib()?, processor: process.processor_time()? }))
    }

    /// Whether the server may have so many sockets open, as far as that can be seen.
    pub(crate) fn check_files(&self, sockets: u64) -> anyhow::Result<()> {
        self.process.map_or(Ok(()), |process| process::check_files_of(process, sockets))
    }
}

/// A server that was started here.
#[derive(Debug)]
struct Own {
    child: Child,
    folder: PathBuf,
}

impl Own {
    fn start(parlor: &Path, address: &Address) -> anyhow::Result<Self> {
        let folder = std::env::temp_dir().join(format!("parlor-load-{}", Uuid::new_v4()));
        fs::create_dir(&folder).context("no private folder can be made")?;
        let log = File::create(folder.join("log"))?;
        let mut command = Command::new(parlor);
        command
            .arg("serve")
            .args(["--listen", &address.0, "--public-url", &format!("http://{}", address.0)])
            .arg("--data")
            .arg(folder.join("data"))
            .args(["--log", "warn"]);
        for rate in [
            "--sign-in-burst",
            "--sign-ins-per-minute",
            "--send-burst",
            "--guest-sends-per-second",
            "--internal-sends-per-second",
            "--connects-per-second",
        ] {
            command.args([rate, ANY_RATE]);
        }
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let child = command.spawn();
        let child = child.with_context(|| format!("{} cannot be started", parlor.display()))?;
        Ok(Self { child, folder })
    }

    /// Waits for the one-time address that the first start tells.
    async fn setup_token(&mut self) -> anyhow::Result<String> {
        for _ in 0..READY_ATTEMPTS_MAX {
            let said = fs::read_to_string(self.folder.join("log"))?;
            if let Some(token) = setup_token(&said) {
                return Ok(token.to_owned());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended with {status}: {said}");
            }
            tokio::time::sleep(READY_EVERY).await;
        }
        bail!("the server does not tell an address to set it up")
    }
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
