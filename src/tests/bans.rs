//! What may come in through dependencies: licences, and crates that must not be there.
//!
//! Works on what cargo already knows; advisories are looked up by people, see CONTRIBUTING.md.

use serde_json::Value;
use std::process::Command;

/// Licences that let a company run and change Parlor without asking anybody.
const LICENCES: [&str; 13] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Crates that must not be there, and why.
const BANNED: [(&str, &str); 5] = [
    ("aws-lc-sys", "one TLS provider, ring: two of them panic at run time"),
    ("aws-lc-rs", "one TLS provider, ring: two of them panic at run time"),
    ("openssl-sys", "needs headers that a fresh machine lacks"),
    ("native-tls", "rustls does TLS"),
    ("rsa", "RUSTSEC-2023-0071 has no fix"),
];

/// Crates of which a second version would do harm.
const ONE_VERSION: [&str; 7] =
    ["axum", "hyper", "prost", "ring", "rustls", "tokio", "tokio-tungstenite"];

fn packages_in_lock() -> Vec<(String, String)> {
    let text = super::tidy::read("Cargo.lock");
    let lock: toml::Table = text.parse().expect("Cargo.lock is TOML");
    let packages = lock["package"].as_array().expect("Cargo.lock lists packages");
    packages
        .iter()
        .map(|package| {
            let field = |name: &str| package[name].as_str().expect("a string").to_owned();
            (field("name"), field("version"))
        })
        .collect()
}

#[test]
fn banned_crates_are_absent() {
    let mut wrong = Vec::new();
    for (name, version) in packages_in_lock() {
        if let Some((_, why)) = BANNED.iter().find(|(banned, _)| *banned == name) {
            wrong.push(format!("{name} {version}: {why}"));
        }
        if name == "time" && numbers(&version) < [0, 3, 47] {
            wrong.push(format!("{name} {version}: RUSTSEC-2026-0009, fixed in 0.3.47"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn crates_that_must_agree_have_one_version() {
    let packages = packages_in_lock();
    for name in ONE_VERSION {
        let versions: Vec<&String> = packages
            .iter()
            .filter(|(other, _)| other == name)
            .map(|(_, version)| version)
            .collect();
        assert_eq!(versions.len(), 1, "{name}: {versions:?}");
    }
}

/// `0.3.47-beta+x` as `[0, 3, 47]`.
fn numbers(version: &str) -> [u64; 3] {
    let mut parts = version.split(['.', '-', '+']).map(|part| part.parse().unwrap_or(0));
    std::array::from_fn(|_| parts.next().unwrap_or(0))
}

#[test]
fn licences_are_allowed() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked", "--filter-platform", &host()])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo metadata: is Cargo.lock committed?\n{said}");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo speaks JSON");
    let packages = metadata["packages"].as_array().expect("cargo lists packages");
    assert!(packages.len() > 100, "cargo lists only {} packages", packages.len());
    let wrong: Vec<String> = packages
        .iter()
        .filter(|package| !package["license"].as_str().is_some_and(is_allowed))
        .map(|package| {
            format!("{} {}: {}", package["name"], package["version"], package["license"])
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let text = String::from_utf8(output.stdout).expect("rustc speaks UTF-8");
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("rustc names its host").to_owned()
}

/// Whether an SPDX expression leaves a choice that is on the list. `/` is an old way to say OR.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut words = spaced.split_whitespace().peekable();
    any_of(&mut words) == Some(true) && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

/// `None`: that is no expression.
fn any_of(words: &mut Words<'_>) -> Option<bool> {
    let mut allowed = all_of(words)?;
    while words.next_if_eq(&"OR").is_some() {
        allowed |= all_of(words)?;
    }
    Some(allowed)
}

fn all_of(words: &mut Words<'_>) -> Option<bool> {
    let mut allowed = one(words)?;
    while words.next_if_eq(&"AND").is_some() {
        allowed &= one(words)?;
    }
    Some(allowed)
}

fn one(words: &mut Words<'_>) -> Option<bool> {
    let word = words.next()?;
    if word == "(" {
        let allowed = any_of(words)?;
        return words.next_if_eq(&")").map(|_| allowed);
    }
    let mut name = word.to_owned();
    if words.next_if_eq(&"WITH").is_some() {
        name = format!("{name} WITH {}", words.next()?);
    }
    Some(LICENCES.contains(&name.as_str()))
}

#[test]
fn licence_expressions_are_read() {
    for good in ["MIT", "MIT/Apache-2.0", "GPL-3.0 OR MIT", "(MIT OR GPL-3.0) AND Unicode-3.0"] {
        assert!(is_allowed(good), "{good}");
    }
    for bad in ["GPL-3.0", "MIT AND GPL-3.0", "", "MIT OR", "(MIT"] {
        assert!(!is_allowed(bad), "{bad}");
    }
}
