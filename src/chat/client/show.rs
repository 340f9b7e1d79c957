//! Events and messages into words.

use super::{Client, Event, Eyes, Message, Word, render};
use protocol::generated::{event, event::Fact, system};

impl Client {
    pub(super) fn show_messages(&mut self, messages: &[Message]) {
        messages.iter().for_each(|message| self.show_message(message));
    }

    fn show_message(&mut self, message: &Message) {
        let day = render::date(message.sent_at);
        if day != self.day {
            self.said(format!("— {day}, times are UTC —"));
            self.day = day;
        }
        let lines = Eyes { me: &self.me }.message(message);
        lines.into_iter().for_each(|line| self.said(line));
    }

    /// Shows an event that is the next one.
    pub(super) fn show_event(&mut self, event: &Event) {
        let who = Eyes { me: &self.me }.name(event.actor.as_ref());
        match &event.fact {
            Some(Fact::Posted(message)) => {
                if let Some(client_id) = &message.client_id {
                    self.outbox.settle_id(client_id);
                }
                self.refresh |= changes_rights(message);
                self.show_message(message);
                self.mark_read();
            }
            Some(Fact::Edited(message)) => {
                let lines = Eyes { me: &self.me }.message(message);
                lines.into_iter().for_each(|line| self.said(line));
            }
            Some(Fact::Deleted(deleted)) => {
                let place = self.place(&deleted.message_id);
                self.said(format!("{place} — deleted by {who}"));
            }
            Some(Fact::Reacted(reacted)) => self.show_reaction(reacted, &who),
            Some(Fact::Pinned(pinned)) => {
                let place = self.place(&pinned.message_id);
                let what = if pinned.on { "pinned" } else { "unpinned" };
                self.said(format!("{place} — {what} by {who}"));
            }
            // A kind that this program does not know: it counts, and shows nothing.
            None => (),
        }
    }

    fn show_reaction(&mut self, reacted: &event::Reacted, who: &str) {
        let place = self.place(&reacted.message_id);
        let emoji = render::clean_line(&reacted.emoji);
        let what = if reacted.on { "reacted" } else { "took back a reaction" };
        self.said(format!("{place} — {who} {what}: {emoji}, {} in all", reacted.count));
    }

    /// `[12]`, or words for a message that is not on the screen.
    fn place(&self, id: &str) -> String {
        match self.log.seq(id) {
            Some(seq) => format!("[{seq}]"),
            None => "an older message".to_owned(),
        }
    }

    fn said(&mut self, line: String) {
        self.words.push_back(Word::Said(line));
    }
}

/// Whether the viewer's title or rights may be other ones after this message.
fn changes_rights(message: &Message) -> bool {
    use system::Kind;
    message.system.as_ref().and_then(|system| system.kind.as_ref()).is_some_and(|kind| {
        matches!(
            kind,
            Kind::ReadOnlySwitched(_)
                | Kind::RoleChanged(_)
                | Kind::Renamed(_)
                | Kind::MembersAdded(_)
                | Kind::Removed(_)
        )
    })
}
