//! Search (M9): in the conversations that someone is in, over what they see of them now.

use super::error::AppError;
use super::{App, SignedIn};
use crate::store::search::{self, Hit, Place, Query};
use crate::store::{messages, words};
use domain::ids::{ConversationId, MessageId, UserId};
use domain::limits::{SEARCH_BYTES_MAX, SEARCH_PAGE_MAX, SEARCH_WORDS_MAX, STORE_LONG_DEADLINE};
use domain::message::Message;
use domain::refusal::Refusal;
use domain::time::Timestamp;
use domain::visibility::{self, Visible};

pub use crate::store::search::Has;

/// Results that are ranked among each other; older ones come after all of them.
const WINDOW: usize = 200;
/// Results on a page.
const PAGE: usize = 20;

/// What to find.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// What was typed.
    pub text: String,
    /// Only by this author.
    pub from: Option<UserId>,
    /// Only in this conversation.
    pub conversation: Option<ConversationId>,
    /// Only sent before.
    pub before: Option<Timestamp>,
    /// Only sent at or after.
    pub after: Option<Timestamp>,
    /// Only with.
    pub has: Option<Has>,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// Results on the page, at most 50; 0: 20.
    pub limit: usize,
}

/// A page of results, the best ones first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The messages.
    pub messages: Vec<Visible<Message>>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

impl App {
    /// Finds messages.
    ///
    /// # Errors
    /// `BadRequest` for a search without words, too long, or with a cursor that is none;
    /// `Unavailable`.
    pub async fn search(&self, by: &SignedIn, search: Search) -> Result<Found, AppError> {
        let (words, cursor, limit) = checked(&search)?;
        self.index_what_waits().await;
        let mut query = Query {
            viewer: by.actor.id,
            side: by.actor.side,
            words,
            from: search.from,
            conversation: search.conversation,
            before: search.before,
            after: search.after,
            has: search.has,
            older: cursor.older,
        };
        let (hits, messages) = self
            .store()
            .read_within(STORE_LONG_DEADLINE, move |sql| {
                Box::pin(async move {
                    let window = i64::try_from(WINDOW).unwrap_or(i64::MAX);
                    let hits = search::find(sql, &query, window).await?;
                    let words = std::mem::take(&mut query.words);
                    let hits = Window::ranked(hits, &words);
                    let ids = hits.page(cursor.skip, limit);
                    let found = messages::by_ids(sql, &ids, query.viewer).await?;
                    Ok((hits, found))
                })
            })
            .await?;
        let on_page = hits.ranked.iter().skip(cursor.skip).take(limit);
        let messages = on_page.filter_map(|hit| {
            let message = messages.iter().find(|message| message.id == hit.place.message)?;
            visibility::message(message, hit.class)
        });
        let next = hits.after(cursor, limit).map(|cursor| cursor.write());
        Ok(Found { messages: messages.collect(), next })
    }

    /// Makes findable what was said just now. Where the store takes no writes, what it has is
    /// searched all the same.
    async fn index_what_waits(&self) {
        if self.store().is_shared() {
            return; // There nothing waits.
        }
        let waiting = self.store().read(|sql| Box::pin(words::waiting(sql))).await;
        let done = match waiting {
            Ok(0) => return,
            Ok(_) => self.store().write(|sql| Box::pin(words::catch_up(sql, 1))).await,
            Err(error) => Err(error),
        };
        if let Err(error) = done {
            tracing::warn!(%error, "the newest messages are not found yet");
        }
    }
}

fn checked(search: &Search) -> Result<(Vec<String>, Cursor, usize), Refusal> {
    if search.text.len() > SEARCH_BYTES_MAX {
        return Err(Refusal::BadRequest("q: at most 1,024 bytes"));
    }
    if search.limit > SEARCH_PAGE_MAX {
        return Err(Refusal::TooMany { what: "results on a page", max: SEARCH_PAGE_MAX });
    }
    let folded = words::fold(std::iter::once(&search.text));
    let words: Vec<String> =
        folded.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    if words.is_empty() {
        return Err(Refusal::BadRequest("q: a word with letters or digits"));
    }
    let words = words.into_iter().take(SEARCH_WORDS_MAX).collect();
    let cursor = match &search.cursor {
        None => Cursor::default(),
        Some(text) => {
            Cursor::read(text).ok_or(Refusal::BadRequest("cursor: one that a page gave"))?
        }
    };
    Ok((words, cursor, if search.limit == 0 { PAGE } else { search.limit }))
}

/// Where a page begins: in which window, and how far into it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Cursor {
    older: Option<Place>,
    skip: usize,
}

