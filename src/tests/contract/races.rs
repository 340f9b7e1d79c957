//! What happens at the same moment: on one node and on two.

use crate::support::people::{House, code, invited, message};
use crate::support::stores::{TestStore, both_stores, connect};
use domain::conversation::settings::Settings;
use domain::decision::NewLink;
use domain::event::{Event, Fact};
use domain::ids::{ConversationId, LinkId, SessionId};
use domain::limits::MEMBERS_MAX;
use domain::message::{Body, System};
use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt as _};
use parlor::app::SignedIn;
use parlor::app::committer::Order;
use parlor::app::error::AppError;
use parlor::app::messages::PostCommand;
use parlor::app::sign_in::Device;
use parlor::app::tokens::Secret;
use parlor::clock::SystemIds;
use std::sync::Arc;
use tokio::sync::Semaphore;

both_stores!(
    two_requests_never_pass_the_member_limit_together,
    nothing_of_a_reader_has_a_place_after_the_switch,
    nothing_of_a_removed_member_has_a_place_after_the_removal,
    a_link_lets_in_exactly_as_many_as_it_says,
    many_senders_share_one_order,
    messages_of_one_session_under_way_together_keep_their_order,
    messages_of_one_session_keep_their_order_while_the_rules_change,
    a_pair_that_clicks_at_once_has_one_conversation,
);

/// Two nodes on one store. SQLite has one node: then both are the same.
fn nodes(test: &TestStore) -> (House, House) {
    (test.house(), test.house())
}

// C4
async fn two_requests_never_pass_the_member_limit_together(test: TestStore) {
    let (here, there) = nodes(&test);
    let ana = here.internal("ana").await;
    let mut guests = Vec::new();
    for _ in 0..MEMBERS_MAX + 5 {
        guests.push(here.guest("guest").await);
    }
    let talk = here.group(&ana, &guests.iter().take(990).collect::<Vec<_>>()).await;
    let seven = |from: usize| guests[from..from + 7].iter().map(invited).collect::<Vec<_>>();
    let (first, second) = tokio::join!(
        here.app.add_members(&ana, talk, seven(990)),
        there.app.add_members(&ana, talk, seven(997)),
    );
    let refused = [first, second].into_iter().filter_map(Result::err).collect::<Vec<_>>();
    assert_eq!(refused.len(), 1, "991 and 7 and 7 would be 1,005");
    let places = "2 more members";
    assert!(refused[0].to_string().contains(places), "{}", refused[0]);
    let members = here.app.members(&ana, talk).await.expect("members");
    assert_eq!(members.len(), 998);
}

// M2: what is refused in the middle takes no other with it, and what answers the same message, so
// that it does not fit into the batch of the one before, is not overtaken.
async fn messages_of_one_session_under_way_together_keep_their_order(test: TestStore) {
    let house = test.house();
    let ana = house.internal("ana").await;
    let talk = house.group(&ana, &[]).await;
    let first = house.says(&ana, talk, "first").await;
    let order = Arc::new(Order::new(SessionId::next(&mut SystemIds)));
    let sends = (0..16).map(|number| {
        let text = if number == 7 { String::new() } else { number.to_string() };
        let reply_to = [3, 4, 9].contains(&number).then_some(first.message);
        let post = PostCommand { reply_to, ..message(&text) };
        let turn = order.next();
        let (app, ana) = (&house.app, &ana);
        async move { app.post_in_turn(ana, talk, post, turn).await }
    });
    let answers = join_all(sends).await;
    let refused = |(_, answer): &(usize, Result<_, AppError>)| answer.is_err();
    let answers: Vec<_> = answers.into_iter().enumerate().collect();
    assert_eq!(answers.iter().filter(|answer| refused(answer)).count(), 1);
    assert!(answers.iter().any(|answer| answer.0 == 7 && refused(answer)), "{answers:?}");
    let places: Vec<_> = answers
        .iter()
        .filter_map(|(_, answer)| Some(answer.as_ref().ok()?.positions.seq))
        .collect();
    let expected: Vec<_> = (first.positions.seq + 1..).take(15).collect();
    assert_eq!(places, expected);
}

// M2: also where the rules change on the way, so that some are decided again.
async fn messages_of_one_session_keep_their_order_while_the_rules_change(test: TestStore) {
    let house = test.house();
    let ana = house.internal("ana").await;
    let talk = house.group(&ana, &[]).await;
    let order = Arc::new(Order::new(SessionId::next(&mut SystemIds)));
    let sends = stream::iter(0..300).map(|number| {
        let post = message(&number.to_string());
        house.app.post_in_turn(&ana, talk, post, order.next())
    });
    let answered = Semaphore::new(0);
    let sends = sends.buffered(16).inspect(|_| answered.add_permits(1)).collect::<Vec<_>>();
    let changes = async {
        for number in 0.. {
            answered.acquire_many(8).await.unwrap().forget();
            let name = Some(format!("name {number}"));
            let settings = Settings { name, ..Settings::default() };
            house.app.change_settings(&ana, talk, settings).await.unwrap();
        }
    };
    let answers = tokio::select! {
        answers = sends => answers,
        () = changes => Vec::new(),
    };
    let places: Vec<_> =
        answers.into_iter().filter_map(|answer| Some(answer.ok()?.positions.seq)).collect();
    assert!(places.len() > 200, "only {} were sent", places.len());
    assert!(places.is_sorted(), "{places:?}");
}

