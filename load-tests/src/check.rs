//! Whether what members received is what the protocol promises: one log for all of them, each event
//! once, in one order, none missing. Fed with numbers alone, so that it costs little.
//!
//! It does not check who may see what: the mixed day does that.

use std::collections::BTreeSet;

/// Faults that are told; further ones are only counted.
const TOLD_MAX: usize = 20;
/// Events of one log that are told apart.
const PLACES_MAX: usize = 10_000_000;

/// What went wrong, the first of it in words.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Faults {
    told: Vec<String>,
    count: u64,
}

impl Faults {
    /// Notes one.
    pub(crate) fn note(&mut self, what: impl FnOnce() -> String) {
        self.count += 1;
        if self.told.len() < TOLD_MAX {
            self.told.push(what());
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// All of it, in words.
    pub(crate) fn told(mut self) -> Vec<String> {
        let untold = self.count - u64::try_from(self.told.len()).unwrap_or(u64::MAX);
        if untold > 0 {
            self.told.push(format!("and {untold} more"));
        }
        self.told
    }
}

/// Who sees the same numbering of a conversation's log.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    #[default]
    Guest,
    Internal,
}

/// One conversation as its members received it.
#[derive(Debug, Default)]
pub(crate) struct Room {
    /// How many messages were sent; they are numbered from 0.
    sent: u64,
    /// Those of them that are internal notes.
    notes: BTreeSet<u64>,
    guests: Log,
    internal: Log,
}

/// The log as one class received it.
#[derive(Debug, Default)]
struct Log {
    /// The place of the first message that anybody received.
    first: Option<u64>,
    /// The number of the message at each place from there on, if there is one.
    order: Vec<Option<u64>>,
    /// How often each number stands in `order`.
    places: Vec<u8>,
}

/// What one member received of it.
#[derive(Debug, Default, Clone)]
pub(crate) struct Member {
    class: Class,
    last_seq: Option<u64>,
    received: u64,
}

impl Member {
    pub(crate) fn of(class: Class) -> Self {
        Self { class, ..Self::default() }
    }

    /// Who they are to the server.
    pub(crate) fn class(&self) -> Class {
        self.class
    }

    /// The number that the next event has to have, if one has come.
    pub(crate) fn next(&self) -> Option<u64> {
        self.last_seq.map(|last| last + 1)
    }

    /// Whether all messages that were sent and are theirs to see came.
    pub(crate) fn has_all(&self, room: &Room) -> bool {
        self.received >= room.sent_to(self.class)
    }

    /// The event that is no message of ours: it has a place as well.
    pub(crate) fn other(&mut self, seq: u64, faults: &mut Faults) {
        self.place(seq, faults);
    }

    fn place(&mut self, seq: u64, faults: &mut Faults) {
        if let Some(last) = self.last_seq
            && seq != last + 1
        {
            let fault = match seq > last {
                true => "lost",
                false if seq == last => "doubled",
                false => "out of order or doubled",
            };
            faults.note(|| format!("{fault}: event {seq} came after {last}"));
        }
        self.last_seq = Some(seq);
    }

    /// A message came: its place in the log, and its number.
    pub(crate) fn take(&mut self, room: &mut Room, seq: u64, number: u64, faults: &mut Faults) {
        self.place(seq, faults);
        self.received += 1;
        room.take(self.class, seq, number, faults);
    }
}

impl Room {
    /// A message is sent; returns its number.
    pub(crate) fn send(&mut self) -> u64 {
        self.sent += 1;
        self.sent - 1
    }

    /// An internal note is sent; returns its number.
    pub(crate) fn send_note(&mut self) -> u64 {
        self.notes.insert(self.sent);
        self.send()
    }

    /// How many were sent that a class may see.
    fn sent_to(&self, class: Class) -> u64 {
        match class {
            Class::Guest => self.sent - u64::try_from(self.notes.len()).unwrap_or_default(),
            Class::Internal => self.sent,
        }
    }

    fn take(&mut self, class: Class, seq: u64, number: u64, faults: &mut Faults) {
        if class == Class::Guest && self.notes.contains(&number) {
            faults.note(|| format!("shown: a guest received note {number}"));
        }
        if number >= self.sent {
            faults.note(|| format!("message {number} came and was never sent"));
            return;
        }
        match class {
            Class::Guest => self.guests.take(seq, number, faults),
            Class::Internal => self.internal.take(seq, number, faults),
        }
    }

