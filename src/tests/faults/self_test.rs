//! Before anything runs: the checker finds each fault that is planted, and none in what is right. A
//! checker that cannot fail proves nothing. (A program without the usual harness has no `#[test]`.)

use super::checker::{Found, Kind, check};
use super::history::{Act, Entry, Line, Spot, What, load};
use super::time::ms;
use std::path::Path;

const PLACE: &str = "place";

fn at(seq: u64) -> Spot {
    Spot { epoch: "e".to_owned(), seq }
}

fn place() -> String {
    PLACE.to_owned()
}

fn text(word: &str) -> String {
    word.to_owned()
}

fn began(key: &str, act: Act) -> What {
    What::Began { key: text(key), place: place(), act }
}

fn sends(key: &str) -> What {
    began(key, Act::Send { text: text(key) })
}

fn sent(key: &str, seq: u64) -> What {
    What::Done { key: text(key), id: format!("m{key}"), spot: Some(at(seq)) }
}

fn done(key: &str) -> What {
    What::Done { key: text(key), id: String::new(), spot: None }
}

fn hears(seq: u64, key: &str) -> What {
    let (fact, message) = (text("posted"), format!("m{key}"));
    What::Event { place: place(), spot: at(seq), fact, message, key: Some(text(key)) }
}

fn held(seq: u64) -> What {
    What::Held { place: place(), spot: at(seq) }
}

fn logged(seq: u64, key: &str) -> What {
    let entry = Entry {
        seq,
        id: format!("m{key}"),
        author: text("ana"),
        key: Some(text(key)),
        text: text(key),
        ..Entry::default()
    };
    What::Logged { place: place(), epoch: text("e"), entry }
}

fn standing(seq: u64) -> What {
    What::Standing { place: place(), spot: at(seq) }
}

/// Two messages, sent one after the other and received by both; what `change` makes of it.
fn judged(change: impl FnOnce(&mut Vec<(u32, What)>)) -> Found {
    let mut lines = vec![
        (1, What::Is { user: text("ana"), internal: true }),
        (2, What::Is { user: text("guest"), internal: false }),
        (1, What::Opened),
        (1, held(0)),
        (2, What::Opened),
        (2, held(0)),
        (1, sends("a")),
        (1, sent("a", 1)),
        (1, hears(1, "a")),
        (2, hears(1, "a")),
        (1, sends("b")),
        (1, sent("b", 2)),
        (2, hears(2, "b")),
        (1, hears(2, "b")),
        (1, logged(1, "a")),
        (1, logged(2, "b")),
        (1, standing(2)),
        (2, standing(2)),
    ];
    change(&mut lines);
    let lines: Vec<Line> =
        (0..).zip(lines).map(|(at, (who, what))| Line { at: at * 1_000, who, what }).collect();
    check(&lines, ms(5))
}

fn finds(kind: Kind, change: impl FnOnce(&mut Vec<(u32, What)>), what: &str) {
    let found = judged(change);
    assert!(found.count(kind) > 0, "the checker does not see {what}: {:?}", found.wrong);
}

/// Where what is right ends and the reading of the log begins.
const LOG: usize = 14;

pub(crate) fn the_checker_can_fail() {
    let right = judged(|_| ());
    assert_eq!(right.wrong, [], "the checker finds fault with what is right");
    assert_eq!((right.acknowledged, right.gap), (2, ms(2)));
    let unsettled = judged(|lines| lines.insert(LOG, (1, sends("c"))));
    assert_eq!(unsettled.wrong, [], "what has no answer need not be there");
    writes();
    reads();
    members();
}

