//! One history from its beginning to the quiet after it: nodes, clients, and what is looked at
//! after every step.

use super::super::support::{EPOCH, TestSink, added, id, pass, person};
use super::client::{Client, Line, Stage};
use super::net::Net;
use super::plan::{CLIENTS, Chance, PEOPLE, Step, Weather};
use super::truth::{Talk, Truth};
use crate::bus::{Bus, Envelope, Personal};
use crate::clock::Clock;
use crate::hub::outgoing::{Outgoing, QueueLimits};
use crate::hub::session::{Session, SessionOf};
use crate::hub::{FollowError, Hub, HubParts, HubSettings};
use crate::tasks::Tasks;
use domain::event::{Event, ViewerClass};
use domain::ids::{ConversationId, SessionId};
use domain::message::System;
use domain::person::{Person, Side};
use domain::time::Timestamp;
use protocol::code::CloseCode;
use protocol::codec::Encoding;
use protocol::generated::reply;
use std::hash::Hasher;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// More than one frame can have here.
const FRAME_MAX: usize = 70 * 1024;

/// The time of the simulation, which goes on when nothing else can.
#[derive(Debug)]
struct VirtualClock;

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(0)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the clock that others take")]
    fn instant(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }
}

struct Node {
    hub: Hub,
    tasks: Tasks,
    bus: Arc<dyn Bus>,
}

/// What a history came to.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) events: usize,
    pub(super) resyncs: usize,
    pub(super) slow: usize,
    pub(super) digest: u64,
}

pub(super) struct Run {
    weather: Weather,
    chance: Chance,
    net: Arc<Net>,
    truth: Arc<Truth>,
    nodes: Vec<Node>,
    people: Vec<Person>,
    clients: Vec<Client>,
    slow: usize,
    counted: u128,
}

impl Run {
    pub(super) fn new(seed: u64, weather: Weather) -> Self {
        let mut chance = Chance::new(seed ^ 0x5eed);
        let net = Net::new(weather, chance.fork());
        let truth = Truth::new(weather, chance.fork());
        let sides = [Side::Internal, Side::Internal, Side::External, Side::External];
        let people: Vec<_> = (1..).zip(sides).map(|(n, side)| person(n, side)).collect();
        for number in 0..weather.talks {
            let members = people.iter().map(|person| person.id).collect();
            let talk = Talk { members, ..Talk::default() };
            let id = id::<ConversationId>(100 + u128::try_from(number).unwrap());
            truth.kept().talks.insert(id, talk);
        }
        let mut run = Self {
            weather,
            chance,
            net,
            truth,
            nodes: Vec::new(),
            people,
            clients: Vec::new(),
            slow: 0,
            counted: 1_000,
        };
        for node in 0..weather.nodes {
            let started = run.start(node);
            run.nodes.push(started);
        }
        for number in 0..CLIENTS {
            let person = run.people[number % PEOPLE].clone();
            let encoding = if number % 2 == 0 { Encoding::Json } else { Encoding::Proto };
            let sign_in = id(run.count());
            run.clients.push(Client::new(person, encoding, sign_in));
        }
        run
    }

    fn count(&mut self) -> u128 {
        self.counted += 1;
        self.counted
    }

    fn start(&self, node: usize) -> Node {
        let (bus, heard) = self.net.join(node);
        let tasks = Tasks::new();
        let parts = HubParts {
            log: Arc::<Truth>::clone(&self.truth),
            bus: bus.clone(),
            clock: Arc::new(VirtualClock),
            tasks: tasks.clone(),
            epoch: EPOCH.to_owned(),
            settings: HubSettings {
                poll_every: Some(self.weather.poll_every()),
                gather_sessions_min: 4,
                ..HubSettings::default()
            },
        };
        Node { hub: Hub::start(parts, heard), tasks, bus }
    }

    /// Takes all steps, lets things calm down, and looks whether everybody has everything.
    pub(super) async fn finish(mut self, steps: &[Step]) -> Result<Outcome, String> {
        for (number, step) in steps.iter().enumerate() {
            let taken = self.take(*step).await.and_then(|()| self.tend());
            taken.map_err(|error| format!("step {number}, {step:?}: {error}"))?;
        }
        self.calm_down().await.map_err(|error| format!("after it was over: {error}"))?;
        self.everyone_returns().await.map_err(|error| format!("back again: {error}"))?;
        self.everyone_leaves().await.map_err(|error| format!("in the end: {error}"))?;
        let mut outcome = Outcome { slow: self.slow, ..Outcome::default() };
        for client in &self.clients {
            outcome.events += client.events;
            outcome.resyncs += client.resyncs;
            outcome.digest = outcome.digest.rotate_left(7) ^ client.digest.finish();
        }
        Ok(outcome)
    }

