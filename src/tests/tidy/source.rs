//! Rust sources taken apart into code, comments and strings, well enough for the rules of tidiness.
//!
//! Not a parser: it knows what a comment, a string and a test module look like in this repository,
//! which rustfmt keeps in one form.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// One Rust file of the repository.
pub(crate) struct Source {
    /// From the repository's top, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
    /// The text without comments and the insides of strings, up to the test module. It has the
    /// same lines.
    pub(crate) code: String,
    /// The insides of strings, up to the test module.
    pub(crate) strings: Vec<String>,
    /// Comments without their slashes.
    pub(crate) comments: String,
    /// The test module at the end, or all of a test file: code, comments and strings.
    pub(crate) tests: String,
    /// The code of `tests`, without comments and strings.
    pub(crate) tests_code: String,
}

impl Source {
    pub(crate) fn new(path: String, text: String) -> Self {
        let whole_is_test = is_test_file(&path);
        let split = if whole_is_test { 0 } else { tests_start(&text) };
        let (product, tests) = text.split_at(split);
        let product_parts = Parts::of(product);
        let tests_parts = Parts::of(tests);
        Self {
            code: product_parts.code,
            strings: product_parts.strings,
            comments: product_parts.comments + &tests_parts.comments,
            tests: tests.to_owned(),
            tests_code: tests_parts.code,
            path,
            text,
        }
    }

    /// Written by a program and checked by another test.
    pub(crate) fn is_generated(&self) -> bool {
        self.path.contains("/generated") || self.text.contains("// @generated")
    }
}

fn is_test_file(path: &str) -> bool {
    path.starts_with("src/tests/")
        || path.ends_with("/tests.rs")
        || path.ends_with("_tests.rs")
        || path.contains("/tests/")
}

/// Where the test module begins; the text's length if there is none. Tests stand last in a file.
fn tests_start(text: &str) -> usize {
    let mut from = 0;
    while let Some(found) = text[from..].find("\n#[cfg(test)]\n") {
        let at = from + found + 1;
        let after = &text[at + "#[cfg(test)]\n".len()..];
        if after.lines().next().is_some_and(|line| line.contains("mod ") && line.ends_with('{')) {
            return at;
        }
        from = at;
    }
    text.len()
}

#[derive(Default)]
struct Parts {
    code: String,
    strings: Vec<String>,
    comments: String,
}

impl Parts {
    fn of(text: &str) -> Self {
        let mut parts = Self::default();
        let mut rest = text;
        while let Some(at) = rest.find(['/', '"', '\'']) {
            parts.code.push_str(&rest[..at]);
            rest = &rest[at..];
            let taken = parts.take(rest);
            rest = &rest[taken..];
        }
        parts.code.push_str(rest);
        parts
    }

    /// Takes one comment, literal or single character and says how long it was.
    fn take(&mut self, rest: &str) -> usize {
        if rest.starts_with("//") {
            let end = rest.find('\n').unwrap_or(rest.len());
            self.comments.push_str(rest[..end].trim_start_matches('/'));
            self.comments.push('\n');
            return end;
        }
        if rest.starts_with("/*") {
            let end = rest.find("*/").map_or(rest.len(), |found| found + 2);
            self.comments.push_str(&rest[..end]);
            self.code.extend(std::iter::repeat_n('\n', rest[..end].matches('\n').count()));
            return end;
        }
        if rest.starts_with('"') {
            let (inside, length) = string_literal(rest, &self.code);
            self.strings.push(inside.to_owned());
            self.code.push_str("\"\"");
            self.code.extend(std::iter::repeat_n('\n', inside.matches('\n').count()));
            return length;
        }
        self.code.push_str(&rest[..1]);
        if rest.starts_with('\'') { character_literal(rest) } else { 1 }
    }
}

/// The inside and the whole length of a string whose opening quote stands first in `rest`; a raw
/// one is known by what stood before it.
fn string_literal<'a>(rest: &'a str, before: &str) -> (&'a str, usize) {
    let prefix = before.trim_end_matches('#');
    let hashes = before.len() - prefix.len();
    let is_raw = prefix.strip_suffix('r').is_some_and(|start| {
        let start = start.strip_suffix(['b', 'c']).unwrap_or(start);
        !start.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_')
    });
    if !is_raw {
        return plain_string(rest);
    }
    let end = format!("\"{}", "#".repeat(hashes));
    let inside = rest[1..].find(&end).map_or(&rest[1..], |found| &rest[1..=found]);
    (inside, (1 + inside.len() + end.len()).min(rest.len()))
}

fn plain_string(rest: &str) -> (&str, usize) {
    let inside = &rest[1..];
    let mut escaped = false;
    for (at, letter) in inside.char_indices() {
        match letter {
            '"' if !escaped => return (&inside[..at], at + 2),
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    (inside, rest.len())
}

/// The length of a character literal, or 1 for the quote of a lifetime.
fn character_literal(rest: &str) -> usize {
    let mut letters = rest.char_indices().skip(1);
    let Some((_, first)) = letters.next() else {
        return 1;
    };
    if first == '\\' {
        letters.next();
        return rest[3.min(rest.len())..].find('\'').map_or(1, |found| found + 4);
    }
    match letters.next() {
        Some((at, '\'')) => at + 1,
        _ => 1,
    }
}

/// The repository's top.
pub(crate) fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files of the repository, in order; read once.
pub(crate) fn rust_sources() -> &'static [Source] {
    static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
        files()
            .into_iter()
            .filter(|path| path.ends_with(".rs"))
            .map(|path| {
                let text = read(&path);
                Source::new(path, text)
            })
            .collect()
    });
    &SOURCES
}

pub(crate) fn read(path: &str) -> String {
    std::fs::read_to_string(top().join(path))
        .unwrap_or_else(|error| panic!("{path} cannot be read: {error}"))
}

/// All files that are ours, from the top, in order: neither built, fetched nor written by a server.
pub(crate) fn files() -> Vec<String> {
    const NOT_OURS: [&str; 6] =
        [".git", "target", "data", "node_modules", ".test-tools", "__pycache__"];
    let mut waiting = vec![PathBuf::new()];
    let mut found = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(top().join(&folder)).expect("a folder can be listed") {
            let entry = entry.expect("a folder can be listed");
            let name = entry.file_name();
            if NOT_OURS.iter().any(|other| name == *other) {
                continue;
            }
            let path = folder.join(name);
            if entry.file_type().expect("a file has a type").is_dir() {
                waiting.push(path);
            } else {
                found.push(path.to_str().expect("paths are UTF-8").replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn sources_are_taken_apart() {
    let text = "//! Doc.\nuse crate::app; // why\nlet a = \"crate::store\"; let b = '\"'; let c: &'a str;\n\
                let d = r#\"raw \"quoted\" text\"#; let e = '\\'';\nlet g = \"a\nb\";\nfn f() {}\n\
                #[cfg(test)]\nmod tests {\n    // R5\n    use crate::bus;\n}\n";
    let source = Source::new("src/x.rs".to_owned(), text.to_owned());
    assert_eq!(source.strings, ["crate::store", "raw \"quoted\" text", "a\nb"]);
    assert!(source.code.contains("use crate::app;") && source.code.contains("fn f()"));
    assert!(!source.code.contains("crate::store") && !source.code.contains("crate::bus"));
    assert!(source.comments.contains("why") && source.comments.contains("R5"));
    let lines = source.code.lines().count() + source.tests_code.lines().count();
    assert_eq!(lines, text.lines().count());
    assert!(source.tests.contains("R5") && source.tests_code.contains("crate::bus"));
}
