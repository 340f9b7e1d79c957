//! The log of a conversation: its facts in their order, and the numbers that each class of viewers
//! counts. Does not say what of a fact they see; `visibility` does.

use crate::ids::{ConversationId, MessageId};
use crate::message::Message;
use crate::person::Person;
use crate::text::Emoji;
use crate::time::Timestamp;

/// The viewers of a conversation who see the same bytes. Each class has a dense numbering of its
/// own, from 1, of the events that it may see: so nothing hidden leaves a hole to count (R5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ViewerClass {
    /// Internal members: the whole log, `seq`.
    Internal,
    /// External members while the conversation is not read-only, `guest_seq`.
    Guest,
    /// External members while it is read-only, `reader_seq`: less than a guest sees (R4).
    Reader,
}

impl ViewerClass {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Internal, Self::Guest, Self::Reader];

    /// The class of a viewer in a conversation, as it is now.
    #[must_use]
    pub fn of(side: crate::person::Side, read_only: bool) -> Self {
        match (side, read_only) {
            (crate::person::Side::Internal, _) => Self::Internal,
            (crate::person::Side::External, false) => Self::Guest,
            (crate::person::Side::External, true) => Self::Reader,
        }
    }

    /// Whether its viewers are external.
    #[must_use]
    pub fn is_external(self) -> bool {
        match self {
            Self::Internal => false,
            Self::Guest | Self::Reader => true,
        }
    }
}

/// An event's number in each class that may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Positions {
    /// The number in the log.
    pub seq: i64,
    /// The number among what guests see; `None` if they do not see it.
    pub guest_seq: Option<i64>,
    /// The number among what readers see; `None` if they do not see it.
    pub reader_seq: Option<i64>,
}

impl Positions {
    /// The event's number in a class, `None` if that class does not see it.
    #[must_use]
    pub fn position(&self, class: ViewerClass) -> Option<i64> {
        match class {
            ViewerClass::Internal => Some(self.seq),
            ViewerClass::Guest => self.guest_seq,
            ViewerClass::Reader => self.reader_seq,
        }
    }
}

/// The numbers last given in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Heads {
    /// Of the log.
    pub seq: i64,
    /// Of what guests see.
    pub guest_seq: i64,
    /// Of what readers see.
    pub reader_seq: i64,
}

impl Heads {
    /// The last number of a class.
    #[must_use]
    pub fn head(&self, class: ViewerClass) -> i64 {
        match class {
            ViewerClass::Internal => self.seq,
            ViewerClass::Guest => self.guest_seq,
            ViewerClass::Reader => self.reader_seq,
        }
    }

    /// Gives the next event its numbers.
    #[must_use]
    pub fn advance(&mut self, seen_by: SeenBy) -> Positions {
        self.seq += 1;
        let guest_seq = seen_by.guests.then(|| {
            self.guest_seq += 1;
            self.guest_seq
        });
        let reader_seq = seen_by.readers.then(|| {
            self.reader_seq += 1;
            self.reader_seq
        });
        Positions { seq: self.seq, guest_seq, reader_seq }
    }
}

/// Which external classes see an event. Internal members see all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SeenBy {
    /// External members while the conversation is not read-only.
    pub guests: bool,
    /// External members while it is.
    pub readers: bool,
}

impl SeenBy {
    /// Everyone sees it.
    pub const ALL: Self = Self { guests: true, readers: true };
    /// External members see it unless the conversation is read-only.
    pub const NOT_READERS: Self = Self { guests: true, readers: false };
    /// Internal members alone see it.
    pub const INTERNAL: Self = Self { guests: false, readers: false };

    /// Whether a class sees it.
    #[must_use]
    pub fn sees(self, class: ViewerClass) -> bool {
        match class {
            ViewerClass::Internal => true,
            ViewerClass::Guest => self.guests,
            ViewerClass::Reader => self.readers,
        }
    }
}

/// One entry of the log: a fact that was committed.
///
/// Read back from a store it carries its message as it is *now* (edited, or deleted and empty), so
/// that no path shows what was taken away (M4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Where it happened.
    pub conversation: ConversationId,
    /// Its numbers.
    pub positions: Positions,
    /// When it was committed.
    pub at: Timestamp,
    /// Who did it; `None` for the system, and once redacted.
    pub actor: Option<Person>,
    /// What happened.
    pub fact: Fact,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// A message has its place: a text, a note or a system message. System messages are how
    /// membership, roles and settings change: whoever folds the log reads them.
    Posted(Box<Message>),
    /// A message has another text; it is carried whole.
    Edited(Box<Message>),
    /// A message lost its content and keeps its place (M4).
    Deleted {
        /// Which message.
        message: MessageId,
    },
    /// A reaction was added or taken back (M5). The event's actor did it.
    Reacted {
        /// On which message.
        message: MessageId,
        /// Which reaction.
        emoji: Emoji,
        /// Added, or taken back.
        on: bool,
        /// How many have this reaction now.
        count: i64,
    },
    /// A message was pinned or unpinned (M10).
    Pinned {
        /// Which message.
        message: MessageId,
        /// Pinned, or unpinned.
        on: bool,
    },
    /// What this server cannot read: written by a newer one, or damaged. It has its numbers and its
    /// place and nothing more, so that whoever counts or pages goes on behind it.
    Unsupported,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::Side;
    use proptest::prelude::*;

    // R5
    #[test]
    fn each_viewer_is_of_the_class_that_the_conversation_makes_them() {
        for (side, read_only, expected) in [
            (Side::Internal, false, ViewerClass::Internal),
            (Side::Internal, true, ViewerClass::Internal),
            (Side::External, false, ViewerClass::Guest),
            (Side::External, true, ViewerClass::Reader),
        ] {
            assert_eq!(ViewerClass::of(side, read_only), expected);
            assert_eq!(expected.is_external(), side == Side::External);
        }
    }

    proptest! {
        #![proptest_config(crate::tests::support::cases(256))]

        // R5
        #[test]
        fn the_numbers_of_each_class_are_dense_from_one(
            seen in prop::collection::vec((any::<bool>(), any::<bool>()), 0..200),
        ) {
            let mut heads = Heads::default();
            let given: Vec<(SeenBy, Positions)> = seen
                .into_iter()
                .map(|(guests, readers)| SeenBy { guests, readers })
                .map(|seen_by| (seen_by, heads.advance(seen_by)))
                .collect();
            for class in ViewerClass::ALL {
                let numbers: Vec<i64> = given
                    .iter()
                    .filter_map(|(_, positions)| positions.position(class))
                    .collect();
                prop_assert_eq!(&numbers, &(1..=heads.head(class)).collect::<Vec<_>>());
                for (seen_by, positions) in &given {
                    prop_assert_eq!(positions.position(class).is_some(), seen_by.sees(class));
                }
            }
        }
    }
}
