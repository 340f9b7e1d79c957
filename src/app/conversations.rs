//! Conversations: made, found, changed, joined, left, deleted.

use super::committer::Committed;
use super::error::AppError;
use super::{App, SignedIn};
use crate::bus::Envelope;
use crate::clock::SystemIds;
use crate::store::list;
use crate::store::{conversations, messages, people, removal};
use domain::conversation::create::{self, Create, Invited};
use domain::conversation::link::{self, Link};
use domain::conversation::settings::{self, Settings};
use domain::conversation::summary::{After, Filter, Summary};
use domain::conversation::{Role, members};
use domain::decision::NewLink;
use domain::event::ViewerClass;
use domain::ids::{ConversationId, UserId};
use domain::limits::{COMMIT_ATTEMPTS_MAX, LIST_PAGE_MAX, STORE_LONG_DEADLINE};
use domain::message::{Message, NewMember};
use domain::person::{Person, Side};
use domain::refusal::Refusal;
use domain::time::Span;
use domain::visibility::{self, Visible};
use std::sync::Arc;

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    /// The conversations, pinned ones first.
    pub conversations: Vec<Visible<Summary>>,
    /// Where the next page begins, if there is one.
    pub next: Option<After>,
}

impl App {
    /// Makes a group (C2): all of it or nothing.
    ///
    /// # Errors
    /// What the rules say, `Overloaded`, `Unavailable`.
    pub async fn create_group(
        &self,
        by: &SignedIn,
        new: Create,
    ) -> Result<ConversationId, AppError> {
        let decision =
            create::create(by.actor, by.person.clone(), new, self.now(), &mut SystemIds)?;
        let conversation = decision.conversation;
        match self.committer().commit(decision, Some(by.person.clone())).await? {
            Committed::Done(_) => Ok(conversation),
            Committed::Exists(existing) => Ok(existing),
            Committed::Refused(refusal) => Err(refusal.into()),
            Committed::Stale | Committed::Repeated { .. } => Err(AppError::Unavailable),
        }
    }

    /// The direct conversation with someone: the one that there is, or a new one (C1, L7). An
    /// external user begins one only with someone whom they know from an open conversation.
    ///
    /// # Errors
    /// What the rules say, `Overloaded`, `Unavailable`.
    pub async fn direct(
        &self,
        by: &SignedIn,
        with: Invited,
        link: Option<NewLink>,
    ) -> Result<ConversationId, AppError> {
        let (me, other) = (by.actor.id, with.person.id);
        let external = by.actor.side == Side::External;
        let (existing, known) = self
            .store()
            .read(move |sql| {
                Box::pin(async move {
                    let existing = conversations::direct(sql, (me, other)).await?;
                    let known =
                        !external || conversations::share_open_conversation(sql, me, other).await?;
                    Ok((existing, known))
                })
            })
            .await?;
        if let Some(existing) = existing
            && self.is_member(me, existing).await?
        {
            return Ok(existing);
        }
        if !known {
            return Err(Refusal::NotFound { what: "user" }.into());
        }
        let decision = create::create_direct(
            by.actor,
            by.person.clone(),
            with,
            link,
            self.now(),
            &mut SystemIds,
        )?;
        let conversation = decision.conversation;
        match self.committer().commit(decision, Some(by.person.clone())).await? {
            Committed::Done(_) => Ok(conversation),
            Committed::Exists(existing) => Ok(existing),
            Committed::Refused(refusal) => Err(refusal.into()),
            Committed::Stale | Committed::Repeated { .. } => Err(AppError::Unavailable),
        }
    }

    /// A page of the own list (C8).
    ///
    /// # Errors
    /// `Forbidden` for external users who filter by a tag, `TooMany` for a page that is too long,
    /// `Unavailable`.
    pub async fn list(
        &self,
        by: &SignedIn,
        filter: Filter,
        after: Option<After>,
        limit: usize,
    ) -> Result<ListPage, AppError> {
        if filter.tag.is_some() && !by.actor.is_internal() {
            // What a filter finds would tell which tags there are (R5, S11).
            return Err(Refusal::Forbidden { needed: "internal users see tags" }.into());
        }
        let limit = if limit == 0 { LIST_PAGE_MAX / 2 } else { limit };
        if limit > LIST_PAGE_MAX {
            return Err(
                Refusal::TooMany { what: "conversations on a page", max: LIST_PAGE_MAX }.into()
            );
        }
        let viewer = self.viewer(by);
        let asked = i64::try_from(limit).unwrap_or(i64::MAX);
        let found = self
            .store()
            .read(move |sql| {
                Box::pin(async move { list::page(sql, viewer, &filter, after, asked).await })
            })
            .await?;
        let full = found.iter().filter(|summary| summary.own.pin.is_none()).count() == limit;
        let next = found
            .last()
            .filter(|_| full)
            .map(|last| After { last_at: last.last_at, conversation: last.conversation });
        Ok(ListPage { conversations: found.iter().map(visibility::summary).collect(), next })
    }

