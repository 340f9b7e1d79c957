//! What goes out to whom, and in which order.

use super::support::{Client, World, added, id, person, removed};
use crate::bus::Envelope;
use crate::hub::HubSettings;
use domain::event::{Fact, SeenBy};
use domain::ids::ConversationId;
use domain::message::System;
use domain::person::Side;
use domain::text::Emoji;
use protocol::codec::Encoding;
use std::sync::atomic::Ordering;
use std::time::Duration;

const TALK: u128 = 100;

fn talk() -> ConversationId {
    id(TALK)
}

// R5, M11
#[tokio::test(start_paused = true)]
async fn each_class_gets_its_own_numbers_and_no_notes() {
    let (ana, ben) = (person(1, Side::Internal), person(2, Side::External));
    let world = World::new();
    world.talk(talk(), &[ana.clone(), ben.clone()]);
    let mut internal = Client::new(&ana, 11, Encoding::Json);
    let mut guest = Client::new(&ben, 12, Encoding::Proto);
    internal.connect(&world);
    guest.connect(&world);
    world.settle().await;
    for note in [false, true, true, false] {
        world.publish(world.post(talk(), &ana, note)).await;
    }
    world.settle().await;
    assert_eq!(internal.told(), ["e1.i 1", "e1.i 2", "e1.i 3", "e1.i 4"]);
    assert_eq!(guest.told(), ["e1.g 1", "e1.g 2"]);
}

#[tokio::test(start_paused = true)]
async fn what_the_bus_lost_is_read_and_what_it_doubled_is_dropped() {
    let ana = person(1, Side::Internal);
    let world = World::new();
    world.talk(talk(), std::slice::from_ref(&ana));
    let mut client = Client::new(&ana, 11, Encoding::Json);
    client.connect(&world);
    world.settle().await;
    let envelopes: Vec<_> = (0..6).flat_map(|_| world.post(talk(), &ana, false)).collect();
    // 3 before 1; 2 lost; 4 twice; 6 before 5.
    for place in [2, 0, 3, 3, 5, 4] {
        world.publish(vec![envelopes[place].clone()]).await;
    }
    world.settle().await;
    assert_eq!(client.told().len(), 6);
    assert!(world.log.gaps.load(Ordering::SeqCst) > 0);
}

#[tokio::test(start_paused = true)]
async fn numbers_from_another_node_are_read_from_the_log() {
    let ana = person(1, Side::Internal);
    let mut world = World::new();
    world.with_events = false;
    world.talk(talk(), std::slice::from_ref(&ana));
    let mut client = Client::new(&ana, 11, Encoding::Json);
    client.connect(&world);
    world.settle().await;
    for _ in 0..3 {
        world.publish(world.post(talk(), &ana, false)).await;
    }
    world.settle().await;
    assert_eq!(client.told(), ["e1.i 1", "e1.i 2", "e1.i 3"]);
}

// R8
#[tokio::test(start_paused = true)]
async fn who_is_removed_gets_gone_at_that_place_and_nothing_after_it() {
    let (ana, ben) = (person(1, Side::Internal), person(2, Side::External));
    let world = World::new();
    world.talk(talk(), &[ana.clone(), ben.clone()]);
    let mut stays = Client::new(&ana, 11, Encoding::Json);
    let mut goes = Client::new(&ben, 12, Encoding::Json);
    stays.connect(&world);
    goes.connect(&world);
    world.settle().await;
    let mut envelopes = world.post(talk(), &ana, false);
    envelopes.extend(world.system(talk(), &ana, removed(&ben)));
    envelopes.extend(world.post(talk(), &ana, false));
    world.publish(envelopes).await;
    world.settle().await;
    assert_eq!(goes.told(), ["e1.g 1", "gone"]);
    assert_eq!(stays.told(), ["e1.i 1", "e1.i 2", "e1.i 3"]);
    world.publish(world.system(talk(), &ana, added(&ben))).await;
    world.publish(world.post(talk(), &ana, false)).await;
    world.settle().await;
    let told = goes.told();
    assert_eq!(told.first().map(String::as_str), Some("joined"));
    assert_eq!(goes.held[&talk().to_string()].1, 5);
}

