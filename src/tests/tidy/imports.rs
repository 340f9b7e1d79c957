//! Who may import whom: the modules of the server, and the crates that only one of them may touch.
//!
//! `domain` and `protocol` are packages of their own; cargo keeps what they may use.

use super::source::{Source, rust_sources};

/// What every module of the shell may use.
const EVERYWHERE: [&str; 5] = ["domain", "config", "clock", "tasks", "telemetry"];

/// A module, and what else it may use of ours. Who is not listed may use nothing of ours.
const MODULES: [(&str, &[&str]); 18] = [
    ("config", &["domain"]),
    ("clock", &["domain"]),
    ("telemetry", &["domain", "config"]),
    ("tasks", &["domain", "clock", "telemetry"]),
    ("store", &[]),
    ("bus", &["protocol"]),
    ("mail", &[]),
    ("media", &[]),
    ("app", &["store", "bus", "media", "protocol"]),
    ("hub", &["app", "bus", "protocol"]),
    ("jobs", &["app", "store", "mail", "media", "protocol"]),
    ("record", &["app", "hub", "protocol"]),
    ("gateway", &["app", "hub", "protocol", "record"]),
    ("http", &["app", "hub", "protocol", "record", "web"]),
    ("web", &[]),
    ("demo", &["app", "store", "media"]),
    ("backup", &["store", "media"]),
    ("check", &["store", "media", "backup"]),
];

/// Modules that may use everything: they put the parts together.
const ROOTS: [&str; 3] = ["boot", "main", "lib"];

/// Foreign crates with a home: a part of the path that a file needs to have to name them.
const HOMES: [(&str, &[&str]); 20] = [
    ("axum", &["src/gateway", "src/http", "src/web"]),
    ("tower", &["src/gateway", "src/http"]),
    ("tower_http", &["src/gateway", "src/http", "src/web"]),
    ("utoipa", &["src/http"]),
    ("utoipa_axum", &["src/http"]),
    ("hyper", &["src/gateway", "src/http", "src/chat", "load-tests"]),
    ("tokio_tungstenite", &["src/gateway", "src/chat", "load-tests"]),
    ("rusqlite", &["src/store", "load-tests/src/stores"]),
    ("tokio_postgres", &["src/store", "load-tests/src/stores"]),
    ("deadpool_postgres", &["src/store"]),
    ("tokio_postgres_rustls", &["src/store"]),
    ("refinery", &["src/store"]),
    ("redis", &["src/bus"]),
    ("lettre", &["src/mail"]),
    ("minijinja", &["src/mail"]),
    ("image", &["src/media"]),
    ("fast_image_resize", &["src/media"]),
    ("object_store", &["src/media"]),
    ("metrics_exporter_prometheus", &["src/telemetry"]),
    ("opentelemetry_otlp", &["src/telemetry"]),
];

/// The module of the server that a file belongs to.
fn module(path: &str) -> Option<&str> {
    let inside = path.strip_prefix("src/")?;
    let name = inside.split('/').next()?.trim_end_matches(".rs");
    (!matches!(name, "domain" | "protocol" | "tests")).then_some(name)
}

fn may_use(module: &str, other: &str) -> bool {
    if module == other || ROOTS.contains(&module) {
        return true;
    }
    match MODULES.iter().find(|(name, _)| *name == module) {
        // Those four are what everybody stands on, so they name each of their own.
        Some((name, listed)) if EVERYWHERE.contains(name) => listed.contains(&other),
        Some((_, listed)) => listed.contains(&other) || EVERYWHERE.contains(&other),
        // A client in the server's binary: it knows the wire, and nothing of the server.
        None if module == "chat" => matches!(other, "protocol" | "clock" | "tasks"),
        None => false,
    }
}

/// The names that follow `prefix` in code: `crate::x`, and each of `crate::{x, y::z}`.
fn names_after(code: &str, prefix: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices(prefix) {
        if code[..at].ends_with(is_word) {
            continue;
        }
        let rest = &code[at + prefix.len()..];
        match rest.strip_prefix('{') {
            Some(group) => names.extend(group_heads(group)),
            None => names.extend(word(rest)),
        }
    }
    names
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn word(text: &str) -> Option<String> {
    let name: String = text.trim_start().chars().take_while(|letter| is_word(*letter)).collect();
    (!name.is_empty()).then_some(name)
}

/// The first words of the entries of a `{…}` whose opening brace was taken.
fn group_heads(group: &str) -> Vec<String> {
    let mut heads: Vec<String> = word(group).into_iter().collect();
    let mut depth = 0_usize;
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => heads.extend(word(&group[at + 1..])),
            _ => (),
        }
    }
    heads
}

fn uses(source: &Source) -> Vec<String> {
    let mut names = names_after(&source.code, "crate::");
    for package in ["domain", "protocol"] {
        if !names_after(&source.code, &format!("{package}::")).is_empty() {
            names.push(package.to_owned());
        }
    }
    names.sort();
    names.dedup();
    names
}

#[test]
fn modules_import_only_what_the_table_allows() {
    let mut wrong = Vec::new();
    let known: Vec<&str> =
        MODULES.iter().map(|(name, _)| *name).chain(ROOTS).chain(["chat", "web"]).collect();
    for source in rust_sources() {
        let Some(module) = module(&source.path) else {
            continue;
        };
        if !known.contains(&module) {
            wrong.push(format!("{}: the module {module} has no row in the table", source.path));
        }
        for other in uses(source) {
            let is_module =
                known.contains(&other.as_str()) || matches!(other.as_str(), "domain" | "protocol");
            if is_module && !may_use(module, &other) {
                wrong.push(format!("{}: {module} may not use {other}", source.path));
            }
        }
        if source.code.contains("super::super::super::") {
            wrong.push(format!("{}: say crate::… instead of so many super::", source.path));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn foreign_crates_stay_at_home() {
    let mut wrong = Vec::new();
    for source in rust_sources() {
        for (name, homes) in HOMES {
            let at_home = homes.iter().any(|home| {
                source.path.strip_prefix(home).is_some_and(|rest| rest.starts_with(['/', '.']))
            });
            if !at_home && !names_after(&source.code, &format!("{name}::")).is_empty() {
                wrong.push(format!("{}: {name} belongs to {homes:?}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn sql_stands_in_the_store_only() {
    let is_sql = |text: &str| {
        let text = text.to_lowercase();
        text.contains("insert into ")
            || text.contains("delete from ")
            || (text.starts_with("select ") && text.contains(" from "))
            || (text.starts_with("update ") && text.contains(" set "))
    };
    let mut wrong = Vec::new();
    for source in rust_sources() {
        // The load tool asks the stores what they do by themselves.
        let homes = ["src/store", "load-tests/src/stores"];
        let is_home = homes.iter().any(|home| source.path.starts_with(home));
        if !is_home && source.strings.iter().any(|text| is_sql(text)) {
            wrong.push(format!("{}: SQL belongs to the store", source.path));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_name_of_a_group_is_seen() {
    let code =
        "use crate::{app::{self, x}, store::Store};\nlet a = crate::hub::Hub; mycrate::no();";
    assert_eq!(names_after(code, "crate::"), ["app", "store", "hub"]);
}
