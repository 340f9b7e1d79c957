//! Between the nodes: what each tells the others is lost, doubled and late by chance, and a node
//! can be cut off. What a node tells itself arrives at once and in order, as every bus does it.

use super::super::support::pass;
use super::plan::{Chance, Weather};
use crate::bus::{Bus, Envelope, Topic};
use crate::tasks::Tasks;
use async_trait::async_trait;
use domain::ids::UserId;
use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::mpsc;

const QUEUE_MAX: usize = 8_192;

#[derive(Debug)]
pub(super) struct Net {
    links: Mutex<Vec<Link>>,
    chance: Mutex<Chance>,
    weather: Weather,
    healed: Mutex<bool>,
    pub(super) tasks: Tasks,
}

#[derive(Debug)]
struct Link {
    hub: mpsc::Sender<Envelope>,
    topics: HashSet<Topic>,
    up: bool,
    /// Something that this node said did not reach the others.
    lost: bool,
}

/// The bus as one node has it.
#[derive(Debug)]
pub(super) struct NodeBus {
    net: Arc<Net>,
    node: usize,
}

impl Net {
    pub(super) fn new(weather: Weather, chance: Chance) -> Arc<Self> {
        Arc::new(Self {
            links: Mutex::default(),
            chance: Mutex::new(chance),
            weather,
            healed: Mutex::default(),
            tasks: Tasks::new(),
        })
    }

    /// Lets a node in, anew or again.
    pub(super) fn join(self: &Arc<Self>, node: usize) -> (Arc<NodeBus>, mpsc::Receiver<Envelope>) {
        let (hub, heard) = mpsc::channel(QUEUE_MAX);
        let link = Link { hub, topics: HashSet::new(), up: true, lost: false };
        let mut links = self.links.lock().unwrap();
        if node < links.len() {
            links[node] = link;
        } else {
            links.push(link);
        }
        (Arc::new(NodeBus { net: Arc::clone(self), node }), heard)
    }

    pub(super) fn cut(&self, node: usize) {
        self.links.lock().unwrap()[node].up = false;
    }

    /// A node is back: it says that it may have missed something, and so do those who may have
    /// missed what it said.
    pub(super) async fn restore(&self, node: usize) {
        let told: Vec<_> = {
            let mut links = self.links.lock().unwrap();
            if links[node].up {
                return;
            }
            links[node].up = true;
            let lost = std::mem::take(&mut links[node].lost);
            let told = links.iter().enumerate().filter(|(other, _)| lost || *other == node);
            told.map(|(_, link)| link.hub.clone()).collect()
        };
        for hub in told {
            drop(hub.send(Envelope::GapPossible).await);
        }
    }

    /// Nothing is lost any more.
    pub(super) async fn heal(&self, all_may_have_missed: bool) {
        *self.healed.lock().unwrap() = true;
        let nodes = self.links.lock().unwrap().len();
        for node in 0..nodes {
            if all_may_have_missed {
                self.cut(node);
            }
            self.restore(node).await;
        }
    }

    /// When an envelope reaches another node: never, once or twice.
    fn fates(&self) -> Vec<Duration> {
        let mut chance = self.chance.lock().unwrap();
        let healed = *self.healed.lock().unwrap();
        let mut fates = Vec::new();
        if healed || !chance.percent(self.weather.lost) {
            fates.push(chance.wait(self.weather.bus_ms));
            if chance.percent(self.weather.doubled) {
                fates.push(chance.wait(self.weather.bus_ms));
            }
        }
        fates
    }

    fn carry(self: &Arc<Self>, to: usize, envelope: &Envelope) {
        for wait in self.fates() {
            let (net, envelope) = (Arc::clone(self), envelope.clone());
            self.tasks.spawn("carry", async move {
                pass(wait).await;
                let hub = {
                    let links = net.links.lock().unwrap();
                    let link = &links[to];
                    let topic = envelope.topic().unwrap();
                    (link.up && link.topics.contains(&topic)).then(|| link.hub.clone())
                };
                if let Some(hub) = hub {
                    drop(hub.send(envelope).await);
                }
            });
        }
    }
}

#[async_trait]
impl Bus for NodeBus {
    async fn publish(&self, envelope: Envelope) {
        let (own, up, nodes) = {
            let mut links = self.net.links.lock().unwrap();
            let nodes = links.len();
            let link = &mut links[self.node];
            link.lost |= !link.up;
            (link.hub.clone(), link.up, nodes)
        };
        drop(own.send(envelope.clone()).await);
        if !up || envelope.topic().is_none() {
            return;
        }
        let hint = match envelope {
            Envelope::Committed { conversation, seq, .. } => {
                Envelope::Committed { conversation, seq, event: None }
            }
            Envelope::Deleted { .. }
            | Envelope::Typing { .. }
            | Envelope::Read { .. }
            | Envelope::Personal { .. }
            | Envelope::Presence { .. }
            | Envelope::Organisation { .. }
            | Envelope::GapPossible => envelope,
        };
        for other in (0..nodes).filter(|other| *other != self.node) {
            self.net.carry(other, &hint);
        }
    }

    async fn subscribe(&self, topic: Topic) {
        let wait = self.net.chance.lock().unwrap().wait(self.net.weather.bus_ms.min(20));
        pass(wait).await;
        self.net.links.lock().unwrap()[self.node].topics.insert(topic);
    }

    async fn watch(&self, _users: &[UserId]) -> Vec<Envelope> {
        Vec::new()
    }

    async fn unsubscribe(&self, topic: Topic) {
        self.net.links.lock().unwrap()[self.node].topics.remove(&topic);
    }

    async fn is_ready(&self) -> bool {
        self.net.links.lock().unwrap()[self.node].up
    }

    fn is_shared(&self) -> bool {
        true
    }
}