// R1, R4
#[tokio::test(start_paused = true)]
async fn a_switch_to_read_only_moves_external_sessions_to_their_other_numbers() {
    let (ana, ben) = (person(1, Side::Internal), person(2, Side::External));
    let world = World::new();
    world.talk(talk(), &[ana.clone(), ben.clone()]);
    let mut internal = Client::new(&ana, 11, Encoding::Json);
    let mut guest = Client::new(&ben, 12, Encoding::Json);
    internal.connect(&world);
    guest.connect(&world);
    world.settle().await;
    let mut envelopes = world.post(talk(), &ana, false);
    envelopes.extend(world.system(talk(), &ana, added(&person(3, Side::Internal))));
    envelopes.extend(world.system(talk(), &ana, System::ReadOnlySwitched { on: true }));
    envelopes.extend(world.post(talk(), &ana, false));
    world.publish(envelopes).await;
    world.settle().await;
    assert_eq!(internal.told(), ["e1.i 1", "e1.i 2", "e1.i 3", "e1.i 4"]);
    assert_eq!(guest.told(), ["e1.g 1", "e1.g 2", "resync e1.r 2", "e1.r 3"]);
    world.publish(world.system(talk(), &ana, System::ReadOnlySwitched { on: false })).await;
    world.settle().await;
    assert_eq!(guest.told(), ["resync e1.g 5"]);
}

// M8, R4
#[tokio::test(start_paused = true)]
async fn typing_and_read_marks_go_to_those_who_may_know() {
    let (ana, ben, eve) =
        (person(1, Side::Internal), person(2, Side::External), person(3, Side::Internal));
    let world = World::new();
    world.talk(talk(), &[ana.clone(), ben.clone(), eve.clone()]);
    let mut clients = [&ana, &ben, &eve].map(|of| {
        let client = Client::new(of, 10, Encoding::Json);
        client.connect(&world);
        client
    });
    world.settle().await;
    let typing =
        |note| Envelope::Typing { conversation: talk(), person: ana.clone(), on: true, note };
    let read = || Envelope::Read { conversation: talk(), user: ana.id, seq: 7 };
    world.publish(vec![typing(false), typing(true), read()]).await;
    world.settle().await;
    let mut told = clients.each_mut().map(Client::told);
    assert_eq!(told, [vec![], vec!["typing true"], vec!["typing true", "typing true", "read 7"]]);
    world.publish(world.system(talk(), &ana, System::ReadOnlySwitched { on: true })).await;
    world.publish(vec![typing(false), read()]).await;
    world.settle().await;
    told = clients.each_mut().map(Client::told);
    assert_eq!(told[1], ["resync e1.r 1"]);
}

#[tokio::test(start_paused = true)]
async fn a_slow_session_is_closed_and_holds_nobody_up() {
    let ana = person(1, Side::Internal);
    let world = World::new();
    world.talk(talk(), std::slice::from_ref(&ana));
    let mut slow = Client::with_room(&ana, 11, Encoding::Json, 2_000);
    let mut quick = Client::new(&ana, 12, Encoding::Json);
    slow.connect(&world);
    quick.connect(&world);
    world.settle().await;
    for _ in 0..400 {
        world.publish(world.post(talk(), &ana, false)).await;
    }
    world.settle().await;
    assert_eq!(quick.told().len(), 400);
    slow.sink.set_room(usize::MAX);
    slow.session.outgoing().flush();
    slow.read();
    assert_eq!(slow.closed, Some(4000));
}

// M4
#[tokio::test(start_paused = true)]
async fn memory_forgets_what_a_deletion_took_away() {
    let ana = person(1, Side::Internal);
    let world = World::new();
    world.talk(talk(), std::slice::from_ref(&ana));
    let mut client = Client::new(&ana, 11, Encoding::Json);
    client.held.insert(talk().to_string(), ("e1.i".to_owned(), 0));
    client.connect(&world);
    world.settle().await;
    let posted = world.post(talk(), &ana, false);
    let Envelope::Committed { event: Some(event), .. } = &posted[0] else { panic!() };
    let Fact::Posted(message) = &event.fact else { panic!() };
    let message = message.id;
    world.publish(posted).await;
    world.publish(world.commit(talk(), SeenBy::ALL, &ana, |_, _| Fact::Deleted { message })).await;
    world.settle().await;
    let asked = world.log.questions.load(Ordering::SeqCst);
    let mut again = Client::new(&ana, 12, Encoding::Json);
    again.held.insert(talk().to_string(), ("e1.i".to_owned(), 0));
    again.connect(&world);
    world.settle().await;
    assert_eq!(again.told(), ["e1.i 1", "e1.i 2", "caught up"]);
    // Memberships, and the events, which memory did not have any more.
    assert_eq!(world.log.questions.load(Ordering::SeqCst) - asked, 2);
}

