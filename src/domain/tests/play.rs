//! A conversation that is played through: commands are decided by the rules and committed to a log
//! in memory, as a store does it. Checks at each commit that the decision keeps its promises.

use crate::conversation::Conversation;
use crate::conversation::create::{Create, Invited, create, create_direct};
use crate::conversation::link::{Link, join, make, revoke};
use crate::conversation::members::{add, change_role, heir_of, leave, remove};
use crate::conversation::settings::change;
use crate::decision::{Change, Decision, NewLink, NewMessage};
use crate::event::{Event, Fact, Heads, Positions};
use crate::ids::{AttachmentId, ClientId, Ids, LinkId, MessageId};
use crate::message::change::{Edit, Target, delete, edit};
use crate::message::post::{Forward, Post, ReplyTo, post};
use crate::message::react::{pin, react};
use crate::message::{Body, Forwarded, Kind, Message, Quote, Reaction};
use crate::person::{Actor, Person};
use crate::refusal::Refusal;
use crate::tests::commands::{Command, FIRST_GUEST, Words, everybody, prologue, user_ids, who};
use crate::tests::fold::{check_invariants, keeps_promise};
use crate::tests::support::{NOW, ana, by, invited, newcomer, uuid};
use crate::text::Emoji;
use crate::time::{Span, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Ids that depend on the step alone, so that two plays give the same ones.
struct StepIds(u128);

impl Ids for StepIds {
    fn next_uuid(&mut self) -> Uuid {
        self.0 += 1;
        Uuid::from_u128(self.0)
    }
}

fn ids_of(step: usize) -> StepIds {
    StepIds((u128::try_from(step).unwrap() + 1) * 1_000)
}

fn message_of(step: usize) -> MessageId {
    MessageId::next(&mut ids_of(step))
}

pub(super) struct Play {
    pub(super) conversation: Conversation,
    pub(super) heads: Heads,
    pub(super) log: Vec<Event>,
    messages: BTreeMap<MessageId, Message>,
    /// The conversation before its first event.
    pub(super) first: Conversation,
}

impl Play {
    /// A group by ana of everybody but the last of each side, with a link; or a direct
    /// conversation that a guest began.
    pub(super) fn begin(by_guest: bool, read_only: bool) -> Self {
        let link = NewLink {
            id: LinkId::from(uuid(1)),
            token_hash: [0; 32],
            expires_at: None,
            uses_max: None,
        };
        let made = if by_guest {
            let first = who(FIRST_GUEST);
            create_direct(by(&first), first, invited(ana()), Some(link), NOW, &mut ids_of(0))
        } else {
            let members = [1, 2, FIRST_GUEST, FIRST_GUEST + 1].map(|n| invited(who(n))).to_vec();
            let group = Create {
                name: "launch".to_owned(),
                description: String::new(),
                read_only,
                link: Some(link),
                members,
            };
            create(by(&ana()), ana(), group, NOW, &mut ids_of(0))
        };
        let decision = made.unwrap();
        let Some(Change::ConversationMade(new)) = decision.changes.first() else {
            panic!("the row comes first");
        };
        let first = Conversation::new(new);
        let mut play = Self {
            conversation: first.clone(),
            heads: Heads::default(),
            log: Vec::new(),
            messages: BTreeMap::new(),
            first,
        };
        play.commit(decision);
        play
    }

    /// A play in which all of that was tried, after some messages that commands can name.
    pub(super) fn of(by_guest: bool, read_only: bool, script: &[(Actor, Command)]) -> Self {
        let mut play = Self::begin(by_guest, read_only);
        for (step, (actor, command)) in (1..).zip(prologue().iter().chain(script)) {
            if let Ok(decision) = play.decide(step, *actor, command) {
                play.commit(decision);
            }
        }
        play
    }

    pub(super) fn target(&self, step: usize) -> Option<Target> {
        self.messages.get(&message_of(step)).map(Target::from)
    }

    pub(super) fn now(step: usize) -> Timestamp {
        NOW + Span::minutes(i64::try_from(step).unwrap())
    }

    pub(super) fn link(&self, open: bool) -> Link {
        let id = self.conversation.link.unwrap_or_else(|| LinkId::from(uuid(2)));
        Link { id, expires_at: None, uses_max: None, uses: 0, revoked: !open }
    }

    pub(super) fn decide(
        &self,
        step: usize,
        actor: Actor,
        command: &Command,
    ) -> Result<Decision, Refusal> {
        let (talk, now, ids) = (&self.conversation, Self::now(step), &mut ids_of(step));
        match command.clone() {
            Command::Post(words, reply_to, forward) => {
                post(talk, actor, self.post(step, words, reply_to, forward), now, ids)
            }
            Command::Edit(words, of, late) => {
                let late = if late { Span::hours(25) } else { Span::millis(0) };
                let mentions = user_ids(&words.mentions);
                let text = words.text.to_owned();
                let command = Edit { text, mentions, mention_all: words.mention_all };
                edit(talk, actor, self.target(of), command, now + late)
            }
            Command::Delete(of) => delete(talk, actor, self.target(of), now),
            Command::React(of, emoji, on) => react(talk, actor, self.target(of), emoji, on, now),
            Command::Pin(of, on) => pin(talk, actor, self.target(of), on, now),
            Command::Add(people) => {
                let invited = |(n, has_email)| Invited { person: who(n), has_email };
                add(talk, actor, people.into_iter().map(invited).collect(), now, ids)
            }
            Command::Remove(of) => remove(talk, actor, who(of), now, ids),
            Command::Leave => {
                let heir = heir_of(talk, actor.id);
                let heir = heir.and_then(|id| everybody().into_iter().find(|p| p.id == id));
                leave(talk, actor, heir, now, ids)
            }
            Command::ChangeRole(of, role) => change_role(talk, actor, who(of), role, now, ids),
            Command::Change(settings) => change(talk, actor, settings, now, ids),
            Command::MakeLink(uses) => {
                let id = LinkId::next(ids);
                let uses_max = Some(uses);
                let link = NewLink { id, token_hash: [0; 32], expires_at: None, uses_max };
                make(talk, actor, link, now, &mut ids_of(step))
            }
            Command::RevokeLink => revoke(talk, actor, now, ids),
            Command::Join(open) => {
                let person = everybody().into_iter().find(|p| p.id == actor.id).unwrap();
                join(talk, &self.link(open), person, now, ids)
            }
        }
    }

    fn post(
        &self,
        step: usize,
        words: Words,
        reply_to: Option<usize>,
        forward: Option<bool>,
    ) -> Post {
        let origin = Forwarded { author: Some(newcomer()), sent_at: Some(NOW) };
        Post {
            client_id: ClientId::next(&mut ids_of(step)),
            kind: if words.note { Kind::Note } else { Kind::Text },
            text: words.text.to_owned(),
            reply_to: match reply_to.map(|of| self.target(of)) {
                None => ReplyTo::Nothing,
                Some(None) => ReplyTo::Missing,
                Some(Some(target)) => ReplyTo::Message(target),
            },
            forward: forward.map(|note| Forward { note, origin }),
            attachments: words.files.into_iter().map(|n| AttachmentId::from(uuid(n))).collect(),
            mentions: user_ids(&words.mentions),
            mention_all: words.mention_all,
        }
    }

    /// Writes what was decided: gives each event its numbers and folds it.
    pub(super) fn commit(&mut self, decision: Decision) {
        assert_eq!(decision.rules_version, self.conversation.rules_version, "decided on this");
        let actor = everybody().into_iter().find(|person| Some(person.id) == decision.actor);
        for change in decision.changes {
            let Some(fact) = self.fold(&change, actor.as_ref(), decision.at) else { continue };
            let positions = self.heads.advance(change.seen_by().unwrap());
            let fact = self.place(fact, positions);
            let conversation = self.conversation.id;
            let actor = actor.clone();
            self.log.push(Event { conversation, positions, at: decision.at, actor, fact });
        }
        check_invariants(self);
    }

    fn place(&mut self, fact: Fact, positions: Positions) -> Fact {
        let Fact::Posted(mut message) = fact else { return fact };
        message.positions = positions;
        if let Body::System(system) = &message.body {
            let author = message.author.as_ref().map(|author| author.id);
            let before = self.conversation.rules_version;
            self.conversation.apply(system, author, positions.seq);
            assert_eq!(self.conversation.rules_version, before + 1, "the rules changed");
            keeps_promise(&self.conversation, system, author);
        }
        self.messages.insert(message.id, (*message).clone());
        Fact::Posted(message)
    }

    /// The fact that a change becomes; `None` where it becomes none or changes nothing.
    fn fold(&mut self, change: &Change, actor: Option<&Person>, at: Timestamp) -> Option<Fact> {
        match change {
            Change::ConversationMade(_) | Change::LinkUsed(_) => None,
            Change::LinkMade(link) => {
                assert_eq!(self.conversation.link, Some(link.id), "the fold knows the link");
                None
            }
            Change::LinkRevoked => {
                assert_eq!(self.conversation.link, None, "the fold knows that it ended");
                None
            }
            Change::Posted(new) => Some(Fact::Posted(Box::new(self.written(new, actor?, at)))),
            Change::System { id, system } => {
                let body = Body::System(system.clone());
                Some(Fact::Posted(Box::new(self.blank(*id, body, actor?, at))))
            }
            Change::Edited { message, text, mentions, mention_all, .. } => {
                let message = self.messages.get_mut(message)?;
                message.body = match message.body {
                    Body::Note(_) => Body::Note(text.clone()),
                    Body::Text(_) | Body::System(_) | Body::Deleted(_) | Body::Unsupported => {
                        Body::Text(text.clone())
                    }
                };
                (message.edited_at, message.mention_all) = (Some(at), *mention_all);
                message.mentions.clone_from(mentions);
                Some(Fact::Edited(Box::new(message.clone())))
            }
            Change::Deleted { message: id, .. } => {
                let message = self.messages.get_mut(id)?;
                message.body = Body::Deleted(Target::from(&*message).kind);
                message.reactions.clear();
                Some(Fact::Deleted { message: *id })
            }
            Change::Reacted { message, emoji, on, .. } => {
                self.reacted(*message, emoji, *on, actor?)
            }
            Change::Pinned { message: id, on, .. } => {
                let message = self.messages.get_mut(id)?;
                let changed = message.pinned != *on;
                message.pinned = *on;
                changed.then_some(Fact::Pinned { message: *id, on: *on })
            }
        }
    }

    fn reacted(&mut self, id: MessageId, emoji: &Emoji, on: bool, actor: &Person) -> Option<Fact> {
        let reactions = &mut self.messages.get_mut(&id)?.reactions;
        if !reactions.iter().any(|reaction| reaction.emoji == *emoji) {
            let emoji = emoji.clone();
            reactions.push(Reaction { emoji, count: 0, mine: false, people: Vec::new() });
        }
        let reaction = reactions.iter_mut().find(|reaction| reaction.emoji == *emoji)?;
        let there = reaction.people.iter().any(|person| person.id == actor.id);
        reaction.people.retain(|person| person.id != actor.id);
        if on {
            reaction.people.push(actor.clone());
        }
        reaction.count = i64::try_from(reaction.people.len()).unwrap();
        let count = reaction.count;
        (there != on).then(|| Fact::Reacted { message: id, emoji: emoji.clone(), on, count })
    }

    fn written(&self, new: &NewMessage, author: &Person, at: Timestamp) -> Message {
        let body = match new.kind {
            Kind::Text => Body::Text(new.text.clone()),
            Kind::Note => Body::Note(new.text.clone()),
        };
        let quoted = new.reply_to.and_then(|id| self.messages.get(&id));
        Message {
            client_id: Some(new.client_id),
            reply_to: quoted.map(|quoted| Quote {
                message: quoted.id,
                author: quoted.author.clone(),
                sent_at: quoted.sent_at,
                excerpt: None,
                deleted: false,
                note: Target::from(quoted).kind == Kind::Note,
            }),
            forwarded: new.forwarded.clone(),
            mentions: new.mentions.clone(),
            mention_all: new.mention_all,
            ..self.blank(new.id, body, author, at)
        }
    }

    fn blank(&self, id: MessageId, body: Body, author: &Person, at: Timestamp) -> Message {
        Message {
            id,
            conversation: self.conversation.id,
            positions: Positions::default(),
            author: Some(author.clone()),
            sent_at: at,
            client_id: None,
            body,
            edited_at: None,
            reply_to: None,
            forwarded: None,
            attachments: Vec::new(),
            reactions: Vec::new(),
            mentions: BTreeSet::new(),
            mention_all: false,
            pinned: false,
        }
    }
}