/// The events after which `who` was read-only, that are messages of theirs.
fn too_late(log: &[Event], who: &SignedIn) -> usize {
    let mut read_only = false;
    let mut late = 0;
    for event in log {
        let Fact::Posted(message) = &event.fact else { continue };
        match &message.body {
            Body::System(system) => {
                if let System::ReadOnlySwitched { on } = system.as_ref() {
                    read_only = *on;
                }
            }
            Body::Text(_) | Body::Note(_) | Body::Deleted(_) | Body::Unsupported => {
                let theirs =
                    message.author.as_ref().is_some_and(|author| author.id == who.actor.id);
                late += usize::from(read_only && theirs);
            }
        }
    }
    late
}

fn read_only(on: bool) -> Settings {
    Settings { read_only: Some(on), ..Settings::default() }
}

// R1, R6: the switch and the sends wait for the same row, and whoever is second looks again.
async fn nothing_of_a_reader_has_a_place_after_the_switch(test: TestStore) {
    let (here, there) = nodes(&test);
    let (ana, guest) = (here.internal("ana").await, here.guest("guest").await);
    let talk = here.group(&ana, &[&guest]).await;
    for round in 0..20 {
        here.app.change_settings(&ana, talk, read_only(false)).await.expect("open");
        there.says(&guest, talk, "that the other node knows the rules").await;
        let held = HeldRow::take(&test, talk).await;
        let sends = join_all((0..3).map(|_| there.try_says(&guest, talk, "now?")));
        let switch = here.app.change_settings(&ana, talk, read_only(true));
        let release = async {
            if let Some(held) = held {
                held.release_when_waited_for(if round % 2 == 0 { 2 } else { 1 }).await;
            }
        };
        let (sent, switched, ()) = tokio::join!(sends, switch, release);
        switched.expect("switched");
        for answer in sent {
            if let Err(error) = answer {
                assert_eq!(error.code().as_str(), "read_only");
            }
        }
        assert_eq!(code(there.try_says(&guest, talk, "after").await), "read_only");
    }
    let log = here.app.log_after(talk, 0, 500).await.expect("the log");
    assert_eq!(too_late(&log, &guest), 0);
    let numbers: Vec<i64> = log.iter().map(|event| event.positions.seq).collect();
    assert_eq!(numbers, (1..).take(numbers.len()).collect::<Vec<i64>>(), "refused ones burn none");
}

// F50, invariant 20: whoever is second at the row of the conversation looks again.
async fn nothing_of_a_removed_member_has_a_place_after_the_removal(test: TestStore) {
    let (here, there) = nodes(&test);
    let (ana, ben) = (here.internal("ana").await, here.internal("ben").await);
    let talk = here.group(&ana, &[&ben]).await;
    for round in 0..30 {
        there.says(&ben, talk, "that the other node knows the rules").await;
        let held = HeldRow::take(&test, talk).await;
        let sends = join_all((0..3).map(|_| there.try_says(&ben, talk, "now?")));
        let removal = here.app.remove_member(&ana, talk, ben.actor.id);
        let release = async {
            if let Some(held) = held {
                held.release_when_waited_for(if round % 2 == 0 { 2 } else { 1 }).await;
            }
        };
        let (sent, removed, ()) = tokio::join!(sends, removal, release);
        removed.expect("removed");
        for error in sent.into_iter().filter_map(Result::err) {
            assert_eq!(error.code().as_str(), "not_found");
        }
        assert_eq!(code(there.try_says(&ben, talk, "after").await), "not_found");
        here.app.add_members(&ana, talk, vec![invited(&ben)]).await.expect("comes again");
    }
    let (mut member, mut late) = (true, 0);
    for event in here.app.log_after(talk, 0, 500).await.expect("the log") {
        let Fact::Posted(message) = &event.fact else { continue };
        match &message.body {
            Body::System(system) => match system.as_ref() {
                System::Removed { .. } => member = false,
                System::MembersAdded { .. } => member = true,
                System::Created { .. }
                | System::JoinedByLink { .. }
                | System::Left { .. }
                | System::RoleChanged { .. }
                | System::Renamed { .. }
                | System::Described { .. }
                | System::PictureChanged { .. }
                | System::ReadOnlySwitched { .. }
                | System::LinkSwitched { .. }
                | System::TagsChanged { .. } => (),
            },
            Body::Text(_) | Body::Note(_) | Body::Deleted(_) | Body::Unsupported => {
                let bens = message.author.as_ref().is_some_and(|by| by.id == ben.actor.id);
                late += usize::from(bens && !member);
            }
        }
    }
    assert_eq!(late, 0);
}

