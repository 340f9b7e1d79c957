//! What Postgres, Redis and SQLite do by themselves: their processes, fresh databases in them, and
//! their own commits, beside which those of the server are seen.

use crate::process::{self, Process};
use crate::server::Setup;
use anyhow::{Context as _, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_postgres::{Client, Config, NoTls};
use uuid::Uuid;

pub(crate) mod commits;

/// A connection to Postgres, with the task that drives it.
pub(crate) struct Postgres {
    pub(crate) client: Client,
    _driver: JoinSet<()>,
}

impl Postgres {
    pub(crate) async fn open(config: &Config) -> anyhow::Result<Self> {
        let (client, connection) = config.connect(NoTls).await.context("no Postgres there")?;
        let mut driver = JoinSet::new();
        driver.spawn(async move { drop(connection.await) });
        Ok(Self { client, _driver: driver })
    }
}

/// The processes of the stores that the server uses, if they run on this machine.
pub(crate) async fn processes(setup: &Setup) -> anyhow::Result<Vec<Process>> {
    let mut found = Vec::new();
    if let Some(url) = &setup.database {
        let postgres = Postgres::open(&url.parse()?).await?;
        let row = postgres.client.query_one("SELECT pg_backend_pid()", &[]).await?;
        let backend = u32::try_from(row.try_get::<_, i32>(0)?)?;
        found.extend(process::parent(backend).filter(|pid| *pid > 1).map(|pid| Process { pid }));
    }
    if let Some(url) = &setup.redis {
        found.push(Process { pid: redis_process(url).await? });
    }
    Ok(found)
}

/// Asks a Redis for its process.
async fn redis_process(url: &str) -> anyhow::Result<u32> {
    let host = url.strip_prefix("redis://").context("only redis:// is measured")?;
    let host = host.split('/').next().unwrap_or(host);
    let mut stream = TcpStream::connect(host).await.context("no Redis there")?;
    stream.write_all(b"INFO server\r\n").await?;
    let mut said = Vec::new();
    let mut part = [0; 4_096];
    loop {
        let read = stream.read(&mut part).await?;
        ensure!(read > 0, "Redis does not tell its process");
        said.extend_from_slice(part.get(..read).unwrap_or_default());
        let text = String::from_utf8_lossy(&said);
        let line = text.lines().find_map(|line| line.strip_prefix("process_id:"));
        if let Some(pid) = line.and_then(|pid| pid.trim().parse().ok()) {
            return Ok(pid);
        }
    }
}

/// A database that is made for one run, and removed afterwards.
#[derive(Debug)]
pub(crate) struct Database {
    pub(crate) url: String,
    admin: Config,
    name: String,
}

impl Database {
    /// Makes one beside the database of `url`.
    pub(crate) async fn create(url: &str) -> anyhow::Result<Self> {
        let admin: Config = url.parse().context("that is no address of a Postgres")?;
        let name = format!("load_{}", Uuid::new_v4().simple());
        let postgres = Postgres::open(&admin).await?;
        postgres.client.batch_execute(&format!("CREATE DATABASE {name}")).await?;
        let (head, _) = url.rsplit_once('/').context("the address names no database")?;
        Ok(Self { url: format!("{head}/{name}"), admin, name })
    }

    /// Removes it.
    pub(crate) async fn remove(self) -> anyhow::Result<()> {
        let postgres = Postgres::open(&self.admin).await?;
        let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        Ok(postgres.client.batch_execute(&drop).await?)
    }
}
