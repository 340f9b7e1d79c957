//! Settings from all their sources.

use super::*;
use clap::{CommandFactory, FromArgMatches, Parser};
use std::ffi::OsString;
use std::io::Write;

#[derive(Debug, Parser)]
struct Cli {
    #[command(flatten)]
    settings: Settings,
}

fn settings(arguments: &[&str]) -> Result<Settings, String> {
    let arguments: Vec<OsString> =
        std::iter::once("parlor").chain(arguments.iter().copied()).map(OsString::from).collect();
    let command = prepare(Cli::command(), &arguments).map_err(|wrong| wrong.to_string())?;
    let matches = command.try_get_matches_from(arguments).map_err(|error| error.to_string())?;
    let settings = Cli::from_arg_matches(&matches).map_err(|error| error.to_string())?.settings;
    settings.check().map_err(|wrong| wrong.to_string())?;
    Ok(settings)
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

// O1
#[test]
fn nothing_has_to_be_configured() {
    let read = settings(&[]).unwrap();
    assert_eq!(read.public_url, "http://localhost:8080");
    assert!(read.database_url.is_none());
    assert!(read.redis_url.is_none());
    assert!(read.smtp_url.is_none());
}

// O4
#[test]
fn a_flag_wins_over_the_file_and_that_over_the_default() {
    let file = file("drain_seconds = 3\nallowed_hosts = ['a', 'b']\nlog = 'warn'\n");
    let path = format!("--config={}", file.path().display());
    let read = settings(&[&path, "--log", "debug"]).unwrap();
    assert_eq!(read.drain_seconds, 3);
    assert_eq!(read.allowed_hosts, ["a", "b"]);
    assert_eq!(read.log, "debug");
}

// O4
#[test]
fn wrong_settings_say_what_to_change() {
    for (arguments, said) in [
        (vec!["--public-url", "chat.example.com"], "http:// or https://"),
        (vec!["--public-url", "https://example.com/chat"], "no path"),
        (vec!["--database-url", "mysql://x"], "postgres://"),
        (vec!["--trusted-proxies", "nowhere"], "10.0.0.0/8"),
        (vec!["--redis-url", "redis://localhost"], "DATABASE_URL"),
        (vec!["--listen", "8080"], "--listen"),
        (vec!["--mail-from", "nobody"], "parlor@example.com"),
    ] {
        let wrong = settings(&arguments).unwrap_err();
        assert!(wrong.contains(said), "{arguments:?}: {wrong}");
    }
    let file = file("lisetn = '127.0.0.1:1'");
    let path = format!("--config={}", file.path().display());
    assert!(settings(&[&path]).unwrap_err().contains("lisetn"));
}

// O3
#[test]
fn secrets_are_hidden() {
    let secret = "postgres://ana:planted@localhost/parlor";
    let read = settings(&["--database-url", secret]).unwrap();
    assert_eq!(read.database_url.as_ref().unwrap().expose(), secret);
    assert!(!format!("{read:?}").contains("planted"));
    assert!(!read.print().contains("planted"));
    assert!(read.print().contains("database_url = \"(hidden)\""));
    let refused = settings(&["--database-url", "planted://x"]).unwrap_err();
    assert!(refused.contains("postgres://") && !refused.contains("planted"));
}

#[test]
fn what_is_printed_is_a_settings_file() {
    let printed = settings(&[]).unwrap().print();
    let file = file(&printed);
    let path = format!("--config={}", file.path().display());
    assert_eq!(settings(&[&path]).unwrap().print(), printed);
}

#[test]
fn the_document_lists_every_setting() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/configuration.md");
    if std::fs::read_to_string(path).is_ok_and(|written| written == document()) {
        return;
    }
    std::fs::write(path, document()).unwrap();
    panic!("docs/configuration.md was not as the program has it; it is now: commit it");
}
