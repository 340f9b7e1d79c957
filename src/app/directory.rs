//! The directory: who there is, for internal users alone (R7). Words are compared without case and
//! accents, by their beginnings.

use super::error::AppError;
use super::{App, SignedIn};
use crate::store::users::{self, User};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::UserId;
use domain::limits::{LIST_PAGE_MAX, SEARCH_BYTES_MAX, SEARCH_WORDS_MAX};
use domain::person::Side;
use domain::refusal::Refusal;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Users that are read at once while searching.
const CHUNK: i64 = 500;
/// Users on a page where nothing is said.
const PAGE: usize = 50;

/// A part of the directory that is asked for.
#[derive(Debug, Clone)]
pub struct DirectoryPage {
    /// Beginnings of words of names, or of addresses; empty for all.
    pub query: String,
    /// Internal or external users.
    pub side: Side,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// How many; 0 for 50, at most 100.
    pub limit: usize,
}

/// Where a page ended.
#[derive(Debug, Serialize, Deserialize)]
struct Cursor(String, UserId);

impl Cursor {
    fn after(user: &User) -> Self {
        Self(user.name.as_str().to_owned(), user.id)
    }

    fn parse(text: &str) -> Option<(String, UserId)> {
        let json = URL_SAFE_NO_PAD.decode(text).ok()?;
        let Self(name, id) = serde_json::from_slice(&json).ok()?;
        Some((name, id))
    }

    fn write(&self) -> Result<String, AppError> {
        let json = serde_json::to_vec(self).map_err(|error| AppError::Internal(error.into()))?;
        Ok(URL_SAFE_NO_PAD.encode(json))
    }
}

impl App {
    /// Users by name, a page at a time; deactivated ones are left out. With the page, where the
    /// next one begins.
    ///
    /// # Errors
    /// `Forbidden` for external users, `BadRequest`, `Unavailable`.
    pub async fn directory(
        &self,
        by: &SignedIn,
        page: DirectoryPage,
    ) -> Result<(Vec<User>, Option<String>), AppError> {
        if !by.actor.is_internal() {
            return Err(Refusal::Forbidden { needed: "internal users have a directory" }.into());
        }
        if page.query.len() > SEARCH_BYTES_MAX {
            return Err(Refusal::BadRequest("query: at most 1,024 bytes").into());
        }
        let after = page.cursor.as_deref().map(|cursor| {
            Cursor::parse(cursor).ok_or(Refusal::BadRequest("cursor: as the page before gave it"))
        });
        let mut after = after.transpose()?;
        let limit = if page.limit == 0 { PAGE } else { page.limit.min(LIST_PAGE_MAX) };
        let words = words(&page.query);
        let mut found: Vec<User> = Vec::new();
        loop {
            let (from, side) = (after.clone(), page.side);
            let chunk = self
                .store()
                .read(move |sql| {
                    Box::pin(async move { users::directory(sql, side, from, CHUNK).await })
                })
                .await?;
            let is_last = i64::try_from(chunk.len()).unwrap_or(i64::MAX) < CHUNK;
            after = chunk.last().map(|last| (last.name.as_str().to_owned(), last.id));
            found.extend(chunk.into_iter().filter(|user| fits(user, &words)));
            if is_last || found.len() > limit {
                break;
            }
        }
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|last| Cursor::after(last).write());
        Ok((found, next.transpose()?))
    }
}

/// Whether every word is the beginning of a word of the name, or of the address.
fn fits(user: &User, asked: &[String]) -> bool {
    let names = words(user.name.as_str());
    let email = user.email.as_ref().map_or("", |email| email.as_str());
    asked.iter().all(|word| {
        email.starts_with(word.as_str()) || names.iter().any(|name| name.starts_with(word.as_str()))
    })
}

/// Words without case and accents.
fn words(text: &str) -> Vec<String> {
    text.split_whitespace().take(SEARCH_WORDS_MAX).map(folded).collect()
}

fn folded(word: &str) -> String {
    word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_without_case_and_accents() {
        assert_eq!(words("  José  ÁLVAREZ "), ["jose", "alvarez"]);
        assert_eq!(words(""), Vec::<String>::new());
    }
}
