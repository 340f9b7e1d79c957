//! What was really committed, and the log that hubs read of it: late, and now and then not at all.

use super::super::answers::{self, Told};
use super::super::support::{EPOCH, message, pass, removed};
use super::plan::{Chance, Weather};
use crate::bus::{Envelope, Personal};
use crate::hub::log::{Changes, Joinable, Log, LogError, Missed, Profile, Standing};
use async_trait::async_trait;
use domain::event::{Event, Fact, Heads, SeenBy, ViewerClass};
use domain::ids::{ConversationId, CountedIds, MessageId, SignInId, UserId};
use domain::message::{Body, Kind, NewMember, System};
use domain::person::{Person, Side};
use domain::text::Text;
use domain::time::Timestamp;
use domain::visibility;
use protocol::generated::{self as wire, push::Push};
use protocol::view;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

/// The one truth of a history.
#[derive(Debug)]
pub(super) struct Truth {
    kept: Mutex<Kept>,
    chance: Mutex<Chance>,
    weather: Weather,
    /// The log does not answer.
    pub(super) away: Mutex<bool>,
    /// It does again, for good.
    pub(super) healed: Mutex<bool>,
}

#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) talks: BTreeMap<ConversationId, Talk>,
    pub(super) ended: BTreeSet<SignInId>,
    pub(super) sign_ins: BTreeMap<SignInId, UserId>,
    /// What nodes that heard nothing of it find when they look.
    changes: Vec<Envelope>,
    ids: CountedIds,
}

impl Kept {
    /// Ends a sign-in, and notes it.
    pub(super) fn sign_out(&mut self, user: UserId, sign_in: SignInId) {
        self.ended.insert(sign_in);
        let what = Personal::SignedOut(Some(sign_in));
        self.changes.push(Envelope::Personal { user, what });
    }
}

#[derive(Debug, Default)]
pub(super) struct Talk {
    pub(super) gone: bool,
    pub(super) read_only: bool,
    pub(super) heads: Heads,
    /// As they were committed.
    pub(super) events: Vec<Event>,
    pub(super) members: BTreeSet<UserId>,
    /// Where someone was last sent away.
    pub(super) removals: BTreeMap<UserId, i64>,
    /// Where it became read-only, or ceased to be.
    pub(super) switches: Vec<(i64, bool)>,
    /// An event that was asked for was not there once.
    pub(super) has_hole: bool,
    /// What messages have said so far.
    pub(super) bodies: BTreeMap<MessageId, Vec<Body>>,
}

impl Talk {
    /// All that an event may look like to a class: its message said this or that in the course of
    /// time. None if it is not for that class.
    pub(super) fn looks(&self, event: &Event, class: ViewerClass) -> Vec<wire::Event> {
        let mut looks = vec![event.clone()];
        if let Fact::Posted(message) | Fact::Edited(message) = &event.fact {
            for body in self.bodies.get(&message.id).into_iter().flatten() {
                let mut event = event.clone();
                if let Fact::Posted(message) | Fact::Edited(message) = &mut event.fact {
                    message.body = body.clone();
                }
                looks.push(event);
            }
        }
        let seen = looks.iter().filter_map(|event| visibility::event(event, class));
        seen.map(|event| view::event(&event, EPOCH)).collect()
    }

    /// The event with a number of a class.
    pub(super) fn at(&self, class: ViewerClass, number: i64) -> Option<&Event> {
        self.events.iter().find(|event| event.positions.position(class) == Some(number))
    }

    /// The place in the log of a number of a class.
    pub(super) fn seq(&self, class: ViewerClass, number: i64) -> i64 {
        self.at(class, number).map_or(0, |event| event.positions.seq)
    }

    /// Whether it was read-only, or was not, at a place in the log or at any time since.
    pub(super) fn was(&self, read_only: bool, since: i64) -> bool {
        let before = self.switches.iter().rev().find(|(seq, _)| *seq < since);
        before.is_some_and(|(_, on)| *on) == read_only
            || self.switches.iter().any(|(seq, on)| *seq >= since && *on == read_only)
    }
}

impl Told for Talk {
    fn is_gone(&self) -> bool {
        self.gone
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

    /// With its message as that is now (M4).
    fn now(&self, event: &Event) -> Event {
        let mut event = event.clone();
        if let Fact::Posted(message) | Fact::Edited(message) = &mut event.fact
            && let Some(body) = self.bodies.get(&message.id).and_then(|said| said.last())
        {
            message.body = body.clone();
        }
        event
    }
}

impl Truth {
    pub(super) fn new(weather: Weather, chance: Chance) -> Arc<Self> {
        Arc::new(Self {
            kept: Mutex::default(),
            chance: Mutex::new(chance),
            weather,
            away: Mutex::default(),
            healed: Mutex::default(),
        })
    }

