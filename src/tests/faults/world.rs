//! Everything of one run: servers, stores, proxies, people, and the clients that talk. A row starts
//! one, lets faults happen, and finishes it.

mod end;
mod servers;

use super::client::{Board, Client, Manner};
use super::history::{History, Spot};
use super::keeper::Keeper;
use super::node::Node;
use super::people::{self, Person, Talk};
use super::proxy::{Carries, Proxy, Targets};
use super::row::Case;
use super::time::{Task, ms, s, task};
use crate::client::spot;
use crate::support::own_postgres::OwnPostgres;
use crate::support::redis::OwnRedis;
use crate::support::seed::Seed;
use crate::support::stores::Database;
use futures_util::StreamExt as _;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::timeout;

/// What a row needs.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) nodes: usize,
    /// Nodes joined by a Redis of the run's own.
    pub(crate) redis: bool,
    /// The Redis does not run yet.
    pub(crate) redis_later: bool,
    /// A Postgres of the run's own, to be killed, instead of a database beside others.
    pub(crate) own_postgres: bool,
    /// Further flags of `parlor serve`.
    pub(crate) flags: Vec<&'static str>,
    /// Another program for nodes from this number on.
    pub(crate) program: Option<PathBuf>,
    pub(crate) manner: Manner,
    /// What the ways of clients see. Frames not with a keeper, who speaks HTTP.
    pub(crate) carries: Carries,
    /// How long one who was removed may still be told what came after.
    pub(crate) revoked_within: Duration,
    /// Further guests, in conversations of their own of `CIRCLE` each, who talk rarely.
    pub(crate) crowd: usize,
    /// Ana removes a guest and adds them again all the time.
    pub(crate) keeper: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            nodes: 1,
            redis: false,
            redis_later: false,
            own_postgres: false,
            flags: Vec::new(),
            program: None,
            manner: Manner { pace: ms(150), silence: s(5), text_max: 200 },
            carries: Carries::Bytes,
            revoked_within: s(3),
            crowd: 0,
            keeper: true,
        }
    }
}

/// Guests of the crowd in one conversation.
const CIRCLE: usize = 20;
/// The longest time between two operations of one of the crowd.
const CROWD_PACE: Duration = s(200);
/// Guests who join at once.
const JOINING: usize = 8;

/// One run.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) case: Case,
    pub(crate) setup: Setup,
    pub(crate) seed: Seed,
    pub(crate) history: History,
    pub(crate) nodes: Vec<Node>,
    /// Where the nodes are, for everybody who connects.
    pub(crate) targets: Targets,
    /// The way of each client, and of the keeper, who is last.
    pub(crate) wires: Vec<Proxy>,
    /// The way of each node to Postgres.
    pub(crate) to_database: Vec<Proxy>,
    /// The way of each node to Redis.
    pub(crate) to_redis: Vec<Proxy>,
    pub(crate) redis: Option<OwnRedis>,
    pub(crate) postgres: Option<OwnPostgres>,
    pub(crate) board: Arc<Board>,
    pub(crate) people: Vec<Person>,
    pub(crate) talks: Vec<Talk>,
    /// In which conversations each of the people begins.
    members: Vec<Vec<usize>>,
    clients: Vec<Task<()>>,
    keeper: Option<Task<()>>,
    _database: Option<Database>,
    folder: TempDir,
}

impl World {
    /// Starts servers and clients. `None`, said loudly: what it needs is not there.
    pub(crate) async fn start(case: Case, setup: Setup) -> Option<Self> {
        let mut world = Self::servers(case, setup).await?;
        world.populate().await;
        Some(world)
    }

    /// People, conversations and their clients.
    async fn populate(&mut self) {
        let token = self.nodes[0].setup_token().await;
        let at = self.nodes[0].address().unwrap();
        let ana = people::set_up(at, &token).await;
        for number in 1..self.setup.nodes {
            self.start_node(number).await;
        }
        let ben = people::ben(at, &ana).await;
        for read_only in [false, false, true] {
            self.talks.push(people::talk(at, &ana, &[&ben], read_only).await);
        }
        self.people = vec![ana, ben];
        self.members = vec![vec![0, 1, 2]; 2];
        let count = self.case.size.clients;
        for number in 2..count {
            // The last one is in the read-only conversation alone.
            let is_reader = number + 1 == count;
            let members = match number % 2 {
                _ if is_reader => vec![2],
                0 => vec![0, 1, 2],
                _ => vec![0, 1],
            };
            let talks: Vec<&Talk> = members.iter().map(|index| &self.talks[*index]).collect();
            self.people.push(people::guest(at, number, &talks).await);
            self.members.push(members);
        }
        self.people.truncate(count);
        self.members.truncate(count);
        for index in 0..count {
            let wire = self.wire(index).await;
            let mut held = Vec::new();
            for &talk in &self.members[index] {
                let spot = standing(at, &self.people[index], &self.talks[talk].id).await;
                held.extend(spot.map(|spot| (talk, spot)));
            }
            self.add_client(index, wire, self.setup.manner, held);
        }
        self.add_crowd(at).await;
        let wire = self.wire(count).await;
        if self.setup.keeper && count > 3 {
            let keeper = Keeper {
                ana: self.people[0].clone(),
                visitor: self.people[2].user.clone(),
                talk: self.talks[1].id.clone(),
                wire,
                history: self.history.clone(),
                board: Arc::clone(&self.board),
                seed: self.seed.fork(),
            };
            self.keeper = Some(task(keeper.keep()));
        }
    }

