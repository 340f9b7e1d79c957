//! What the bus lost, found in the store (invariants 16, 21, 22; F18, F50 to F52).

use super::support::{Arrived, Client, World, added, id, person, removed};
use crate::bus::{Envelope, Personal};
use crate::hub::HubSettings;
use domain::ids::{ConversationId, SignInId};
use domain::person::{Person, Side};
use protocol::codec::Encoding;
use std::sync::atomic::Ordering;
use std::time::Duration;

const POLL: Duration = Duration::from_secs(2);
const CHECK: Duration = Duration::from_secs(10);

/// A hub on a store that others write to. Its first look knows from nowhere on.
fn begun() -> World {
    let settings = HubSettings { poll_every: Some(POLL), ..HubSettings::default() };
    let world = World::with(settings);
    *world.log.noted.lock().unwrap() = Some(Vec::new());
    world
}

/// One that has looked already: nothing is compared because of the first look.
async fn shared() -> World {
    let world = begun();
    world.settle().await;
    world
}

fn talk() -> ConversationId {
    id(100)
}

async fn connected(world: &World, person: &Person, number: u128) -> Client {
    let mut client = Client::new(person, number, Encoding::Json);
    client.connect(world);
    world.settle().await;
    client.told();
    client
}

impl World {
    /// What another node did, and its hint was lost.
    fn note(&self, envelopes: impl IntoIterator<Item = Envelope>) {
        self.log.noted.lock().unwrap().as_mut().unwrap().extend(envelopes);
    }
}

fn personal(of: &Person, what: Personal) -> Envelope {
    Envelope::Personal { user: of.id, what }
}

// Invariant 22
#[tokio::test(start_paused = true)]
async fn a_sign_in_that_another_node_ended_closes_its_sessions_with_the_next_look() {
    let (ana, world) = (person(1, Side::Internal), shared().await);
    let mut ends = connected(&world, &ana, 11).await;
    let mut stays = connected(&world, &ana, 12).await;
    world.note([personal(&ana, Personal::SignedOut(Some(id::<SignInId>(11))))]);
    world.pass(POLL).await;
    ends.read();
    stays.read();
    assert_eq!([ends.closed, stays.closed], [Some(4501), None]);
    world.note([personal(&ana, Personal::Deactivated)]);
    world.pass(POLL).await;
    stays.read();
    assert_eq!(stays.closed, Some(4502));
}

// F54: it was let in while its sign-in ended, on a node that heard nothing of it.
#[tokio::test(start_paused = true)]
async fn a_sign_in_that_another_node_ended_is_noticed_while_a_session_is_let_in() {
    let (ana, world) = (person(1, Side::Internal), shared().await);
    let late = Client::new(&ana, 11, Encoding::Json);
    world.note([personal(&ana, Personal::SignedOut(Some(id::<SignInId>(11))))]);
    world.pass(POLL).await;
    late.connect(&world);
    world.settle().await;
    assert_eq!(world.hub.sessions(), 0);
}

// Invariant 22: it asked before a look that could not tell what had been changed until then.
#[tokio::test(start_paused = true)]
async fn who_asked_before_a_look_that_knew_too_little_is_compared_at_once() {
    let (ana, world) = (person(1, Side::Internal), begun());
    let mut late = Client::new(&ana, 11, Encoding::Json);
    world.settle().await;
    // Since it was seen to be good, its sign-in has ended: it is nobody's that comes with it.
    world.log.sign_ins.lock().unwrap().insert(id::<SignInId>(11), id(999));
    late.connect(&world);
    world.settle().await;
    late.read();
    assert_eq!(late.closed, Some(4501));
}