    async fn take(&mut self, step: Step) -> Result<(), String> {
        let by = self.people[0].clone();
        match step {
            Step::Post { talk, node, note } => {
                let Some(talk) = self.talk(talk) else { return Ok(()) };
                self.publish(node, self.truth.post(talk, &by, note)).await;
            }
            Step::PostUnheard { talk } => {
                let Some(talk) = self.talk(talk) else { return Ok(()) };
                self.truth.post(talk, &by, false);
            }
            Step::Edit { talk, node } => self.change(talk, node, false).await,
            Step::Erase { talk, node } => self.change(talk, node, true).await,
            Step::Add { talk, who, node } => self.add(talk, who, node).await,
            Step::Remove { talk, who, node } => self.remove(talk, who, node, false).await,
            Step::Leave { talk, who, node } => self.remove(talk, who, node, true).await,
            Step::Visit { talk, who, node, ms } => {
                self.remove(talk, who, node, false).await;
                self.add(talk, who, node).await;
                pass(Duration::from_millis(ms)).await;
                self.remove(talk, who, node, false).await;
            }
            Step::Switch { talk, node, on } => {
                let Some(talk) = self.talk(talk) else { return Ok(()) };
                if self.truth.kept().talks[&talk].read_only != on {
                    let system = System::ReadOnlySwitched { on };
                    self.publish(node, self.truth.system(talk, &by, system)).await;
                }
            }
            Step::Delete { talk, node } => {
                let Some(conversation) = self.talk(talk) else { return Ok(()) };
                self.truth.kept().talks.get_mut(&conversation).unwrap().gone = true;
                self.say(node, Envelope::Deleted { conversation }).await;
            }
            Step::Connect { client, node } => self.connect(client, node)?,
            Step::Break { client, arrives } => self.break_off(client, arrives)?,
            Step::Pace { client, bytes } => self.clients[client].bytes = bytes,
            Step::SignOut { client, node } => self.sign_out(client, node).await,
            Step::BusAway { node } => self.net.cut(node % self.nodes.len()),
            Step::BusBack { node } => self.net.restore(node % self.nodes.len()).await,
            Step::LogAway => *self.truth.away.lock().unwrap() = true,
            Step::LogBack => *self.truth.away.lock().unwrap() = false,
            Step::Restart { node } => self.restart(node % self.nodes.len()).await?,
            Step::Yield { times } => {
                for _ in 0..times {
                    tokio::task::yield_now().await;
                }
            }
            Step::Pass { ms } => pass(Duration::from_millis(ms)).await,
        }
        Ok(())
    }

    fn talk(&self, number: usize) -> Option<ConversationId> {
        let number = number % self.weather.talks;
        let id = id::<ConversationId>(100 + u128::try_from(number).unwrap());
        (!self.truth.kept().talks[&id].gone).then_some(id)
    }

    async fn say(&self, node: usize, envelope: Envelope) {
        self.nodes[node % self.nodes.len()].bus.publish(envelope).await;
    }

    async fn publish(&self, node: usize, event: Event) {
        let (conversation, seq) = (event.conversation, event.positions.seq);
        let event = Some(Arc::new(event));
        self.say(node, Envelope::Committed { conversation, seq, event }).await;
    }

    async fn change(&self, talk: usize, node: usize, erase: bool) {
        let Some(talk) = self.talk(talk) else { return };
        if let Some(event) = self.truth.change(talk, &self.people[0], erase) {
            self.publish(node, event).await;
        }
    }

    async fn add(&mut self, talk: usize, who: usize, node: usize) {
        let Some(talk) = self.talk(talk) else { return };
        let who = self.people[who].clone();
        if self.truth.kept().talks[&talk].members.contains(&who.id) {
            return;
        }
        let event = self.truth.system(talk, &self.people[0], added(&who));
        let here = node % self.nodes.len();
        for client in self.clients.iter_mut().filter(|client| client.person.id == who.id) {
            let elsewhere = client.line.as_ref().is_some_and(|line| line.node != here);
            if elsewhere && !self.weather.looks {
                client.unheard.insert(talk);
            }
        }
        self.publish(node, event).await;
        let what = Personal::Joined(talk);
        self.say(node, Envelope::Personal { user: who.id, what }).await;
    }

