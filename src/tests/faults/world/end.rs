//! The end of a run: everything unknown is settled, everybody comes to the end of every log, the
//! logs are read as each class reads them, and the whole is checked.

use super::{World, standing};
use crate::checker;
use crate::client::{Ends, Phase, spot};
use crate::history::{Entry, Spot, What};
use crate::node::this_release;
use crate::people::Person;
use crate::row::Outcome;
use crate::socket::{Got, Socket};
use crate::time::{ms, s};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::timeout;

/// For so long nothing more comes to a log that has its end.
const QUIET: Duration = ms(700);
/// Looks at the ends, of which the last has to find them where the one before did.
const LOOKS_MAX: u64 = 8;
/// How long nobody may come further while others have.
const PATIENCE: Duration = s(45);

/// Messages of a log with their epoch, and who read them where.
type Logs = Vec<(u32, String, Vec<(String, Entry)>)>;

impl World {
    /// Settles, reads and checks. All nodes that run have to be healthy by now.
    pub(crate) async fn finish(mut self) -> Outcome {
        let mut bad = Vec::new();
        self.history.fault("settle");
        self.board.phase.send_replace(Phase::Settle);
        let wanted = self.clients.len() + usize::from(self.keeper.is_some());
        let settled = grows_to(&self.board.settled, wanted, PATIENCE).await;
        let is_settled = settled >= wanted;
        if !is_settled {
            bad.push(format!("only {settled} of {wanted} settled"));
            self.clients.clear();
        }
        self.keeper = None;
        let at = self.nodes.iter().find_map(super::Node::address).expect("a node runs");
        let (spots, logs) = self.come_to_the_ends(at, &mut bad).await;
        self.board.phase.send_replace(Phase::Over);
        bad.extend(self.left().await);
        // Without an end to everything nobody can have come to the end of it.
        for ((who, place), spot) in spots.into_iter().filter(|_| is_settled) {
            self.history.write(who, What::Standing { place, spot });
        }
        for (who, place, log) in logs {
            self.write_log(who, &place, log);
        }
        for node in &mut self.nodes {
            node.kill().await;
        }
        bad.extend(self.recount().await);
        let found = checker::check(&self.history.lines(), self.setup.revoked_within);
        let mut outcome = Outcome { found, bad, notes: Vec::new() };
        if !outcome.is_good() {
            for (number, node) in self.nodes.iter().enumerate() {
                outcome.bad.push(format!("node {number} said last:\n{}", node.tail()));
            }
        }
        outcome
    }

    /// Waits until every client has come to the end of every log, and reads the logs: as often as
    /// it takes until nothing was added meanwhile, so that all of it is compared.
    async fn come_to_the_ends(
        &self,
        at: SocketAddr,
        bad: &mut Vec<String>,
    ) -> (BTreeMap<(u32, String), Spot>, Logs) {
        let mut look = 1;
        loop {
            let spots = self.ends(at).await;
            self.board.reached.send_replace(0);
            let ends = Ends { look, spots: spots.clone() };
            self.board.phase.send_replace(Phase::Reach(Arc::new(ends)));
            let wanted = self.clients.len();
            let reached = grows_to(&self.board.reached, wanted, PATIENCE).await;
            let logs = self.read_logs(at).await;
            if reached < wanted {
                bad.push(format!("{} did not come to the ends of the logs", wanted - reached));
                return (spots, logs);
            }
            if self.standings(at).await == spots {
                return (spots, logs);
            }
            if look == LOOKS_MAX {
                bad.push("the logs came to no end".to_owned());
                return (spots, logs);
            }
            look += 1;
        }
    }

    /// Waits until all clients have left; says what became of others.
    async fn left(&mut self) -> Vec<String> {
        let mut bad = Vec::new();
        for client in std::mem::take(&mut self.clients) {
            match timeout(PATIENCE, client.done()).await {
                Ok(Ok(())) => (),
                Ok(Err(panic)) => bad.push(format!("a client panicked: {panic}")),
                Err(_) => bad.push("a client did not leave".to_owned()),
            }
        }
        bad
    }

    /// The ends of all logs. What was said twice may be done a second time after its answer, by a
    /// node that was slow: so they are looked at until they are the same for a while.
    async fn ends(&self, at: SocketAddr) -> BTreeMap<(u32, String), Spot> {
        let mut before = self.standings(at).await;
        loop {
            crate::time::rest(QUIET).await;
            let now = self.standings(at).await;
            if now == before {
                return now;
            }
            before = now;
        }
    }

    /// Where each conversation stands for each client that is a member.
    async fn standings(&self, at: SocketAddr) -> BTreeMap<(u32, String), Spot> {
        let mut standings = BTreeMap::new();
        let mut known: BTreeMap<(usize, usize), Option<Spot>> = BTreeMap::new();
        for (index, person) in self.people.iter().enumerate() {
            let who = u32::try_from(index + 1).unwrap();
            for &talk in &self.members[index] {
                let id = self.talks[talk].id.clone();
                // Those of the crowd stand where the others of their conversation stand.
                let key = (index.min(self.case.size.clients), talk);
                let spot = match known.get(&key) {
                    Some(spot) => spot.clone(),
                    None => standing(at, person, &id).await,
                };
                known.insert(key, spot.clone());
                if let Some(spot) = spot {
                    standings.insert((who, id), spot);
                }
            }
        }
        standings
    }

