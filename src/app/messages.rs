//! Messages: post, edit, delete, react, pin, and reading them.

use super::committer::{Committed, Turn};
use super::error::AppError;
use super::{App, SignedIn};
use crate::bus::Envelope;
use crate::clock::SystemIds;
use crate::store::attachment_copies;
use crate::store::messages::{self, Page};
use domain::conversation::Conversation;
use domain::decision::Decision;
use domain::event::{Fact, Positions, ViewerClass};
use domain::ids::{AttachmentId, ClientId, ConversationId, MessageId, UserId};
use domain::limits::HISTORY_PAGE_MAX;
use domain::message::change::{self, Edit, Target};
use domain::message::post::{self, Forward, Post, ReplyTo};
use domain::message::{Body, Forwarded, Kind, Message, react};
use domain::refusal::Refusal;
use domain::time::Timestamp;
use domain::visibility::{self, Visible};

/// A message that someone wants to post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostCommand {
    /// The name that the client gives it (M2).
    pub client_id: ClientId,
    /// For all, or for internal members alone.
    pub kind: Kind,
    /// The text, as it came.
    pub text: String,
    /// The message that it answers.
    pub reply_to: Option<MessageId>,
    /// The message that it forwards.
    pub forward: Option<MessageId>,
    /// Files uploaded before.
    pub attachments: Vec<AttachmentId>,
    /// Members mentioned by name.
    pub mentions: Vec<UserId>,
    /// Whether everyone is mentioned.
    pub mention_all: bool,
}

/// A message that has its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posted {
    /// Which.
    pub message: MessageId,
    /// Its numbers.
    pub positions: Positions,
    /// How its author sees the conversation.
    pub class: ViewerClass,
    /// When it was committed.
    pub at: Timestamp,
}

/// Which part of the history to read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HistoryPage {
    /// Messages with a smaller number.
    pub before: Option<i64>,
    /// Messages with a larger number.
    pub after: Option<i64>,
    /// How many; 0: 50.
    pub limit: usize,
}

const HISTORY_PAGE_DEFAULT: usize = 50;

/// A page of history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The messages, oldest first.
    pub messages: Vec<Visible<Message>>,
    /// How the viewer sees the conversation.
    pub class: ViewerClass,
    /// Where the log stood, in the viewer's numbering.
    pub head: i64,
    /// Whether there are messages before the first one.
    pub more_before: bool,
    /// Whether there are messages after the last one.
    pub more_after: bool,
}

impl App {
    /// Posts a message. The same client id again gives the first answer again (M2).
    ///
    /// # Errors
    /// What the rules say, `KeyConflict`, `Overloaded`, `Unavailable`.
    pub async fn post(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        new: PostCommand,
    ) -> Result<Posted, AppError> {
        self.post_in_turn(by, conversation, new, Turn::default()).await
    }

    /// The same, and passes the turn on once the message waits to be committed.
    ///
    /// # Errors
    /// As [`App::post`].
    pub async fn post_in_turn(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        new: PostCommand,
        mut turn: Turn,
    ) -> Result<Posted, AppError> {
        let client_id = new.client_id;
        match self.try_post(by, conversation, new, &mut turn).await {
            Err(AppError::Refused(refusal)) if refusal != Refusal::KeyConflict => {
                // It may have been posted before the rules changed: then that stays the answer.
                let first = self.first_answer(by, conversation, client_id).await?;
                first.ok_or(AppError::Refused(refusal))
            }
            done => done,
        }
    }

    async fn try_post(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        new: PostCommand,
        turn: &mut Turn,
    ) -> Result<Posted, AppError> {
        let reply_to = self.reply_target(conversation, new.reply_to).await?;
        let source = match new.forward {
            Some(message) => Some(self.forward_source(by, message).await?),
            None => None,
        };
        let (text, attachments, forward) = match source {
            Some(_) if !new.text.is_empty() || !new.attachments.is_empty() => {
                return Err(Refusal::BadRequest(
                    "forward: text and attachments come from the message",
                )
                .into());
            }
            Some(source) => {
                let copies = self.copy_attachments(by, conversation, source.attachments).await?;
                (source.text, copies, Some(source.forward))
            }
            None => (new.text, new.attachments, None),
        };
        let command = Post {
            client_id: new.client_id,
            kind: new.kind,
            text,
            reply_to,
            forward,
            attachments,
            mentions: new.mentions,
            mention_all: new.mention_all,
        };
        let mut class = ViewerClass::Internal;
        let committed = self
            .decide_in_turn(conversation, &by.person, turn, |rules| {
                class = ViewerClass::of(by.actor.side, rules.read_only);
                post::post(rules, by.actor, command.clone(), self.now(), &mut SystemIds)
            })
            .await?;
        posted(&committed, class)
    }

