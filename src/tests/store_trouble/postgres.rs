//! A Postgres that crashes, hangs, is cut off at a commit, or is demoted, under a whole server.

use super::node::{Node, Talk, program};
use super::proxy::{Cut, Proxy};
use crate::support::own_postgres::OwnPostgres;
use crate::support::raw::in_time;
use crate::support::seat::Seat;
use std::net::SocketAddr;
use tempfile::TempDir;

async fn begin(database: &str) -> (Node, Talk, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::on(database, folder.path()).await;
    let talk = Talk::begin(&node).await;
    (node, talk, folder)
}

// 1, 8, 41, 43
#[tokio::test]
async fn a_crash_of_postgres_loses_nothing_and_sessions_stay() {
    let Some(mut postgres) = OwnPostgres::start().await else { return };
    let (node, mut talk, _folder) = begin(&postgres.url()).await;
    for round in 0..2 {
        talk.send(&format!("before {round}")).await;
        postgres.kill9();
        let first = talk.unavailable(&format!("during {round}")).await;
        talk.stays().await;
        assert_eq!((node.status("/healthz").await, node.status("/readyz").await), (200, 503));
        postgres.start_again().await;
        talk.send_again(&first).await;
        assert_eq!(node.status("/readyz").await, 200);
    }
    talk.send("after").await;
    talk.check().await;
}

// 1, 2, 8, 36, 41, 43
#[tokio::test]
async fn a_postgres_that_hangs_is_not_waited_for_and_doubles_nothing() {
    let Some(postgres) = OwnPostgres::start().await else { return };
    let (node, mut talk, _folder) = begin(&postgres.url()).await;
    talk.send("before").await;
    postgres.pause();
    let mut again = Vec::new();
    for number in 0..3 {
        again.push(talk.unavailable(&format!("during {number}")).await);
        talk.stays().await;
    }
    assert_eq!((node.status("/healthz").await, node.status("/readyz").await), (200, 503));
    postgres.resume();
    for fields in &again {
        talk.send_again(fields).await;
    }
    talk.send("after").await;
    talk.check().await;
}

// 2, 8
#[tokio::test]
async fn a_connection_cut_at_commit_is_settled_before_the_sender_is_answered() {
    let Some(postgres) = OwnPostgres::start().await else { return };
    let proxy = Proxy::start(postgres.address()).await;
    let (_node, mut talk, _folder) = begin(&postgres.url_at(proxy.address)).await;
    for (text, cut) in [("committed", Cut::After), ("not committed", Cut::Before)] {
        proxy.cut(text, cut);
        talk.send(text).await;
        talk.send(&format!("after {text}")).await;
    }
    talk.check().await;
}

// 2, 8, 16
#[tokio::test]
async fn what_was_committed_unheard_reaches_the_others_when_the_store_is_back() {
    let Some(postgres) = OwnPostgres::start().await else { return };
    let proxy = Proxy::start(postgres.address()).await;
    let (_node, mut talk, _folder) = begin(&postgres.url_at(proxy.address)).await;
    talk.send("before").await;
    proxy.cut("unheard", Cut::AfterAndDark);
    let again = talk.unavailable("unheard").await;
    talk.stays().await;
    proxy.open();
    talk.guest_hears("unheard").await;
    talk.send_again(&again).await;
    let again: Vec<_> = talk.acked.drain(..).collect();
    assert_eq!(again[1].1, again[0].1 + 1);
    talk.send("after").await;
}

/// Both servers in one address: who is the primary is found by looking.
fn url_of_both(first: &OwnPostgres, second: &OwnPostgres) -> String {
    let (first, second): (SocketAddr, SocketAddr) = (first.address(), second.address());
    format!(
        "postgres://parlor@{first},{second}/postgres?sslmode=disable&target_session_attrs=read-write"
    )
}

async fn texts(postgres: &OwnPostgres) -> Vec<String> {
    let rows = postgres
        .connect()
        .await
        .query("SELECT text FROM messages WHERE text IS NOT NULL ORDER BY seq", &[])
        .await;
    rows.unwrap().iter().map(|row| row.get(0)).collect()
}

// 1, 15, 43, 47
#[tokio::test]
async fn a_failover_to_a_synchronous_standby_keeps_sessions_and_the_old_primary_gets_nothing() {
    let Some(mut first) = OwnPostgres::start().await else { return };
    let second = first.standby().await;
    first.set("synchronous_standby_names", "'*'").await;
    let (_node, mut talk, _folder) = begin(&url_of_both(&first, &second)).await;
    talk.send("before").await;
    first.stop();
    let again = talk.unavailable("during").await;
    second.promote().await;
    talk.send_again(&again).await;
    // The old primary comes back, knows of nothing and takes writes; the new one is away.
    first.set_in_file("synchronous_standby_names", "''");
    first.start_again().await;
    second.pause();
    talk.unavailable("split").await;
    talk.stays().await;
    assert_eq!(texts(&first).await, ["before"]);
    second.resume();
    let again = talk.text("after");
    talk.send_again(&again).await;
    assert_eq!(texts(&first).await, ["before"]);
    talk.check().await;
}

// 47
#[tokio::test]
async fn a_primary_that_became_read_only_acknowledges_nothing() {
    let Some(postgres) = OwnPostgres::start().await else { return };
    let (node, mut talk, _folder) = begin(&postgres.url()).await;
    talk.send("before").await;
    postgres.set_read_only(true).await;
    let again = talk.unavailable("during").await;
    talk.unavailable("once more").await;
    talk.stays().await;
    postgres.set_read_only(false).await;
    talk.send_again(&again).await;
    assert_eq!(node.status("/readyz").await, 200);
    talk.check().await;
}

// 14, 15
#[tokio::test]
async fn a_failover_that_may_have_lost_something_ends_the_node_and_changes_the_epoch() {
    let Some(mut first) = OwnPostgres::start().await else { return };
    let second = first.standby().await;
    let url = url_of_both(&first, &second);
    let (mut node, mut talk, folder) = begin(&url).await;
    talk.send("before").await;
    let position = talk.ana.history(&talk.place.clone()).await["position"].clone();
    in_time("the standby", second.has("SELECT 1 FROM messages WHERE text = 'before'")).await;
    first.stop();
    second.promote().await;
    talk.ana.say("send", talk.text("during")).await;
    assert_eq!(node.exit_code().await, Some(75));
    let node = Node::start(program(), folder.path(), Some(&url), false).await;
    let mut seat = Seat::connect(node.address, &talk.token).await;
    let page = seat.history(&talk.place).await;
    assert!(position["epoch"].is_string());
    assert_ne!(page["position"]["epoch"], position["epoch"]);
}
