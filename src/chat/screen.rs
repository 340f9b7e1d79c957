//! What is written to standard output: words for people, or one JSON object a line for programs.

use super::client::Word;
use super::render;
use serde_json::json;
use std::io::{self, IsTerminal as _, Write as _};

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
    style: Style,
    /// What is typed and what is written stand on the same terminal.
    is_terminal: bool,
}

/// Letters that surely stand in one row of a terminal.
const ROW_LETTERS: usize = 70;
/// Goes up to the row that was typed, and empties it.
const TAKE_BACK: &str = "\u{1b}[1A\u{1b}[2K";

impl Screen {
    pub(super) fn new(style: Style) -> Self {
        let is_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
        Self { style, is_terminal: is_terminal && style == Style::Words }
    }

    /// A text was typed: its row goes, for the message comes back with its number.
    pub(super) fn take_back(self, typed: &str) -> io::Result<()> {
        let is_text = !typed.trim().is_empty() && !typed.starts_with('/');
        if self.is_terminal && is_text && typed.chars().count() <= ROW_LETTERS {
            let mut out = io::stdout().lock();
            write!(out, "{TAKE_BACK}")?;
            out.flush()?;
        }
        Ok(())
    }

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
