//! What concerns one person's sessions: sign-ins, numbers of sessions, presence, drain.

use super::support::{Client, World, id, person};
use crate::bus::{Envelope, Personal};
use crate::hub::{Drain, HubSettings};
use domain::ids::{ConversationId, SignInId};
use domain::person::Side;
use protocol::codec::Encoding;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_ends_closes_its_sessions_and_no_others() {
    let ana = person(1, Side::Internal);
    let world = World::new();
    let mut clients = [11, 12].map(|number| Client::new(&ana, number, Encoding::Json));
    for client in &clients {
        client.connect(&world);
    }
    world.settle().await;
    let what = Personal::SignedOut(Some(id::<SignInId>(11)));
    world.publish(vec![Envelope::Personal { user: ana.id, what }]).await;
    world.settle().await;
    clients.iter_mut().for_each(Client::read);
    assert_eq!([clients[0].closed, clients[1].closed], [Some(4501), None]);
    world.publish(vec![Envelope::Personal { user: ana.id, what: Personal::Deactivated }]).await;
    world.settle().await;
    clients.iter_mut().for_each(Client::read);
    assert_eq!(clients[1].closed, Some(4502));
}

// Whoever is just being let in when their sign-in ends is not let in.
#[tokio::test(start_paused = true)]
async fn a_sign_in_that_ends_while_a_session_is_let_in_is_noticed() {
    let ana = person(1, Side::Internal);
    let world = World::new();
    let first = Client::new(&ana, 11, Encoding::Json);
    let what = Personal::SignedOut(None);
    world.publish(vec![Envelope::Personal { user: ana.id, what }]).await;
    world.settle().await;
    first.connect(&world);
    world.settle().await;
    assert_eq!(world.hub.sessions(), 0);
    // One that signed in again afterwards is.
    Client::new(&ana, 12, Encoding::Json).connect(&world);
    world.settle().await;
    assert_eq!(world.hub.sessions(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_oldest_session_gives_way_where_there_are_too_many() {
    let ana = person(1, Side::Internal);
    let world = World::new();
    let mut clients = Vec::new();
    for number in 0..11 {
        let client = Client::new(&ana, number, Encoding::Json);
        client.connect(&world);
        world.settle().await;
        clients.push(client);
    }
    clients.iter_mut().for_each(Client::read);
    let closed: Vec<_> = clients.iter().map(|client| client.closed).collect();
    assert_eq!(closed[0], Some(4504));
    assert!(closed[1..].iter().all(Option::is_none));
    assert_eq!(world.hub.sessions(), 10);
}

// M8
#[tokio::test(start_paused = true)]
async fn presence_is_told_to_those_who_watch_and_a_reload_tells_nothing() {
    let (ana, ben) = (person(1, Side::Internal), person(2, Side::Internal));
    let world = World::with(HubSettings {
        presence_grace: Duration::from_secs(5),
        ..HubSettings::default()
    });
    let mut watcher = Client::new(&ana, 11, Encoding::Json);
    watcher.connect(&world);
    world.settle().await;
    let now = world.hub.watch(&watcher.session, vec![ben.id]).await;
    assert_eq!(now[0].availability().as_str_name(), "AVAILABILITY_OFFLINE");
    let first = Client::new(&ben, 12, Encoding::Json);
    first.connect(&world);
    world.settle().await;
    first.leave(&world);
    let second = Client::new(&ben, 13, Encoding::Json);
    second.connect(&world);
    world.pass(Duration::from_secs(10)).await;
    assert_eq!(watcher.told(), ["presence AVAILABILITY_ONLINE"]);
    world.hub.set_presence(&second.session, Some(true), None);
    world.settle().await;
    assert_eq!(watcher.told(), ["presence AVAILABILITY_AWAY"]);
    second.leave(&world);
    world.settle().await;
    assert_eq!(watcher.told(), Vec::<String>::new());
    world.pass(Duration::from_secs(5)).await;
    assert_eq!(watcher.told(), ["presence AVAILABILITY_OFFLINE"]);
}

#[tokio::test(start_paused = true)]
async fn drafts_go_to_all_sessions_of_their_author() {
    let (ana, ben) = (person(1, Side::Internal), person(2, Side::Internal));
    let talk: ConversationId = id(100);
    let world = World::new();
    world.talk(talk, &[ana.clone(), ben.clone()]);
    let mut clients = [(&ana, 11), (&ana, 12), (&ben, 13)].map(|(of, number)| {
        let client = Client::new(of, number, Encoding::Json);
        client.connect(&world);
        client
    });
    world.settle().await;
    world.publish(vec![Envelope::Personal { user: ana.id, what: Personal::Draft(talk) }]).await;
    world.settle().await;
    assert_eq!(clients.each_mut().map(|client| client.told().len()), [1, 1, 0]);
}

#[tokio::test(start_paused = true)]
async fn draining_tells_when_to_come_back_and_then_closes() {
    let (ana, ben) = (person(1, Side::Internal), person(2, Side::Internal));
    let world = World::new();
    for (in_turn, hints) in [(false, ["drain 0", "drain 5"]), (true, ["drain 0", "drain 0"])] {
        let mut clients = [(&ana, 11), (&ben, 12)].map(|(of, number)| {
            let client = Client::new(of, number, Encoding::Json);
            client.connect(&world);
            client
        });
        world.settle().await;
        let drain = Drain { every: Duration::from_millis(5), within: Duration::ZERO, in_turn };
        world.hub.drain(drain, &CancellationToken::new()).await;
        let mut told = clients.each_mut().map(Client::told).concat();
        told.sort();
        assert_eq!(told, hints);
        assert!(clients.iter().all(|client| client.closed == Some(1012)));
        clients.iter().for_each(|client| client.leave(&world));
    }
}

#[tokio::test(start_paused = true)]
async fn a_topic_without_sessions_is_forgotten_after_a_while() {
    let ana = person(1, Side::Internal);
    let talk: ConversationId = id(100);
    let world = World::with(HubSettings { topic_idle: Duration::ZERO, ..HubSettings::default() });
    world.talk(talk, std::slice::from_ref(&ana));
    let client = Client::new(&ana, 11, Encoding::Json);
    client.connect(&world);
    world.settle().await;
    assert_eq!(world.hub.conversations(), 1);
    client.leave(&world);
    world.pass(Duration::from_secs(6)).await;
    assert_eq!(world.hub.conversations(), 0);
    let mut again = Client::new(&ana, 12, Encoding::Json);
    again.connect(&world);
    world.settle().await;
    world.publish(world.post(talk, &ana, false)).await;
    world.settle().await;
    assert_eq!(again.told(), ["e1.i 1"]);
}
