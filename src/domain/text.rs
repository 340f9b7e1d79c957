//! Texts that were looked at once: to hold one of these types is the proof that it obeys its rule.

use crate::limits::{
    DESCRIPTION_CHARS_MAX, EMAIL_BYTES_MAX, EMOJI_BYTES_MAX, FILE_NAME_BYTES_MAX, NAME_CHARS_MAX,
    QUOTE_CHARS_MAX, STATUS_CHARS_MAX, TAG_CHARS_MAX, TEXT_BYTES_MAX,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a text is not what it should be. Says what to change and never repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum TextError {
    /// Nothing that shows.
    #[error("{field} is empty")]
    Empty {
        /// Which field.
        field: &'static str,
    },
    /// More than the limit.
    #[error("{field} is too long: at most {max} {unit}")]
    TooLong {
        /// Which field.
        field: &'static str,
        /// The limit.
        max: usize,
        /// What is counted.
        unit: &'static str,
    },
    /// A control character where none may be.
    #[error("{field} has a control character")]
    Control {
        /// Which field.
        field: &'static str,
    },
    /// Not of the form that the field has.
    #[error("{field} is not {form}")]
    Form {
        /// Which field.
        field: &'static str,
        /// What it should be.
        form: &'static str,
    },
}

macro_rules! parsed {
    ($($(#[$doc:meta])+ $name:ident;)+) => {$(
        $(#[$doc])+
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text, taken out.
            #[must_use]
            pub fn into_string(self) -> String {
                self.0
            }

            /// Takes what a store kept, which was parsed before it was written.
            #[must_use]
            pub fn from_store(text: String) -> Self {
                Self(text)
            }
        }

        impl fmt::Debug for $name {
            /// Shows the length alone: texts of people stay out of logs (O3).
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({} bytes)", stringify!($name), self.0.len())
            }
        }
    )+};
}

parsed! {
    /// A name of a conversation, a person or the organisation: 1 to 120 characters, trimmed,
    /// without control characters (C2).
    Name;
    /// A conversation's description: up to 1,000 characters; line breaks are allowed, other control
    /// characters are not (C2).
    Description;
    /// A message's text: 1 to 16,384 bytes, kept byte for byte (M1).
    Text;
    /// A free tag (S11).
    Tag;
    /// An e-mail address, in the one form in which it is compared: the domain in lower case, and
    /// the local part too.
    Email;
    /// An emoji sequence that Unicode lists (M5).
    Emoji;
    /// What a user says of themselves beside their presence (M8).
    Status;
    /// The name of an uploaded file, without any path.
    FileName;
}

/// Whether a character takes part in no visible text: white space, controls, joiners, marks of
/// direction.
fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a character turns the direction of the text after it.
fn turns_text(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A line of text: trimmed, shows something, no control characters, at most `max` characters.
fn parse_line(text: &str, field: &'static str, max: usize) -> Result<String, TextError> {
    let text = text.trim();
    if text.chars().all(is_blank) {
        return Err(TextError::Empty { field });
    }
    if text.chars().count() > max {
        return Err(TextError::TooLong { field, max, unit: "characters" });
    }
    if text.chars().any(char::is_control) {
        return Err(TextError::Control { field });
    }
    Ok(text.to_owned())
}

impl Name {
    /// Parses a name; `field` says which one in the error.
    ///
    /// # Errors
    /// Empty after trimming, longer than 120 characters, or with a control character.
    pub fn parse(text: &str, field: &'static str) -> Result<Self, TextError> {
        parse_line(text, field, NAME_CHARS_MAX).map(Self)
    }
}

impl Description {
    /// Parses a description; nothing but blanks is no description.
    ///
    /// # Errors
    /// Longer than 1,000 characters, or with a control character other than a line break or tab.
    pub fn parse(text: &str) -> Result<Option<Self>, TextError> {
        let is_forbidden = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        let text = text.trim();
        if text.chars().all(|c| is_blank(c) && !is_forbidden(c)) {
            return Ok(None);
        }
        if text.chars().count() > DESCRIPTION_CHARS_MAX {
            return Err(TextError::TooLong {
                field: "description",
                max: DESCRIPTION_CHARS_MAX,
                unit: "characters",
            });
        }
        if text.chars().any(is_forbidden) {
            return Err(TextError::Control { field: "description" });
        }
        Ok(Some(Self(text.to_owned())))
    }
}

impl Text {
    /// Parses a message's text and keeps it byte for byte.
    ///
    /// # Errors
    /// Nothing that shows, more than 16,384 bytes, or U+0000, which Postgres cannot hold.
    pub fn parse(text: String) -> Result<Self, TextError> {
        if text.chars().all(is_blank) {
            return Err(TextError::Empty { field: "text" });
        }
        if text.len() > TEXT_BYTES_MAX {
            return Err(TextError::TooLong { field: "text", max: TEXT_BYTES_MAX, unit: "bytes" });
        }
        if text.contains('\0') {
            return Err(TextError::Control { field: "text" });
        }
        Ok(Self(text))
    }

    /// What a quote carries of it: the first 300 characters (M3).
    #[must_use]
    pub fn excerpt(&self) -> String {
        self.0.chars().take(QUOTE_CHARS_MAX).collect()
    }
}

impl Tag {
    /// Parses a tag.
    ///
    /// # Errors
    /// Empty after trimming, longer than 50 characters, or with a control character.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        parse_line(text, "tag", TAG_CHARS_MAX).map(Self)
    }
}

impl Status {
    /// Parses a status text; nothing but blanks is none.
    ///
    /// # Errors
    /// Longer than 100 characters, or with a control character.
    pub fn parse(text: &str) -> Result<Option<Self>, TextError> {
        let text = text.trim();
        if text.chars().all(|c| is_blank(c) && !c.is_control()) {
            return Ok(None);
        }
        parse_line(text, "status", STATUS_CHARS_MAX).map(|line| Some(Self(line)))
    }
}

impl Email {
    /// Parses an address of the form `local@domain` (RFC 5321 without quoted local parts, comments
    /// and address literals) and folds it to lower case.
    ///
    /// # Errors
    /// Anything else: a line break, a second `@`, a blank, a missing part, more than 254 bytes.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(TextError::Empty { field: "email" });
        }
        if text.len() > EMAIL_BYTES_MAX {
            return Err(TextError::TooLong { field: "email", max: EMAIL_BYTES_MAX, unit: "bytes" });
        }
        let form = TextError::Form { field: "email", form: "an address like name@example.com" };
        let (local, domain) = text.split_once('@').ok_or(form)?;
        if is_local_part(local) && is_domain(domain) {
            Ok(Self(format!("{}@{}", local.to_lowercase(), domain.to_lowercase())))
        } else {
            Err(form)
        }
    }
}