// Invariant 22, also of a node that is alone: the time of a sign-in is over.
#[tokio::test(start_paused = true)]
async fn sign_ins_that_cannot_be_used_any_more_close_their_sessions() {
    for world in [World::new(), shared().await] {
        let (ana, ben) = (person(1, Side::Internal), person(2, Side::Internal));
        let mut clients = Vec::new();
        for (of, number) in [(&ana, 11), (&ana, 12), (&ben, 13)] {
            clients.push(connected(&world, of, number).await);
        }
        let before = world.log.checks.load(Ordering::SeqCst);
        world.log.sign_ins.lock().unwrap().remove(&id::<SignInId>(11));
        world.log.sign_ins.lock().unwrap().remove(&id::<SignInId>(13));
        world.log.deactivated.lock().unwrap().insert(ben.id);
        world.pass(CHECK).await;
        clients.iter_mut().for_each(Client::read);
        let closed: Vec<_> = clients.iter().map(|client| client.closed).collect();
        assert_eq!(closed, [Some(4501), None, Some(4502)]);
        let asked = world.log.checks.load(Ordering::SeqCst) - before;
        assert!(asked <= 2, "{asked} questions: they are not for single sessions");
    }
}

// Invariant 16: `joined` was lost, and nobody else here follows the conversation.
#[tokio::test(start_paused = true)]
async fn a_lost_joined_is_found_once_and_events_follow_it() {
    let (ana, ben) = (person(1, Side::Internal), person(2, Side::External));
    let world = shared().await;
    world.talk(talk(), std::slice::from_ref(&ana));
    let mut client = connected(&world, &ben, 11).await;
    let mut lost = world.system(talk(), &ana, added(&ben));
    lost.retain(|envelope| matches!(envelope, Envelope::Personal { .. }));
    world.note(lost.clone());
    world.note(lost);
    world.pass(POLL).await;
    world.settle().await;
    assert_eq!(client.told(), ["joined"]);
    world.publish(world.post(talk(), &ana, false)).await;
    world.pass(CHECK * 3).await;
    assert_eq!(client.told(), ["e1.g 2"]);
}

// R8, invariants 16 and 21: nothing was heard or noted of either change.
#[tokio::test(start_paused = true)]
async fn memberships_are_compared_with_what_sessions_follow() {
    let (ana, ben) = (person(1, Side::Internal), person(2, Side::External));
    let (world, other) = (shared().await, id::<ConversationId>(101));
    world.talk(talk(), &[ana.clone(), ben.clone()]);
    let mut client = connected(&world, &ben, 11).await;
    let mut stays = connected(&world, &ana, 12).await;
    client.sink.set_room(0);
    world.publish(world.post(talk(), &ana, false)).await;
    world.settle().await;
    world.take_out(talk(), ben.id);
    world.talk(other, std::slice::from_ref(&ben));
    world.pass(CHECK).await;
    world.settle().await;
    client.sink.set_room(usize::MAX);
    client.session.outgoing().flush();
    let mut told = client.told();
    told.sort();
    assert_eq!(told, ["gone", "joined"], "what waited of the conversation is forgotten");
    world.publish(world.post(talk(), &ana, false)).await;
    world.settle().await;
    assert_eq!(client.told(), Vec::<String>::new());
    assert_eq!(stays.told(), ["e1.i 1", "e1.i 2"]);
}

// R8: a hint of before comes late, and access is compared while it is looked into.
#[tokio::test(start_paused = true)]
async fn who_is_removed_is_told_so_once() {
    let (ana, ben, world) = (person(1, Side::Internal), person(2, Side::External), shared().await);
    world.talk(talk(), &[ana.clone(), ben.clone()]);
    let mut client = connected(&world, &ben, 11).await;
    world.publish(world.system(talk(), &ana, removed(&ben))).await;
    world.settle().await;
    assert_eq!(client.told(), ["gone"]);
    world.note([personal(&ben, Personal::Joined(talk()))]);
    // The look at where the log stands, then whether ben may join: that takes long.
    *world.log.delays.lock().unwrap() = vec![(200, 1), (1, 1)];
    world.hub.0.compare.store(true, Ordering::SeqCst);
    world.pass(POLL).await;
    assert_eq!(client.told(), Vec::<String>::new());
}