// M5, R4
#[tokio::test(start_paused = true)]
async fn own_reactions_are_told_to_external_sessions_alone() {
    let (ana, ben) = (person(1, Side::Internal), person(2, Side::External));
    let world = World::new();
    world.talk(talk(), &[ana.clone(), ben.clone()]);
    let mut clients = [&ana, &ben].map(|of| {
        let client = Client::new(of, 10, Encoding::Json);
        client.connect(&world);
        client
    });
    world.settle().await;
    for user in [ana.id, ben.id] {
        let emoji = Emoji::parse("👍").unwrap();
        let what = crate::bus::Personal::OwnReaction {
            conversation: talk(),
            message: id(7),
            emoji,
            on: true,
        };
        world.publish(vec![Envelope::Personal { user, what }]).await;
    }
    world.settle().await;
    assert_eq!(clients.each_mut().map(Client::told), [vec![], vec!["own 👍"]]);
}

#[tokio::test(start_paused = true)]
async fn a_deleted_conversation_is_gone_for_all() {
    let ana = person(1, Side::Internal);
    let world = World::new();
    world.talk(talk(), std::slice::from_ref(&ana));
    let mut client = Client::new(&ana, 11, Encoding::Json);
    client.connect(&world);
    world.settle().await;
    world.publish(vec![Envelope::Deleted { conversation: talk() }]).await;
    world.settle().await;
    assert_eq!(client.told(), ["gone"]);
    assert_eq!(world.hub.conversations(), 0);
}

// Speed: whoever waits for each answer is not made to wait for others.
#[tokio::test(start_paused = true)]
async fn what_comes_one_by_one_goes_out_at_once_and_behind_what_came_together_it_gathers() {
    let ana = person(1, Side::Internal);
    let gather = Duration::from_secs(60);
    let settings = HubSettings { gather, gather_sessions_min: 1, ..HubSettings::default() };
    let world = World::with(settings);
    world.talk(talk(), std::slice::from_ref(&ana));
    let mut client = Client::new(&ana, 11, Encoding::Json);
    client.connect(&world);
    world.settle().await;
    for number in 1..=3 {
        world.publish(world.post(talk(), &ana, false)).await;
        world.settle().await;
        assert_eq!(client.told(), [format!("e1.i {number}")]);
    }
    let both = [world.post(talk(), &ana, false), world.post(talk(), &ana, false)];
    world.publish(both.concat()).await;
    world.settle().await;
    assert_eq!(client.told(), ["e1.i 4", "e1.i 5"]);
    world.publish(world.post(talk(), &ana, false)).await;
    world.settle().await;
    assert!(client.told().is_empty(), "more may come");
    world.publish(world.post(talk(), &ana, false)).await;
    world.pass(gather).await;
    assert_eq!(client.told(), ["e1.i 6", "e1.i 7"]);
}

// Invariant 16: the bus is a hint.
#[tokio::test(start_paused = true)]
async fn what_the_bus_lost_is_found_as_soon_as_it_says_so() {
    let ana = person(1, Side::Internal);
    let world = World::new();
    let (gone, silent) = (id(101), id(102));
    for conversation in [talk(), gone, silent] {
        world.talk(conversation, std::slice::from_ref(&ana));
    }
    let mut client = Client::new(&ana, 11, Encoding::Json);
    client.connect(&world);
    world.settle().await;
    drop(world.post(talk(), &ana, false));
    drop(world.post(talk(), &ana, false));
    world.delete(gone);
    world.settle().await;
    assert!(client.told().is_empty(), "nothing was published");
    world.publish(vec![Envelope::GapPossible]).await;
    world.settle().await;
    let mut told = client.told();
    told.sort();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told.contains(&"gone".to_owned()), "{told:?}");
    assert_eq!(world.hub.conversations(), 2);
}