    /// Each log, once for each class that reads it.
    async fn read_logs(&self, at: SocketAddr) -> Logs {
        let mut read = BTreeSet::new();
        let mut logs = Vec::new();
        for (index, person) in self.people.iter().enumerate() {
            // Ana is in all of them.
            let talks = if index == 0 { 0..self.talks.len() } else { 0..0 };
            for talk in talks.chain(self.members[index].iter().copied()) {
                if read.contains(&(person.internal, talk)) {
                    continue;
                }
                let who = u32::try_from(index + 1).unwrap();
                let id = &self.talks[talk].id;
                if let Some(log) = read_log(at, person, id).await {
                    read.insert((person.internal, talk));
                    logs.push((who, id.clone(), log));
                }
            }
        }
        logs
    }

    fn write_log(&self, who: u32, place: &str, log: Vec<(String, Entry)>) {
        for (epoch, entry) in log {
            let place = place.to_owned();
            self.history.write(who, What::Logged { place, epoch, entry });
        }
    }

    /// `parlor check` compares the store's state with the fold of its log; nothing: all is well.
    async fn recount(&self) -> Option<String> {
        let mut check = tokio::process::Command::new(this_release());
        check.env_clear().arg("check").arg("--help");
        if !check.output().await.unwrap().status.success() {
            return None; // This server has no such command.
        }
        let recipe = &self.nodes[0].recipe;
        let mut check = recipe.command();
        check.arg("check").arg("--data").arg(recipe.folder.join("data"));
        if let Some(url) = &recipe.database {
            check.env("DATABASE_URL", url);
        }
        let said = check.output().await.unwrap();
        let text = [said.stdout, said.stderr].concat();
        (!said.status.success()).then(|| format!("check: {}", String::from_utf8_lossy(&text)))
    }
}

/// Waits until as many, as long as it goes on; returns how many there are.
async fn grows_to(count: &watch::Sender<usize>, wanted: usize, patience: Duration) -> usize {
    let mut count = count.subscribe();
    loop {
        let now = *count.borrow_and_update();
        if now >= wanted || !matches!(timeout(patience, count.changed()).await, Ok(Ok(()))) {
            return now;
        }
    }
}

/// All messages of a conversation with their epoch; `None`: that is no member.
async fn read_log(at: SocketAddr, who: &Person, talk: &str) -> Option<Vec<(String, Entry)>> {
    let mut socket = Socket::open(at).await.expect("a healthy node");
    ask(&mut socket, &json!({"id": 1, "connect": {"token": who.token}})).await;
    let mut log: Vec<(String, Entry)> = Vec::new();
    for id in 2.. {
        let after = log.last().map_or(0, |(_, last)| last.seq);
        let fields = json!({"conversationId": talk, "limit": 100, "after": after});
        let reply = ask(&mut socket, &json!({"id": id, "history": fields})).await;
        let page = &reply["history"];
        if reply["error"]["code"] == "rate_limited" {
            crate::time::rest(s(1)).await;
            continue;
        }
        let epoch = spot(&page["position"]).epoch;
        let messages = page["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
        log.extend(messages.iter().map(|message| (epoch.clone(), entry(message))));
        if !page.is_object() {
            return None;
        }
        if page["moreAfter"] != true {
            break;
        }
    }
    Some(log)
}

async fn ask(socket: &mut Socket, command: &Value) -> Value {
    assert!(socket.say(command).await);
    loop {
        match timeout(s(20), socket.next()).await.expect("an answer of a healthy node") {
            Got::Frame(mut frame) if frame["reply"]["id"] == command["id"] => {
                return frame["reply"].take();
            }
            Got::Frame(_) | Got::Sign => (),
            Got::End(code) => panic!("a healthy node ended a session with {code}"),
        }
    }
}

fn entry(message: &Value) -> Entry {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let system = &message["system"];
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut added: Vec<String> = list(&system["membersAdded"]["members"])
        .iter()
        .map(|member| text(&member["person"]["id"]))
        .collect();
    let joined = &system["joinedByLink"]["member"]["person"]["id"];
    added.extend(joined.as_str().map(str::to_owned));
    let reactions = list(&message["reactions"]);
    let count = |one: &Value| (text(&one["emoji"]), one["count"].as_u64().unwrap_or(0));
    Entry {
        seq: message["seq"].as_u64().unwrap_or(0),
        id: text(&message["id"]),
        author: text(&message["author"]["id"]),
        key: message["clientId"].as_str().map(str::to_owned),
        text: text(&message["text"]),
        deleted: message["deleted"] == true,
        reactions: reactions.iter().map(count).collect(),
        added,
        removed: system["removed"]["person"]["id"].as_str().map(str::to_owned),
    }
}