    pub(super) fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap()
    }

    /// Takes its time, and does not always answer.
    pub(super) async fn asked(&self) -> Result<(), LogError> {
        let (wait, fails) = {
            let mut chance = self.chance.lock().unwrap();
            (chance.wait(self.weather.log_ms), chance.percent(self.weather.log_errors))
        };
        pass(wait).await;
        let fails = !*self.healed.lock().unwrap() && (fails || *self.away.lock().unwrap());
        if fails { Err(LogError::Away) } else { Ok(()) }
    }

    pub(super) async fn ask<T>(
        &self,
        answer: impl FnOnce(&Kept) -> T + Send,
    ) -> Result<T, LogError> {
        self.asked().await?;
        let answer = answer(&self.kept());
        let wait = self.chance.lock().unwrap().wait(self.weather.log_ms);
        pass(wait).await;
        Ok(answer)
    }

    /// What access is compared with.
    async fn compared<T: Send>(
        &self,
        answer: impl FnOnce(&Kept) -> T + Send,
    ) -> Result<T, LogError> {
        if self.weather.looks { self.ask(answer).await } else { Err(LogError::Away) }
    }

    fn commit(
        &self,
        at: ConversationId,
        seen_by: SeenBy,
        by: &Person,
        fact: impl FnOnce(MessageId, domain::event::Positions, &Talk) -> Fact,
    ) -> Event {
        let mut kept = self.kept();
        let id = MessageId::next(&mut kept.ids);
        let talk = kept.talks.get_mut(&at).unwrap();
        let positions = talk.heads.advance(seen_by);
        let event = Event {
            conversation: at,
            positions,
            at: Timestamp::from_millis(positions.seq),
            actor: Some(by.clone()),
            fact: fact(id, positions, talk),
        };
        if let Fact::Posted(message) | Fact::Edited(message) = &event.fact {
            talk.bodies.entry(message.id).or_default().push(message.body.clone());
        }
        talk.events.push(event.clone());
        event
    }

    pub(super) fn post(&self, at: ConversationId, by: &Person, note: bool) -> Event {
        let (seen_by, body): (_, fn(Option<Text>) -> Body) =
            if note { (SeenBy::INTERNAL, Body::Note) } else { (SeenBy::ALL, Body::Text) };
        self.commit(at, seen_by, by, |id, positions, _| {
            let text = Text::parse(format!("text {}", positions.seq)).unwrap();
            Fact::Posted(Box::new(message(id, at, positions, by, body(Some(text)))))
        })
    }

    /// Changes the last text, or takes it away; `None` if there is none.
    pub(super) fn change(&self, at: ConversationId, by: &Person, erase: bool) -> Option<Event> {
        let last = {
            let kept = self.kept();
            let talk = &kept.talks[&at];
            let text = |event: &Event| match &event.fact {
                Fact::Posted(message) => {
                    let said = talk.bodies[&message.id].last();
                    matches!(said, Some(Body::Text(_))).then(|| (**message).clone())
                }
                Fact::Edited(_)
                | Fact::Deleted { .. }
                | Fact::Reacted { .. }
                | Fact::Pinned { .. }
                | Fact::Unsupported => None,
            };
            talk.events.iter().rev().find_map(text)?
        };
        let event = self.commit(at, SeenBy::ALL, by, |_, positions, _| {
            if erase {
                return Fact::Deleted { message: last.id };
            }
            let text = Text::parse(format!("better {}", positions.seq)).unwrap();
            let mut message = last.clone();
            message.body = Body::Text(Some(text));
            Fact::Edited(Box::new(message))
        });
        if erase {
            let mut kept = self.kept();
            let said = kept.talks.get_mut(&at).unwrap().bodies.get_mut(&last.id).unwrap();
            said.push(Body::Deleted(Kind::Text));
        }
        Some(event)
    }

    pub(super) fn system(&self, at: ConversationId, by: &Person, system: System) -> Event {
        let told = system.clone();
        let event = self.commit(at, system.seen_by(), by, |id, positions, _| {
            let body = Body::System(Box::new(system));
            Fact::Posted(Box::new(message(id, at, positions, by, body)))
        });
        let mut kept = self.kept();
        let talk = kept.talks.get_mut(&at).unwrap();
        let seq = event.positions.seq;
        let mut dismiss = |user: UserId| {
            talk.members.remove(&user);
            talk.removals.insert(user, seq);
        };
        match told {
            System::MembersAdded { members } => {
                let users = members.iter().map(|member: &NewMember| member.person.id);
                talk.members.extend(users.clone());
                let joined = |user| Envelope::Personal { user, what: Personal::Joined(at) };
                kept.changes.extend(users.map(joined));
            }
            System::Removed { person } => dismiss(person.id),
            System::Left { .. } => dismiss(by.id),
            System::ReadOnlySwitched { on } => {
                talk.read_only = on;
                talk.switches.push((seq, on));
            }
            System::Created { .. }
            | System::JoinedByLink { .. }
            | System::RoleChanged { .. }
            | System::Renamed { .. }
            | System::Described { .. }
            | System::PictureChanged { .. }
            | System::LinkSwitched { .. }
            | System::TagsChanged { .. } => (),
        }
        event
    }

