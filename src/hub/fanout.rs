//! How what happened in a conversation goes out: in the order of the log, rendered once for each
//! class of viewers and encoding in use, to sockets that are ready itself. Runs under the topic's
//! lock and never waits.

use super::frame;
use super::log::Joinable;
use super::metrics::Metrics;
use super::seats::Seats;
use super::session::Session;
use super::spread::Spread;
use super::topic::{Joining, Phase, State};
use crate::bus::Envelope;
use bytes::BytesMut;
use domain::event::{Event, Fact, ViewerClass};
use domain::ids::{ConversationId, MessageId, UserId};
use domain::message::{Body, Message, System};
use domain::person::{Person, Side};
use domain::visibility;
use protocol::codec::Encoding;
use protocol::generated::{self as wire, Frame, push};
use protocol::view;
use std::sync::Arc;
use std::time::Instant;

/// Envelopes that wait for one conversation before it is read from the store instead.
const PENDING_MAX: usize = 1_024;
/// Events that go out as one buffer.
const BATCH_EVENTS_MAX: usize = 64;

/// What rendering needs to know.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rendering<'a> {
    pub(super) epoch: &'a str,
    pub(super) metrics: &'a Metrics,
    pub(super) now: Instant,
}

/// What is to be done after the lock is let go.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing.
    Done,
    /// The log has to be read up to this number; until then what arrives waits.
    Read { up_to: i64 },
    /// The conversation was deleted.
    Gone,
}

impl State {
    /// Takes in what arrived, to be handled by the next [`State::pump`].
    pub(super) fn take_in(&mut self, envelope: Envelope) {
        if matches!(envelope, Envelope::Deleted { .. }) {
            self.deleted = true;
            return;
        }
        if self.pending.len() < PENDING_MAX {
            self.pending.push_back(envelope);
            return;
        }
        // Too much to keep: what is lasting is read from the store up to the last number heard.
        let heard = self.pending.drain(..).chain([envelope]).filter_map(|kept| match kept {
            Envelope::Committed { seq, .. } => Some(seq),
            Envelope::Deleted { .. }
            | Envelope::Typing { .. }
            | Envelope::Read { .. }
            | Envelope::Personal { .. }
            | Envelope::Presence { .. }
            | Envelope::Organisation { .. }
            | Envelope::GapPossible => None,
        });
        if let Some(seq) = heard.max() {
            let conversation = self.conversation;
            self.pending.push_back(Envelope::Committed { conversation, seq, event: None });
        }
    }

    /// Takes in what the store says: what is being loaded learns it by itself.
    pub(super) fn take_in_live(&mut self, envelope: Envelope) {
        if self.phase == Phase::Live {
            self.take_in(envelope);
        }
    }

    /// Sends out what waits, until something is missing.
    pub(super) fn pump(&mut self, rendering: Rendering<'_>) -> Step {
        if self.phase != Phase::Live {
            return Step::Done;
        }
        if self.deleted {
            self.end(rendering.now);
            return Step::Gone;
        }
        if self.reading {
            return Step::Done;
        }
        self.together = self.pending.len() > 1;
        let mut batch = Vec::new();
        while let Some(envelope) = self.pending.pop_front() {
            match envelope {
                Envelope::Committed { seq, .. } if seq <= self.heads.seq => (),
                Envelope::Committed { seq, event: Some(event), .. }
                    if seq == self.heads.seq + 1 && event.positions.seq == seq =>
                {
                    self.admit(event, &mut batch, rendering);
                }
                Envelope::Committed { conversation, seq, .. } => {
                    self.pending.push_front(Envelope::Committed { conversation, seq, event: None });
                    self.deliver(&mut batch, rendering);
                    self.reading = true;
                    return Step::Read { up_to: seq };
                }
                Envelope::Typing { person, on, note, .. } => {
                    self.deliver(&mut batch, rendering);
                    self.push_typing(&person, on, note);
                }
                Envelope::Read { user, seq, .. } => {
                    self.deliver(&mut batch, rendering);
                    self.push_read(user, seq);
                }
                Envelope::Deleted { .. }
                | Envelope::Personal { .. }
                | Envelope::Presence { .. }
                | Envelope::Organisation { .. }
                | Envelope::GapPossible => (),
            }
        }
        self.deliver(&mut batch, rendering);
        self.promote();
        self.pumped_at = Some(rendering.now);
        Step::Done
    }