    async fn remove(&self, talk: usize, who: usize, node: usize, leaves: bool) {
        let Some(talk) = self.talk(talk) else { return };
        let who = &self.people[who];
        if !self.truth.kept().talks[&talk].members.contains(&who.id) {
            return;
        }
        let event = if leaves {
            self.truth.system(talk, who, System::Left { new_owner: None })
        } else {
            self.truth.remove(talk, &self.people[0], who)
        };
        self.publish(node, event).await;
    }

    async fn sign_out(&mut self, number: usize, node: usize) {
        let here = node % self.nodes.len();
        let client = &mut self.clients[number];
        let (user, sign_in) = (client.person.id, client.sign_in);
        let elsewhere = client.line.as_ref().is_some_and(|line| line.node != here);
        client.may_outlive = elsewhere && !self.weather.looks;
        self.truth.kept().sign_out(user, sign_in);
        let what = Personal::SignedOut(Some(sign_in));
        self.say(node, Envelope::Personal { user, what }).await;
    }

    async fn restart(&mut self, node: usize) -> Result<(), String> {
        for number in 0..CLIENTS {
            if self.clients[number].line.as_ref().is_some_and(|line| line.node == node) {
                self.break_off(number, true)?;
            }
        }
        self.stop(node).await?;
        self.nodes[node] = self.start(node);
        Ok(())
    }

    async fn stop(&self, node: usize) -> Result<(), String> {
        let tasks = &self.nodes[node].tasks;
        let stopped = tokio::time::timeout(Duration::from_secs(60), tasks.stop()).await;
        stopped.map_err(|_| format!("{} tasks of node {node} do not end", tasks.count()))
    }

    fn break_off(&mut self, number: usize, arrives: bool) -> Result<(), String> {
        let client = &mut self.clients[number];
        if arrives {
            client.read(&self.truth)?;
        }
        if let Some(line) = client.line.take() {
            line.session.outgoing().break_off();
            self.nodes[line.node].hub.leave(&line.session);
        }
        client.stage = Stage::Away;
        Ok(())
    }

    /// Connects as the gateway does.
    fn connect(&mut self, number: usize, node: usize) -> Result<(), String> {
        self.break_off(number, self.counted.is_multiple_of(2))?;
        let (session_id, fresh) = (self.count(), self.count());
        let node_at = node % self.nodes.len();
        let node = &self.nodes[node_at];
        let client = &mut self.clients[number];
        if self.truth.kept().ended.contains(&client.sign_in) {
            client.sign_in = id(fresh);
        }
        self.truth.kept().sign_ins.insert(client.sign_in, client.person.id);
        client.fetched.clear();
        client.unheard.clear();
        client.may_outlive = false;
        client.stage = Stage::Connecting;
        let sink = TestSink::with_room(client.bytes.unwrap_or(usize::MAX));
        let limits = QueueLimits { bytes_max: self.weather.queue, ..QueueLimits::default() };
        let to = Arc::<TestSink>::clone(&sink);
        let outgoing = Arc::new(Outgoing::new(to, Arc::new(VirtualClock), limits));
        let of = SessionOf {
            id: id::<SessionId>(session_id),
            user: client.person.id,
            side: client.person.side.unwrap(),
            sign_in: client.sign_in,
            encoding: client.encoding,
            asked_at: VirtualClock.instant(),
        };
        let session = Session::new(of, outgoing);
        let held = client.holds();
        let (hub, truth, new) = (node.hub.clone(), Arc::clone(&self.truth), Arc::clone(&session));
        node.tasks.spawn("connect", async move {
            if let Some(code) = let_in(&hub, &truth, &new, &held).await {
                new.close(code);
                hub.leave(&new);
            }
        });
        client.line = Some(Line { session, sink, node: node_at, left: false });
        Ok(())
    }

