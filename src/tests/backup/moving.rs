//! Backups of running servers, restored on the same engine and on the other.

use super::install::{Install, Life};
use crate::support::seat::{Seat, held, seq};
use crate::support::server::TestServer;
use protocol::codec::Encoding;
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio_util::sync::CancellationToken;

/// Sends after the backup that the restore takes back (F55).
const LATER: u64 = 100;

/// Who holds an old position, and what they get for it.
async fn asks_again(server: &TestServer, token: &str, talk: &str, position: &Value) -> Value {
    let resume = json!([held(talk, position)]);
    let mut seat = Seat::resume(server.address(), token, Encoding::Json, &resume).await;
    let first = seat.push().await;
    seat.leave().await;
    first
}

/// Invariant 15, F55: everything is as it was at the backup, and nobody is shown anything else
/// under a number that they hold.
async fn comes_back(from: Install, to: Install) {
    let server = from.serve().await;
    let life = Life::live(&server).await;
    let talk = &life.talk.id;
    let seen = life.seen(&server).await;
    let mut writer = Seat::connect(server.address(), &life.ana.token).await;
    let before = writer.history(talk).await["position"].clone();
    let rows = from.rows().await;
    let archive = from.file("backup.tar");
    let made = from.backup(&archive).await;
    assert_eq!((made.missing_files, made.schema), (0, 7));
    let mode = std::fs::metadata(&archive).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "it holds what the store holds");
    for number in 0..LATER {
        writer.post(talk, &format!("later {number}")).await;
    }
    let after = writer.history(talk).await["position"].clone();
    assert_eq!(seq(&after), seq(&before) + LATER);
    server.stop().await;

    let restored = to.restore(&archive).await;
    assert_ne!(restored.epoch, made.epoch);
    assert_eq!(to.rows().await, rows);
    to.is_sound().await;
    let server = to.serve().await;
    assert_eq!(life.seen(&server).await, seen);
    for who in [&life.ana, &life.guest] {
        for position in [&before, &after, &json!({"epoch": after["epoch"], "seq": 1})] {
            let answer = asks_again(&server, &who.token, talk, position).await;
            assert!(answer["resyncRequired"].is_object(), "{position}: {answer}");
        }
    }
    // The link leads still, and numbers go on behind the last.
    let late = server.guest("late").await;
    life.talk.join(&late).await;
    let mut writer = Seat::connect(server.address(), &life.ana.token).await;
    let sent = writer.post(talk, "after the restore").await;
    assert_eq!(seq(&sent["position"]), seq(&before) + 2);
    let now = writer.history(talk).await["position"].clone();
    let answer = asks_again(&server, &life.ana.token, talk, &now).await;
    assert!(answer["caughtUp"].is_object(), "the new epoch counts: {answer}");
    server.stop().await;
    to.is_sound().await;
}

#[tokio::test]
async fn everything_comes_back_on_sqlite() {
    comes_back(Install::sqlite(), Install::sqlite()).await;
}

#[tokio::test]
async fn everything_moves_from_sqlite_to_postgres() {
    let Some(to) = Install::postgres().await else { return };
    comes_back(Install::sqlite(), to).await;
}

#[tokio::test]
async fn everything_moves_from_postgres_to_sqlite() {
    let Some(from) = Install::postgres().await else { return };
    comes_back(from, Install::sqlite()).await;
}

#[tokio::test]
async fn there_and_back_again_nothing_has_changed() {
    let Some(there) = Install::postgres().await else { return };
    let (from, back) = (Install::sqlite(), Install::sqlite());
    let server = from.serve().await;
    Life::live(&server).await;
    server.stop().await;
    let (first, second) = (from.file("first.tar"), from.file("second.tar"));
    from.backup(&first).await;
    there.restore(&first).await;
    there.backup(&second).await;
    back.restore(&second).await;
    assert_eq!(back.rows().await, from.rows().await);
    back.is_sound().await;
}

/// What is acknowledged before a backup begins is in it, and all of it is of one moment.
async fn under_load(from: Install, to: [Install; 3]) {
    let server = from.serve().await;
    let life = Life::live(&server).await;
    let talk = &life.talk.id;
    let (stop, acked) = (CancellationToken::new(), AtomicU64::new(0));
    let write = async |token: &str| {
        let mut seat = Seat::connect(server.address(), token).await;
        while !stop.is_cancelled() {
            let sent = seat.post(talk, "under load").await;
            acked.fetch_max(seq(&sent["position"]), Ordering::SeqCst);
        }
    };
    let back_up = async {
        for (number, to) in to.iter().enumerate() {
            let archive = from.file(&format!("{number}.tar"));
            let before = acked.load(Ordering::SeqCst);
            while acked.load(Ordering::SeqCst) < before + 20 {
                tokio::task::yield_now().await;
            }
            let begun = acked.load(Ordering::SeqCst);
            from.backup(&archive).await;
            to.restore(&archive).await;
            to.is_sound().await;
            let rows = to.rows().await;
            let events = rows["events"].iter().filter(|line| line.contains(talk.as_str()));
            let events = u64::try_from(events.count()).unwrap();
            assert!(events >= begun, "{events} events, {begun} were acknowledged");
        }
        stop.cancel();
    };
    tokio::join!(write(&life.ana.token), write(&life.ben.token), write(&life.ana.token), back_up);
    // A check beside the running server sees one moment, too.
    from.is_sound().await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_is_of_one_moment_on_sqlite() {
    under_load(Install::sqlite(), [(); 3].map(|()| Install::sqlite())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_is_of_one_moment_on_postgres() {
    let Some(from) = Install::postgres().await else { return };
    under_load(from, [(); 3].map(|()| Install::sqlite())).await;
}

#[tokio::test]
async fn a_file_that_goes_meanwhile_is_left_out_and_named() {
    let (from, to) = (Install::sqlite(), Install::sqlite());
    let server = from.serve().await;
    Life::live(&server).await;
    server.stop().await;
    let previews = std::fs::read_dir(from.data().join("files/previews")).unwrap();
    for preview in previews {
        std::fs::remove_file(preview.unwrap().path()).unwrap();
    }
    let archive = from.file("backup.tar");
    let made = from.backup(&archive).await;
    assert_eq!((made.missing_files, made.missing.len()), (1, 1));
    assert!(made.missing[0].starts_with("previews/"));
    to.restore(&archive).await;
    let report = to.check().await;
    assert!(report.problems.len() == 1 && report.problems[0].contains("is missing"), "{report:?}");
}

#[tokio::test]
async fn nothing_is_loaded_over_what_is_there() {
    let (from, fresh) = (Install::sqlite(), Install::sqlite());
    let server = from.serve().await;
    Life::live(&server).await;
    let archive = from.file("backup.tar");
    from.backup(&archive).await;
    let refused = from.try_backup(&archive).await.unwrap_err().to_string();
    assert!(refused.contains("is there already"), "{refused}");
    // A running server, and one that is stopped and not empty.
    let refused = from.try_restore(&archive).await.unwrap_err().to_string();
    assert!(refused.contains("another process uses"), "{refused}");
    server.stop().await;
    // A server was there once, and nobody used it.
    fresh.serve().await.stop().await;
    fresh.restore(&archive).await;
    let refused = fresh.try_restore(&archive).await.unwrap_err().to_string();
    assert!(refused.contains("not empty"), "{refused}");
    fresh.is_sound().await;
    let Some(running) = Install::postgres().await else { return };
    let server = running.serve().await;
    let refused = running.try_restore(&archive).await.unwrap_err().to_string();
    assert!(refused.contains("a server uses this database"), "{refused}");
    server.stop().await;
}
