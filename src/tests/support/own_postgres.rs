//! A Postgres of one test's own, as durable as in production: it can be killed, paused, filled up,
//! copied to a standby, promoted and demoted. Gone when the test ends.

use super::raw::in_time;
use super::small_disk::SmallDisk;
use super::stores::{connect, variable};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;
use tokio::sync::watch;

/// A cluster in a folder of its own, on a port that stays the same when it is started again.
#[derive(Debug)]
pub(crate) struct OwnPostgres {
    programs: PathBuf,
    account: Option<Account>,
    folder: TempDir,
    port: u16,
    settings: Vec<String>,
    running: Option<Running>,
    /// Where its data are, if that may get full. After what runs, for it is dropped after it.
    disk: Option<SmallDisk>,
}

/// The user that Postgres runs as where the tests are root, whom it refuses.
#[derive(Debug, Clone, Copy)]
struct Account {
    user: u32,
    group: u32,
}

#[derive(Debug)]
struct Running {
    postmaster: Child,
    ready: watch::Receiver<bool>,
}

impl OwnPostgres {
    /// Makes and starts one. `None`, said loudly, where no Postgres is named; in CI a failure.
    pub(crate) async fn start() -> Option<Self> {
        Self::start_with(&[]).await
    }

    /// The same with settings, such as `max_connections=5`.
    pub(crate) async fn start_with(settings: &[&str]) -> Option<Self> {
        let mut made = Self::make(settings)?;
        made.initialize(&["--no-sync"]);
        made.start_again().await;
        Some(made)
    }

    /// The same on a disk of so many MiB. `None`, said loudly, where mounting is not permitted.
    pub(crate) async fn on_small_disk(mib: u32, settings: &[&str]) -> Option<Self> {
        let mut made = Self::make(settings)?;
        made.initialize(&["--no-sync", "--wal-segsize=1"]);
        made.disk = Some(SmallDisk::over(&made.data(), mib * 1024)?);
        made.start_again().await;
        Some(made)
    }

    /// The disk it was started on.
    pub(crate) fn disk(&self) -> &SmallDisk {
        self.disk.as_ref().expect("a small disk")
    }

