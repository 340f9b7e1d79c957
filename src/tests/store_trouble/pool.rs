//! All connections in use, transactions that the database wants done again, and a full disk under
//! Postgres.

use super::node::{Node, Talk};
use crate::support::own_postgres::OwnPostgres;
use crate::support::places::Place;
use crate::support::seat::Seat;
use crate::support::server::TestServer;
use crate::support::stores::{Database, MORNING, TestStore, connect};
use domain::time::Span;
use parlor::clock::ManualClock;
use parlor::store::Store;
use parlor::store::error::StoreError;
use std::sync::Arc;
use std::time::Duration;

async fn slow(store: &Store, deadline: Span) -> Result<(), StoreError> {
    let read = store.read_within(deadline, |sql| {
        Box::pin(async move { sql.query("SELECT 1 FROM pg_sleep(5)", Vec::new()).await.map(drop) })
    });
    read.await
}

// 36, 41
#[tokio::test]
async fn who_finds_all_connections_in_use_hears_overloaded_in_time() {
    let Some(database) = Database::create().await else { return };
    let clock = Arc::new(ManualClock::at(MORNING));
    // Two of them are for reads.
    let store = Store::open_postgres(&database.url, 3, clock).await.unwrap();
    let long = || slow(&store, Span::seconds(20));
    let others = async {
        let asked = (0..200).map(|_| store.meta("epoch"));
        let answers = tokio::time::timeout(
            Duration::from_millis(3_000),
            futures_util::future::join_all(asked),
        );
        for answer in answers.await.expect("answers in time") {
            assert!(matches!(answer, Err(StoreError::Overloaded)), "{answer:?}");
        }
        assert!(store.is_ready(Duration::from_millis(50)).await, "it has only much to do");
    };
    let (first, second, ()) = tokio::join!(biased; long(), long(), others);
    assert!(first.is_ok() && second.is_ok());
    assert!(store.meta("epoch").await.unwrap().is_some());
}

/// How many slow reads are under way, by what the database says.
async fn under_way(client: &tokio_postgres::Client) -> i64 {
    let count = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event = 'PgSleep'";
    client.query_one(count, &[]).await.unwrap().get(0)
}

// 36
#[tokio::test]
async fn what_reads_slowly_keeps_no_message_from_being_sent() {
    let Some(under) = TestStore::postgres_by(3).await else { return };
    let client = connect(&under.database.as_ref().unwrap().url).await;
    let store = under.store.clone();
    let server = TestServer::on(under).await;
    let ana = server.ana().await;
    let place = Place::make(&ana, false).await;
    let mut seat = Seat::connect(server.address(), &ana.token).await;
    seat.post(&place.id, "before").await;
    let sending = async {
        while under_way(&client).await < 2 {}
        for text in ["one", "two", "three"] {
            seat.post(&place.id, text).await;
        }
        assert_eq!(under_way(&client).await, 2, "both connections for reads are in use");
    };
    let long = || slow(&store, Span::seconds(20));
    let (first, second, ()) = tokio::join!(long(), long(), sending);
    assert!(first.is_ok() && second.is_ok());
    server.stop().await;
}

/// Sends what is not acknowledged yet, all at once; keeps what has no acknowledgement after that.
async fn round(seat: &mut Seat, open: &mut Vec<serde_json::Value>) {
    let mut ids = Vec::new();
    for fields in open.iter() {
        ids.push(seat.say("send", fields.clone()).await);
    }
    let mut sent = Vec::new();
    for id in ids {
        sent.push(seat.reply(id).await["sent"].is_object());
    }
    let mut sent = sent.into_iter();
    open.retain(|_| !sent.next().unwrap());
}

