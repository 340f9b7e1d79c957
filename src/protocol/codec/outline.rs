//! Reads a JSON command that does not fit the schema once more, for what can be said about it:
//! whether it is JSON at all, its id, and whether it names a command. Only failures come here.

use crate::wire;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::error::Category;
use std::fmt;

/// Levels of nesting that may be looked at; commands have four.
const NESTING_MAX: usize = 32;
/// Characters of a field's name that an error repeats.
const NAME_CHARS_MAX: usize = 64;

/// What is known of a command that does not fit.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Outline {
    /// Its id, if that is a number.
    pub(super) id: Option<u32>,
    known: bool,
    unknown: bool,
}

impl Outline {
    /// Looks at a payload; the error says why it is not JSON.
    pub(super) fn of(payload: &[u8]) -> Result<Self, String> {
        if payload.is_empty() {
            return Err("the frame is empty".to_owned());
        }
        if std::str::from_utf8(payload).is_err() {
            return Err("this is not UTF-8".to_owned());
        }
        if nesting(payload) > NESTING_MAX {
            return Err(format!("nested deeper than {NESTING_MAX} levels"));
        }
        serde_json::from_slice::<IgnoredAny>(payload).map_err(|error| describe(&error))?;
        // It is JSON. If it is no object, then nothing more is known of it.
        Ok(serde_json::from_slice(payload).unwrap_or_default())
    }

    /// Whether it names a command, and none that is known.
    pub(super) fn is_unknown_command(&self) -> bool {
        self.unknown && !self.known
    }
}

impl<'de> Deserialize<'de> for Outline {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OutlineVisitor)
    }
}

struct OutlineVisitor;

impl<'de> Visitor<'de> for OutlineVisitor {
    type Value = Outline;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Outline, A::Error> {
        let mut outline = Outline::default();
        let mut ids = 0_usize;
        while let Some(name) = map.next_key::<String>()? {
            if name == "id" {
                let id = number(&map.next_value()?);
                ids += 1;
                // Of two ids neither is the one.
                outline.id = id.filter(|_| ids == 1);
                continue;
            }
            map.next_value::<IgnoredAny>()?;
            if wire::is_command(&name) {
                outline.known = true;
            } else {
                outline.unknown = true;
            }
        }
        Ok(outline)
    }
}

/// An id as the JSON mapping allows it: a number, or a string with one.
fn number(value: &serde_json::Value) -> Option<u32> {
    match value.as_str() {
        Some(text) => text.parse().ok(),
        None => value.as_u64()?.try_into().ok(),
    }
}

/// How deep arrays and objects nest, outside of strings.
fn nesting(json: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => (),
            b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => (),
        }
    }
    deepest
}

/// What to change, without repeating any value: those can be texts and tokens.
pub(super) fn describe(error: &serde_json::Error) -> String {
    let column = error.column();
    match error.classify() {
        Category::Syntax | Category::Eof | Category::Io => {
            format!("this is not JSON from column {column} on")
        }
        Category::Data => {
            let text = error.to_string();
            let mut parts = text.split('`');
            match (parts.next(), parts.next()) {
                (Some(what @ ("unknown field " | "duplicate field ")), Some(name)) => {
                    let name: String = name.chars().take(NAME_CHARS_MAX).collect();
                    format!("{what}`{name}`")
                }
                _ => format!("a value of the wrong type before column {column}"),
            }
        }
    }
}
