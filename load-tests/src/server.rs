//! The server that is measured: one that runs already, one of our own, several of our own on one
//! store, or the floor.
//!
//! One of our own gets a private folder, a free port and raised rates, tells its one-time address
//! for the first administrator, and is asked to end when this value is dropped.

use crate::floor::Mode;
use crate::http::{Address, Http};
use crate::pin::Cores;
use crate::process::{self, Process, ProcessorTime, Tree};
use crate::stores;
use anyhow::Context as _;
use protocol::codec::Encoding;
use serde::Deserialize;
use serde_json::json;
use std::cell::RefCell;
use std::path::PathBuf;
use uuid::Uuid;

mod own;

use own::Own;

/// Who administers a server of our own.
const ADMIN_EMAIL: &str = "ana@example.com";

/// What to start.
#[derive(Debug, Clone)]
pub(crate) enum Subject {
    Floor(Mode),
    /// The program, and how many nodes of it.
    Parlor {
        program: PathBuf,
        nodes: u32,
    },
    /// One that runs already.
    Running {
        url: String,
        email: String,
        password: String,
        pid: Option<u32>,
    },
}

/// How to start it.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) subject: Subject,
    pub(crate) encoding: Encoding,
    pub(crate) cores: Cores,
    /// An empty Postgres database, instead of the embedded store.
    pub(crate) database: Option<String>,
    pub(crate) redis: Option<String>,
}

impl Setup {
    /// The subject in a word.
    pub(crate) fn name(&self) -> String {
        let store = if self.database.is_some() { "postgres" } else { "sqlite" };
        match &self.subject {
            Subject::Floor(Mode::Direct) => "floor-direct".to_owned(),
            Subject::Floor(Mode::Coalesce) => "floor-coalesce".to_owned(),
            Subject::Parlor { nodes: 1, .. } => store.to_owned(),
            Subject::Parlor { nodes, .. } => format!("{nodes}-nodes"),
            Subject::Running { .. } => "server".to_owned(),
        }
    }
}

/// A server, and a sign-in of an internal user.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) http: Http,
    /// Where each node is; the first is that of `http`.
    pub(crate) nodes: Vec<Address>,
    pub(crate) encoding: Encoding,
    pub(crate) cores: Cores,
    /// The server's processes, and those of its store.
    tree: Tree,
    /// Those of `tree` at the last look.
    known: RefCell<Vec<Process>>,
    /// Ends the servers when dropped.
    _own: Vec<Own>,
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
    pub(crate) async fn ready(setup: &Setup) -> anyhow::Result<Self> {
        let mut tree = Tree::default();
        let mut own = Vec::new();
        let (nodes, token) = match &setup.subject {
            Subject::Running { url, email, password, pid } => {
                tree.roots.extend(pid.map(|pid| Process { pid }));
                let address = Address::parse(url)?;
                let http = Http { address: address.clone(), token: None };
                let body = json!({"email": email, "password": password});
                let SignedIn { token } = http.post("/v1/sign-in", &body).await?;
                (vec![address], token)
            }
            Subject::Floor(mode) => {
                let floor = Own::floor(*mode, setup.cores)?;
                let address = floor.address().await?;
                own.push(floor);
                (vec![address], crate::floor::OWNER.to_owned())
            }
            Subject::Parlor { program, nodes } => {
                for _ in 0..*nodes {
                    let server = Own::parlor(program, setup)?;
                    server.ready().await?;
                    own.push(server);
                }
                let first = own.first().context("no node was asked for")?;
                let token = set_up(first).await?;
                (own.iter().map(|own| own.listens.clone()).collect(), token)
            }
        };
        tree.roots.extend(own.iter().map(|own| Process { pid: own.child.id() }));
        tree.roots.extend(stores::processes(setup).await?);
        let address = nodes.first().context("no node was asked for")?.clone();
        Ok(Self {
            http: Http { address, token: Some(token) },
            nodes,
            encoding: setup.encoding,
            cores: setup.cores,
            known: RefCell::new(tree.all()),
            tree,
            _own: own,
        })
    }

    /// The internal user's token.
    pub(crate) fn token(&self) -> anyhow::Result<&str> {
        self.http.token.as_deref().context("nobody is signed in")
    }

    /// Looks at the server's process, if it is known.
    pub(crate) fn look(&self) -> anyhow::Result<Option<Look>> {
        let Some(pss_kib) = self.memory_kib()? else { return Ok(None) };
        let processor = self.processor_time()?;
        Ok(processor.map(|processor| Look { pss_kib, processor }))
    }

    /// Memory of the first node alone, without its store, if its process is known.
    pub(crate) fn memory_kib(&self) -> anyhow::Result<Option<u64>> {
        self.tree.roots.first().map(|process| process.pss_kib()).transpose()
    }

    /// Processor time of all nodes and their store, whose processes are looked for anew.
    pub(crate) fn processor_time(&self) -> anyhow::Result<Option<ProcessorTime>> {
        *self.known.borrow_mut() = self.tree.all();
        self.processor_time_again()
    }

    /// The same, of those that were there before: quicker.
    pub(crate) fn processor_time_again(&self) -> anyhow::Result<Option<ProcessorTime>> {
        let known = self.known.borrow();
        Ok((!known.is_empty()).then(|| process::processor_time(&known)))
    }

    /// Whether the server may have so many sockets open, as far as that can be seen.
    pub(crate) fn check_files(&self, sockets: u64) -> anyhow::Result<()> {
        self.tree.roots.first().map_or(Ok(()), |root| process::check_files_of(*root, sockets))
    }
}

/// Makes the first administrator; returns a token.
async fn set_up(server: &Own) -> anyhow::Result<String> {
    let setup_token = server.setup_token().await?;
    let http = Http { address: server.listens.clone(), token: None };
    let password = Uuid::new_v4().to_string();
    let body = json!({
        "token": setup_token, "organisation": "load", "name": "ana", "email": ADMIN_EMAIL,
        "password": password,
    });
    let SignedIn { token } = http.post("/v1/setup", &body).await?;
    Ok(token)
}
