//! One conversation: its numbers, its settings and members against the fold of its log, its counts.

use super::Report;
use super::messages::Window;
use crate::store::audit::{self, Happened, Logged, Stated, Stored, Written};
use crate::store::error::StoreError;
use crate::store::sql::Sql;
use domain::conversation::{Conversation, Kind, NewConversation, Role};
use domain::event::{Heads, Positions, SeenBy, ViewerClass};
use domain::ids::{ConversationId, LinkId, MessageId};
use domain::message::System;
use domain::time::Timestamp;
use std::collections::BTreeMap;

/// Messages whose state is held at once. Events are read once for each so many messages.
const WINDOW_MESSAGES: i64 = 20_000;
/// Events read at once.
const EVENTS_PAGE: i64 = 1_000;

/// What the log of a conversation folds into.
pub(super) struct Checked<'a> {
    id: ConversationId,
    report: &'a mut Report,
    heads: Heads,
    fold: Conversation,
    /// What was said by the log, not only by the row that the fold began with.
    told: Told,
    ordinal: i64,
    guest_ordinal: i64,
    last: (Option<MessageId>, Timestamp),
    guest_last: (Option<MessageId>, Timestamp),
    uses: BTreeMap<LinkId, i64>,
    /// Something of a newer server is in it: what it changed is not known.
    unknown: bool,
}

#[derive(Default)]
struct Told {
    name: bool,
    description: bool,
    read_only: bool,
}

