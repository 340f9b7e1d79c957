//! Length, left-overs, forbidden calls, and what must not stand in a public repository.

use super::source::{files, read, rust_sources, top};

const LINES_MAX: usize = 600;
const COLUMNS_MAX: usize = 100;

#[test]
fn every_file_says_what_it_is_for() {
    let wrong: Vec<String> = rust_sources()
        .iter()
        .filter(|source| !source.is_generated() && !source.text.starts_with("//! "))
        .map(|source| source.path.clone())
        .collect();
    assert!(wrong.is_empty(), "these do not begin with //!: {wrong:?}");
}

#[test]
fn files_and_lines_are_short() {
    let mut wrong = Vec::new();
    for source in rust_sources().iter().filter(|source| !source.is_generated()) {
        let lines = source.text.lines().count();
        if lines > LINES_MAX {
            wrong.push(format!("{}: {lines} lines, {LINES_MAX} at most", source.path));
        }
        let code = source.code.lines().chain(source.tests_code.lines());
        for (number, (line, code)) in source.text.lines().zip(code).enumerate() {
            // What stands in a string is long as it is; rustfmt leaves it, too.
            let shown = if line.trim_start().starts_with("//") { line } else { code };
            if columns(shown) > COLUMNS_MAX {
                wrong.push(format!("{}:{}: over {COLUMNS_MAX} columns", source.path, number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Characters, without those that only change the emoji before them.
fn columns(line: &str) -> usize {
    let changes = |letter: &char| {
        matches!(letter, '\u{200d}' | '\u{20e3}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
            || matches!(letter, '\u{e0000}'..='\u{e007f}')
    };
    line.chars().filter(|letter| !changes(letter)).count()
}

#[test]
fn nothing_is_left_over() {
    const IN_CODE: [&str; 7] =
        ["todo!", "unimplemented!", "dbg!(", "#[ignore", "#[should_panic", "#[allow(", "#![allow("];
    const IN_COMMENTS: [&str; 3] = ["FIXME", "XXX", "TODO"];
    let mut wrong = Vec::new();
    for source in rust_sources().iter().filter(|source| !source.is_generated()) {
        for word in IN_CODE {
            if source.code.contains(word) || source.tests_code.contains(word) {
                wrong.push(format!("{}: {word}", source.path));
            }
        }
        for word in IN_COMMENTS {
            if source.comments.split(|letter: char| !letter.is_alphanumeric()).any(|it| it == word)
            {
                wrong.push(format!("{}: {word}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Clippy bans these too, where it sees the type; this sees the text, in every package.
#[test]
fn spawning_time_and_environment_have_one_place_each() {
    const PLACES: [(&str, &[&str]); 7] = [
        ("tokio::spawn(", &["src/tasks", "load-tests/"]),
        ("task::spawn(", &["src/tasks", "load-tests/"]),
        ("SystemTime::now", &["src/clock"]),
        ("Instant::now", &["src/clock", "load-tests/"]),
        ("env::var(", &["src/config", "load-tests/"]),
        ("env::var_os(", &["src/config", "load-tests/"]),
        ("unbounded_channel(", &[]),
    ];
    let mut wrong = Vec::new();
    for source in rust_sources() {
        for (call, places) in PLACES {
            let allowed = places.iter().any(|place| source.path.starts_with(place));
            if !allowed && source.code.contains(call) {
                wrong.push(format!("{}: {call}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn tests_wait_for_events_and_never_sleep() {
    // A fault lasts for a time: what the fault suite waits for stands in one file of it.
    const FAULTS_LAST: &str = "src/tests/faults/time.rs";
    let wrong: Vec<String> = rust_sources()
        .iter()
        .filter(|source| source.path != FAULTS_LAST && source.tests_code.contains("::sleep("))
        .map(|source| source.path.clone())
        .collect();
    assert!(wrong.is_empty(), "these sleep: {wrong:?}");
}

/// Every rule of docs/rules.md has a heading such as `### C4`, and a test that names it.
#[test]
fn every_rule_is_named_by_a_test() {
    let rules: Vec<String> = read("docs/rules.md")
        .lines()
        .filter_map(|line| line.strip_prefix("### "))
        .filter_map(|heading| heading.split_whitespace().next().map(str::to_owned))
        .filter(|name| is_rule(name))
        .collect();
    assert!(!rules.is_empty(), "docs/rules.md has no rules");
    let mut named = std::collections::BTreeSet::new();
    // These tests speak of rules only to explain themselves.
    for source in rust_sources().iter().filter(|it| !it.path.starts_with("src/tests/tidy")) {
        let words = source.tests.split(|letter: char| !letter.is_alphanumeric());
        named.extend(words.filter(|word| is_rule(word)).map(str::to_owned));
    }
    let missing: Vec<&String> = rules.iter().filter(|rule| !named.contains(*rule)).collect();
    assert!(missing.is_empty(), "no test names these rules: {missing:?}");
}

/// A capital letter and a number: `C4`, `M10`.
fn is_rule(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(|letter| letter.is_ascii_uppercase())
        && word.len() > 1
        && letters.all(|letter| letter.is_ascii_digit())
}

#[test]
fn no_machine_and_no_registry_is_named() {
    // In pieces, or this file would find itself.
    let forbidden: Vec<String> = [
        &["/", "work/"][..],
        &["/", "root/"],
        &["/", "home/"],
        &["registry.", "npmjs"],
        &["registry.", "yarnpkg"],
        &["pypi.", "org"],
        &["python", "hosted"],
        &["static.", "crates"],
        &["index.", "crates"],
        &["proxy.", "golang"],
        &["artifact", "ory"],
    ]
    .iter()
    .map(|pieces| pieces.concat())
    .collect();
    let mut wrong = Vec::new();
    for path in files() {
        // Pictures and fonts are not text; others are.
        let Ok(text) = std::fs::read_to_string(top().join(&path)) else {
            continue;
        };
        for word in &forbidden {
            if text.contains(word.as_str()) {
                wrong.push(format!("{path}: {word}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut wrong = Vec::new();
    for path in files().into_iter().filter(|path| path.ends_with(".md")) {
        let folder = std::path::Path::new(&path).parent().expect("a file stands in a folder");
        let text = read(&path);
        for (at, _) in text.match_indices("](") {
            let target: String =
                text[at + 2..].chars().take_while(|letter| !")#".contains(*letter)).collect();
            let is_ours = !target.is_empty() && !target.contains("://");
            if is_ours && !top().join(folder).join(&target).exists() {
                wrong.push(format!("{path}: {target}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