/// Joins by a link, and asks again while the server is too busy to say.
async fn comes(node: &House, guest: &SignedIn, token: &Secret) -> Result<(), AppError> {
    loop {
        let joined = node.app.join(Some(guest), token, None, Device::default()).await;
        match joined.map_err(|error| (error.code().as_str(), error)) {
            Err(("overloaded" | "unavailable", _)) => (),
            Err((_, error)) => return Err(error),
            Ok(_) => return Ok(()),
        }
    }
}

// F53, invariant 28: counted under the lock of the conversation's row.
async fn a_link_lets_in_exactly_as_many_as_it_says(test: TestStore) {
    let (here, there) = nodes(&test);
    let ana = here.internal("ana").await;
    for uses in [1, 7] {
        let talk = here.group(&ana, &[]).await;
        let token = Secret::random_token();
        let id = LinkId::next(&mut SystemIds);
        let new = NewLink { id, token_hash: token.hash(), expires_at: None, uses_max: Some(uses) };
        here.app.make_link(&ana, talk, new).await.expect("a link");
        let mut guests = Vec::new();
        for _ in 0..50 {
            guests.push(here.guest("guest").await);
        }
        let joins = guests.iter().enumerate().map(|(number, guest)| {
            comes(if number % 2 == 0 { &here } else { &there }, guest, &token)
        });
        let refused: Vec<_> = join_all(joins).await.into_iter().filter_map(Result::err).collect();
        assert!(refused.iter().all(|error| error.code().as_str() == "link_invalid"));
        let members = here.app.members(&ana, talk).await.expect("members");
        let let_in = usize::try_from(uses).expect("a count");
        assert_eq!((members.len(), refused.len()), (1 + let_in, 50 - let_in));
    }
}

/// The row of a conversation, held by a transaction of the test: a barrier.
struct HeldRow {
    holder: tokio_postgres::Client,
    watcher: tokio_postgres::Client,
}

impl HeldRow {
    /// `None` on SQLite, whose one writer is barrier enough.
    async fn take(test: &TestStore, talk: ConversationId) -> Option<Self> {
        let database = test.database.as_ref()?;
        let holder = connect(&database.url).await;
        let watcher = connect(&database.url).await;
        holder.batch_execute("BEGIN").await.expect("begins");
        let lock = "SELECT id FROM conversations WHERE id = $1 FOR UPDATE";
        holder.query_one(lock, &[&talk.uuid()]).await.expect("locks");
        Some(Self { holder, watcher })
    }

    /// Lets go once so many backends are seen waiting for a lock.
    async fn release_when_waited_for(self, backends: i64) {
        let waiting = "SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'";
        loop {
            let row = self.watcher.query_one(waiting, &[]).await.expect("watches");
            if row.get::<_, i64>(0) >= backends {
                break;
            }
            tokio::task::yield_now().await;
        }
        self.holder.batch_execute("COMMIT").await.expect("lets go");
    }
}

// M2, R6: one order, dense, each message once
async fn many_senders_share_one_order(test: TestStore) {
    let (here, there) = nodes(&test);
    let ana = here.internal("ana").await;
    let mut senders = Vec::new();
    for _ in 0..8 {
        senders.push(here.internal("ben").await);
    }
    let talk = here.group(&ana, &senders.iter().collect::<Vec<_>>()).await;
    let runs = senders.iter().enumerate().map(|(index, sender)| {
        let node = if index % 2 == 0 { &here } else { &there };
        async move {
            let mut last = 0;
            for _ in 0..20 {
                let posted = node.says(sender, talk, "hello").await;
                assert!(posted.positions.seq > last, "what was answered first stands first");
                last = posted.positions.seq;
            }
        }
    });
    join_all(runs).await;
    let log = here.app.log_after(talk, 0, 500).await.expect("the log");
    let numbers: Vec<i64> = log.iter().map(|event| event.positions.seq).collect();
    assert_eq!(numbers, (1..=161).collect::<Vec<i64>>());
}

// L7
async fn a_pair_that_clicks_at_once_has_one_conversation(test: TestStore) {
    let (here, there) = nodes(&test);
    let (ana, ben) = (here.internal("ana").await, here.internal("ben").await);
    let (first, second) = tokio::join!(
        here.app.direct(&ana, invited(&ben), None),
        there.app.direct(&ben, invited(&ana), None),
    );
    assert_eq!(first.expect("made"), second.expect("found"));
}
