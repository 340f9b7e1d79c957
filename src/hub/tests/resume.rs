//! Those who return: live and missed together have no hole and no repeat, whatever comes in
//! between.

use super::support::{Client, World, added, id, person, removed};
use crate::bus::Envelope;
use crate::hub::HubSettings;
use domain::ids::ConversationId;
use domain::message::System;
use domain::person::{Person, Side};
use proptest::prelude::*;
use protocol::codec::Encoding;
use protocol::view;
use std::sync::atomic::Ordering;
use std::time::Duration;

fn held(client: &mut Client, talk: ConversationId, epoch: &str, seq: u32) {
    client.held.insert(talk.to_string(), (epoch.to_owned(), seq));
}

#[tokio::test(start_paused = true)]
async fn a_returning_client_gets_what_it_missed_or_hears_why_not() {
    let (ana, talk) = (person(1, Side::Internal), id::<ConversationId>(100));
    let world = World::new();
    world.talk(talk, std::slice::from_ref(&ana));
    for _ in 0..600 {
        world.post(talk, &ana, false);
    }
    let check = async |epoch: &str, seq: u32, first: &str, count: usize| {
        let mut client = Client::new(&ana, 11, Encoding::Json);
        held(&mut client, talk, epoch, seq);
        client.connect(&world);
        world.settle().await;
        let told = client.told();
        assert_eq!((told[0].as_str(), told.len()), (first, count), "{epoch} {seq}");
        client.leave(&world);
    };
    check("e1.i", 600, "caught up", 1).await;
    check("e1.i", 597, "e1.i 598", 4).await;
    check("e1.i", 100, "e1.i 101", 501).await;
    check("e1.i", 99, "resync e1.i 600", 1).await;
    check("e1.i", 601, "resync e1.i 600", 1).await;
    check("e0.i", 600, "resync e1.i 600", 1).await;
    check("e1.g", 600, "resync e1.i 600", 1).await;
    let mut client = Client::new(&ana, 12, Encoding::Json);
    held(&mut client, id(999), "e1.i", 1);
    client.connect(&world);
    world.settle().await;
    assert_eq!(client.told(), ["gone"]);
}

#[tokio::test(start_paused = true)]
async fn a_storm_of_returning_clients_is_served_from_memory() {
    let (ana, talk) = (person(1, Side::Internal), id::<ConversationId>(100));
    let world = World::with(HubSettings { sessions_per_user_max: 100, ..HubSettings::default() });
    world.talk(talk, std::slice::from_ref(&ana));
    Client::new(&ana, 11, Encoding::Json).connect(&world);
    world.settle().await;
    for _ in 0..50 {
        world.publish(world.post(talk, &ana, false)).await;
    }
    world.settle().await;
    let asked = world.log.questions.load(Ordering::SeqCst);
    for number in 20..70 {
        let mut client = Client::new(&ana, number, Encoding::Json);
        held(&mut client, talk, "e1.i", 10);
        client.connect(&world);
        world.settle().await;
        assert_eq!(client.told().len(), 41);
    }
    assert_eq!(world.log.questions.load(Ordering::SeqCst) - asked, 50);
}

// Invariants 13, 14, 16.
#[tokio::test(start_paused = true)]
async fn who_knows_more_than_this_node_continues_where_they_are() {
    let (ana, talk) = (person(1, Side::Internal), id::<ConversationId>(100));
    let world = World::new();
    world.talk(talk, std::slice::from_ref(&ana));
    world.post(talk, &ana, false);
    Client::new(&ana, 11, Encoding::Json).connect(&world);
    world.settle().await;
    // Another node tells its own clients of two more. Here nothing is heard of them yet.
    let late = [world.post(talk, &ana, false), world.post(talk, &ana, false)].concat();
    let (mut ahead, mut behind) =
        (Client::new(&ana, 12, Encoding::Json), Client::new(&ana, 13, Encoding::Json));
    held(&mut ahead, talk, "e1.i", 3);
    held(&mut behind, talk, "e1.i", 1);
    let (one, two) = (ahead.connect(&world), behind.connect(&world));
    one.await.unwrap();
    two.await.unwrap();
    assert_eq!(ahead.told(), ["caught up"]);
    assert_eq!(behind.told(), ["e1.i 2", "e1.i 3", "caught up"]);
    world.publish(late).await;
    world.publish(world.post(talk, &ana, false)).await;
    world.settle().await;
    assert_eq!(ahead.told(), ["e1.i 4"]);
    assert_eq!(behind.told(), ["e1.i 4"]);
}

