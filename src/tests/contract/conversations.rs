//! Conversations: made, joined, left, handed over, deleted.

use crate::support::people::{House, code, invited, message};
use crate::support::stores::{TestStore, both_stores};
use domain::conversation::Role;
use domain::conversation::link::Link;
use domain::conversation::settings::Settings;
use domain::decision::NewLink;
use domain::ids::{ConversationId, LinkId};
use parlor::app::SignedIn;
use parlor::bus::{Envelope, Personal};
use parlor::clock::SystemIds;

both_stores!(
    a_pair_has_one_direct_conversation,
    a_direct_conversation_with_a_third_member_is_a_group,
    a_pair_of_whom_one_left_gets_a_new_direct_conversation,
    what_the_store_holds_is_the_fold_of_the_log,
    an_owner_who_leaves_hands_over,
    someone_removed_sees_nothing_and_comes_back_only_by_being_added,
    a_deleted_conversation_is_as_if_it_had_never_been,
    a_link_is_used_as_often_as_it_allows,
    nobody_hears_of_what_was_refused,
    what_one_node_changed_binds_on_another_that_remembers_old_rules,
);

// C1, L7
async fn a_pair_has_one_direct_conversation(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let first = house.app.direct(&ana, invited(&ben), None).await.expect("made");
    let again = house.app.direct(&ben, invited(&ana), None).await.expect("there");
    assert_eq!(first, again);
    let with_self = house.app.direct(&ana, invited(&ana), None).await;
    assert_eq!(code(with_self), "bad_request");
    let guest = house.guest("guest").await;
    let stranger = house.app.direct(&guest, invited(&ana), None).await;
    assert_eq!(code(stranger), "not_found");
}

// C1
async fn a_direct_conversation_with_a_third_member_is_a_group(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let guest = house.guest("guest").await;
    let direct = house.app.direct(&ana, invited(&ben), None).await.expect("made");
    house.app.add_members(&ana, direct, vec![invited(&guest)]).await.expect("added");
    let summary = house.app.conversation(&ana, direct).await.expect("there");
    assert_eq!(summary.kind, domain::conversation::Kind::Group);
    let next = house.app.direct(&ana, invited(&ben), None).await.expect("a new one");
    assert_ne!(direct, next);
}

// R3, R6, R8
async fn what_one_node_changed_binds_on_another_that_remembers_old_rules(test: TestStore) {
    let (one, other) = (test.house(), test.house());
    let (ana, guest) = (one.internal("ana").await, one.guest("guest").await);
    let talk = one.group(&ana, &[]).await;
    other.app.conversation_rules(talk).await.expect("remembered");
    one.app.add_members(&ana, talk, vec![invited(&guest)]).await.expect("added");
    other.app.typing(&guest, talk, true, false).await.expect("types at once");
    other.app.save_draft(&guest, talk, "hello".to_owned()).await.expect("kept");
    let closed = Settings { read_only: Some(true), ..Settings::default() };
    other.app.conversation_rules(talk).await.expect("remembered");
    one.app.change_settings(&ana, talk, closed).await.expect("switched");
    assert_eq!(code(other.app.typing(&guest, talk, true, false).await), "read_only");
    assert_eq!(code(other.app.save_draft(&guest, talk, "hi".to_owned()).await), "read_only");
    one.app.remove_member(&ana, talk, guest.actor.id).await.expect("removed");
    assert_eq!(code(other.app.typing(&guest, talk, true, false).await), "not_found");
}

// C1
async fn a_pair_of_whom_one_left_gets_a_new_direct_conversation(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let first = house.app.direct(&ana, invited(&ben), None).await.expect("made");
    house.app.leave(&ana, first).await.expect("left");
    let next = house.app.direct(&ana, invited(&ben), None).await.expect("a new one");
    assert_ne!(first, next);
    assert_eq!(house.app.direct(&ben, invited(&ana), None).await.expect("the same"), next);
    house.app.conversation(&ana, next).await.expect("both are in it");
}