impl Cursor {
    fn write(self) -> String {
        match self.older {
            None => self.skip.to_string(),
            Some(Place { sent_at, message }) => {
                format!("{}.{}.{message}", self.skip, sent_at.millis())
            }
        }
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        let skip = parts.next()?.parse().ok().filter(|skip| *skip <= WINDOW)?;
        let Some(sent_at) = parts.next() else { return Some(Self { older: None, skip }) };
        let sent_at = Timestamp::from_millis(sent_at.parse().ok()?);
        let message = parts.next()?.parse().ok()?;
        Some(Self { older: Some(Place { sent_at, message }), skip })
    }
}

/// Results that are ranked among each other.
#[derive(Debug)]
struct Window {
    ranked: Vec<Hit>,
    /// The oldest of them, if there may be older ones.
    oldest: Option<Place>,
}

impl Window {
    fn ranked(hits: Vec<Hit>, words: &[String]) -> Self {
        let oldest = hits.last().filter(|_| hits.len() >= WINDOW).map(|hit| hit.place);
        let phrase = words.join(" ");
        let mut scored: Vec<(u64, Hit)> =
            hits.into_iter().map(|hit| (score(&hit.text, words, &phrase), hit)).collect();
        // Stable: among equals the newest stays first.
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        Self { ranked: scored.into_iter().map(|(_, hit)| hit).collect(), oldest }
    }

    fn page(&self, skip: usize, limit: usize) -> Vec<MessageId> {
        self.ranked.iter().skip(skip).take(limit).map(|hit| hit.place.message).collect()
    }

    fn after(&self, cursor: Cursor, limit: usize) -> Option<Cursor> {
        let skip = cursor.skip.saturating_add(limit);
        if skip < self.ranked.len() {
            return Some(Cursor { skip, ..cursor });
        }
        self.oldest.map(|oldest| Cursor { older: Some(oldest), skip: 0 })
    }
}

/// How good a message is, from its own text alone (R5): the words as a phrase, how much of it they
/// are. What was found by the name of a file or by a beginning comes last.
fn score(text: &str, words: &[String], phrase: &str) -> u64 {
    let folded = words::fold(std::iter::once(text));
    let mut total = 0_u64;
    let mut found = 0_u64;
    for word in folded.split(' ') {
        total += 1;
        found += u64::from(words.iter().any(|wanted| wanted == word));
    }
    let share = (found * 100).checked_div(total + 4).unwrap_or_default();
    let whole = format!(" {folded} ").contains(&format!(" {phrase} "));
    share + if whole { 200 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn hit(number: i64, text: &str) -> Hit {
        Hit {
            place: Place {
                sent_at: Timestamp::from_millis(number),
                message: MessageId::from(Uuid::from_u128(number.unsigned_abs().into())),
            },
            text: text.to_owned(),
            class: domain::event::ViewerClass::Guest,
        }
    }

    // M9: ranked.
    #[test]
    fn whole_phrases_come_first_and_newer_before_older() {
        let words = ["red".to_owned(), "boat".to_owned()];
        let hits = vec![
            hit(5, "the boat, which is not red at all, they say"),
            hit(4, "a red boat"),
            hit(3, "Red boat!"),
            hit(2, "a red boat"),
            hit(1, "boats.pdf"),
        ];
        let ranked = Window::ranked(hits, &words).ranked;
        let order: Vec<i64> = ranked.iter().map(|hit| hit.place.sent_at.millis()).collect();
        assert_eq!(order, [3, 4, 2, 5, 1]);
    }

    #[test]
    fn cursors_are_read_as_they_were_written() {
        for cursor in [
            Cursor::default(),
            Cursor { older: None, skip: 40 },
            Cursor { older: Some(hit(9, "").place), skip: 20 },
        ] {
            assert_eq!(Cursor::read(&cursor.write()), Some(cursor));
        }
        for bad in ["", "x", "-1", "1.2", "1.2.3", "99999", "1.x.y", "1.1.1.1"] {
            assert_eq!(Cursor::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn searches_without_words_are_refused() {
        for text in ["", "   ", "\"*\"", "( )", "\u{200b}", "-- ;"] {
            let search = Search { text: text.to_owned(), ..Search::default() };
            assert!(matches!(checked(&search), Err(Refusal::BadRequest(_))), "{text:?}");
        }
        let many = Search { text: "w ".repeat(40), ..Search::default() };
        assert_eq!(checked(&many).unwrap().0.len(), SEARCH_WORDS_MAX);
        let hostile =
            Search { text: "Ñandú\" OR * NEAR(a) col:x '); --".to_owned(), ..Search::default() };
        assert_eq!(checked(&hostile).unwrap().0, ["nandu", "or", "near", "a", "col", "x"]);
    }
}