    /// Sends out events that were read from the log. `false`: none of them was the next one.
    pub(super) fn fill(&mut self, events: Vec<Event>, rendering: Rendering<'_>) -> bool {
        let before = self.heads.seq;
        let mut batch = Vec::new();
        for event in events {
            if event.positions.seq == self.heads.seq + 1 {
                self.admit(Arc::new(event), &mut batch, rendering);
            }
        }
        self.deliver(&mut batch, rendering);
        self.promote();
        self.heads.seq > before
    }

    /// Forgets what was announced up to a number.
    pub(super) fn skip(&mut self, up_to: i64) {
        self.pending.retain(|kept| match kept {
            Envelope::Committed { seq, .. } => *seq > up_to,
            Envelope::Deleted { .. }
            | Envelope::Typing { .. }
            | Envelope::Read { .. }
            | Envelope::Personal { .. }
            | Envelope::Presence { .. }
            | Envelope::Organisation { .. }
            | Envelope::GapPossible => true,
        });
    }

    /// Gives an event its place: everything before it has gone out, or is in `batch`.
    fn admit(&mut self, event: Arc<Event>, batch: &mut Vec<Arc<Event>>, rendering: Rendering<'_>) {
        let changes_seats = system(&event).is_some();
        if changes_seats || !self.joining.is_empty() || batch.len() >= BATCH_EVENTS_MAX {
            self.deliver(batch, rendering);
        }
        self.promote();
        self.heads.seq = event.positions.seq;
        if let Some(seq) = event.positions.guest_seq {
            self.heads.guest_seq = seq;
        }
        if let Some(seq) = event.positions.reader_seq {
            self.heads.reader_seq = seq;
        }
        self.remember(&event);
        if let Some((message, system)) = system(&event) {
            self.reseat(message, system, rendering);
        }
        batch.push(event);
    }

    /// Makes those live whose start has come.
    pub(super) fn promote(&mut self) {
        let mut index = 0;
        while let Some(joining) = self.joining.get(index) {
            if joining.after.is_some_and(|after| after <= self.heads.seq) {
                let class = joining.session.class(self.read_only);
                let joining = self.joining.swap_remove(index);
                self.live.get_mut(class).add(joining.session);
            } else {
                index += 1;
            }
        }
    }

    /// Applies a system message to who sits where, exactly at its place.
    fn reseat(&mut self, message: &Message, system: &System, rendering: Rendering<'_>) {
        match system {
            System::Removed { person } => self.dismiss(person.id, rendering.now),
            System::Left { .. } => {
                if let Some(author) = &message.author {
                    self.dismiss(author.id, rendering.now);
                }
            }
            System::ReadOnlySwitched { on } => self.switch_read_only(*on, rendering.epoch),
            System::MembersAdded { members } => {
                self.newcomers.extend(members.iter().map(|member| member.person.id));
            }
            System::JoinedByLink { member, .. } => self.newcomers.push(member.person.id),
            System::Created { .. }
            | System::RoleChanged { .. }
            | System::Renamed { .. }
            | System::Described { .. }
            | System::PictureChanged { .. }
            | System::LinkSwitched { .. }
            | System::TagsChanged { .. } => (),
        }
    }

    /// Sends a user's sessions away: they get nothing of the conversation any more (R8).
    fn dismiss(&mut self, user: UserId, now: Instant) {
        let mut leaving = Vec::new();
        for class in ViewerClass::ALL {
            leaving.extend(self.live.get_mut(class).take_if(|session| session.of().user == user));
        }
        // Those whose start lies ahead are members at that place, whatever was before it.
        for joining in &mut self.joining {
            joining.doubtful |= joining.session.of().user == user;
        }
        for session in leaving {
            dismiss(&session, self.conversation);
        }
        self.note_empty(now);
    }