    async fn first_answer(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        client_id: ClientId,
    ) -> Result<Option<Posted>, AppError> {
        let user = by.actor.id;
        let found = self
            .store()
            .read(move |sql| {
                Box::pin(async move {
                    let standing = messages::membership(sql, conversation, user).await?;
                    let sent = messages::sent(sql, conversation, user, client_id).await?;
                    Ok(standing.zip(sent))
                })
            })
            .await?;
        Ok(found.map(|(standing, sent)| Posted {
            message: sent.message,
            positions: sent.positions,
            class: standing.class(by.actor.side),
            at: sent.at,
        }))
    }

    async fn reply_target(
        &self,
        conversation: ConversationId,
        reply_to: Option<MessageId>,
    ) -> Result<ReplyTo, AppError> {
        let Some(message) = reply_to else { return Ok(ReplyTo::Nothing) };
        match self.target(message).await? {
            Some((place, target)) if place == conversation => Ok(ReplyTo::Message(target)),
            Some(_) | None => Ok(ReplyTo::Missing),
        }
    }

    /// What a message brings when it is forwarded: what its forwarder sees of it.
    async fn forward_source(&self, by: &SignedIn, id: MessageId) -> Result<Source, AppError> {
        let missing = || AppError::from(Refusal::NotFound { what: "message" });
        let message = self.message(by, id).await?;
        let (note, text) = match &message.body {
            Body::Text(text) => (false, text),
            Body::Note(text) => (true, text),
            Body::System(_) | Body::Deleted(_) | Body::Unsupported => return Err(missing()),
        };
        let origin = match &message.forwarded {
            Some(origin) => origin.clone(),
            None => Forwarded { author: message.author.clone(), sent_at: Some(message.sent_at) },
        };
        Ok(Source {
            text: text.as_ref().map(|text| text.as_str().to_owned()).unwrap_or_default(),
            attachments: message.attachments.iter().map(|attachment| attachment.id).collect(),
            forward: Forward { note, origin },
        })
    }

    /// A forward that is retried makes new copies; those of the first try are swept as unsent.
    async fn copy_attachments(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        attachments: Vec<AttachmentId>,
    ) -> Result<Vec<AttachmentId>, AppError> {
        if attachments.is_empty() {
            return Ok(attachments);
        }
        self.require_member(by, conversation).await?;
        let (user, now) = (by.actor.id, self.now());
        let copied = self.store().write(move |sql| {
            Box::pin(async move {
                attachment_copies::copy(sql, &attachments, conversation, user, now).await
            })
        });
        Ok(copied.await?)
    }

    async fn target(
        &self,
        message: MessageId,
    ) -> Result<Option<(ConversationId, Target)>, AppError> {
        Ok(self.store().read(move |sql| Box::pin(messages::target(sql, message))).await?)
    }

    /// Gives a message another text (M4).
    ///
    /// # Errors
    /// What the rules say, `Overloaded`, `Unavailable`.
    pub async fn edit(
        &self,
        by: &SignedIn,
        message: MessageId,
        edit: Edit,
    ) -> Result<(), AppError> {
        self.change_message(by, message, |rules, target| {
            change::edit(rules, by.actor, Some(target), edit.clone(), self.now())
        })
        .await
    }

    /// Takes a message's content away (M4).
    ///
    /// # Errors
    /// What the rules say, `Overloaded`, `Unavailable`.
    pub async fn delete(&self, by: &SignedIn, message: MessageId) -> Result<(), AppError> {
        self.change_message(by, message, |rules, target| {
            change::delete(rules, by.actor, Some(target), self.now())
        })
        .await
    }

    /// Adds or takes back a reaction (M5).
    ///
    /// # Errors
    /// What the rules say, `Overloaded`, `Unavailable`.
    pub async fn react(
        &self,
        by: &SignedIn,
        message: MessageId,
        emoji: &str,
        on: bool,
    ) -> Result<(), AppError> {
        self.change_message(by, message, |rules, target| {
            react::react(rules, by.actor, Some(target), emoji, on, self.now())
        })
        .await
    }

    /// Pins or unpins a message for all (M10).
    ///
    /// # Errors
    /// What the rules say, `Overloaded`, `Unavailable`.
    pub async fn pin(&self, by: &SignedIn, message: MessageId, on: bool) -> Result<(), AppError> {
        self.change_message(by, message, |rules, target| {
            react::pin(rules, by.actor, Some(target), on, self.now())
        })
        .await
    }

