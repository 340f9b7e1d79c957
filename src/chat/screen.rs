//! What is written, which is standard output save in tests: words for people, or one JSON object a
//! line for programs.

use super::client::Word;
use super::render;
use serde_json::json;
use std::io::{self, IsTerminal as _, Write};

/// For whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Lines of text.
    Words,
    /// Each frame as it came, and `{"chat":{…}}` for what the client itself says.
    Json,
}

pub(super) struct Screen {
    style: Style,
    out: Box<dyn Write + Send>,
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
        let is_terminal = is_terminal && style == Style::Words;
        Self { style, out: Box::new(io::stdout()), is_terminal }
    }

    /// One that is written elsewhere.
    #[cfg(test)]
    pub(super) fn to(out: Box<dyn Write + Send>, style: Style) -> Self {
        Self { style, out, is_terminal: false }
    }

    /// A text was typed: its row goes, for the message comes back with its number.
    pub(super) fn take_back(&mut self, typed: &str) -> io::Result<()> {
        let is_text = !typed.trim().is_empty() && !typed.starts_with('/');
        if self.is_terminal && is_text && typed.chars().count() <= ROW_LETTERS {
            self.write(TAKE_BACK)?;
        }
        Ok(())
    }

    /// A frame, as it came.
    pub(super) fn frame(&mut self, json: &str) -> io::Result<()> {
        match self.style {
            Style::Words => Ok(()),
            Style::Json => self.line(json),
        }
    }

    pub(super) fn word(&mut self, word: &Word) -> io::Result<()> {
        match (self.style, word) {
            (Style::Words, Word::Said(text) | Word::Own(text)) => self.line(text),
            (Style::Json, Word::Said(_)) => Ok(()),
            (Style::Json, Word::Own(text)) => {
                self.line(&json!({"chat": {"says": text}}).to_string())
            }
        }
    }

    /// Something that the client says; `state` is for programs.
    pub(super) fn state(&mut self, state: &str, text: &str) -> io::Result<()> {
        match self.style {
            Style::Words => self.line(&render::clean(text)),
            Style::Json => self.line(&json!({"chat": {"state": state, "says": text}}).to_string()),
        }
    }

    /// Something without a line's end, to type after.
    pub(super) fn prompt(&mut self, text: &str) -> io::Result<()> {
        if self.style == Style::Words {
            self.write(text)?;
        }
        Ok(())
    }

    /// A value for programs only.
    pub(super) fn value(&mut self, value: &serde_json::Value) -> io::Result<()> {
        match self.style {
            Style::Words => Ok(()),
            Style::Json => self.line(&value.to_string()),
        }
    }

    fn line(&mut self, text: &str) -> io::Result<()> {
        self.write(&format!("{text}\n"))
    }

    fn write(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }
}