/// The rules in the store are what the log says, and the counters are what a recount gives.
async fn assert_fold(house: &House, talk: ConversationId) {
    let rules = house.app.conversation_rules(talk).await.expect("the rules");
    let fresh = test_rules(house, talk).await;
    assert_eq!(*rules, fresh, "what the node remembers is what the store has");
    let mut folded = fresh.clone();
    folded.members.clear();
    folded.removed.clear();
    folded.rules_version = 0;
    for event in house.app.log_after(talk, 0, 500).await.expect("the log") {
        if let domain::event::Fact::Posted(message) = &event.fact
            && let domain::message::Body::System(system) = &message.body
        {
            let author = event.actor.as_ref().map(|actor| actor.id);
            folded.apply(system, author, event.positions.seq);
        }
    }
    assert_eq!(folded, fresh, "the tables are the fold of the log");
}

async fn test_rules(house: &House, talk: ConversationId) -> domain::conversation::Conversation {
    house
        .app
        .store()
        .read(move |sql| Box::pin(parlor::store::conversations::rules(sql, talk)))
        .await
        .expect("read")
        .expect("there")
}

// C6, C7, R1, T2, S11
async fn what_the_store_holds_is_the_fold_of_the_log(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let guest = house.guest("guest").await;
    let talk = house.group(&ana, &[&ben, &guest]).await;
    let app = &house.app;
    app.change_role(&ana, talk, ben.actor.id, Role::Moderator).await.expect("promoted");
    let settings = Settings {
        name: Some("renamed".to_owned()),
        description: Some("what it is about".to_owned()),
        read_only: Some(true),
        tags: Some(vec!["vip".to_owned(), "berlin".to_owned()]),
        picture: None,
    };
    app.change_settings(&ben, talk, settings.clone()).await.expect("changed");
    app.change_settings(&ben, talk, settings).await.expect("again changes nothing");
    app.make_link(&ben, talk, new_link(None)).await.expect("a link");
    app.remove_member(&ben, talk, guest.actor.id).await.expect("removed");
    app.change_role(&ana, talk, ben.actor.id, Role::Owner).await.expect("handed over");
    app.revoke_link(&ana, talk).await.expect("revoked");
    assert_fold(&house, talk).await;
    app.leave(&ben, talk).await.expect("leaves");
    assert_fold(&house, talk).await;
    let rules = test_rules(&house, talk).await;
    assert_eq!(rules.members.get(&ana.actor.id).map(|member| member.role), Some(Role::Owner));
}

// C6
async fn an_owner_who_leaves_hands_over(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let (guest, dora) = (house.guest("guest").await, house.internal("ben two").await);
    let talk = house.group(&ana, &[&guest]).await;
    house.app.add_members(&ana, talk, vec![invited(&ben)]).await.expect("added");
    house.app.add_members(&ana, talk, vec![invited(&dora)]).await.expect("added");
    house.app.change_role(&ana, talk, dora.actor.id, Role::Moderator).await.expect("promoted");
    for (leaver, heir) in [(&ana, Some(&dora)), (&dora, Some(&ben)), (&ben, None)] {
        house.app.leave(leaver, talk).await.expect("leaves");
        let rules = test_rules(&house, talk).await;
        let owners: Vec<_> = rules
            .members
            .iter()
            .filter(|(_, member)| member.role == Role::Owner)
            .map(|(id, _)| *id)
            .collect();
        assert_eq!(owners, heir.map(|heir| heir.actor.id).into_iter().collect::<Vec<_>>());
    }
    assert_eq!(code(house.app.leave(&ana, talk).await), "not_found");
}

// R8, L3
async fn someone_removed_sees_nothing_and_comes_back_only_by_being_added(test: TestStore) {
    let house = test.house();
    let (ana, guest) = (house.internal("ana").await, house.guest("guest").await);
    let talk = house.group(&ana, &[&guest]).await;
    let text = house.says(&guest, talk, "hello").await;
    let link = given_link(&house, &ana, talk, None).await;
    house.app.remove_member(&ana, talk, guest.actor.id).await.expect("removed");
    let app = &house.app;
    assert_eq!(code(app.history(&guest, talk, Default::default()).await), "not_found");
    assert_eq!(code(app.conversation(&guest, talk).await), "not_found");
    assert_eq!(code(app.members(&guest, talk).await), "not_found");
    assert_eq!(code(app.post(&guest, talk, message("more")).await), "not_found");
    assert_eq!(code(app.react(&guest, text.message, "👍", true).await), "not_found");
    assert_eq!(code(app.delete(&guest, text.message).await), "not_found");
    assert_eq!(code(app.read(&guest, talk, 1).await), "not_found");
    assert_eq!(code(app.save_draft(&guest, talk, "x".to_owned()).await), "not_found");
    assert_eq!(code(app.typing(&guest, talk, true, false).await), "not_found");
    assert_eq!(code(app.join_by_link(&guest.person, talk, link).await), "was_removed");
    app.add_members(&ana, talk, vec![invited(&guest)]).await.expect("added");
    assert!(!house.history(&guest, talk).await.is_empty());
}