/// A dot-atom of RFC 5322 of at most 64 bytes.
fn is_local_part(local: &str) -> bool {
    (1..=64).contains(&local.len())
        && local.split('.').all(|atom| {
            !atom.is_empty()
                && atom
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c))
        })
}

/// Two or more labels of letters, digits and inner hyphens, the last not of digits alone.
fn is_domain(domain: &str) -> bool {
    domain.rsplit_once('.').is_some_and(|(_, top)| !top.chars().all(|c| c.is_ascii_digit()))
        && domain.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
}

impl Emoji {
    /// Parses an emoji sequence.
    ///
    /// # Errors
    /// Anything that Unicode's list of emoji sequences does not have.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        if text.len() > EMOJI_BYTES_MAX {
            return Err(TextError::TooLong { field: "emoji", max: EMOJI_BYTES_MAX, unit: "bytes" });
        }
        match emojis::get(text) {
            Some(emoji) => Ok(Self(emoji.as_str().to_owned())),
            None => Err(TextError::Form {
                field: "emoji",
                form: "an emoji sequence that Unicode lists",
            }),
        }
    }
}

impl FileName {
    /// Takes the last part of a path that a client sent, without control characters and without
    /// marks of direction, which can make `exe.gpj` look like `jpg.exe` turned round, shortened to
    /// 255 bytes; `file` where nothing is left. Never fails: a file needs some name.
    #[must_use]
    pub fn clean(text: &str) -> Self {
        let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
        let mut name: String =
            last.chars().filter(|c| !c.is_control() && !turns_text(*c)).collect();
        while name.len() > FILE_NAME_BYTES_MAX {
            name.pop();
        }
        let trimmed = name.trim();
        if trimmed.chars().all(is_blank) || trimmed == "." || trimmed == ".." {
            return Self("file".to_owned());
        }
        Self(trimmed.to_owned())
    }
}

#[cfg(test)]
mod tests;
