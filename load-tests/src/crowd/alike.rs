//! Events of a room as whoever was first got them.
//!
//! What comes to the next one byte for byte the same says the same: comparing is several times as
//! fast as reading, and the generator shares the machine with what it measures.

use super::heard::Marked;
use std::collections::VecDeque;

/// Events that are remembered: more than are under way at once.
const EVENTS_MAX: usize = 256;

/// The last events of a room, as one class of its members gets them, without a hole.
#[derive(Debug, Default)]
pub(super) struct Alike {
    events: VecDeque<Event>,
}

#[derive(Debug)]
struct Event {
    seq: u64,
    marked: Marked,
    payload: Box<[u8]>,
}

impl Alike {
    /// The message that this is, if it is the same as somebody else got with this number.
    pub(super) fn find(&self, seq: u64, payload: &[u8]) -> Option<Marked> {
        let place = usize::try_from(seq.checked_sub(self.events.front()?.seq)?).ok()?;
        let known = self.events.get(place)?;
        (*known.payload == *payload).then_some(known.marked)
    }

    /// Remembers what was read.
    pub(super) fn remember(&mut self, seq: u64, marked: Marked, payload: &[u8]) {
        match self.events.back().map(|last| last.seq) {
            Some(last) if seq <= last => return,
            Some(last) if seq > last + 1 => self.events.clear(),
            Some(_) | None => (),
        }
        if self.events.len() >= EVENTS_MAX {
            self.events.pop_front();
        }
        self.events.push_back(Event { seq, marked, payload: payload.into() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(number: u64) -> Marked {
        Marked { room: 0, number, due: 0 }
    }

    #[test]
    fn only_what_is_the_same_at_the_same_place_is_known() {
        let mut alike = Alike::default();
        assert_eq!(alike.find(1, b"a"), None);
        for (seq, payload) in [(3, b"a"), (4, b"b"), (4, b"x")] {
            alike.remember(seq, marked(seq), payload);
        }
        assert_eq!(alike.find(3, b"a"), Some(marked(3)));
        assert_eq!(alike.find(4, b"b"), Some(marked(4)));
        for (seq, payload) in [(2, b"a"), (3, b"b"), (4, b"x"), (5, b"b")] {
            assert_eq!(alike.find(seq, payload), None);
        }
        // Behind a hole it begins anew.
        alike.remember(6, marked(6), b"c");
        assert_eq!((alike.find(4, b"b"), alike.find(6, b"c")), (None, Some(marked(6))));
    }

    #[test]
    fn old_ones_are_forgotten() {
        let mut alike = Alike::default();
        for seq in 1..=1_000 {
            alike.remember(seq, marked(seq), b"a");
        }
        assert_eq!(alike.events.len(), EVENTS_MAX);
        assert_eq!(alike.find(1_000, b"a"), Some(marked(1_000)));
        assert_eq!(alike.find(1_000 - 256, b"a"), None);
    }
}
