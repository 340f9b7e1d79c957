//! A log in memory, as the hub reads it.

use super::answers::{self, Told};
use crate::bus::{Envelope, Personal};
use crate::hub::log::{Changes, Joinable, Log, LogError, Missed, Profile, Standing};
use async_trait::async_trait;
use domain::event::{Event, Heads};
use domain::ids::{ConversationId, SignInId, UserId};
use domain::person::Side;
use protocol::generated::push::{self, Push};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What was committed.
#[derive(Debug, Default)]
pub(super) struct MemoryLog {
    pub(super) talks: Mutex<BTreeMap<ConversationId, Talk>>,
    pub(super) questions: AtomicUsize,
    pub(super) gaps: AtomicUsize,
    /// How often it was asked which sign-ins can be used.
    pub(super) checks: AtomicUsize,
    /// Whose sign-ins can be used.
    pub(super) sign_ins: Mutex<BTreeMap<SignInId, UserId>>,
    pub(super) deactivated: Mutex<BTreeSet<UserId>>,
    /// What was noted beside the bus, where others write.
    pub(super) noted: Mutex<Option<Vec<Envelope>>>,
    /// How many times each question waits before it is answered, and how many after.
    pub(super) delays: Mutex<Vec<(usize, usize)>>,
    /// Why nothing is answered.
    pub(super) fails: Mutex<Option<LogError>>,
}

#[derive(Debug, Default)]
pub(super) struct Talk {
    pub(super) read_only: bool,
    pub(super) heads: Heads,
    pub(super) events: Vec<Event>,
    pub(super) members: BTreeSet<UserId>,
}

impl MemoryLog {
    async fn ask<T>(
        &self,
        answer: impl FnOnce(&BTreeMap<ConversationId, Talk>) -> T,
    ) -> Result<T, LogError> {
        self.questions.fetch_add(1, Ordering::SeqCst);
        let (before, after) = self.delays.lock().unwrap().pop().unwrap_or((1, 1));
        for _ in 0..before {
            tokio::task::yield_now().await;
        }
        let answer = answer(&self.talks.lock().unwrap());
        for _ in 0..after {
            tokio::task::yield_now().await;
        }
        self.fails.lock().unwrap().map_or(Ok(answer), Err)
    }
}

impl Told for Talk {
    fn is_gone(&self) -> bool {
        false
    }

    fn read_only(&self) -> bool {
        self.read_only
    }

    fn heads(&self) -> Heads {
        self.heads
    }

    fn events(&self) -> &[Event] {
        &self.events
    }

    fn members(&self) -> &BTreeSet<UserId> {
        &self.members
    }

    fn now(&self, event: &Event) -> Event {
        event.clone()
    }
}

#[async_trait]
impl Log for MemoryLog {
    async fn followed(&self, user: UserId) -> Result<Vec<Standing>, LogError> {
        self.ask(|talks| answers::followed(talks, user)).await
    }

    async fn standing(&self, ids: Vec<ConversationId>) -> Result<Vec<Standing>, LogError> {
        self.ask(|talks| answers::standing(talks, &ids)).await
    }

    async fn log_after(
        &self,
        conversation: ConversationId,
        seq: i64,
        limit: usize,
    ) -> Result<Vec<Event>, LogError> {
        self.gaps.fetch_add(1, Ordering::SeqCst);
        self.ask(|talks| answers::log_after(talks, conversation, seq, limit)).await
    }

    async fn missed(&self, parts: Vec<Missed>) -> Result<Vec<Event>, LogError> {
        self.ask(|talks| answers::missed(talks, &parts)).await
    }

    async fn joinable(
        &self,
        user: UserId,
        side: Side,
        conversation: ConversationId,
    ) -> Result<Option<Joinable>, LogError> {
        self.ask(|talks| answers::joinable(talks, user, side, conversation)).await
    }

    async fn personal(
        &self,
        user: UserId,
        _side: Side,
        what: &Personal,
    ) -> Result<Option<Push>, LogError> {
        let Personal::Draft(conversation) = what else { return Ok(None) };
        let draft =
            push::Draft { conversation_id: conversation.to_string(), text: user.to_string() };
        self.ask(|_| Some(Push::Draft(draft))).await
    }

    async fn profile(&self, _user: UserId) -> Result<Option<Profile>, LogError> {
        Ok(None)
    }

    async fn usable_sign_ins(
        &self,
        sign_ins: Vec<SignInId>,
    ) -> Result<Vec<(SignInId, UserId)>, LogError> {
        let usable = self.sign_ins.lock().unwrap().clone();
        self.checks.fetch_add(1, Ordering::SeqCst);
        tokio::task::yield_now().await;
        Ok(sign_ins.into_iter().filter_map(|id| Some((id, *usable.get(&id)?))).collect())
    }

    async fn deactivated(&self, users: Vec<UserId>) -> Result<Vec<UserId>, LogError> {
        let gone = self.deactivated.lock().unwrap().clone();
        Ok(users.into_iter().filter(|user| gone.contains(user)).collect())
    }

    async fn memberships(
        &self,
        users: Vec<UserId>,
    ) -> Result<Vec<(UserId, ConversationId)>, LogError> {
        self.ask(|talks| answers::memberships(talks, &users)).await
    }

    async fn changes(&self, since: Option<i64>) -> Result<Option<Changes>, LogError> {
        let Some(noted) = self.noted.lock().unwrap().clone() else { return Ok(None) };
        let next = i64::try_from(noted.len()).unwrap();
        let ids = (0_i64..).zip(noted);
        let new = ids.filter(|(id, _)| since.is_some_and(|since| *id >= since)).collect();
        Ok(Some(Changes { next, complete: since.is_some(), envelopes: new }))
    }

    async fn forget_changes(&self, _before: i64) -> Result<(), LogError> {
        Ok(())
    }
}