fn writes() {
    finds(Kind::Lost, |lines| drop(lines.remove(LOG + 1)), "an acknowledged message lost");
    finds(Kind::Doubled, |lines| lines.insert(LOG + 2, (1, again("b", 3))), "a message twice");
    finds(Kind::Other, |lines| lines.insert(LOG + 2, (1, logged(3, "x"))), "a message of nobody");
    finds(
        Kind::Reordered,
        |lines| (lines[LOG].1, lines[LOG + 1].1) = (logged(2, "a"), logged(1, "b")),
        "messages that changed places",
    );
    finds(Kind::Lost, |lines| lines[LOG + 2].1 = standing(3), "a hole in the numbers");
    let refused = What::Refused { key: text("b"), code: text("forbidden") };
    finds(Kind::Other, |lines| lines[11].1 = refused, "something refused that is there");
    let edit = Act::Edit { message: text("mb"), text: text("other") };
    let edits = |lines: &mut Vec<_>| {
        lines.splice(LOG..LOG, [(1, began("c", edit)), (1, done("c"))]);
    };
    finds(Kind::Other, edits, "an edit that is lost");
    let react = Act::React { message: text("mb"), emoji: text("x"), on: true };
    let reacts = |lines: &mut Vec<_>| {
        lines.splice(LOG..LOG, [(2, began("c", react)), (2, done("c"))]);
    };
    finds(Kind::Other, reacts, "a reaction that is not counted");
}

/// The same key under another id.
fn again(key: &str, seq: u64) -> What {
    let mut what = logged(seq, key);
    if let What::Logged { entry, .. } = &mut what {
        entry.id = text("another");
    }
    what
}

fn reads() {
    finds(Kind::Lost, |lines| drop(lines.remove(9)), "an event that one client never got");
    finds(Kind::Lost, |lines| drop(lines.remove(12)), "a client that never came to the end");
    finds(Kind::Doubled, |lines| lines.insert(10, (2, hears(1, "a"))), "an event twice");
    finds(Kind::Reordered, |lines| lines.insert(13, (2, hears(1, "a"))), "an event late");
    finds(Kind::Lost, |lines| lines.insert(13, (2, hears(3, "c"))), "an event of nothing");
    finds(
        Kind::Lost,
        |lines| drop(lines.splice(12..13, [(2, What::Opened), (2, held(2))])),
        "a client that holds what it never got",
    );
    let caught_up = What::CaughtUp { place: place(), spot: at(2) };
    finds(Kind::Lost, |lines| lines.insert(10, (2, caught_up)), "a catch-up that is none");
    finds(
        Kind::Other,
        |lines| lines[12].1 = hears(2, "c"),
        "clients that are told different things",
    );
}

fn members() {
    let out = |lines: &mut Vec<(u32, What)>, after: u64| {
        let remove = Act::Remove { user: text("guest") };
        let filler = (0..after).map(|_| (1, What::Fault { text: String::new() }));
        lines.splice(10..10, [(1, began("r", remove)), (1, done("r"))].into_iter().chain(filler));
    };
    assert_eq!(judged(|lines| out(lines, 0)).wrong, [], "the bound is not over");
    finds(Kind::Other, |lines| out(lines, 9), "an event after a removal");
    let gone = What::Gone { place: place() };
    finds(Kind::Other, |lines| lines.insert(10, (2, gone)), "an event after `gone`");
    finds(
        Kind::Other,
        |lines| {
            let entry =
                Entry { seq: 1, id: text("ma"), removed: Some(text("ana")), ..Entry::default() };
            lines[LOG].1 = What::Logged { place: place(), epoch: text("e"), entry };
        },
        "a message after its author's removal",
    );
}

/// A history in `kept/` was a failure once; its name begins with what the checker said.
pub(crate) fn kept_histories_are_judged_as_they_were() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/faults/kept");
    for file in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        let kind = match name.split('-').next() {
            Some("lost") => Kind::Lost,
            Some("doubled") => Kind::Doubled,
            Some("reordered") => Kind::Reordered,
            Some("other") => Kind::Other,
            _ => continue,
        };
        assert!(check(&load(&file.path()), ms(3_000)).count(kind) > 0, "{name} is judged as good");
    }
}
