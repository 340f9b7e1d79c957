//! The embedded store in trouble: another process writes to the file, the disk is full, the disk
//! fails, the log was cut off in the middle.

use super::node::{Node, Talk, program};
use crate::support::own_postgres::{say, signal};
use crate::support::raw::in_time;
use crate::support::small_disk::SmallDisk;
use crate::support::stores::MORNING;
use parlor::clock::ManualClock;
use parlor::store::Store;
use std::path::Path;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt as _, BufReader};

async fn start(folder: &Path, is_new: bool) -> Node {
    Node::start(program(), folder, None, is_new).await
}

// 36, 43
#[tokio::test]
async fn a_file_that_another_process_writes_to_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let node = start(folder.path(), true).await;
    let mut talk = Talk::begin(&node).await;
    talk.send("before").await;
    let other = rusqlite::Connection::open(folder.path().join("parlor.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let first = talk.unavailable("during").await;
    let second = talk.unavailable("once more").await;
    talk.stays().await;
    talk.ana.history(&talk.place.clone()).await;
    other.execute_batch("ROLLBACK").unwrap();
    talk.send_again(&first).await;
    talk.send_again(&second).await;
    talk.check().await;
}

// 1, 43
#[tokio::test]
async fn a_full_disk_takes_nothing_and_works_again_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::over(folder.path(), 8 * 1024) else { return };
    let command = disk.command(env!("CARGO_BIN_EXE_parlor"));
    let node = Node::start(command, folder.path(), None, true).await;
    let mut talk = Talk::begin(&node).await;
    talk.send("before").await;
    disk.fill();
    // What the log has room for already is still taken.
    let mut number = 0;
    let again = loop {
        let fields = talk.text(&format!("{number} {}", "x".repeat(10_000)));
        if let Err(code) = talk.attempt(&fields).await {
            assert_eq!(code, "unavailable");
            break fields;
        }
        number += 1;
        assert!(number < 90, "the disk does not get full");
    };
    talk.unavailable(&"y".repeat(10_000)).await;
    talk.stays().await;
    talk.ana.history(&talk.place.clone()).await;
    disk.free();
    talk.send_again(&again).await;
    talk.send("after").await;
    talk.check().await;
}

// 1, 8
#[tokio::test]
async fn a_disk_that_fails_at_a_commit_ends_the_process_and_nothing_acknowledged_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let mut node = start(folder.path(), true).await;
    let mut talk = Talk::begin(&node).await;
    talk.send("before").await;
    let server = node.child.id().unwrap().to_string();
    let injected = ["-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO"];
    let traced = tokio::process::Command::new("strace")
        .args(["-f", "-p", &server])
        .args(injected)
        .stderr(std::process::Stdio::piped())
        .kill_on_drop(true)
        .spawn();
    let Ok(mut traced) = traced else { return say("SKIPPED: there is no strace") };
    let mut said = BufReader::new(traced.stderr.take().unwrap()).lines();
    let first = in_time("strace", said.next_line()).await.unwrap().unwrap_or_default();
    if !first.contains("attached") {
        return say("SKIPPED: strace may not attach");
    }
    let fields = talk.text("during");
    let id = talk.ana.say("send", fields.clone()).await;
    let reply = talk.ana.try_reply(id).await;
    assert!(reply.is_none_or(|reply| reply["error"]["code"] == "unavailable"));
    // What it says is read to its end, or it would wait for that.
    while in_time("strace", said.next_line()).await.unwrap().is_some() {}
    assert_eq!(node.exit_code().await, Some(74));
    let node = start(folder.path(), false).await;
    talk.return_to(&node).await;
    talk.send_again(&fields).await;
    talk.send("after").await;
    talk.check_log().await;
}

// 46
#[tokio::test]
async fn a_second_server_on_a_file_refuses_to_start() {
    let folder = tempfile::tempdir().unwrap();
    let _node = start(folder.path(), true).await;
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--data"];
    let second = program().args(arguments).arg(folder.path()).env_clear().output().unwrap();
    assert_eq!(second.status.code(), Some(1));
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(said.contains("another process uses the data folder"), "{said}");
}

// 1, 4
#[tokio::test]
async fn a_log_that_was_cut_off_opens_at_a_commit() {
    let folder = tempfile::tempdir().unwrap();
    let node = start(folder.path(), true).await;
    let mut talk = Talk::begin(&node).await;
    let mut sizes = Vec::new();
    let log = folder.path().join("parlor.db-wal");
    for number in 0..20 {
        talk.send(&format!("{number}")).await;
        sizes.push(std::fs::metadata(&log).unwrap().len());
    }
    signal("KILL", &[node.child.id().unwrap()]);
    let mut node = node;
    node.exit_code().await;
    for cut in (0_u64..).zip(&sizes).map(|(number, size)| size - 13 * number) {
        let copy = tempfile::tempdir().unwrap();
        std::fs::copy(folder.path().join("parlor.db"), copy.path().join("parlor.db")).unwrap();
        std::fs::copy(&log, copy.path().join("parlor.db-wal")).unwrap();
        let torn = std::fs::File::options().write(true).open(copy.path().join("parlor.db-wal"));
        torn.unwrap().set_len(cut).unwrap();
        let clock = Arc::new(ManualClock::at(MORNING));
        drop(Store::open_sqlite(copy.path(), clock).await.unwrap());
        let opened = rusqlite::Connection::open(copy.path().join("parlor.db")).unwrap();
        let mut query = opened
            .prepare("SELECT text FROM messages WHERE text IS NOT NULL ORDER BY seq")
            .unwrap();
        let rows = query.query_map([], |row| row.get(0)).unwrap();
        let texts: Vec<String> = rows.map(Result::unwrap).collect();
        // Every commit that lies before the cut is there, and they are the first ones.
        let kept = sizes.iter().filter(|size| **size <= cut).count();
        assert!(texts.len() >= kept, "{} of {kept}", texts.len());
        let first: Vec<String> = (0..texts.len()).map(|number| number.to_string()).collect();
        assert_eq!(texts, first);
    }
}