    /// Decides about a message. What it says of the message's conversation to someone who is not
    /// in it is what it says of a message that is not there (R5).
    async fn change_message<D>(
        &self,
        by: &SignedIn,
        message: MessageId,
        mut decide: D,
    ) -> Result<(), AppError>
    where
        D: FnMut(&Conversation, Target) -> Result<Decision, Refusal> + Send,
    {
        let (conversation, target) =
            self.target(message).await?.ok_or(Refusal::NotFound { what: "message" })?;
        self.decide_and_commit(conversation, &by.person, |rules| {
            decide(rules, target).map_err(|refusal| {
                let missing = matches!(refusal, Refusal::NotFound { .. });
                if missing { Refusal::NotFound { what: "message" } } else { refusal }
            })
        })
        .await?;
        Ok(())
    }

    /// One message as someone sees it.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub async fn message(
        &self,
        by: &SignedIn,
        id: MessageId,
    ) -> Result<Visible<Message>, AppError> {
        let (user, side) = (by.actor.id, by.actor.side);
        let found = self
            .store()
            .read(move |sql| {
                Box::pin(async move {
                    let message = messages::by_ids(sql, &[id], user).await?.into_iter().next();
                    let Some(message) = message else { return Ok(None) };
                    let standing = messages::membership(sql, message.conversation, user).await?;
                    Ok(standing
                        .and_then(|standing| visibility::message(&message, standing.class(side))))
                })
            })
            .await?;
        found.ok_or_else(|| Refusal::NotFound { what: "message" }.into())
    }

    /// A page of the history of a conversation.
    ///
    /// # Errors
    /// `NotFound` for those who are not members, `BadRequest` for a page that cannot be,
    /// `Unavailable`.
    pub async fn history(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        page: HistoryPage,
    ) -> Result<History, AppError> {
        let (range, limit) = checked(page)?;
        let (user, side) = (by.actor.id, by.actor.side);
        let one_more = i64::try_from(limit + 1).unwrap_or(i64::MAX);
        let (class, head, mut found) = self
            .read_as_member(by, conversation, move |sql, standing| {
                Box::pin(async move {
                    let class = standing.class(side);
                    let page =
                        messages::page(sql, conversation, class, range, one_more, user).await?;
                    Ok((class, standing.heads.head(class), page))
                })
            })
            .await?;
        let more = found.len() > limit;
        let (more_before, more_after) = match range {
            Page::Before(_) => {
                if more {
                    found.remove(0);
                }
                (more, page.before.is_some_and(|before| before <= head))
            }
            Page::After(after) => {
                found.truncate(limit);
                (after > 0, more)
            }
        };
        let messages =
            found.iter().filter_map(|message| visibility::message(message, class)).collect();
        Ok(History { messages, class, head, more_before, more_after })
    }

    /// Says that someone types, or stopped. Nothing is kept (M8).
    ///
    /// # Errors
    /// `NotFound`, `ReadOnly` (R3), `Forbidden` for a note by someone external.
    pub async fn typing(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        on: bool,
        note: bool,
    ) -> Result<(), AppError> {
        self.require_writer(by, conversation).await?;
        if !by.actor.is_internal() && note {
            return Err(Refusal::Forbidden { needed: "internal members write notes" }.into());
        }
        let person = by.person.clone();
        self.bus().publish(Envelope::Typing { conversation, person, on, note }).await;
        Ok(())
    }
}

struct Source {
    text: String,
    attachments: Vec<AttachmentId>,
    forward: Forward,
}

fn checked(page: HistoryPage) -> Result<(Page, usize), Refusal> {
    let limit = if page.limit == 0 { HISTORY_PAGE_DEFAULT } else { page.limit };
    if limit > HISTORY_PAGE_MAX {
        return Err(Refusal::TooMany { what: "messages on a page", max: HISTORY_PAGE_MAX });
    }
    let range = match (page.before, page.after) {
        (None, None) => Page::Before(i64::MAX),
        (Some(before), None) => Page::Before(before),
        (None, Some(after)) => Page::After(after),
        (Some(_), Some(_)) => {
            return Err(Refusal::BadRequest("before, after: name one of them, not both"));
        }
    };
    Ok((range, limit))
}

fn posted(committed: &Committed, class: ViewerClass) -> Result<Posted, AppError> {
    match committed {
        Committed::Repeated { message, positions, at } => {
            Ok(Posted { message: *message, positions: *positions, class, at: *at })
        }
        Committed::Done(events) => {
            let event = events.first().ok_or_else(no_event)?;
            let Fact::Posted(message) = &event.fact else { return Err(no_event()) };
            Ok(Posted { message: message.id, positions: event.positions, class, at: event.at })
        }
        Committed::Stale | Committed::Refused(_) | Committed::Exists(_) => Err(no_event()),
    }
}

fn no_event() -> AppError {
    AppError::Internal(anyhow::anyhow!("a posted message has no event"))
}
