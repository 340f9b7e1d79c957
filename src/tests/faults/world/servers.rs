//! The servers of a run: starting them all, and the few things that rows do to nodes.

use super::{Setup, World};
use crate::client::Board;
use crate::node::{Node, Recipe, this_release};
use crate::proxy::{Carries, Proxy};
use crate::row::{Case, Kind};
use crate::support::own_postgres::OwnPostgres;
use crate::support::redis::OwnRedis;
use crate::support::seed::Seed;
use crate::support::stores::Database;
use std::net::SocketAddr;
use std::sync::Arc;

/// The address in a URL such as `redis://host:port/…`.
fn address(url: &str) -> SocketAddr {
    let (_, rest) = url.split_once("://").expect("a URL");
    let rest = rest.split_once('@').map_or(rest, |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default().parse().expect("an address")
}

impl World {
    pub(super) async fn servers(case: Case, setup: Setup) -> Option<Self> {
        let mut seed = Seed::of(case.seed);
        let mut world = Self {
            history: case.history.clone(),
            nodes: Vec::new(),
            targets: Arc::default(),
            wires: Vec::new(),
            to_database: Vec::new(),
            to_redis: Vec::new(),
            redis: None,
            postgres: None,
            board: Board::new(),
            people: Vec::new(),
            talks: Vec::new(),
            members: Vec::new(),
            clients: Vec::new(),
            keeper: None,
            _database: None,
            folder: tempfile::tempdir().unwrap(),
            seed: seed.fork(),
            case,
            setup,
        };
        let database = world.database().await?;
        if world.setup.redis {
            let mut redis = OwnRedis::new()?;
            if !world.setup.redis_later {
                redis.start().await;
            }
            world.redis = Some(redis);
        }
        for number in 0..world.setup.nodes {
            world.add_node(number, database.as_deref()).await;
        }
        // The first one makes the store; the others find it.
        world.start_node(0).await;
        Some(world)
    }

    /// Where Postgres is, if this run is on Postgres; `None` inside: on SQLite.
    async fn database(&mut self) -> Option<Option<String>> {
        match self.case.kind {
            Kind::Sqlite => Some(None),
            Kind::Postgres if self.setup.own_postgres => {
                let postgres = OwnPostgres::start().await?;
                let url = postgres.url();
                self.postgres = Some(postgres);
                Some(Some(url))
            }
            Kind::Postgres => {
                let database = Database::create().await?;
                let url = database.url.clone();
                self._database = Some(database);
                Some(Some(url))
            }
        }
    }

    async fn add_node(&mut self, number: usize, database: Option<&str>) {
        let mut recipe = Recipe {
            program: this_release(),
            under: Vec::new(),
            folder: self.folder.path().join(format!("node{number}")),
            database: None,
            redis: None,
            flags: self.setup.flags.iter().map(|flag| (*flag).to_owned()).collect(),
        };
        if let (Some(program), true) = (&self.setup.program, number > 0) {
            recipe.program.clone_from(program);
        }
        if let Some(url) = database {
            let to = address(url);
            let proxy = Proxy::to(to, Carries::Postgres, self.seed.fork()).await;
            recipe.database = Some(url.replace(&to.to_string(), &proxy.address.to_string()));
            self.to_database.push(proxy);
        }
        if let Some(redis) = &self.redis {
            let to = address(&redis.url());
            let proxy = Proxy::to(to, Carries::Redis, self.seed.fork()).await;
            recipe.redis = Some(format!("redis://{}", proxy.address));
            self.to_redis.push(proxy);
        }
        self.nodes.push(Node::new(recipe));
        self.targets.lock().unwrap().push(None);
    }

    /// Starts a node, again or for the first time, and lets clients come to it.
    pub(crate) async fn start_node(&mut self, number: usize) {
        let address = self.nodes[number].start().await;
        self.targets.lock().unwrap()[number] = Some(address);
        self.history.fault(format!("node {number} runs"));
    }

    /// SIGKILL.
    pub(crate) async fn kill_node(&mut self, number: usize) {
        self.history.fault(format!("node {number} is killed"));
        self.targets.lock().unwrap()[number] = None;
        self.nodes[number].kill().await;
    }

    /// SIGTERM, and new connections go elsewhere; returns once it has ended.
    pub(crate) async fn stop_node(&mut self, number: usize) {
        self.history.fault(format!("node {number} is told to stop"));
        self.nodes[number].terminate();
        self.targets.lock().unwrap()[number] = None;
        assert!(self.nodes[number].ended().await, "node {number} ended badly");
        self.history.fault(format!("node {number} has stopped"));
    }

    /// From now on it runs under something else; what it is given otherwise may be changed before.
    pub(crate) async fn run_under(&mut self, number: usize, words: &[&str]) {
        self.kill_node(number).await;
        self.nodes[number].recipe.under = words.iter().map(|word| (*word).to_owned()).collect();
        self.start_node(number).await;
    }

    /// SIGSTOP: it holds its sockets and answers nothing.
    pub(crate) fn pause_node(&self, number: usize) {
        self.history.fault(format!("node {number} is paused"));
        self.nodes[number].signal("STOP");
    }

    /// SIGCONT.
    pub(crate) fn resume_node(&self, number: usize) {
        self.history.fault(format!("node {number} goes on"));
        self.nodes[number].signal("CONT");
    }
}