    /// One conversation as it stands in the own list.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub async fn conversation(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
    ) -> Result<Visible<Summary>, AppError> {
        self.summary(by.actor.id, by.actor.side, conversation)
            .await?
            .ok_or_else(|| Refusal::NotFound { what: "conversation" }.into())
    }

    /// The members, as the viewer may see them: readers are told that they may not (R4).
    ///
    /// # Errors
    /// `NotFound`, `ReadOnly`, `Unavailable`.
    pub async fn members(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
    ) -> Result<Visible<Vec<NewMember>>, AppError> {
        let side = by.actor.side;
        let (class, members) = self
            .read_as_member(by, conversation, move |sql, standing| {
                Box::pin(async move {
                    let members = conversations::members(sql, conversation).await?;
                    Ok((standing.class(side), members))
                })
            })
            .await?;
        if class == ViewerClass::Reader {
            return Err(Refusal::ReadOnly.into());
        }
        Ok(visibility::members(&members, class))
    }

    /// The pinned messages, the last pinned first (M10).
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub async fn pinned(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
    ) -> Result<Vec<Visible<Message>>, AppError> {
        let (user, side) = (by.actor.id, by.actor.side);
        let (class, pinned) = self
            .read_as_member(by, conversation, move |sql, standing| {
                Box::pin(async move {
                    let pinned = messages::pinned(sql, conversation, user).await?;
                    Ok((standing.class(side), pinned))
                })
            })
            .await?;
        Ok(pinned.iter().filter_map(|message| visibility::message(message, class)).collect())
    }

    /// Changes settings, all that are named or none (C6, R1, T2, S11).
    ///
    /// # Errors
    /// What the rules say, `Overloaded`, `Unavailable`.
    pub async fn change_settings(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        change: Settings,
    ) -> Result<(), AppError> {
        self.decide_and_commit(conversation, &by.person, |rules| {
            settings::change(rules, by.actor, change.clone(), self.now(), &mut SystemIds)
        })
        .await?;
        Ok(())
    }

    /// Adds people (C3, C4).
    ///
    /// # Errors
    /// What the rules say, `Overloaded`, `Unavailable`.
    pub async fn add_members(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        invited: Vec<Invited>,
    ) -> Result<(), AppError> {
        self.decide_and_commit(conversation, &by.person, |rules| {
            members::add(rules, by.actor, invited.clone(), self.now(), &mut SystemIds)
        })
        .await?;
        Ok(())
    }

    /// Removes a member (C6); they come back only by being added (L3).
    ///
    /// # Errors
    /// What the rules say, `Overloaded`, `Unavailable`.
    pub async fn remove_member(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        user: UserId,
    ) -> Result<(), AppError> {
        let person = self.person_or_nobody(user).await?;
        self.decide_and_commit(conversation, &by.person, |rules| {
            members::remove(rules, by.actor, person.clone(), self.now(), &mut SystemIds)
        })
        .await?;
        Ok(())
    }

    /// Leaves (C6, C7).
    ///
    /// # Errors
    /// `NotFound`, `Overloaded`, `Unavailable`.
    pub async fn leave(&self, by: &SignedIn, conversation: ConversationId) -> Result<(), AppError> {
        for _ in 0..COMMIT_ATTEMPTS_MAX {
            let rules = self.load_rules(conversation).await?;
            let heir = match members::heir_of(&rules, by.actor.id) {
                Some(heir) => Some(self.person_or_nobody(heir).await?),
                None => None,
            };
            let decision = members::leave(&rules, by.actor, heir, self.now(), &mut SystemIds)?;
            match self.committer().commit(decision, Some(by.person.clone())).await? {
                Committed::Stale => self.rules().forget(conversation),
                Committed::Refused(refusal) => return Err(refusal.into()),
                Committed::Done(_) | Committed::Repeated { .. } | Committed::Exists(_) => {
                    return Ok(());
                }
            }
        }
        Err(AppError::Overloaded { retry_after: Span::millis(200) })
    }

    /// Gives a member another role (C6).
    ///
    /// # Errors
    /// What the rules say, `Overloaded`, `Unavailable`.
    pub async fn change_role(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        user: UserId,
        role: Role,
    ) -> Result<(), AppError> {
        let person = self.person_or_nobody(user).await?;
        self.decide_and_commit(conversation, &by.person, |rules| {
            let person = person.clone();
            members::change_role(rules, by.actor, person, role, self.now(), &mut SystemIds)
        })
        .await?;
        Ok(())
    }

    /// Makes a new link, which ends the one before (L1).
    ///
    /// # Errors
    /// What the rules say, `Overloaded`, `Unavailable`.
    pub async fn make_link(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        new: NewLink,
    ) -> Result<(), AppError> {
        self.decide_and_commit(conversation, &by.person, |rules| {
            link::make(rules, by.actor, new.clone(), self.now(), &mut SystemIds)
        })
        .await?;
        Ok(())
    }

    /// Switches the link off (L1).
    ///
    /// # Errors
    /// What the rules say, `Overloaded`, `Unavailable`.
    pub async fn revoke_link(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
    ) -> Result<(), AppError> {
        self.decide_and_commit(conversation, &by.person, |rules| {
            link::revoke(rules, by.actor, self.now(), &mut SystemIds)
        })
        .await?;
        Ok(())
    }

    /// Joins by a link that was found by its token (L2, L3). A member who comes again stays as
    /// they are.
    ///
    /// # Errors
    /// `LinkInvalid`, `WasRemoved`, `MemberLimit`, `Overloaded`, `Unavailable`.
    pub async fn join_by_link(
        &self,
        person: &Person,
        conversation: ConversationId,
        link: Link,
    ) -> Result<(), AppError> {
        let joined = self
            .decide_and_commit(conversation, person, |rules| {
                link::join(rules, &link, person.clone(), self.now(), &mut SystemIds)
            })
            .await;
        match joined {
            // The conversation is gone, and its link with it: one answer for all ended links.
            Err(AppError::Refused(Refusal::NotFound { .. })) => Err(Refusal::LinkInvalid.into()),
            Err(error) => Err(error),
            Ok(_) => Ok(()),
        }
    }

    /// Deletes a conversation with everything in it (C6). Its sessions are told that it is gone.
    ///
    /// # Errors
    /// `NotFound`, `ReadOnly`, `Forbidden`, `Unavailable`.
    pub async fn delete_conversation(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
    ) -> Result<(), AppError> {
        let rules = self.look_at_rules(conversation).await?;
        settings::delete(&rules, by.actor)?;
        let (now, version) = (self.now(), rules.rules_version);
        let gone = self
            .store()
            .write_within(STORE_LONG_DEADLINE, move |sql| {
                Box::pin(removal::delete_conversation(sql, conversation, version, now))
            })
            .await?;
        self.rules().forget(conversation);
        if !gone {
            return Err(AppError::Unavailable);
        }
        self.store().jobs_added();
        self.bus().publish(Envelope::Deleted { conversation }).await;
        Ok(())
    }

    /// Someone as others see them. For who is not there, a person without a name: the rules then
    /// say that they are no member, as they would of someone who is there and is none.
    async fn person_or_nobody(&self, user: UserId) -> Result<Person, AppError> {
        let found = self
            .store()
            .read(move |sql| Box::pin(async move { people::people(sql, &[user]).await }))
            .await?;
        Ok(found.into_iter().next().unwrap_or(Person {
            id: user,
            name: String::new(),
            side: None,
            proven: None,
            picture: None,
        }))
    }

    /// What is kept of a conversation's rules, for those who decide about pictures and links.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub async fn conversation_rules(
        &self,
        conversation: ConversationId,
    ) -> Result<Arc<domain::conversation::Conversation>, AppError> {
        self.load_rules(conversation).await
    }
}