    /// What is missing after everything should have come.
    pub(crate) fn finish(&self, members: &mut dyn Iterator<Item = &Member>, faults: &mut Faults) {
        for member in members {
            let (received, sent) = (member.received, self.sent_to(member.class));
            if received != sent {
                faults.note(|| format!("lost: a member received {received} of {sent} messages"));
            }
        }
    }
}

impl Log {
    fn take(&mut self, seq: u64, number: u64, faults: &mut Faults) {
        let first = *self.first.get_or_insert(seq);
        let place = seq.checked_sub(first).and_then(|place| usize::try_from(place).ok());
        let Some(place) = place.filter(|place| *place < PLACES_MAX) else {
            faults.note(|| format!("event {seq} is far from all others"));
            return;
        };
        if self.order.len() <= place {
            self.order.resize(place + 1, None);
        }
        match self.order.get_mut(place) {
            Some(Some(known)) => {
                let known = *known;
                if known != number {
                    faults.note(|| {
                        format!("event {seq} is message {known} to one and {number} to another")
                    });
                }
                return;
            }
            Some(empty) => *empty = Some(number),
            None => (),
        }
        let index = usize::try_from(number).unwrap_or(PLACES_MAX).min(PLACES_MAX);
        if self.places.len() <= index {
            self.places.resize(index + 1, 0);
        }
        if let Some(places) = self.places.get_mut(index) {
            *places = places.saturating_add(1);
            if *places > 1 {
                faults.note(|| format!("doubled: message {number} stands at {seq} again"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What two members of one conversation received: places and numbers.
    fn faults(sent: u64, received: [&[(u64, u64)]; 2]) -> Vec<String> {
        let mut room = Room::default();
        for number in 0..sent {
            assert_eq!(room.send(), number);
        }
        let mut faults = Faults::default();
        let members = received.map(|events| {
            let mut member = Member::default();
            for (seq, number) in events {
                member.take(&mut room, *seq, *number, &mut faults);
            }
            member
        });
        room.finish(&mut members.iter(), &mut faults);
        faults.told()
    }

    const GOOD: &[(u64, u64)] = &[(4, 0), (5, 2), (6, 1)];

    #[test]
    fn a_history_that_is_whole_is_accepted() {
        assert_eq!(faults(3, [GOOD, GOOD]), Vec::<String>::new());
    }

    #[test]
    fn a_lost_message_is_found() {
        let told = faults(3, [GOOD, &[(4, 0), (6, 1)]]);
        assert_eq!(told, ["lost: event 6 came after 4", "lost: a member received 2 of 3 messages"]);
        let told = faults(4, [GOOD, GOOD]);
        assert_eq!(told, ["lost: a member received 3 of 4 messages"; 2]);
    }

    #[test]
    fn a_doubled_message_is_found() {
        let told = faults(3, [GOOD, &[(4, 0), (5, 2), (5, 2), (6, 1)]]);
        assert_eq!(
            told,
            ["doubled: event 5 came after 5", "lost: a member received 4 of 3 messages"]
        );
        let told = faults(2, [&[(4, 0), (5, 1), (6, 1)], &[(4, 0), (5, 1), (6, 1)]]);
        assert_eq!(told.first().unwrap(), "doubled: message 1 stands at 6 again");
    }

    #[test]
    fn another_order_is_found() {
        let told = faults(3, [GOOD, &[(4, 0), (6, 1), (5, 2)]]);
        assert_eq!(
            told,
            ["lost: event 6 came after 4", "out of order or doubled: event 5 came after 6"]
        );
        let told = faults(3, [GOOD, &[(4, 0), (5, 1), (6, 2)]]);
        assert_eq!(told.first().unwrap(), "event 5 is message 2 to one and 1 to another");
    }

    // R1
    #[test]
    fn a_note_that_a_guest_received_is_found() {
        let mut room = Room::default();
        let (text, note) = (room.send(), room.send_note());
        let mut faults = Faults::default();
        let mut guest = Member::of(Class::Guest);
        let mut colleague = Member::of(Class::Internal);
        guest.take(&mut room, 1, text, &mut faults);
        colleague.take(&mut room, 5, text, &mut faults);
        colleague.take(&mut room, 6, note, &mut faults);
        assert!(guest.has_all(&room) && colleague.has_all(&room) && faults.is_empty());
        guest.take(&mut room, 2, note, &mut faults);
        assert_eq!(faults.told(), ["shown: a guest received note 1"]);
    }

    #[test]
    fn what_was_never_sent_is_found() {
        assert_eq!(
            faults(0, [&[(1, 7)], &[]]).first().unwrap(),
            "message 7 came and was never sent"
        );
    }
}
