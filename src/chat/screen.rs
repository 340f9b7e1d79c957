//! What is written to standard output: words for people, or one JSON object a line for programs.

use super::client::Word;
use super::render;
use serde_json::json;
use std::io::{self, Write as _};

/// For whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Lines of text.
    Words,
    /// Each frame as it came, and `{"chat":{…}}` for what the client itself says.
    Json,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Screen {
    pub(super) style: Style,
}

impl Screen {
    /// A frame, as it came.
    pub(super) fn frame(self, json: &str) -> io::Result<()> {
        match self.style {
            Style::Words => Ok(()),
            Style::Json => line(json),
        }
    }

    pub(super) fn word(self, word: &Word) -> io::Result<()> {
        match (self.style, word) {
            (Style::Words, Word::Said(text) | Word::Own(text)) => line(text),
            (Style::Json, Word::Said(_)) => Ok(()),
            (Style::Json, Word::Own(text)) => line(&json!({"chat": {"says": text}}).to_string()),
        }
    }

    /// Something that the client says; `state` is for programs.
    pub(super) fn state(self, state: &str, text: &str) -> io::Result<()> {
        match self.style {
            Style::Words => line(&render::clean(text)),
            Style::Json => line(&json!({"chat": {"state": state, "says": text}}).to_string()),
        }
    }

    /// Something without a line's end, to type after.
    pub(super) fn prompt(self, text: &str) -> io::Result<()> {
        if self.style == Style::Words {
            let mut out = io::stdout().lock();
            write!(out, "{text}")?;
            out.flush()?;
        }
        Ok(())
    }

    /// A value for programs only.
    pub(super) fn value(self, value: &serde_json::Value) -> io::Result<()> {
        match self.style {
            Style::Words => Ok(()),
            Style::Json => line(&value.to_string()),
        }
    }
}

fn line(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
}
