//! `proto/PROTOCOL.md` says what the code says: its codes, its limits, its example, its contract.

use super::drift::{proto_dir, proto_files};
use crate::code::{CloseCode, Code, Retry};
use crate::codec::Encoding;
use domain::limits;
use std::collections::BTreeMap;

fn document() -> String {
    std::fs::read_to_string(proto_dir().join("PROTOCOL.md")).unwrap()
}

/// The rows of the table under a heading, as their cells.
fn table(heading: &str) -> Vec<Vec<String>> {
    let document = document();
    let (_, section) = document.split_once(&format!("\n## {heading}\n")).unwrap();
    let section = section.split("\n## ").next().unwrap();
    section
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| ---"))
        .skip(1)
        .map(|line| {
            let cells = line.trim_matches('|').split(" | ");
            cells.map(|cell| cell.trim().trim_matches('`').to_owned()).collect()
        })
        .collect()
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

#[test]
fn every_error_code_is_documented_and_no_other() {
    let mut documented: Vec<_> = table("Error codes").iter().map(|row| row[..3].to_vec()).collect();
    let mut known: Vec<Vec<String>> = Code::ALL
        .iter()
        .map(|code| {
            let again = yes(code.retry() == Retry::Later);
            vec![code.as_str().to_owned(), code.status().to_string(), again]
        })
        .collect();
    documented.sort();
    known.sort();
    assert_eq!(documented, known);
}

#[test]
fn every_close_code_is_documented_and_no_other() {
    let mut documented: Vec<_> = table("Close codes").iter().map(|row| row[..3].to_vec()).collect();
    let mut known: Vec<Vec<String>> = CloseCode::ALL
        .iter()
        .map(|code| {
            vec![code.number().to_string(), code.as_str().to_owned(), yes(code.reconnect())]
        })
        .collect();
    documented.sort();
    known.sort();
    assert_eq!(documented, known);
}

#[test]
fn the_limits_that_concern_a_client_are_documented_as_they_are() {
    let documented: BTreeMap<String, String> =
        table("Limits").iter().map(|row| (row[0].clone(), row[1].replace(',', ""))).collect();
    let seconds = |span: domain::time::Span| format!("{} seconds", span.as_millis() / 1_000);
    let wanted = [
        ("FRAME_BYTES_MAX", limits::FRAME_BYTES_MAX.to_string()),
        ("FRAME_BYTES_BEFORE_CONNECT_MAX", limits::FRAME_BYTES_BEFORE_CONNECT_MAX.to_string()),
        ("CONNECT_DEADLINE", seconds(limits::CONNECT_DEADLINE)),
        ("MESSAGE_DEADLINE", seconds(limits::MESSAGE_DEADLINE)),
        ("HEARTBEAT_EVERY", seconds(limits::HEARTBEAT_EVERY)),
        ("HEARTBEAT_DEADLINE", seconds(limits::HEARTBEAT_DEADLINE)),
        ("SESSION_QUEUE_BYTES_MAX", limits::SESSION_QUEUE_BYTES_MAX.to_string()),
        ("SESSIONS_PER_USER_MAX", limits::SESSIONS_PER_USER_MAX.to_string()),
        ("COMMANDS_UNDER_WAY_MAX", limits::COMMANDS_UNDER_WAY_MAX.to_string()),
        ("RESUME_CONVERSATIONS_MAX", limits::RESUME_CONVERSATIONS_MAX.to_string()),
        ("RESUME_EVENTS_MAX", limits::RESUME_EVENTS_MAX.to_string()),
        ("HISTORY_PAGE_MAX", limits::HISTORY_PAGE_MAX.to_string()),
        ("SEND_BURST", limits::SEND_BURST.to_string()),
        ("GUEST_SENDS_PER_SECOND", limits::GUEST_SENDS_PER_SECOND.to_string()),
        ("INTERNAL_SENDS_PER_SECOND", limits::INTERNAL_SENDS_PER_SECOND.to_string()),
        ("TEXT_BYTES_MAX", limits::TEXT_BYTES_MAX.to_string()),
        ("TYPING_SPAN", seconds(limits::TYPING_SPAN)),
        ("PRESENCE_WATCHED_MAX", limits::PRESENCE_WATCHED_MAX.to_string()),
    ];
    for (name, value) in wanted {
        assert_eq!(documented.get(name), Some(&value), "{name}");
    }
}

#[test]
fn both_subprotocols_are_documented() {
    for encoding in Encoding::ALL {
        assert!(document().contains(&format!("`{}`", encoding.subprotocol())));
    }
}

#[test]
fn every_command_and_push_is_documented() {
    let names = |heading| table(heading).into_iter().map(|row| row[0].clone()).collect::<Vec<_>>();
    for (prefix, documented) in
        [("command.", names("Commands and replies")), ("push.", names("Pushes"))]
    {
        for path in super::golden::files(&proto_dir().join("golden"), "json") {
            let stem = path.file_stem().unwrap().to_str().unwrap();
            if let Some(kind) = stem.strip_prefix(prefix) {
                let kind = kind.split(['.', '-']).next().unwrap().to_owned();
                assert!(documented.contains(&kind), "{prefix}{kind} is not documented");
            }
        }
    }
}

#[test]
fn the_example_shows_golden_frames() {
    let document = document();
    let mut shown = 0;
    for example in document.split("```json\n").skip(1) {
        let json = example.split("\n```").next().unwrap();
        let before = document.split(example).next().unwrap();
        let name = before.trim_end_matches("```json\n").trim_end().rsplit('`').nth(1).unwrap();
        let golden = proto_dir().join("golden").join(format!("{name}.json"));
        let golden: serde_json::Value =
            serde_json::from_slice(&std::fs::read(&golden).unwrap()).unwrap();
        let json: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(json, golden, "{name}");
        shown += 1;
    }
    assert!(shown > 10, "{shown} frames");
}

/// FNV-1a, 64 bits: against oversight, not against intent.
fn fingerprint() -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for file in proto_files() {
        for byte in std::fs::read(file).unwrap() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    format!("fnv1a64:{hash:016x}")
}

#[test]
fn the_document_was_looked_at_when_the_contract_changed() {
    let fingerprint = fingerprint();
    assert!(
        document().contains(&fingerprint),
        "the contract changed: see what PROTOCOL.md has to say about it, then write {fingerprint}"
    );
}