impl<'a> Checked<'a> {
    /// Looks at a conversation and reports what is wrong.
    pub(super) async fn look(
        sql: &mut Sql,
        id: ConversationId,
        report: &'a mut Report,
    ) -> Result<(), StoreError> {
        let stated = match audit::stated(sql, id).await {
            Ok(stated) => stated,
            Err(StoreError::Corrupt(what)) => {
                report.problem(format!("conversation {id}: its {what} cannot be read"));
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let mut checked = Checked::begin(&stated, report);
        let mut after = 0;
        loop {
            let messages = audit::messages_after(sql, id, after, WINDOW_MESSAGES).await?;
            let is_first = after == 0;
            let Some(up_to) = messages.last().map(|message| message.positions.seq) else {
                if is_first {
                    checked.read_log(sql, &mut Window::default(), 0, true).await?;
                }
                break;
            };
            for message in &messages {
                checked.fold(message);
            }
            let is_last = i64::try_from(messages.len()).is_ok_and(|read| read < WINDOW_MESSAGES);
            let mut window = Window::of(id, messages, (after, up_to), is_last);
            checked.read_log(sql, &mut window, after, is_first).await?;
            let reactions = audit::reactions_between(sql, id, after, up_to).await?;
            window.compare(reactions, checked.report);
            after = up_to;
            if is_last {
                break;
            }
        }
        checked.compare(&stated);
        checked.compare_members(&stated, &audit::members(sql, id).await?);
        checked.compare_links(&stated, &audit::links(sql, id).await?);
        Ok(())
    }

    fn begin(stated: &Stated, report: &'a mut Report) -> Self {
        let rules = &stated.rules;
        let made = NewConversation {
            id: rules.id,
            // Two until a third comes: the fold makes it a group then.
            kind: rules.kind,
            name: rules.name.clone(),
            description: rules.description.clone(),
            read_only: rules.read_only,
            created_by: rules.created_by,
            created_by_external: rules.created_by_external,
            created_at: rules.created_at,
            direct: None,
        };
        Self {
            id: rules.id,
            report,
            heads: Heads::default(),
            fold: Conversation::new(&made),
            told: Told::default(),
            ordinal: 0,
            guest_ordinal: 0,
            last: (None, rules.created_at),
            guest_last: (None, rules.created_at),
            uses: BTreeMap::new(),
            unknown: false,
        }
    }

    fn problem(&mut self, words: &str) {
        self.report.problem(format!("conversation {}: {words}", self.id));
    }

    /// Reads events after a number to the end of the log, for a window of messages; the first time
    /// their numbers are looked at, too.
    async fn read_log(
        &mut self,
        sql: &mut Sql,
        window: &mut Window,
        after: i64,
        number: bool,
    ) -> Result<(), StoreError> {
        let mut after = after;
        loop {
            let events = audit::events_after(sql, self.id, after, EVENTS_PAGE).await?;
            let Some(last) = events.last() else { return Ok(()) };
            after = last.positions.seq;
            for event in events {
                if number {
                    self.number(&event);
                }
                window.apply(&event, self.report);
            }
        }
    }

    /// Invariant 4: each class counts 1, 2, 3, …
    fn number(&mut self, event: &Logged) {
        self.report.events += 1;
        let Positions { guest_seq, reader_seq, .. } = event.positions;
        let seen_by = SeenBy { guests: guest_seq.is_some(), readers: reader_seq.is_some() };
        let expected = self.heads.advance(seen_by);
        if expected != event.positions {
            for class in ViewerClass::ALL {
                let (is, should) = (event.positions.position(class), expected.position(class));
                if let (Some(is), Some(should)) = (is, should)
                    && is != should
                {
                    self.problem(&format!(
                        "the numbering of class {class:?} has {is} where {should} should be"
                    ));
                }
            }
            // From here on, so that one hole is told once.
            let Positions { seq, guest_seq, reader_seq } = event.positions;
            self.heads = Heads {
                seq,
                guest_seq: guest_seq.unwrap_or(self.heads.guest_seq),
                reader_seq: reader_seq.unwrap_or(self.heads.reader_seq),
            };
        }
        if event.happened == Happened::Unknown {
            self.unknown = true;
            let number = event.positions.seq;
            self.report.note(format!(
                "conversation {}: event {number} is of a kind that this server does not know; what \
                 it changed is not verified",
                self.id
            ));
        }
    }

    /// What a message adds to the state of its conversation.
    fn fold(&mut self, message: &Stored) {
        let seq = message.positions.seq;
        match &message.written {
            Written::Text => {
                self.ordinal += 1;
                self.guest_ordinal += 1;
                self.last = (Some(message.id), message.sent_at);
                self.guest_last = self.last;
            }
            Written::Note => {
                self.ordinal += 1;
                self.last = (Some(message.id), message.sent_at);
            }
            Written::System(system) => self.fold_system(system, message),
            Written::Unknown => {
                self.unknown = true;
                self.report.note(format!(
                    "conversation {}: message {} is of a kind that this server does not know; what \
                     it changed is not verified",
                    self.id, message.id
                ));
            }
        }
        let counted = (message.ordinal, message.guest_ordinal);
        if counted != (self.ordinal, self.guest_ordinal) && !self.unknown {
            let words = format!(
                "message {} (number {seq}) counts {} and {} messages up to it, a recount {} and {}",
                message.id, counted.0, counted.1, self.ordinal, self.guest_ordinal
            );
            self.problem(&words);
            (self.ordinal, self.guest_ordinal) = counted;
        }
    }

    fn fold_system(&mut self, system: &System, message: &Stored) {
        match system {
            System::Renamed { .. } => self.told.name = true,
            System::Described { .. } => self.told.description = true,
            System::ReadOnlySwitched { .. } => self.told.read_only = true,
            System::JoinedByLink { link: Some(link), .. } => {
                *self.uses.entry(*link).or_default() += 1;
            }
            System::Created { .. }
            | System::MembersAdded { .. }
            | System::JoinedByLink { link: None, .. }
            | System::Left { .. }
            | System::Removed { .. }
            | System::RoleChanged { .. }
            | System::PictureChanged { .. }
            | System::LinkSwitched { .. }
            | System::TagsChanged { .. } => (),
        }
        let seen = (message.positions.guest_seq.is_some(), message.positions.reader_seq.is_some());
        let seen_by = system.seen_by();
        if seen != (seen_by.guests, seen_by.readers) {
            let words = format!("message {} is seen by others than its kind allows", message.id);
            self.problem(&words);
        }
        self.fold.apply(system, message.author, message.positions.seq);
    }

    /// Invariants 9 and 10: the row against the fold.
    fn compare(&mut self, stated: &Stated) {
        let rules = &stated.rules;
        for class in ViewerClass::ALL {
            let (head, last) = (stated.heads.head(class), self.heads.head(class));
            if head != last {
                let words =
                    format!("the head of class {class:?} is {head}, its log ends at {last}");
                self.problem(&words);
            }
        }
        if self.unknown {
            return;
        }
        let fold = &self.fold;
        let wrong: Vec<&str> = [
            ("kind", rules.kind != fold.kind && fold.kind == Kind::Group),
            ("name", self.told.name && rules.name != fold.name),
            ("description", self.told.description && rules.description != fold.description),
            ("read-only switch", self.told.read_only && rules.read_only != fold.read_only),
            ("link", rules.link != fold.link),
            ("picture", rules.picture != fold.picture),
            ("tags", rules.tags != fold.tags),
            ("version of the rules", rules.rules_version != fold.rules_version),
            ("list of those removed", rules.removed != fold.removed),
            ("count of messages", stated.ordinal != self.ordinal),
            ("count of messages for guests", stated.guest_ordinal != self.guest_ordinal),
            ("last message", stated.last != self.last),
            ("last message for guests", stated.guest_last != self.guest_last),
        ]
        .into_iter()
        .filter_map(|(what, wrong)| wrong.then_some(what))
        .collect();
        for what in wrong {
            self.problem(&format!("its {what} is not what its log folds into"));
        }
        let members = rules.members.len();
        if i64::try_from(members).ok() != Some(stated.member_count) {
            self.problem(&format!("it counts {} members and has {members}", stated.member_count));
        }
        let users: std::collections::BTreeSet<_> =
            rules.members.keys().chain(self.fold.members.keys()).copied().collect();
        for user in users {
            let (row, fold) = (rules.members.get(&user), self.fold.members.get(&user));
            let words = match (row, fold) {
                (Some(_), None) => "is a member, and by the log is none",
                (None, Some(_)) => "is no member, and by the log is one",
                (Some(row), Some(fold)) if row != fold => {
                    "has another role or day of joining than by the log"
                }
                (Some(_), Some(_)) | (None, None) => continue,
            };
            self.problem(&format!("user {user} {words}"));
        }
    }

    fn compare_members(&mut self, stated: &Stated, members: &[audit::Counted]) {
        for member in members {
            let user = member.user;
            if (member.role == Role::Guest) == member.internal {
                self.problem(&format!("user {user} has the role of the other side"));
            }
            if member.read_seq > stated.heads.seq {
                self.problem(&format!("user {user} has read further than the log goes"));
            }
            if member.read_ordinal != member.read_recount {
                let (is, should) = (member.read_ordinal, member.read_recount);
                let words = format!("user {user} has read {is} messages, by a recount {should}");
                self.problem(&words);
            }
            if let Some((at, is, should)) = member.unread
                && (is != should || at < 0)
            {
                let words =
                    format!("user {user} is unread from message {is} on, by a recount {should}");
                self.problem(&words);
            }
            let total = if member.internal { stated.ordinal } else { stated.guest_ordinal };
            if member.archived_ordinal.is_some_and(|archived| archived > total) {
                self.problem(&format!("user {user} archived messages that are yet to come"));
            }
        }
    }

    fn compare_links(&mut self, stated: &Stated, links: &BTreeMap<LinkId, (i64, bool)>) {
        if let Some(active) = stated.rules.link
            && links.get(&active).is_none_or(|(_, revoked)| *revoked)
        {
            self.problem(&format!("its link {active} does not exist, or was revoked"));
        }
        if self.unknown {
            return;
        }
        for (link, (uses, _)) in links {
            let joined = self.uses.get(link).copied().unwrap_or(0);
            if joined != *uses {
                self.problem(&format!("link {link} counts {uses} uses, and {joined} joined by it"));
            }
        }
    }
}