    /// Sends one session away whose user is no member, whatever the log said of it so far (R8).
    pub(super) fn send_away(&mut self, session: &Session, now: Instant) {
        let is_it = |seated: &Session| std::ptr::eq(seated, session);
        let mut seated = false;
        for class in ViewerClass::ALL {
            seated |= !self.live.get_mut(class).take_if(is_it).is_empty();
        }
        let mut waits = false;
        self.joining.retain(|joining| {
            let it_is = is_it(&joining.session);
            seated |= it_is && joining.after.is_some();
            waits |= it_is;
            !it_is
        });
        if seated {
            dismiss(session, self.conversation);
        } else if waits {
            // It was not told yet that it has joined, and is not to hear that it is gone.
            unseat(session, self.conversation);
        }
        self.note_empty(now);
    }

    /// Moves external sessions to the other class: they count anew, from here on (R1).
    fn switch_read_only(&mut self, on: bool, epoch: &str) {
        let before = ViewerClass::of(Side::External, self.read_only);
        let after = ViewerClass::of(Side::External, on);
        self.read_only = on;
        if before == after {
            return;
        }
        let moving = self.live.get_mut(before).take();
        let resync = push::ResyncRequired {
            conversation_id: self.conversation.to_string(),
            position: Some(view::head(epoch, after, self.heads)),
        };
        let frame = protocol::frame::push(push::Push::ResyncRequired(resync));
        let mut moved = Seats::default();
        for session in moving {
            session.followed().resuming.remove(&self.conversation);
            session.outgoing().forget(self.conversation);
            moved.add(session);
        }
        moved.push(self.conversation, &frame, |_| true);
        // They sit apart until the switch itself has gone out: what they fetch contains it.
        let after = Some(self.heads.seq);
        let moved = moved.take().into_iter();
        self.joining.extend(moved.map(|session| Joining { session, after, doubtful: false }));
    }

    /// Sends events out, as one buffer for each class and encoding.
    fn deliver(&self, batch: &mut Vec<Arc<Event>>, rendering: Rendering<'_>) {
        if batch.is_empty() {
            return;
        }
        for class in ViewerClass::ALL {
            let seats = self.live.get(class);
            if seats.is_empty() {
                continue;
            }
            let frames: Vec<Frame> =
                batch.iter().filter_map(|event| render(event, class, rendering.epoch)).collect();
            if frames.is_empty() {
                continue;
            }
            for encoding in Encoding::ALL {
                let sessions = seats.of(encoding);
                if sessions.is_empty() {
                    continue;
                }
                let mut buffer = BytesMut::new();
                for frame in &frames {
                    frame::append(&mut buffer, frame, encoding);
                }
                let spread = Spread::over(buffer.freeze(), sessions.len());
                for session in sessions {
                    session.push_spread(&spread, self.conversation);
                }
                rendering.metrics.delivered(sessions.len(), frames.len());
            }
        }
        batch.clear();
    }

    fn push_typing(&self, person: &Person, on: bool, note: bool) {
        let seen_by = visibility::typing(note);
        for class in ViewerClass::ALL.into_iter().filter(|class| seen_by.sees(*class)) {
            let seats = self.live.get(class);
            if seats.is_empty() {
                continue;
            }
            let frame = protocol::frame::push(push::Push::Typing(wire::Typing {
                conversation_id: self.conversation.to_string(),
                person: Some(view::person(&visibility::person(person, class))),
                on,
                note,
            }));
            seats.push(self.conversation, &frame, |session| session.of().user != person.id);
        }
    }

    fn push_read(&self, user: UserId, seq: i64) {
        let frame = protocol::frame::push(push::Push::Read(push::ReadMark {
            conversation_id: self.conversation.to_string(),
            user_id: user.to_string(),
            seq: u32::try_from(seq).unwrap_or(u32::MAX),
            unread: None,
            mentions: None,
            marked_unread: false,
        }));
        for class in ViewerClass::ALL {
            if visibility::sees_presence_and_reads(class) {
                let seats = self.live.get(class);
                seats.push(self.conversation, &frame, |session| session.of().user != user);
            }
        }
    }

