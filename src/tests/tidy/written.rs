//! Files that follow from others: the hashes of migrations, and the table of limits.
//!
//! `PARLOR_REWRITE=1 make test ARGS=tidy` writes them anew. Migrations that were released are not
//! edited; a new hash in a diff is what a reviewer looks for.

use super::source::{files, read, top};
use std::fmt::Write as _;

const HASHES: &str = "migrations/hashes.txt";
const LIMITS: &str = "docs/limits.md";

/// Compares a file with what it has to be, or writes it when asked to.
fn check(path: &str, wanted: &str) {
    if std::env::vars_os().any(|(name, _)| name == "PARLOR_REWRITE") {
        std::fs::write(top().join(path), wanted).expect("the file can be written");
        return;
    }
    let found = std::fs::read_to_string(top().join(path)).unwrap_or_default();
    assert!(
        found == wanted,
        "{path} is not what it follows from; see src/tests/tidy/written.rs. Wanted:\n{wanted}"
    );
}

fn migrations(backend: &str) -> Vec<String> {
    let folder = format!("migrations/{backend}/");
    files()
        .iter()
        .filter_map(|path| path.strip_prefix(&folder))
        .filter(|name| name.ends_with(".sql"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn both_stores_have_the_same_migrations() {
    let sqlite = migrations("sqlite");
    assert!(!sqlite.is_empty(), "there are no migrations");
    assert_eq!(sqlite, migrations("postgres"));
}

#[test]
fn migrations_are_not_edited() {
    let mut wanted = String::new();
    for backend in ["postgres", "sqlite"] {
        for name in migrations(backend) {
            let text = read(&format!("migrations/{backend}/{name}"));
            let hash = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
            for byte in hash.as_ref() {
                write!(wanted, "{byte:02x}").expect("a string takes all");
            }
            writeln!(wanted, "  {backend}/{name}").expect("a string takes all");
        }
    }
    check(HASHES, &wanted);
}

#[test]
fn every_limit_is_documented() {
    check(LIMITS, &limits_page(&read("src/domain/limits.rs")));
}

/// The page for operators and writers of clients, made from the constants and their comments.
fn limits_page(source: &str) -> String {
    let mut page = "# Limits\n\n\
        Every limit of Parlor, made from `src/domain/limits.rs`; a test compares the two.\n\
        A client is told the ones that concern it when it connects.\n"
        .to_owned();
    let mut reason = String::new();
    let mut lines = source.lines().skip_while(|line| line.starts_with("//!"));
    while let Some(line) = lines.next() {
        if let Some(text) = line.strip_prefix("/// ") {
            if !reason.is_empty() {
                reason.push(' ');
            }
            reason.push_str(text);
        } else if let Some(section) = line.strip_prefix("// ") {
            let title = section.trim_end_matches('.');
            write!(page, "\n## {title}\n\n| Limit | Value | Meaning |\n| --- | --- | --- |\n")
                .expect("a string takes all");
        } else if let Some(rest) = line.strip_prefix("pub const ") {
            let mut whole = rest.to_owned();
            while !whole.ends_with(';') {
                whole.push_str(lines.next().expect("a constant ends").trim());
            }
            let (name, rest) = whole.split_once(':').expect("a constant has a type");
            let (_, value) = rest.split_once('=').expect("a constant has a value");
            let value = shown(value.trim().trim_end_matches(';'));
            writeln!(page, "| `{name}` | {value} | {reason} |").expect("a string takes all");
            reason.clear();
        }
    }
    page
}

/// A value as people write it: `Span::hours(24)` is 24 hours, `2 * 1024` is 2,048.
fn shown(value: &str) -> String {
    if let Some(span) = value.strip_prefix("Span::") {
        let (unit, number) = span.trim_end_matches(')').split_once('(').expect("a unit, a number");
        let number = shown(number);
        let unit = if number == "1" { unit.trim_end_matches('s') } else { unit };
        return format!("{number} {unit}");
    }
    if let Some(list) = value.strip_prefix('[') {
        return list.trim_end_matches(']').split(", ").map(shown).collect::<Vec<_>>().join(", ");
    }
    let numbers: Option<Vec<u64>> =
        value.split('*').map(|part| part.trim().replace('_', "").parse().ok()).collect();
    match numbers {
        Some(numbers) => thousands(numbers.iter().product()),
        None => format!("`{value}`"),
    }
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

#[test]
fn values_are_shown_as_people_write_them() {
    assert_eq!(shown("10 * 1024"), "10,240");
    assert_eq!(shown("Span::minutes(1)"), "1 minute");
    assert_eq!(shown("[512, 128]"), "512, 128");
}