    pub(super) fn remove(&self, at: ConversationId, by: &Person, who: &Person) -> Event {
        self.system(at, by, removed(who))
    }

    /// The conversations of someone, and where they stand in their class.
    pub(super) fn list(&self, person: &Person) -> Vec<(ConversationId, ViewerClass, i64)> {
        let kept = self.kept();
        let theirs =
            kept.talks.iter().filter(|(_, talk)| !talk.gone && talk.members.contains(&person.id));
        theirs
            .map(|(id, talk)| {
                let class = ViewerClass::of(person.side.unwrap(), talk.read_only);
                (*id, class, talk.heads.head(class))
            })
            .collect()
    }
}

#[async_trait]
impl Log for Truth {
    async fn followed(&self, user: UserId) -> Result<Vec<Standing>, LogError> {
        self.ask(|kept| answers::followed(&kept.talks, user)).await
    }

    async fn standing(&self, ids: Vec<ConversationId>) -> Result<Vec<Standing>, LogError> {
        self.ask(|kept| answers::standing(&kept.talks, &ids)).await
    }

    async fn log_after(
        &self,
        conversation: ConversationId,
        seq: i64,
        limit: usize,
    ) -> Result<Vec<Event>, LogError> {
        // Now and then fewer than there are: what is long is read in parts.
        let limit = limit.min(1 + self.chance.lock().unwrap().below(40));
        self.ask(|kept| answers::log_after(&kept.talks, conversation, seq, limit)).await
    }

    async fn missed(&self, parts: Vec<Missed>) -> Result<Vec<Event>, LogError> {
        let mut missed = self.ask(|kept| answers::missed(&kept.talks, &parts)).await?;
        // Now and then one of them is not there: then nobody may be told that these were all.
        if self.chance.lock().unwrap().percent(3)
            && let Some(lost) = missed.pop()
        {
            self.kept().talks.get_mut(&lost.conversation).unwrap().has_hole = true;
        }
        Ok(missed)
    }

    async fn joinable(
        &self,
        user: UserId,
        side: Side,
        conversation: ConversationId,
    ) -> Result<Option<Joinable>, LogError> {
        self.ask(|kept| answers::joinable(&kept.talks, user, side, conversation)).await
    }

    async fn personal(
        &self,
        _user: UserId,
        _side: Side,
        _what: &Personal,
    ) -> Result<Option<Push>, LogError> {
        Ok(None)
    }

    async fn profile(&self, _user: UserId) -> Result<Option<Profile>, LogError> {
        Ok(None)
    }

    async fn usable_sign_ins(
        &self,
        sign_ins: Vec<SignInId>,
    ) -> Result<Vec<(SignInId, UserId)>, LogError> {
        self.compared(|kept| {
            let usable = sign_ins.iter().filter(|sign_in| !kept.ended.contains(sign_in));
            usable.filter_map(|sign_in| Some((*sign_in, *kept.sign_ins.get(sign_in)?))).collect()
        })
        .await
    }

    async fn deactivated(&self, _users: Vec<UserId>) -> Result<Vec<UserId>, LogError> {
        self.compared(|_| Vec::new()).await
    }

    async fn memberships(
        &self,
        users: Vec<UserId>,
    ) -> Result<Vec<(UserId, ConversationId)>, LogError> {
        self.compared(|kept| answers::memberships(&kept.talks, &users)).await
    }

    async fn changes(&self, since: Option<i64>) -> Result<Option<Changes>, LogError> {
        if !self.weather.looks {
            return Ok(None);
        }
        // A part of what was told comes again; and now and then too much has passed to be told.
        let (again, complete) = {
            let mut chance = self.chance.lock().unwrap();
            (chance.below(4), chance.percent(80))
        };
        self.ask(|kept| {
            let all = kept.changes.iter().cloned();
            let end = i64::try_from(kept.changes.len()).unwrap();
            let next = (end - i64::try_from(again).unwrap()).max(0);
            let Some(since) = since.filter(|_| complete) else {
                return Some(Changes { next, complete: false, envelopes: Vec::new() });
            };
            let envelopes = (0..).zip(all).filter(|(number, _)| *number >= since).collect();
            Some(Changes { next: next.max(since), complete: true, envelopes })
        })
        .await
    }

    async fn forget_changes(&self, _before: i64) -> Result<(), LogError> {
        Ok(())
    }
}