// C6, M4
async fn a_deleted_conversation_is_as_if_it_had_never_been(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let talk = house.group(&ana, &[&ben]).await;
    let text = house.says(&ana, talk, "hello").await;
    house.app.react(&ben, text.message, "👍", true).await.expect("reacts");
    assert_eq!(code(house.app.delete_conversation(&ben, talk).await), "forbidden");
    house.app.delete_conversation(&ana, talk).await.expect("deleted");
    assert_eq!(code(house.app.conversation(&ana, talk).await), "not_found");
    assert_eq!(code(house.try_says(&ana, talk, "?").await), "not_found");
    assert!(house.app.log_after(talk, 0, 10).await.expect("the log").is_empty());
    let told =
        house.heard().await.into_iter().any(
            |heard| matches!(heard, Envelope::Deleted { conversation } if conversation == talk),
        );
    assert!(told);
}

fn new_link(uses_max: Option<i64>) -> NewLink {
    let id = LinkId::next(&mut SystemIds);
    let mut token_hash = [0; 32];
    token_hash[..16].copy_from_slice(id.uuid().as_bytes());
    NewLink { id, token_hash, expires_at: None, uses_max }
}

async fn given_link(
    house: &House,
    by: &SignedIn,
    talk: ConversationId,
    uses_max: Option<i64>,
) -> Link {
    let new = new_link(uses_max);
    let id = new.id;
    house.app.make_link(by, talk, new).await.expect("a link is made");
    Link { id, expires_at: None, uses_max, uses: 0, revoked: false }
}

// L1, L2
async fn a_link_is_used_as_often_as_it_allows(test: TestStore) {
    let house = test.house();
    let ana = house.internal("ana").await;
    let talk = house.group(&ana, &[]).await;
    let link = given_link(&house, &ana, talk, Some(2)).await;
    let mut joins = Vec::new();
    for _ in 0..6 {
        let guest = house.guest("guest").await;
        let house = &house;
        joins.push(async move { house.app.join_by_link(&guest.person, talk, link).await });
    }
    let mut answers = Vec::new();
    for join in futures_util::future::join_all(joins).await {
        answers.push(join.map_err(|error| error.code().as_str()));
    }
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 2);
    assert!(answers.iter().all(|answer| matches!(answer, Ok(()) | Err("link_invalid"))));
    let newer = given_link(&house, &ana, talk, None).await;
    let guest = house.guest("guest").await;
    assert_eq!(code(house.app.join_by_link(&guest.person, talk, link).await), "link_invalid");
    house.app.join_by_link(&guest.person, talk, newer).await.expect("the new one works");
    house.app.join_by_link(&guest.person, talk, link).await.expect("a member stays a member");
}

// R6: only what was committed is passed on
async fn nobody_hears_of_what_was_refused(test: TestStore) {
    let house = test.house();
    let (ana, guest) = (house.internal("ana").await, house.guest("guest").await);
    let talk = house.read_only_group(&ana, &[&guest]).await;
    let joined: Vec<_> = house
        .heard()
        .await
        .into_iter()
        .filter_map(|heard| {
            if let Envelope::Personal { user, what: Personal::Joined(_) } = heard {
                Some(user)
            } else {
                None
            }
        })
        .collect();
    assert_eq!(joined, [ana.actor.id, guest.actor.id]);
    assert_eq!(code(house.try_says(&guest, talk, "hello").await), "read_only");
    assert_eq!(code(house.app.typing(&guest, talk, true, false).await), "read_only");
    assert!(house.heard().await.is_empty());
}