    /// A way to the nodes.
    async fn wire(&mut self, first: usize) -> SocketAddr {
        let targets = Arc::clone(&self.targets);
        let wire = Proxy::start(targets, self.setup.carries, self.seed.fork(), first).await;
        let address = wire.address;
        self.wires.push(wire);
        address
    }

    /// The crowd comes through one proxy.
    async fn add_crowd(&mut self, at: SocketAddr) {
        if self.setup.crowd == 0 {
            return;
        }
        let wire = self.wire(0).await;
        let first = self.people.len();
        for _ in 0..self.setup.crowd.div_ceil(CIRCLE) {
            self.talks.push(people::talk(at, &self.people[0], &[], false).await);
        }
        let own = self.talks.len() - self.setup.crowd.div_ceil(CIRCLE);
        let joining = (0..self.setup.crowd).map(|number| {
            let talk = own + number / CIRCLE;
            let talks = &self.talks;
            async move { (talk, people::guest(at, first + number, &[&talks[talk]]).await) }
        });
        let joining = futures_util::stream::iter(joining.collect::<Vec<_>>()).buffered(JOINING);
        let joined: Vec<(usize, Person)> = joining.collect().await;
        // Where it stands for one of a conversation, it stands for all who joined it.
        let mut spots = BTreeMap::new();
        for (talk, person) in &joined {
            if !spots.contains_key(talk) {
                spots.insert(*talk, standing(at, person, &self.talks[*talk].id).await);
            }
        }
        for (talk, person) in joined {
            self.people.push(person);
            self.members.push(vec![talk]);
            let manner = Manner { pace: CROWD_PACE, silence: s(20), ..self.setup.manner };
            let held = spots[&talk].clone().map(|spot| (talk, spot)).into_iter().collect();
            self.add_client(self.people.len() - 1, wire, manner, held);
        }
    }

    /// A client, who holds its conversations up to there.
    fn add_client(
        &mut self,
        index: usize,
        wire: SocketAddr,
        manner: Manner,
        held: Vec<(usize, Spot)>,
    ) {
        let person = self.people[index].clone();
        let who = u32::try_from(index + 1).unwrap();
        let client = Client::new(who, person.clone(), wire, manner);
        let mut client =
            client.in_run(self.seed.fork(), self.history.clone(), Arc::clone(&self.board));
        for (talk, spot) in held {
            let talk = &self.talks[talk];
            client.holds(&talk.id, person.internal || !talk.read_only, spot);
        }
        self.clients.push(task(client.live()));
    }

    /// Waits until so many more operations were acknowledged, as long as it goes on.
    pub(crate) async fn acks(&self, count: u64) {
        let wanted = *self.board.acked.borrow() + count;
        let mut acked = self.board.acked.subscribe();
        while *acked.borrow_and_update() < wanted {
            let more = timeout(s(60), acked.changed()).await.is_ok();
            assert!(more, "{wanted} were not acknowledged, only {}", *acked.borrow());
        }
    }

    /// Waits until so many clients have a session, as long as it goes on.
    pub(crate) async fn open(&self, count: usize) {
        let mut open = self.board.open.subscribe();
        while *open.borrow_and_update() < count {
            let more = timeout(s(60), open.changed()).await.is_ok();
            assert!(more, "only {} of {count} sessions are open", *open.borrow());
        }
    }

    /// Acknowledgements a second, for so long.
    pub(crate) async fn rate(&self, span: Duration) -> f64 {
        let before = *self.board.acked.borrow();
        super::time::rest(span).await;
        let count = u32::try_from(*self.board.acked.borrow() - before).unwrap();
        f64::from(count) / span.as_secs_f64()
    }

    /// Some part of the traffic that this run is to have.
    pub(crate) async fn traffic(&self) {
        self.acks(self.case.size.acks).await;
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            for (number, node) in self.nodes.iter().enumerate() {
                super::report::say(&format!("node {number} said last:\n{}", node.tail()));
            }
        }
    }
}

/// Where a conversation stands for somebody; `None`: they are no member.
async fn standing(at: SocketAddr, person: &Person, talk: &str) -> Option<Spot> {
    let path = format!("/v1/conversations/{talk}");
    for _ in 0..50 {
        match super::socket::ask(at, &person.token, "GET", &path, None).await {
            Some((200, conversation)) => return Some(spot(&conversation["position"])),
            Some((404, _)) => return None,
            Some(_) | None => super::time::rest(ms(200)).await,
        }
    }
    panic!("the conversation cannot be read");
}
