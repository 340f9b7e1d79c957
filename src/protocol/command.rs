//! What a command says of itself, whichever it is. Decides nothing about it.

use crate::generated::command::Command;

impl Command {
    /// The id of the conversation that it names, as it came.
    #[must_use]
    pub fn conversation_id(&self) -> Option<&str> {
        match self {
            Self::History(asked) => Some(&asked.conversation_id),
            Self::Send(asked) => Some(&asked.conversation_id),
            Self::Read(asked) => Some(&asked.conversation_id),
            Self::MarkUnread(asked) => Some(&asked.conversation_id),
            Self::Typing(asked) => Some(&asked.conversation_id),
            Self::SaveDraft(asked) => Some(&asked.conversation_id),
            Self::Connect(_)
            | Self::Ping(_)
            | Self::Edit(_)
            | Self::Delete(_)
            | Self::React(_)
            | Self::Pin(_)
            | Self::SetPresence(_)
            | Self::WatchPresence(_) => None,
        }
    }
}
