//! The sessions of one conversation, by class of viewers and by encoding, in plain vectors: what a
//! fan-out walks. Does not know what it delivers.

use super::frame;
use super::session::Session;
use bytes::Bytes;
use domain::event::ViewerClass;
use domain::ids::ConversationId;
use protocol::codec::Encoding;
use protocol::generated::Frame;
use std::sync::Arc;

/// One thing for each class of viewers.
#[derive(Debug, Default)]
pub(super) struct ByClass<T> {
    internal: T,
    guest: T,
    reader: T,
}

impl<T> ByClass<T> {
    pub(super) fn get(&self, class: ViewerClass) -> &T {
        match class {
            ViewerClass::Internal => &self.internal,
            ViewerClass::Guest => &self.guest,
            ViewerClass::Reader => &self.reader,
        }
    }

    pub(super) fn get_mut(&mut self, class: ViewerClass) -> &mut T {
        match class {
            ViewerClass::Internal => &mut self.internal,
            ViewerClass::Guest => &mut self.guest,
            ViewerClass::Reader => &mut self.reader,
        }
    }
}

/// The sessions of one class that get everything from here on.
#[derive(Debug, Default)]
pub(super) struct Seats {
    json: Vec<Arc<Session>>,
    proto: Vec<Arc<Session>>,
}

impl Seats {
    pub(super) fn is_empty(&self) -> bool {
        self.json.is_empty() && self.proto.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.json.len() + self.proto.len()
    }

    pub(super) fn of(&self, encoding: Encoding) -> &[Arc<Session>] {
        match encoding {
            Encoding::Json => &self.json,
            Encoding::Proto => &self.proto,
        }
    }

    pub(super) fn add(&mut self, session: Arc<Session>) {
        match session.of().encoding {
            Encoding::Json => self.json.push(session),
            Encoding::Proto => self.proto.push(session),
        }
    }

    pub(super) fn remove(&mut self, session: &Arc<Session>) -> bool {
        let seats = match session.of().encoding {
            Encoding::Json => &mut self.json,
            Encoding::Proto => &mut self.proto,
        };
        let place = seats.iter().position(|seated| Arc::ptr_eq(seated, session));
        if let Some(place) = place {
            seats.swap_remove(place);
        }
        place.is_some()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Arc<Session>> {
        self.json.iter().chain(&self.proto)
    }

    /// Takes out all of them.
    pub(super) fn take(&mut self) -> Vec<Arc<Session>> {
        let mut all = std::mem::take(&mut self.json);
        all.append(&mut self.proto);
        all
    }

    /// Takes out those that fit.
    pub(super) fn take_if(&mut self, fits: impl Fn(&Session) -> bool) -> Vec<Arc<Session>> {
        let (mut taken, json): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.json).into_iter().partition(|s| fits(s));
        let (more, proto): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.proto).into_iter().partition(|s| fits(s));
        taken.extend(more);
        (self.json, self.proto) = (json, proto);
        taken
    }

    /// Encodes once for each encoding in use, and queues the bytes for each session that fits.
    pub(super) fn push(
        &self,
        conversation: ConversationId,
        frame: &Frame,
        fits: impl Fn(&Session) -> bool,
    ) {
        for encoding in Encoding::ALL {
            let mut bytes: Option<Bytes> = None;
            for session in self.of(encoding).iter().filter(|session| fits(session)) {
                let bytes = bytes.get_or_insert_with(|| frame::finished(frame, encoding));
                session.push_bytes(bytes.clone(), conversation);
            }
        }
    }
}