#[derive(Debug, Clone)]
enum Step {
    Post { note: bool },
    Lose,
    Twice,
    Connect(usize),
    Leave(usize),
    Remove(usize),
    Add(usize),
    Switch(bool),
    Yield(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => any::<bool>().prop_map(|note| Step::Post { note }),
        1 => Just(Step::Lose),
        1 => Just(Step::Twice),
        4 => (0..4_usize).prop_map(Step::Connect),
        2 => (0..4_usize).prop_map(Step::Leave),
        1 => (0..4_usize).prop_map(Step::Remove),
        1 => (0..4_usize).prop_map(Step::Add),
        1 => any::<bool>().prop_map(Step::Switch),
        6 => (0..6_usize).prop_map(Step::Yield),
    ]
}

struct Run {
    world: World,
    talk: ConversationId,
    people: Vec<Person>,
    clients: Vec<Option<Client>>,
    sessions: u128,
}

impl Run {
    async fn take(&mut self, step: Step) {
        let by = self.people[0].clone();
        match step {
            Step::Post { note } => {
                self.world.publish(self.world.post(self.talk, &by, note)).await;
            }
            Step::Lose => drop(self.world.post(self.talk, &by, false)),
            Step::Twice => {
                let posted = self.world.post(self.talk, &by, false);
                self.world.publish(posted.iter().chain(&posted).cloned().collect()).await;
            }
            Step::Connect(who) => self.connect(who),
            Step::Leave(who) => {
                if let Some(client) = &mut self.clients[who] {
                    client.read();
                    client.leave(&self.world);
                    client.read();
                }
            }
            Step::Remove(who) => {
                let person = self.people[who].clone();
                if who != 0 && self.world.is_member(self.talk, person.id) {
                    self.publish(removed(&person)).await;
                }
            }
            Step::Add(who) => {
                let person = self.people[who].clone();
                if !self.world.is_member(self.talk, person.id) {
                    self.publish(added(&person)).await;
                }
            }
            Step::Switch(on) => self.publish(System::ReadOnlySwitched { on }).await,
            Step::Yield(times) => {
                for _ in 0..times {
                    tokio::task::yield_now().await;
                }
            }
        }
    }

    async fn publish(&self, system: System) {
        let by = self.people[0].clone();
        let envelopes: Vec<Envelope> = self.world.system(self.talk, &by, system);
        self.world.publish(envelopes).await;
    }

    /// A session takes over what the one before it held.
    fn connect(&mut self, who: usize) {
        self.sessions += 1;
        let encoding =
            if self.sessions.is_multiple_of(2) { Encoding::Json } else { Encoding::Proto };
        let mut client = Client::new(&self.people[who], self.sessions, encoding);
        if let Some(mut before) = self.clients[who].take() {
            before.read();
            before.leave(&self.world);
            before.read();
            client.held = before.held;
        }
        client.connect(&self.world);
        self.clients[who] = Some(client);
    }

    async fn end(mut self) {
        self.world.settle().await;
        let heads = self.clients.iter_mut().zip(&self.people);
        for (client, person) in heads {
            let Some(client) = client else { continue };
            client.read();
            if client.session.ended().is_some() {
                continue;
            }
            let held = client.held.get(&self.talk.to_string());
            if self.world.is_member(self.talk, person.id) {
                let class = self.world.class(self.talk, person.side.unwrap());
                let head = u32::try_from(self.world.head(self.talk, class)).unwrap();
                if let Some(held) = held {
                    assert_eq!(*held, (view::epoch("e1", class), head), "{person:?}");
                }
            } else {
                assert_eq!(held, None, "{person:?} is no member");
            }
        }
        assert!(self.clients.iter().flatten().all(|client| client.closed.is_none()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 128,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn live_and_missed_join_without_a_hole_or_a_repeat(
        steps in prop::collection::vec(step(), 1..60),
        delays in prop::collection::vec((0..8_usize, 0..8_usize), 0..40),
        with_events in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(async {
            let settings = HubSettings {
                poll_every: Some(Duration::from_millis(100)),
                gather_sessions_min: 3,
                ..HubSettings::default()
            };
            let mut world = World::with(settings);
            world.with_events = with_events;
            *world.log.delays.lock().unwrap() = delays;
            let talk = id(100);
            let sides = [Side::Internal, Side::Internal, Side::External, Side::External];
            let people: Vec<_> =
                (1..).zip(sides).map(|(number, side)| person(number, side)).collect();
            world.talk(talk, &people);
            let mut run = Run { world, talk, people, clients: Vec::new(), sessions: 1_000 };
            run.clients.resize_with(4, || None);
            for step in steps {
                run.take(step).await;
            }
            run.end().await;
        });
    }
}
