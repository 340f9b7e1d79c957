//! The commands as an operator runs them; and a restore that is killed.

use super::install::{Install, Life};
use crate::support::raw::in_time;
use parlor::store::snapshot::Snapshot;
use std::path::Path;
use std::process::{Output, Stdio};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

fn parlor(install: &Install, command: &str) -> Command {
    let mut parlor = Command::new(env!("CARGO_BIN_EXE_parlor"));
    parlor.arg(command).arg("--data").arg(install.data()).env_clear().kill_on_drop(true);
    if let Some(database) = &install.database {
        parlor.env("DATABASE_URL", &database.url);
    }
    parlor
}

async fn run(install: &Install, command: &str, file: Option<&Path>) -> Output {
    let mut parlor = parlor(install, command);
    parlor.args(file);
    in_time(command, parlor.output()).await.unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Killed when it says so, it leaves an empty store, and the next try is as if it had not been.
async fn a_killed_restore_leaves_an_empty_store(to: Install) {
    let from = Install::sqlite();
    let server = from.serve().await;
    Life::live(&server).await;
    let archive = from.file("backup.tar");
    let made = run(&from, "backup", Some(&archive)).await;
    assert!(made.status.success(), "beside the running server: {}", text(&made.stderr));
    assert!(text(&made.stdout).contains("keep it as you keep the store"));
    server.stop().await;
    for moment in ["the archive is whole", "files: ", "making the words"] {
        let mut restore = parlor(&to, "restore");
        let mut child = restore.arg(&archive).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap()).lines();
        loop {
            let line = in_time("progress", said.next_line()).await.unwrap();
            if line.expect("it says how far it is").starts_with(moment) {
                break;
            }
        }
        child.start_kill().unwrap();
        in_time("its end", child.wait()).await.unwrap();
        if Snapshot::take(&to.place()).await.is_err() {
            continue;
        }
        // It was quicker than the signal: then all of it is there.
        return to.is_sound().await;
    }
    to.restore(&archive).await;
    to.is_sound().await;
}

#[tokio::test]
async fn a_killed_restore_leaves_an_empty_store_on_sqlite() {
    a_killed_restore_leaves_an_empty_store(Install::sqlite()).await;
}

#[tokio::test]
async fn a_killed_restore_leaves_an_empty_store_on_postgres() {
    if let Some(to) = Install::postgres().await {
        a_killed_restore_leaves_an_empty_store(to).await;
    }
}

#[tokio::test]
async fn the_commands_say_what_they_did() {
    let (from, to) = (Install::sqlite(), Install::sqlite());
    let none = run(&from, "backup", Some(&from.file("none.tar"))).await;
    assert!(!none.status.success());
    assert!(text(&none.stderr).contains("there is no store"), "{}", text(&none.stderr));
    assert!(!from.file("none.tar").exists() && !from.file("none.tar.partial").exists());
    let server = from.serve().await;
    Life::live(&server).await;
    let archive = from.file("backup.tar");
    assert!(run(&from, "export", Some(&archive)).await.status.success());
    let sound = run(&from, "check", None).await;
    assert!(sound.status.success() && text(&sound.stdout).starts_with("all is well: "));
    server.stop().await;
    let restored = run(&to, "import", Some(&archive)).await;
    assert!(text(&restored.stdout).contains("new epoch"), "{}", text(&restored.stderr));
    std::fs::remove_dir_all(to.data().join("files/pictures")).unwrap();
    let unsound = run(&to, "check", None).await;
    assert_eq!(unsound.status.code(), Some(1));
    assert!(text(&unsound.stdout).contains("the file pictures/"), "{}", text(&unsound.stdout));
    assert!(text(&unsound.stderr).contains(" problems"));
}