    /// What the sessions' own tasks do, and what is looked at after every step.
    fn tend(&mut self) -> Result<(), String> {
        for client in &mut self.clients {
            if let Some(line) = &mut client.line {
                line.sink.set_room(client.bytes.unwrap_or(usize::MAX));
                let outgoing = line.session.outgoing();
                outgoing.flush();
                let (waiting, queue) = (outgoing.waiting_bytes(), self.weather.queue);
                if waiting > queue + queue / 2 + FRAME_MAX {
                    return Err(format!("{waiting} bytes wait where {queue} may"));
                }
                if line.session.ended().is_some() && !line.left {
                    line.left = true;
                    self.nodes[line.node].hub.leave(&line.session);
                }
            }
            let before = client.stage;
            client.read(&self.truth)?;
            if client.stage != before && client.stage == Stage::Closed(CloseCode::Slow.number()) {
                self.slow += 1;
            }
        }
        self.nodes.iter().try_for_each(|node| node.hub.check_invariants())
    }

    async fn pass(&mut self, time: Duration) -> Result<(), String> {
        for _ in 0..10 {
            pass(time / 10).await;
            self.tend()?;
        }
        Ok(())
    }

    /// Invariants 13 and 16: whoever is connected has everything, although the bus lost messages.
    async fn calm_down(&mut self) -> Result<(), String> {
        *self.truth.healed.lock().unwrap() = true;
        for client in &mut self.clients {
            client.bytes = None;
        }
        let loses = self.weather.loses();
        if !loses {
            // A join under way may still be between its look at the log and its subscription.
            self.pass(Duration::from_secs(2)).await?;
        }
        self.net.heal(!loses).await;
        self.pass(Duration::from_secs(if loses { 6 } else { 3 })).await?;
        self.check(false)
    }

    async fn everyone_returns(&mut self) -> Result<(), String> {
        for number in 0..CLIENTS {
            if self.clients[number].stage != Stage::Live {
                let node = self.chance.below(9);
                self.connect(number, node)?;
            }
        }
        self.pass(Duration::from_secs(6)).await?;
        self.check(true)
    }

    fn check(&self, all: bool) -> Result<(), String> {
        let kept = self.truth.kept();
        for (number, client) in self.clients.iter().enumerate() {
            if client.stage != Stage::Live {
                if all || client.stage == Stage::Connecting {
                    return Err(format!("client {number} is {:?}", client.stage));
                }
                continue;
            }
            if kept.ended.contains(&client.sign_in) && !client.may_outlive {
                return Err(format!("client {number} outlives its sign-in"));
            }
            for (id, talk) in &kept.talks {
                let is_member = !talk.gone && talk.members.contains(&client.person.id);
                let class = ViewerClass::of(client.person.side.unwrap(), talk.read_only);
                let right = is_member.then(|| (class, talk.heads.head(class)));
                let held = client.held.get(id).copied();
                if held != right && !client.unheard.contains(id) {
                    return Err(format!("client {number} holds {held:?} of {id}, not {right:?}"));
                }
            }
        }
        Ok(())
    }

    /// Invariant 35: nothing is left of them.
    async fn everyone_leaves(&mut self) -> Result<(), String> {
        for number in 0..CLIENTS {
            self.break_off(number, true)?;
        }
        self.pass(Duration::from_secs(100)).await?;
        for node in 0..self.nodes.len() {
            let hub = self.nodes[node].hub.clone();
            let left = (hub.sessions(), hub.conversations());
            if left != (0, 0) {
                return Err(format!("node {node} keeps {left:?} sessions and conversations"));
            }
            self.stop(node).await?;
        }
        self.net.tasks.stop().await;
        Ok(())
    }
}

async fn let_in(
    hub: &Hub,
    truth: &Truth,
    session: &Arc<Session>,
    held: &[protocol::generated::command::Held],
) -> Option<CloseCode> {
    let sign_in = session.of().sign_in;
    match truth.ask(|kept| kept.ended.contains(&sign_in)).await {
        Ok(false) => (),
        Ok(true) => return Some(CloseCode::NotSignedIn),
        Err(_) => return Some(CloseCode::TryLater),
    }
    let followed = match hub.follow(session).await {
        Ok(followed) => followed,
        Err(FollowError::SignedOut) => return Some(CloseCode::SignedOut),
        Err(FollowError::Ended) => return Some(CloseCode::Internal),
        Err(FollowError::Unavailable(_)) => return Some(CloseCode::TryLater),
    };
    if truth.asked().await.is_err() {
        return Some(CloseCode::TryLater);
    }
    let connected = reply::Reply::Connected(reply::Connected::default());
    let frame = session.finished(&protocol::frame::reply(1, connected));
    session.send_in_turn(frame, None).await;
    hub.resume(session, &followed, held).await;
    None
}
