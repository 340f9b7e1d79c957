//! Members who come while the conversation goes on.

use super::support::{Client, World, added, id, person};
use domain::ids::ConversationId;
use domain::person::Side;
use protocol::codec::Encoding;

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