    fn make(settings: &[&str]) -> Option<Self> {
        let Some(programs) = variable("PARLOR_TEST_POSTGRES_BIN") else {
            assert!(variable("CI").is_none(), "PARLOR_TEST_POSTGRES_BIN names no Postgres");
            say("SKIPPED on a Postgres of its own: run it with `make test`");
            return None;
        };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let is_root = std::fs::metadata("/proc/self").expect("this process").uid() == 0;
        let account = is_root.then(account);
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).expect("opens");
        let settings = settings.iter().map(|setting| (*setting).to_owned()).collect();
        let programs = PathBuf::from(programs);
        let port = free_port();
        let made = Self { programs, account, folder, port, settings, disk: None, running: None };
        for path in [made.data(), made.folder.path().join("run")] {
            std::fs::create_dir(&path).expect("makes a folder");
            std::fs::set_permissions(&path, PermissionsExt::from_mode(0o700)).expect("closes");
            made.own(&path);
        }
        Some(made)
    }

    fn initialize(&self, flags: &[&str]) {
        let mut command = self.command("initdb");
        command.arg("-D").arg(self.data()).args(flags);
        command.args(["-U", "parlor", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]);
        run(&mut command);
    }

    /// Where it is, as `DATABASE_URL` names it.
    pub(crate) fn url(&self) -> String {
        self.url_at(self.address())
    }

    /// The same through somebody who listens at `address` and passes everything on.
    #[expect(clippy::unused_self, reason = "only the address is another one")]
    pub(crate) fn url_at(&self, address: SocketAddr) -> String {
        format!("postgres://parlor@{address}/postgres?sslmode=disable")
    }

    pub(crate) fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    /// A connection of the test's own.
    pub(crate) async fn connect(&self) -> tokio_postgres::Client {
        connect(&self.url()).await
    }

    /// SIGKILL to every process of it at once, as in a crash; returns when all are gone.
    pub(crate) fn kill9(&mut self) {
        let mut running = self.running.take().expect("it runs");
        let postmaster = running.postmaster.id();
        signal("STOP", &[postmaster]); // So that it starts no further ones.
        let children = children(postmaster);
        signal("KILL", &children);
        signal("KILL", &[postmaster]);
        running.postmaster.wait().expect("it ends");
        while children.iter().any(|process| is_alive(*process)) {
            std::thread::yield_now();
        }
    }

    /// Stops it as for maintenance: connections are cut, everything is written.
    pub(crate) fn stop(&mut self) {
        let mut running = self.running.take().expect("it runs");
        signal("INT", &[running.postmaster.id()]);
        running.postmaster.wait().expect("it ends");
    }

    /// Starts it after [`Self::kill9`] or [`Self::stop`]; returns when it takes connections.
    pub(crate) async fn start_again(&mut self) {
        let mut running = self.spawn();
        let ready = in_time("Postgres", running.ready.wait_for(|ready| *ready)).await.is_ok();
        assert!(ready, "{}", std::fs::read_to_string(self.log()).expect("its log"));
        self.running = Some(running);
    }

    /// SIGSTOP to every process of it: connections stay, nothing answers.
    pub(crate) fn pause(&self) {
        signal("STOP", &[self.postmaster()]);
        signal("STOP", &children(self.postmaster()));
    }

    /// Lets it go on after [`Self::pause`].
    pub(crate) fn resume(&self) {
        signal("CONT", &children(self.postmaster()));
        signal("CONT", &[self.postmaster()]);
    }

    /// A copy that follows this one, read-only, until [`Self::promote`].
    pub(crate) async fn standby(&self) -> Self {
        let settings: Vec<&str> = self.settings.iter().map(String::as_str).collect();
        let mut standby = Self::make(&settings).expect("there is one already");
        let mut command = standby.command("pg_basebackup");
        command.args(["-h", "127.0.0.1", "-U", "parlor", "-p", &self.port.to_string()]);
        command.args(["--checkpoint=fast", "--no-sync", "-R", "-D"]).arg(standby.data());
        run(&mut command);
        standby.start_again().await;
        standby
    }

    /// Makes a standby the primary.
    pub(crate) async fn promote(&self) {
        let client = self.connect().await;
        let row = client.query_one("SELECT pg_promote(true, 60)", &[]).await.expect("promotes");
        assert!(row.get::<_, bool>(0), "it was not promoted in time");
    }

    /// Cuts its connections and starts it again as a read-only standby.
    pub(crate) async fn demote(&mut self) {
        self.stop();
        std::fs::write(self.data().join("standby.signal"), "").expect("writes");
        self.own(&self.data().join("standby.signal"));
        self.start_again().await;
    }

    /// Refuses or takes writes from now on, on the connections that are open too.
    pub(crate) async fn set_read_only(&self, on: bool) {
        self.set("default_transaction_read_only", if on { "on" } else { "off" }).await;
    }

    /// Sets a setting for good, without a restart.
    pub(crate) async fn set(&self, name: &str, value: &str) {
        let client = self.connect().await;
        // Also where it would be refused just now, or would wait for what it takes away.
        client.batch_execute("SET default_transaction_read_only = off").await.expect("sets");
        let set = format!("ALTER SYSTEM SET {name} = {value}");
        client.batch_execute(&set).await.expect("sets");
        client.batch_execute("SELECT pg_reload_conf()").await.expect("reloads");
        // Every process hears of it at the same moment, and looks before its next statement.
        let shown = format!("SELECT current_setting('{name}')");
        let wanted = value.trim_matches('\'');
        let fresh = async || {
            let row = self.connect().await.query_one(&shown, &[]).await.expect("a setting");
            row.get::<_, String>(0) == wanted
        };
        while !fresh().await {}
    }

    /// The same while it does not run.
    pub(crate) fn set_in_file(&self, name: &str, value: &str) {
        let path = self.data().join("postgresql.auto.conf");
        let mut file = std::fs::File::options().append(true).open(path).expect("its settings");
        writeln!(file, "{name} = {value}").expect("writes");
    }

    /// Waits until a query finds something.
    pub(crate) async fn has(&self, query: &str) {
        let client = self.connect().await;
        while client.query(query, &[]).await.expect("a query").is_empty() {
            tokio::task::yield_now().await;
        }
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn own(&self, path: &Path) {
        if let Some(Account { user, group }) = self.account {
            chown(path, Some(user), Some(group)).expect("gives it away");
        }
    }

    pub(crate) fn postmaster(&self) -> u32 {
        self.running.as_ref().expect("it runs").postmaster.id()
    }

    /// A program of Postgres, run as a user that it accepts.
    fn command(&self, program: &str) -> Command {
        let mut command = match &self.disk {
            Some(disk) => disk.command("env"),
            None => Command::new("env"),
        };
        if let Some(Account { user, group }) = self.account {
            command.arg("setpriv").arg(format!("--reuid={user}")).arg(format!("--regid={group}"));
            command.arg("--clear-groups");
        }
        command.arg(self.programs.join(program)).current_dir(self.folder.path().join("run"));
        command.env("HOME", self.folder.path().join("run"));
        command.env("LD_LIBRARY_PATH", variable("PARLOR_TEST_LIBRARIES").unwrap_or_default());
        command
    }

    fn spawn(&self) -> Running {
        let mut server = self.command("postgres");
        server.arg("-D").arg(self.data()).arg("-c").arg(format!("port={}", self.port));
        let run = self.folder.path().join("run");
        server.arg("-c").arg(format!("unix_socket_directories={}", run.display()));
        for setting in ["listen_addresses=127.0.0.1", "fsync=on", "synchronous_commit=on"] {
            server.args(["-c", setting]);
        }
        server.args(["-c", "shared_buffers=16MB", "-c", "jit=off", "-c", "logging_collector=off"]);
        server.args(self.settings.iter().flat_map(|setting| ["-c", setting]));
        server.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut postmaster = server.spawn().expect("starts");
        let mut lines = BufReader::new(postmaster.stderr.take().expect("its log"));
        let (say, ready) = watch::channel(false);
        let mut log = std::fs::File::create(self.log()).expect("a file");
        // To its end, or Postgres would wait for its log to be read.
        std::thread::spawn(move || {
            let mut line = Vec::new();
            while lines.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
                if String::from_utf8_lossy(&line).contains("is ready to accept") {
                    say.send_replace(true);
                }
                drop(log.write_all(&line));
                line.clear();
            }
        });
        Running { postmaster, ready }
    }
}

