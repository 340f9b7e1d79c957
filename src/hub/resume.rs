//! What a returning session missed: from memory, or in one read from the log for all conversations,
//! up to exactly where its live events begin; then these are let go. What cannot be shown to be
//! complete is answered with `resync_required`, never with a guess.

use super::Hub;
use super::fanout;
use super::follow::{Followed, Place};
use super::frame;
use super::log::{LogError, Missed};
use super::session::Session;
use bytes::BytesMut;
use domain::event::Event;
use domain::ids::ConversationId;
use domain::limits::{RESUME_EVENTS_MAX, RESUME_READ_EVENTS_MAX};
use protocol::code::CloseCode;
use protocol::generated::{command::Held, push};
use protocol::view;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Bytes of missed events that are sent as one.
const CHUNK_BYTES: usize = 64 * 1024;

/// How a conversation that the client holds is continued.
enum Answer {
    /// It is not there for this client.
    Gone(String),
    /// With these events.
    Events(Missed, Vec<Arc<Event>>),
    /// With what the log has to say.
    Read(Missed),
    /// Not at all: it cannot be shown to be complete.
    Resync(ConversationId, Place),
}

impl Hub {
    /// Sends what was missed of the conversations that the client holds, then lets its live pushes
    /// go. An unknown or foreign conversation is answered as one that it is no longer a member of.
    /// What is named again is not sent again. What loses its place meanwhile, as its user was
    /// removed or is of another class now, is left to the push on hold that says so.
    ///
    /// Where the log does not answer, the session is closed to come again later: it still holds
    /// what it held, while a resync would have it fetch all of it from a store in trouble.
    pub async fn resume(&self, session: &Arc<Session>, followed: &Followed, held: &[Held]) {
        let mut named = HashSet::new();
        let mut room = RESUME_READ_EVENTS_MAX;
        let answers: Vec<_> = held
            .iter()
            .filter(|held| named.insert(held.conversation_id.as_str()))
            .map(|held| self.answer(followed, held, &mut room))
            .collect();
        let Ok(mut read) = self.read_missed(&answers).await else {
            session.close(CloseCode::TryLater);
            return;
        };
        for answer in answers {
            match answer {
                Answer::Gone(conversation_id) => {
                    let gone = push::Gone { conversation_id };
                    let frame = protocol::frame::push(push::Push::Gone(gone));
                    session.send_in_turn(session.finished(&frame), None).await;
                }
                Answer::Events(missed, events) => self.send_missed(session, missed, &events).await,
                Answer::Read(missed) => {
                    let events = read.remove(&missed.conversation).unwrap_or_default();
                    self.send_missed(session, missed, &events).await;
                }
                Answer::Resync(conversation, place) => {
                    self.send_resync(session, conversation, place).await;
                }
            }
        }
        session.followed().resuming = HashSet::default();
        session.outgoing().release();
    }

    /// How one conversation is continued. `room`: how many events may still be read from the log.
    fn answer(&self, followed: &Followed, held: &Held, room: &mut usize) -> Answer {
        // Ids are looked at before; what is none, nobody can be a member of.
        let id = held.conversation_id.parse::<ConversationId>().ok();
        let place = id.and_then(|id| followed.places.get(&id).map(|place| (id, *place)));
        let Some((conversation, place)) = place else {
            return Answer::Gone(held.conversation_id.clone());
        };
        let Place { class, head } = place;
        let after = i64::from(held.seq);
        let known = held.epoch == view::position(self.epoch(), class, head).epoch;
        let Some(wanted) = usize::try_from(head - after).ok().filter(|_| known) else {
            return Answer::Resync(conversation, place);
        };
        if wanted > RESUME_EVENTS_MAX {
            return Answer::Resync(conversation, place);
        }
        let missed = Missed { conversation, class, after, up_to: head };
        if wanted == 0 {
            return Answer::Events(missed, Vec::new());
        }
        let topic = self.0.topics.get(&conversation).map(|topic| Arc::clone(&topic));
        let remembered = topic.and_then(|topic| topic.lock().remembered(class, after, head));
        if let Some(events) = remembered {
            return Answer::Events(missed, events);
        }
        match room.checked_sub(wanted) {
            Some(rest) => {
                *room = rest;
                Answer::Read(missed)
            }
            None => Answer::Resync(conversation, place),
        }
    }

    async fn read_missed(
        &self,
        answers: &[Answer],
    ) -> Result<HashMap<ConversationId, Vec<Arc<Event>>>, LogError> {
        let part = |answer: &Answer| match answer {
            Answer::Read(missed) => Some(*missed),
            Answer::Gone(_) | Answer::Events(..) | Answer::Resync(..) => None,
        };
        let parts: Vec<_> = answers.iter().filter_map(part).collect();
        let mut read: HashMap<_, Vec<_>> = HashMap::new();
        if !parts.is_empty() {
            for event in self.0.parts.log.missed(parts).await? {
                read.entry(event.conversation).or_default().push(Arc::new(event));
            }
        }
        Ok(read)
    }

    /// Sends events and that these were all, if they are.
    async fn send_missed(&self, session: &Session, missed: Missed, events: &[Arc<Event>]) {
        let Missed { conversation, class, after, up_to } = missed;
        let numbers = events.iter().map(|event| event.positions.position(class));
        if !numbers.eq((after + 1..=up_to).map(Some)) {
            let place = Place { class, head: up_to };
            return self.send_resync(session, conversation, place).await;
        }
        let encoding = session.of().encoding;
        let mut buffer = BytesMut::new();
        for frame in events.iter().filter_map(|event| fanout::render(event, class, self.epoch())) {
            frame::append(&mut buffer, &frame, encoding);
            if buffer.len() >= CHUNK_BYTES {
                let chunk = buffer.split().freeze();
                if !session.send_in_turn(chunk, Some(conversation)).await {
                    return;
                }
            }
        }
        let position = Some(view::position(self.epoch(), class, up_to));
        let caught_up = push::CaughtUp { conversation_id: conversation.to_string(), position };
        let frame = protocol::frame::push(push::Push::CaughtUp(caught_up));
        frame::append(&mut buffer, &frame, encoding);
        session.send_in_turn(buffer.freeze(), Some(conversation)).await;
    }

    async fn send_resync(&self, session: &Session, conversation: ConversationId, place: Place) {
        let position = Some(view::position(self.epoch(), place.class, place.head));
        let resync = push::ResyncRequired { conversation_id: conversation.to_string(), position };
        let frame = protocol::frame::push(push::Push::ResyncRequired(resync));
        session.send_in_turn(session.finished(&frame), Some(conversation)).await;
    }
}
