//! Members who come while the conversation goes on.

use super::support::{Client, World, added, id, person};
use crate::bus::{Envelope, Personal};
use crate::hub::log::LogError;
use crate::hub::topic::Phase;
use domain::ids::ConversationId;
use domain::person::Side;
use protocol::code::CloseCode;
use protocol::codec::Encoding;
use std::sync::Arc;
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn a_new_member_gets_the_conversation_and_then_exactly_what_follows() {
    let (ana, ben) = (person(1, Side::Internal), person(2, Side::External));
    let talk: ConversationId = id(100);
    for delays in 0..12 {
        let world = World::new();
        world.talk(talk, std::slice::from_ref(&ana));
        let mut client = Client::new(&ben, 11, Encoding::Json);
        client.connect(&world);
        world.settle().await;
        *world.log.delays.lock().unwrap() = vec![(delays, 12 - delays); 3];
        world.publish(world.system(talk, &ana, added(&ben))).await;
        for _ in 0..10 {
            world.publish(world.post(talk, &ana, false)).await;
            tokio::task::yield_now().await;
        }
        world.settle().await;
        let told = client.told();
        assert_eq!(told[0], "joined");
        assert!(!told[1..].contains(&"joined".to_owned()));
        assert_eq!(client.held[&talk.to_string()], ("e1.g".to_owned(), 11));
    }
}

fn draft(client: &Client, at: ConversationId) -> Envelope {
    Envelope::Personal { user: client.session.of().user, what: Personal::Draft(at) }
}

// Invariant 43.
#[tokio::test(start_paused = true)]
async fn what_the_store_does_not_tell_is_asked_for_again_and_sessions_stay() {
    let (ana, ben) = (person(1, Side::Internal), person(2, Side::External));
    let (talk, other): (ConversationId, ConversationId) = (id(100), id(101));
    let world = World::new();
    world.talk(talk, std::slice::from_ref(&ana));
    world.talk(other, &[ana.clone(), ben.clone()]);
    let mut client = Client::new(&ben, 11, Encoding::Json);
    client.connect(&world);
    world.settle().await;
    client.told();

    *world.log.fails.lock().unwrap() = Some(LogError::Away);
    world.publish(world.system(talk, &ana, added(&ben))).await;
    for _ in 0..100 {
        world.publish(vec![draft(&client, other)]).await;
        world.publish(world.post(talk, &ana, false)).await;
        world.settle().await;
    }
    assert!(client.told().is_empty());
    assert_eq!(client.closed, None);
    // One of them was asked for, now and then: not all, and not without end.
    let asked = world.log.questions.swap(0, std::sync::atomic::Ordering::SeqCst);
    assert!(asked < 500, "{asked} questions in 90 s");

    *world.log.fails.lock().unwrap() = None;
    world.settle().await;
    let mut told = client.told();
    told.sort();
    assert_eq!(told, ["draft", "joined"]);
    assert_eq!(client.held[&talk.to_string()], ("e1.g".to_owned(), 101));
    world.publish(world.post(talk, &ana, false)).await;
    world.settle().await;
    assert_eq!(client.told(), ["e1.g 102"]);
}

#[tokio::test(start_paused = true)]
async fn what_can_never_be_told_is_asked_for_once_and_sends_away() {
    let (ana, ben) = (person(1, Side::Internal), person(2, Side::External));
    let (talk, other): (ConversationId, ConversationId) = (id(100), id(101));
    let world = World::new();
    world.talk(talk, &[ana.clone(), ben.clone()]);
    world.talk(other, &[ana.clone(), ben.clone()]);
    let mut client = Client::new(&ben, 11, Encoding::Json);
    client.connect(&world);
    world.settle().await;
    *world.log.fails.lock().unwrap() = Some(LogError::Broken);
    world.log.questions.store(0, std::sync::atomic::Ordering::SeqCst);
    world.publish(vec![draft(&client, other)]).await;
    world.pass(Duration::from_secs(60)).await;
    client.read();
    assert_eq!(client.closed, Some(CloseCode::Reconnect.number()));
    assert_eq!(world.log.questions.load(std::sync::atomic::Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn a_conversation_that_is_just_being_forgotten_is_found_nevertheless() {
    let (ana, ben) = (person(1, Side::Internal), person(2, Side::External));
    let talk: ConversationId = id(100);
    let world = World::new();
    world.talk(talk, &[ana.clone(), ben.clone()]);
    let first = Client::new(&ben, 11, Encoding::Json);
    first.connect(&world);
    world.settle().await;
    first.leave(&world);

    // Half of what a sweep does; the other half comes while somebody is being let in.
    let topic = Arc::clone(&world.hub.0.topics.get(&talk).unwrap());
    topic.lock().phase = Phase::Gone;
    let (mut second, hub) = (Client::new(&ben, 12, Encoding::Json), world.hub.clone());
    second.connect(&world);
    world.tasks.spawn("forget", async move {
        tokio::task::yield_now().await;
        tokio::task::yield_now().await;
        hub.drop_topic(&topic);
    });
    world.settle().await;
    world.publish(world.post(talk, &ana, false)).await;
    world.settle().await;
    assert_eq!(second.told(), ["e1.g 1"]);
}