impl Drop for OwnPostgres {
    fn drop(&mut self) {
        if let Some(mut running) = self.running.take() {
            let children = children(running.postmaster.id());
            signal("KILL", &[running.postmaster.id()]);
            signal("KILL", &children);
            drop(running.postmaster.wait());
        }
    }
}

/// Sends a signal, such as "KILL", to processes; those that are gone already are left out.
pub(crate) fn signal(name: &str, processes: &[u32]) {
    let processes = processes.iter().map(u32::to_string);
    drop(Command::new("kill").arg(format!("-{name}")).args(processes).output().expect("kill runs"));
}

pub(crate) fn say(text: &str) {
    writeln!(std::io::stderr(), "{text}").expect("says");
}

fn free_port() -> u16 {
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
    free.local_addr().expect("an address").port()
}

/// `postgres`, or `nobody` where there is no such user.
fn account() -> Account {
    let users = std::fs::read_to_string("/etc/passwd").expect("reads");
    let account_of = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut numbers = line.split(':').skip(2).map(|number| number.parse().expect("a number"));
        Some(Account { user: numbers.next()?, group: numbers.next()? })
    };
    account_of("postgres").or_else(|| account_of("nobody")).expect("a user for Postgres")
}

fn run(command: &mut Command) {
    let output = command.output().expect("runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The processes that this one started.
fn children(parent: u32) -> Vec<u32> {
    let processes = std::fs::read_dir("/proc").expect("the processes");
    let numbers = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    numbers.filter(|process| stat(*process).is_some_and(|(_, of)| of == parent)).collect()
}

fn is_alive(process: u32) -> bool {
    stat(process).is_some_and(|(state, _)| state != "Z")
}

/// State and parent of a process.
fn stat(process: u32) -> Option<(String, u32)> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace();
    Some((fields.next()?.to_owned(), fields.next()?.parse().ok()?))
}