// 36: eighty messages take 2.4 s in one transaction, which may take 1.8 s.
#[tokio::test]
async fn what_is_too_much_for_one_transaction_is_committed_in_smaller_ones() {
    let Some(under) = TestStore::postgres().await else { return };
    let client = connect(&under.database.as_ref().unwrap().url).await;
    let flags = ["--send-burst=10000", "--internal-sends-per-second=10000"];
    let server = TestServer::with(under, &flags).await;
    let ana = server.ana().await;
    let place = Place::make(&ana, false).await;
    let slow = "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            PERFORM pg_sleep(0.03);
            RETURN NEW;
        END $$;
        CREATE TRIGGER slow BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION slow()";
    client.batch_execute(slow).await.unwrap();
    let mut seats = Vec::new();
    for number in 0..5 {
        let text =
            |turn: i32| crate::support::seat::text_to(&place.id, &format!("{number} {turn}"));
        let open: Vec<serde_json::Value> = (0..16).map(text).collect();
        seats.push((Seat::connect(server.address(), &ana.token).await, open));
    }
    for _ in 0..8 {
        let rounds = seats.iter_mut().map(|(seat, open)| round(seat, open));
        futures_util::future::join_all(rounds).await;
    }
    let open: usize = seats.iter().map(|(_, open)| open.len()).sum();
    assert_eq!(open, 0, "all are acknowledged in the end");
    server.stop().await;
}

// 36
#[tokio::test]
async fn a_statement_that_takes_too_long_is_given_up() {
    let Some(database) = Database::create().await else { return };
    let clock = Arc::new(ManualClock::at(MORNING));
    let store = Store::open_postgres(&database.url, 2, clock).await.unwrap();
    let slow = slow(&store, Span::millis(300)).await;
    assert!(matches!(slow, Err(StoreError::Unavailable(_))), "{slow:?}");
    assert!(store.meta("epoch").await.unwrap().is_some());
}

/// Makes the first `failures` tries to write an event fail as a lost race does.
async fn fail(url: &str, failures: i32) {
    let client = connect(url).await;
    let made = format!(
        "CREATE SEQUENCE tries;
        CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF nextval('tries') <= {failures} THEN
                RAISE EXCEPTION 'lost' USING ERRCODE = CASE WHEN currval('tries') % 2 = 1
                    THEN '40001' ELSE '40P01' END;
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER lose BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION lose()"
    );
    client.batch_execute(&made).await.unwrap();
}

// 2, 4
#[tokio::test]
async fn a_lost_race_is_run_again_three_times_and_then_unavailable() {
    let Some(under) = TestStore::postgres().await else { return };
    let url = under.database.as_ref().unwrap().url.clone();
    let server = TestServer::on(under).await;
    let ana = server.ana().await;
    let place = Place::make(&ana, false).await;
    let mut seat = Seat::connect(server.address(), &ana.token).await;
    // Two of five failures are left to the second message: it is tried three times as well.
    fail(&url, 5).await;
    let fields = crate::support::seat::text_to(&place.id, "once");
    assert_eq!(seat.refused("send", fields.clone()).await, "unavailable");
    let sent = seat.ask("send", fields.clone()).await;
    assert!(sent["sent"].is_object(), "{sent}");
    let again = seat.ask("send", fields).await;
    assert_eq!(again["sent"]["position"], sent["sent"]["position"]);
    let after = seat.post(&place.id, "after").await;
    let number = |sent: &serde_json::Value| crate::support::seat::seq(&sent["position"]);
    assert_eq!(number(&after), number(&sent["sent"]) + 1);
    server.stop().await;
}

// 1, 43
#[tokio::test]
async fn a_postgres_whose_disk_is_full_acknowledges_nothing_and_comes_back() {
    let small = ["max_wal_size=4MB", "min_wal_size=2MB", "wal_keep_size=0"];
    let Some(mut postgres) = OwnPostgres::on_small_disk(96, &small).await else { return };
    let folder = tempfile::tempdir().unwrap();
    let node = Node::on(&postgres.url(), folder.path()).await;
    let mut talk = Talk::begin(&node).await;
    talk.send("before").await;
    postgres.disk().fill();
    // What the write-ahead log has room for already is still taken.
    let mut number = 0;
    let again = loop {
        let fields = talk.text(&format!("{number} {}", "x".repeat(16_000)));
        if let Err(code) = talk.attempt(&fields).await {
            assert_eq!(code, "unavailable");
            break fields;
        }
        number += 1;
        assert!(number < 90, "the disk does not get full");
    };
    talk.stays().await;
    postgres.disk().free();
    // Without room it ends itself, or is still trying.
    postgres.kill9();
    postgres.start_again().await;
    talk.send_again(&again).await;
    talk.send("after").await;
    talk.check().await;
}
