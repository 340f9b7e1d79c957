//! `Debug` for the types that carry what people wrote, who they are, or a secret: it shows kinds
//! and ids alone, so that a frame can be logged by accident and tells nothing (O3).

use crate::generated::{Conversation, Message, Person, Presence, Quote, command, push};
use std::fmt;

/// The types that derive no `Debug`, and the field that theirs shows.
#[cfg(test)]
pub(crate) const BY_HAND: [(&str, &str); 11] = [
    ("Command.Connect", "client"),
    ("Command.Send", "conversation_id"),
    ("Command.Edit", "message_id"),
    ("Command.SaveDraft", "conversation_id"),
    ("Command.SetPresence", "availability"),
    ("Conversation", "id"),
    ("Message", "id"),
    ("Quote", "message_id"),
    ("Person", "id"),
    ("Presence", "user_id"),
    ("Push.Draft", "conversation_id"),
];

macro_rules! debug {
    ($($type:ty, $name:literal, $field:ident;)+) => {$(
        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut debug = f.debug_struct($name);
                debug.field(stringify!($field), &self.$field).finish_non_exhaustive()
            }
        }
    )+};
}

debug! {
    command::Connect, "Connect", client;
    command::Send, "Send", conversation_id;
    command::Edit, "Edit", message_id;
    command::SaveDraft, "SaveDraft", conversation_id;
    command::SetPresence, "SetPresence", availability;
    Conversation, "Conversation", id;
    Message, "Message", id;
    Quote, "Quote", message_id;
    Person, "Person", id;
    Presence, "Presence", user_id;
    push::Draft, "Draft", conversation_id;
}
