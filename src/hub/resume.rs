//! What a returning session missed: from memory or from the log, up to exactly where its live
//! events
//! begin; then these are let go. What cannot be shown to be complete is answered with
//! `resync_required`, never with a guess.

use super::Hub;
use super::fanout;
use super::follow::{Followed, Place};
use super::frame;
use super::session::Session;
use bytes::BytesMut;
use domain::event::Event;
use domain::ids::ConversationId;
use domain::limits::RESUME_EVENTS_MAX;
use protocol::generated::{command::Held, push};
use protocol::view;
use std::collections::HashSet;
use std::sync::Arc;

/// Bytes of missed events that are sent as one.
const CHUNK_BYTES: usize = 64 * 1024;

impl Hub {
    /// Sends what was missed of the conversations that the client holds, then lets its live pushes
    /// go. An unknown or foreign conversation is answered as one that it is no longer a member of.
    /// What is named again is not sent again.
    pub async fn resume(&self, session: &Arc<Session>, followed: &Followed, held: &[Held]) {
        let mut named = HashSet::new();
        for held in held {
            if !named.insert(held.conversation_id.as_str()) {
                continue;
            }
            // Ids are looked at before; what is none, nobody can be a member of.
            let id = held.conversation_id.parse::<ConversationId>().ok();
            let place = id.and_then(|id| followed.places.get(&id).map(|place| (id, *place)));
            match place {
                Some((id, place)) => self.resume_one(session, id, place, held).await,
                None => {
                    let gone = push::Gone { conversation_id: held.conversation_id.clone() };
                    send(session, push::Push::Gone(gone), None).await;
                }
            }
        }
        session.outgoing().release();
    }

    async fn resume_one(
        &self,
        session: &Arc<Session>,
        conversation: ConversationId,
        Place { class, head }: Place,
        held: &Held,
    ) {
        let position = view::position(self.epoch(), class, head);
        let conversation_id = conversation.to_string();
        let seq = i64::from(held.seq);
        let known = held.epoch == position.epoch && seq <= head;
        let missed =
            if known { self.missed(conversation, Place { class, head }, seq).await } else { None };
        let Some(missed) = missed else {
            let resync = push::ResyncRequired { conversation_id, position: Some(position) };
            send(session, push::Push::ResyncRequired(resync), Some(conversation)).await;
            return;
        };
        let encoding = session.of().encoding;
        let mut buffer = BytesMut::new();
        for frame in missed.iter().filter_map(|event| fanout::render(event, class, self.epoch())) {
            frame::append(&mut buffer, &frame, encoding);
            if buffer.len() >= CHUNK_BYTES {
                let chunk = buffer.split().freeze();
                if !session.send_in_turn(chunk, Some(conversation)).await {
                    return;
                }
            }
        }
        let caught_up = push::CaughtUp { conversation_id, position: Some(position) };
        let frame = protocol::frame::push(push::Push::CaughtUp(caught_up));
        frame::append(&mut buffer, &frame, encoding);
        session.send_in_turn(buffer.freeze(), Some(conversation)).await;
    }

    /// The events of a class after a number up to its head; `None` if they are too many or cannot
    /// be shown to be all.
    async fn missed(
        &self,
        conversation: ConversationId,
        Place { class, head }: Place,
        after: i64,
    ) -> Option<Vec<Arc<Event>>> {
        let wanted = usize::try_from(head - after).ok()?;
        if wanted > RESUME_EVENTS_MAX {
            return None;
        }
        if wanted == 0 {
            return Some(Vec::new());
        }
        let topic = self.0.topics.get(&conversation).map(|topic| Arc::clone(&topic));
        let remembered = topic.and_then(|topic| topic.lock().remembered(class, after, head));
        if remembered.is_some() {
            return remembered;
        }
        let read = self.0.parts.log.missed(conversation, class, after, head).await.ok()?;
        let complete = read.len() == wanted
            && read
                .iter()
                .zip(after + 1..)
                .all(|(event, seq)| event.positions.position(class) == Some(seq));
        complete.then(|| read.into_iter().map(Arc::new).collect())
    }
}

async fn send(session: &Session, push: push::Push, about: Option<ConversationId>) {
    let bytes = session.finished(&protocol::frame::push(push));
    session.send_in_turn(bytes, about).await;
}
