//! Who is there on which node. Kept in the memory of each node for the users it follows, from what
//! the nodes say; a node that is silent for too long counts as gone with everybody on it. So nobody
//! stays online because a node crashed, and Redis may lose everything.

use crate::bus::{Availability, Envelope};
use domain::ids::UserId;
use domain::text::Status;
use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;
use uuid::Uuid;

/// Nodes that are remembered: more than anybody runs.
const NODES_MAX: usize = 1_024;

/// The other nodes, and the presence of users on each node.
#[derive(Debug)]
pub(super) struct Neighbours {
    own: Uuid,
    nodes: HashMap<Uuid, Instant>,
    users: HashMap<UserId, HashMap<Uuid, Told>>,
    /// Counts what is told, so that the latest is known.
    told: u64,
    /// What was told before this, and not again, is forgotten at the given time.
    asked: Option<(u64, Instant)>,
}

/// What a node told of a user who has sessions there.
#[derive(Debug, Clone)]
struct Told {
    availability: Availability,
    status: Option<Status>,
    at: u64,
}

impl Neighbours {
    pub(super) fn new(own: Uuid) -> Self {
        Self { own, nodes: HashMap::new(), users: HashMap::new(), told: 0, asked: None }
    }

    /// Whether no other node is known.
    pub(super) fn is_alone(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The other nodes that are there.
    pub(super) fn nodes(&self) -> HashSet<Uuid> {
        self.nodes.keys().copied().collect()
    }

    /// A node said that it is there. True if it was not known.
    pub(super) fn beat(&mut self, node: Uuid, now: Instant) -> bool {
        let room = self.nodes.len() < NODES_MAX || self.nodes.contains_key(&node);
        room && self.nodes.insert(node, now).is_none()
    }

    /// A node told how a user is there: how they appear on all nodes together, and whether that is
    /// different from before.
    pub(super) fn told(
        &mut self,
        node: Uuid,
        user: UserId,
        availability: Availability,
        status: Option<Status>,
    ) -> (Envelope, bool) {
        let before = self.appears(user);
        self.told += 1;
        let nodes = self.users.entry(user).or_default();
        if availability == Availability::Offline {
            nodes.remove(&node);
        } else {
            nodes.insert(node, Told { availability, status, at: self.told });
        }
        if nodes.is_empty() {
            self.users.remove(&user);
        }
        let after = self.appears(user);
        let changed = before != after;
        (envelope(user, after), changed)
    }

    /// What this node itself told of a user last, if they are there.
    pub(super) fn own(&self, user: UserId) -> Option<Envelope> {
        let told = self.users.get(&user)?.get(&self.own)?;
        Some(envelope(user, (told.availability, told.status.clone())))
    }

    /// How a user appears on all nodes together, if another node told of them.
    pub(super) fn elsewhere(&self, user: UserId) -> Option<Envelope> {
        let told = self.users.get(&user)?.keys().any(|node| *node != self.own);
        told.then(|| envelope(user, self.appears(user)))
    }

    /// How a user appears on all nodes together, if anything is known of them.
    pub(super) fn known(&self, user: UserId) -> Option<Envelope> {
        self.users.contains_key(&user).then(|| envelope(user, self.appears(user)))
    }

    /// The user is followed no longer: what other nodes told of them will be out of date.
    pub(super) fn forget(&mut self, user: UserId) {
        let own = self.own;
        if let Some(nodes) = self.users.get_mut(&user) {
            nodes.retain(|node, _| *node == own);
            if nodes.is_empty() {
                self.users.remove(&user);
            }
        }
    }

    /// All nodes are asked anew: what they do not tell again until `until` is forgotten then.
    pub(super) fn asked(&mut self, until: Instant) {
        self.asked = Some((self.told, until));
    }

    /// Forgets nodes that were silent for longer than `silence`, and what was not told again: how
    /// the users concerned appear now.
    pub(super) fn sweep(&mut self, now: Instant, silence: Duration) -> Vec<Envelope> {
        self.nodes.retain(|_, heard| now.duration_since(*heard) <= silence);
        let forgotten = self.asked.filter(|(_, until)| now >= *until).map(|(told, _)| told);
        if forgotten.is_some() {
            self.asked = None;
        }
        let mut changed = Vec::new();
        for (user, told) in &mut self.users {
            let before = told.len();
            told.retain(|node, told| {
                *node == self.own
                    || (self.nodes.contains_key(node) && forgotten.is_none_or(|old| told.at > old))
            });
            if told.len() < before {
                changed.push(*user);
            }
        }
        let now: Vec<_> =
            changed.into_iter().map(|user| envelope(user, self.appears(user))).collect();
        self.users.retain(|_, told| !told.is_empty());
        now
    }

    /// On all nodes together: the most that a node says, and the words told last.
    fn appears(&self, user: UserId) -> (Availability, Option<Status>) {
        let told = self.users.get(&user);
        let all = || told.into_iter().flat_map(HashMap::values);
        let availability =
            all().map(|told| told.availability).max().unwrap_or(Availability::Offline);
        let status = all().filter(|told| told.status.is_some()).max_by_key(|told| told.at);
        (availability, status.and_then(|told| told.status.clone()))
    }
}

/// Questions that wait for the answers of other nodes.
#[derive(Debug, Default)]
pub(super) struct Questions(HashMap<Uuid, Question>);

#[derive(Debug)]
struct Question {
    /// Who has not answered yet.
    nodes: HashSet<Uuid>,
    done: oneshot::Sender<()>,
}

impl Questions {
    /// A question to these nodes; what is returned resolves when all of them have answered.
    pub(super) fn ask(&mut self, question: Uuid, nodes: HashSet<Uuid>) -> oneshot::Receiver<()> {
        let (done, answered) = oneshot::channel();
        self.0.insert(question, Question { nodes, done });
        answered
    }

    /// A node has answered.
    pub(super) fn answered(&mut self, question: Uuid, node: Uuid) {
        let is_last = self.0.get_mut(&question).is_some_and(|waiting| {
            waiting.nodes.remove(&node);
            waiting.nodes.is_empty()
        });
        if is_last && let Some(question) = self.0.remove(&question) {
            // Nobody may wait any more.
            let _nobody = question.done.send(());
        }
    }

    /// Nobody waits for it any more.
    pub(super) fn forget(&mut self, question: Uuid) {
        self.0.remove(&question);
    }
}

fn envelope(user: UserId, (availability, status): (Availability, Option<Status>)) -> Envelope {
    Envelope::Presence { user, availability, status }
}

#[cfg(test)]
mod tests;
