//! Recording and replaying with the programs themselves: what is recorded of one server is replayed
//! on a fresh one, and a promise that is not kept is noticed. The server's program has to be built.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const LOAD: &str = env!("CARGO_BIN_EXE_parlor-load");

/// The server beside this tool, where one was built; in CI it has to be.
fn parlor() -> Option<PathBuf> {
    let path = Path::new(LOAD).with_file_name("parlor");
    if path.exists() {
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "build the server before");
    None
}

fn load(parlor: &Path, arguments: &[&str]) -> Output {
    Command::new(LOAD).arg("--parlor").arg(parlor).args(arguments).output().expect("it starts")
}

#[track_caller]
fn check(output: &Output, good: bool, says: &str) {
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.success(), good, "{said}{complained}");
    assert!(said.contains(says) || complained.contains(says), "{says}: {said}{complained}");
}

// O5
#[test]
fn what_is_recorded_of_one_server_is_replayed_on_another() {
    let Some(parlor) = parlor() else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (made_up, real) = (path("made-up.jsonl"), path("real.jsonl"));
    check(
        &load(&parlor, &["busy-hour", &made_up, "--messages", "40", "--minutes", "2"]),
        true,
        "commands",
    );
    let recorded = load(&parlor, &["replay", &made_up, "--speed", "100", "--record", &real]);
    check(&recorded, true, "nothing lost");
    let text = std::fs::read_to_string(&real).unwrap();
    assert!(text.lines().count() > 50, "{text}");
    assert!(!text.contains("colleague") && !text.contains("example.com"), "{text}");
    check(
        &load(&parlor, &["replay", &real, "--people", "x2", "--speed", "2"]),
        true,
        "nothing lost",
    );
    // And what a server that broke its promises would be told.
    for (plant, says) in [("loss", "came"), ("double", "twice"), ("note", "shown a note")] {
        let spoilt = load(&parlor, &["replay", &real, "--speed", "10", "--plant", plant]);
        check(&spoilt, false, says);
    }
}

// O5
#[test]
fn what_is_no_recording_is_refused_with_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cut.jsonl");
    let head = r#"{"at":0,"recording":{"version":1,"serverVersion":"0.1.0"}}"#;
    std::fs::write(&file, format!("{head}\n{{\"at\":1,\"closed\":\"s\"}}\n")).unwrap();
    let output = load(Path::new("no-server"), &["replay", file.to_str().unwrap()]);
    check(&output, false, "line 2: unknown_session");
}