// M8, M10: each lost hint is made up for; what was heard is not told again.
#[tokio::test(start_paused = true)]
async fn what_the_bus_lost_of_marks_and_drafts_is_told_and_nothing_twice() {
    let (ana, ben) = (person(1, Side::Internal), person(2, Side::Internal));
    let world = shared().await;
    world.talk(talk(), &[ana.clone(), ben.clone()]);
    let mut client = connected(&world, &ana, 11).await;
    let draft = personal(&ana, Personal::Draft(talk()));
    let mark = |seq| Envelope::Read { conversation: talk(), user: ben.id, seq };
    world.note([draft.clone(), mark(3)]);
    world.pass(POLL).await;
    world.settle().await;
    let mut told = client.told();
    told.sort();
    assert_eq!(told, ["draft", "read 3"]);
    // Heard.
    world.pass(POLL).await;
    world.publish(vec![draft.clone(), mark(4)]).await;
    world.note([draft.clone(), mark(4)]);
    world.settle().await;
    client.told();
    world.pass(POLL * 5).await;
    assert_eq!(client.told(), Vec::<String>::new());
    // One of two was heard: which, nobody knows.
    world.publish(vec![draft.clone()]).await;
    world.note([draft.clone(), draft]);
    world.pass(POLL).await;
    world.settle().await;
    assert_eq!(client.told(), ["draft", "draft"]);
}

// F18: what the bus may have lost is looked for at once when it says so.
#[tokio::test(start_paused = true)]
async fn a_possible_gap_of_the_bus_has_changes_looked_for_at_once() {
    let ana = person(1, Side::Internal);
    let world = World::with(HubSettings {
        poll_every: Some(Duration::from_secs(3_600)),
        ..HubSettings::default()
    });
    *world.log.noted.lock().unwrap() = Some(Vec::new());
    let mut client = connected(&world, &ana, 11).await;
    world.note([personal(&ana, Personal::SignedOut(Some(id::<SignInId>(11))))]);
    world.publish(vec![Envelope::GapPossible]).await;
    world.settle().await;
    client.read();
    assert_eq!(client.closed, Some(4501));
}

// F51, invariant 21: thousands of events wait for the one who is removed.
#[tokio::test(start_paused = true)]
async fn of_what_waits_for_a_removed_member_nothing_later_arrives() {
    let (ana, ben) = (person(1, Side::Internal), person(2, Side::External));
    for begun in [0, 40] {
        let world = World::new();
        world.talk(talk(), &[ana.clone(), ben.clone()]);
        let client = connected(&world, &ben, 11).await;
        client.sink.set_room(begun);
        let mut envelopes = Vec::new();
        for _ in 0..100 {
            envelopes.extend(world.post(talk(), &ana, false));
        }
        envelopes.extend(world.system(talk(), &ana, removed(&ben)));
        for _ in 0..5_000 {
            envelopes.extend(world.post(talk(), &ana, false));
        }
        world.publish(envelopes).await;
        world.settle().await;
        client.sink.set_room(usize::MAX);
        client.session.outgoing().flush();
        let arrived = client.sink.arrived();
        let texts: Vec<_> = arrived
            .iter()
            .map(|frame| match frame {
                Arrived::Payload(payload) => String::from_utf8(payload.clone()).unwrap(),
                Arrived::Close(_) | Arrived::Control => panic!("{frame:?}"),
            })
            .collect();
        let (last, events) = texts.split_last().unwrap();
        assert!(last.contains("gone"), "{last}");
        // A buffer that has left in part is finished; it holds what was before the removal.
        let early = |text: &String| (1..=100).any(|seq| text.contains(&format!("\"seq\":{seq},")));
        assert!(events.iter().all(early), "{events:?}");
        assert!(begun > 0 || events.is_empty());
        assert!(!client.session.follows(talk()));
    }
}