    /// Answers a session that is about to join with the conversation as it sees it. `false`: it was
    /// read too early, and has to be read again.
    pub(super) fn finish_join(
        &mut self,
        session: &Arc<Session>,
        joinable: &Joinable,
        epoch: &str,
    ) -> bool {
        let class = session.class(self.read_only);
        let Some(joining) =
            self.joining.iter_mut().find(|joining| Arc::ptr_eq(&joining.session, session))
        else {
            return true;
        };
        if joining.after.is_some() {
            return true;
        }
        if std::mem::take(&mut joining.doubtful) {
            return false;
        }
        let (seq, read_seq) = (self.heads.seq, joinable.heads.seq);
        let mut missed = Some(Vec::new());
        if read_seq < seq {
            // It went on while the conversation was read: what came after is remembered, or not.
            missed = self.remembered_log(read_seq).filter(|_| joinable.class == class);
        }
        let Some(missed) = missed else {
            return false;
        };
        let joined = push::Joined { conversation: Some(joinable.conversation.clone()) };
        session.push(push::Push::Joined(joined), Some(self.conversation));
        for frame in missed.iter().filter_map(|event| render(event, class, epoch)) {
            session.outgoing().push(session.finished(&frame), Some(self.conversation));
        }
        for joining in &mut self.joining {
            if Arc::ptr_eq(&joining.session, session) {
                joining.after = Some(read_seq.max(seq));
            }
        }
        self.promote();
        true
    }

    /// Sends everyone away: there is no such conversation any more.
    pub(super) fn end(&mut self, now: Instant) {
        self.phase = Phase::Gone;
        let joining = self.joining.drain(..).map(|joining| joining.session);
        let mut leaving: Vec<_> = joining.collect();
        for class in ViewerClass::ALL {
            leaving.extend(self.live.get_mut(class).take());
        }
        for session in leaving {
            dismiss(&session, self.conversation);
        }
        self.note_empty(now);
    }
}

/// Ends what a session follows, and drops what waits of it.
fn unseat(session: &Session, conversation: ConversationId) {
    session.followed().remove(conversation);
    session.outgoing().forget(conversation);
}

/// Tells a session that a conversation is no longer its user's.
fn dismiss(session: &Session, conversation: ConversationId) {
    unseat(session, conversation);
    let gone = push::Gone { conversation_id: conversation.to_string() };
    session.push(push::Push::Gone(gone), None);
}

/// An event as a class gets it; `None` if it does not.
pub(super) fn render(event: &Event, class: ViewerClass, epoch: &str) -> Option<Frame> {
    let visible = visibility::event(event, class)?;
    Some(protocol::frame::push(push::Push::Event(view::event(&visible, epoch))))
}

fn posted(event: &Event) -> Option<&Message> {
    match &event.fact {
        Fact::Posted(message) | Fact::Edited(message) => Some(message),
        Fact::Deleted { .. } | Fact::Reacted { .. } | Fact::Pinned { .. } | Fact::Unsupported => {
            None
        }
    }
}

fn system(event: &Event) -> Option<(&Message, &System)> {
    let message = posted(event)?;
    match &message.body {
        Body::System(system) => Some((message, system)),
        Body::Text(_) | Body::Note(_) | Body::Deleted(_) | Body::Unsupported => None,
    }
}

/// The message whose content an event changes or takes away.
pub(super) fn changes(event: &Event) -> Option<MessageId> {
    match &event.fact {
        Fact::Edited(message) => Some(message.id),
        Fact::Deleted { message } => Some(*message),
        Fact::Posted(_) | Fact::Reacted { .. } | Fact::Pinned { .. } | Fact::Unsupported => None,
    }
}

/// Whether an event carries a message's content, as itself or as a quote.
pub(super) fn carries(event: &Event, message: MessageId) -> bool {
    posted(event).is_some_and(|carried| {
        carried.id == message
            || carried.reply_to.as_ref().is_some_and(|quote| quote.message == message)
    })
}
