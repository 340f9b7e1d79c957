//! What one session may get, and in which order: nothing lost, doubled or out of order, and nothing
//! that its viewer may not see. Looks at frames alone; who sent what is told by whoever asks.

use protocol::generated::event::Fact;
use protocol::generated::push::Push as What;
use protocol::generated::reply::HistoryPage;
use protocol::generated::system::Kind;
use protocol::generated::{Event, Message, MessageKind, Person, Position, Push};
use std::collections::{HashMap, HashSet};

/// Texts of notes begin with this, so that they are recognised wherever they turn up.
pub(crate) const NOTE: &str = "~note~";

/// What one session holds, and what it got.
#[derive(Debug)]
pub(crate) struct Eyes {
    pub(crate) me: String,
    pub(crate) external: bool,
    /// The numbering of readers.
    reader_epoch: String,
    held: HashMap<String, Position>,
    /// How far pages of history reached, where no event came yet.
    paged: HashMap<String, u32>,
    gone: HashSet<String>,
    /// Messages by conversation and client id.
    got: HashSet<(String, String)>,
    /// Since when, in microseconds, the stream of a conversation is whole.
    pub(crate) whole_since: HashMap<String, u64>,
    pub(crate) faults: Vec<String>,
}

impl Eyes {
    pub(crate) fn new(me: String, external: bool, reader_epoch: String) -> Self {
        Self {
            me,
            external,
            reader_epoch,
            held: HashMap::new(),
            paged: HashMap::new(),
            gone: HashSet::new(),
            got: HashSet::new(),
            whole_since: HashMap::new(),
            faults: Vec::new(),
        }
    }

    pub(crate) fn has(&self, conversation: &str, client_id: &str) -> bool {
        self.got.contains(&(conversation.to_owned(), client_id.to_owned()))
    }

    /// It was away: nothing that it held can be continued.
    pub(crate) fn forget(&mut self) {
        self.held.clear();
        self.gone.clear();
        self.whole_since.clear();
    }

    /// Whether events of a conversation have come.
    pub(crate) fn holds(&self, conversation: &str) -> bool {
        self.held.contains_key(conversation)
    }

    /// How far it has seen a conversation.
    pub(crate) fn seq(&self, conversation: &str) -> Option<u32> {
        let held = self.held.get(conversation).map(|held| held.seq);
        held.or_else(|| self.paged.get(conversation).copied())
    }

    /// Looks at a push that came at a microsecond.
    pub(crate) fn take(&mut self, push: &Push, now: u64) {
        let Some(what) = &push.push else { return };
        match what {
            What::Event(event) => self.event(event),
            What::ResyncRequired(asked) => {
                self.begin(&asked.conversation_id, asked.position.clone(), now);
            }
            What::Joined(joined) => {
                let conversation = joined.conversation.clone().unwrap_or_default();
                self.gone.remove(&conversation.id);
                self.begin(&conversation.id, conversation.position, now);
            }
            What::Gone(gone) => {
                self.held.remove(&gone.conversation_id);
                self.gone.insert(gone.conversation_id.clone());
            }
            What::Typing(typing) => {
                let held = self.held.get(&typing.conversation_id);
                if self.external && held.is_some_and(|held| held.epoch == self.reader_epoch) {
                    self.fault("a reader was shown that somebody types");
                }
            }
            What::Presence(_) if self.external => self.fault("a guest was shown presence"),
            What::Read(mark) if self.external && mark.user_id != self.me => {
                self.fault("a guest was shown who has read");
            }
            What::CaughtUp(_)
            | What::Presence(_)
            | What::Read(_)
            | What::OwnReaction(_)
            | What::Draft(_)
            | What::Preferences(_)
            | What::Drain(_)
            | What::ProfileChanged(_)
            | What::OrganisationChanged(_) => (),
        }
        // Whatever kind of push it is.
        if self.external && serde_json::to_string(push).is_ok_and(|text| text.contains(NOTE)) {
            self.fault("a guest was shown the text of a note");
        }
    }

    fn begin(&mut self, conversation: &str, position: Option<Position>, now: u64) {
        self.held.insert(conversation.to_owned(), position.unwrap_or_default());
        self.whole_since.insert(conversation.to_owned(), now);
    }

    fn event(&mut self, event: &Event) {
        let conversation = &event.conversation_id;
        let position = event.position.clone().unwrap_or_default();
        if self.gone.contains(conversation) {
            self.fault("an event of a conversation that one is not in any more");
        }
        if let Some(held) = self.held.get(conversation)
            && held.epoch == position.epoch
            && held.seq.checked_add(1) != Some(position.seq)
        {
            let (held, seq) = (held.seq, position.seq);
            let what =
                if seq <= held { "again or out of order" } else { "and not what is between" };
            self.fault(&format!("after event {held} came {seq}, {what}"));
        }
        let is_reader = position.epoch == self.reader_epoch;
        self.held.insert(conversation.clone(), position);
        if let Some(Fact::Posted(message)) = &event.fact
            && let Some(client_id) = &message.client_id
            && !self.got.insert((conversation.clone(), client_id.clone()))
        {
            self.fault("a message came twice");
        }
        if self.external {
            self.as_guest(event);
        }
        if is_reader {
            self.as_reader(event);
        }
    }

    /// Looks at a page of history.
    pub(crate) fn page(&mut self, page: &HistoryPage) {
        let mut last = 0;
        for message in &page.messages {
            if let Some(position) = &page.position {
                self.paged.insert(message.conversation_id.clone(), position.seq);
            }
            if message.seq <= last {
                self.fault("a page of history is out of order");
            }
            last = message.seq;
            if self.external {
                self.message_to_guest(message);
            }
        }
    }

    fn as_guest(&mut self, event: &Event) {
        if let Some(Fact::Posted(message) | Fact::Edited(message)) = &event.fact {
            self.message_to_guest(message);
        }
        if event.actor.as_ref().is_some_and(tells_more) {
            self.fault("a guest was shown more of somebody than name and picture");
        }
    }

    fn message_to_guest(&mut self, message: &Message) {
        if message.kind == i32::from(MessageKind::Note) {
            self.fault("a guest was shown a note");
        }
        let kind = message.system.as_ref().and_then(|system| system.kind.as_ref());
        let hidden = matches!(
            kind,
            Some(Kind::RoleChanged(_) | Kind::LinkSwitched(_) | Kind::TagsChanged(_))
        );
        if hidden {
            self.fault("a guest was shown a role, a link or tags");
        }
        if message.author.as_ref().is_some_and(tells_more) {
            self.fault("a guest was shown more of somebody than name and picture");
        }
    }

    fn as_reader(&mut self, event: &Event) {
        let acts =
            matches!(event.fact, Some(Fact::Reacted(_) | Fact::Deleted(_) | Fact::Pinned(_)));
        if acts && event.actor.is_some() {
            self.fault("a reader was shown who reacted, deleted or pinned");
        }
        let Some(Fact::Posted(message) | Fact::Edited(message)) = &event.fact else { return };
        if !message.mentions.is_empty()
            || message.reactions.iter().any(|one| !one.people.is_empty())
        {
            self.fault("a reader was shown who is mentioned or reacted");
        }
        let Some(system) = &message.system else { return };
        let named = matches!(
            system.kind,
            Some(Kind::MembersAdded(_) | Kind::JoinedByLink(_) | Kind::Left(_) | Kind::Removed(_))
        );
        if named || message.author.is_some() {
            self.fault("a reader was shown a member");
        }
    }

    fn fault(&mut self, what: &str) {
        // The first ones tell what is wrong.
        if self.faults.len() < 20 {
            self.faults.push(what.to_owned());
        }
    }
}

fn tells_more(person: &Person) -> bool {
    person.external.is_some() || person.proven.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::generated::{event, push, system};

    const READERS: &str = "e.r";

    fn posted(seq: u32, epoch: &str, message: Message) -> Push {
        let position = Position { epoch: epoch.to_owned(), seq };
        let event = Event {
            conversation_id: "c".to_owned(),
            position: Some(position),
            fact: Some(Fact::Posted(message)),
            ..Event::default()
        };
        Push { push: Some(What::Event(event)) }
    }

    fn text(client_id: &str) -> Message {
        let kind = MessageKind::Text.into();
        Message { kind, client_id: Some(client_id.to_owned()), ..Message::default() }
    }

    fn faults(external: bool, pushes: &[Push]) -> String {
        let mut eyes = Eyes::new("me".to_owned(), external, READERS.to_owned());
        for (at, push) in (0..).zip(pushes) {
            eyes.take(push, at);
        }
        eyes.faults.join("; ")
    }

    // O5: nothing lost, doubled or out of order.
    #[test]
    fn holes_repeats_and_disorder_are_found() {
        let event = |seq, id: &str| posted(seq, "e", text(id));
        assert_eq!(faults(false, &[event(5, "a"), event(6, "b")]), "");
        assert!(faults(false, &[event(5, "a"), event(7, "b")]).contains("between"));
        assert!(faults(false, &[event(5, "a"), event(5, "b")]).contains("again"));
        assert!(faults(false, &[event(5, "a"), event(6, "a")]).contains("twice"));
        let position = Some(Position { epoch: "e".to_owned(), seq: 9 });
        let resync = push::ResyncRequired { conversation_id: "c".to_owned(), position };
        let resync = Push { push: Some(What::ResyncRequired(resync)) };
        assert_eq!(faults(false, &[event(5, "a"), resync.clone(), event(10, "b")]), "");
        assert!(faults(false, &[resync, event(11, "b")]).contains("between"));
        let gone = push::Gone { conversation_id: "c".to_owned() };
        let gone = Push { push: Some(What::Gone(gone)) };
        assert!(faults(false, &[gone, event(5, "a")]).contains("not in any more"));
    }

    // O5, R5: what guests may not see is found, and colleagues may see it.
    #[test]
    fn notes_and_names_that_are_shown_to_the_wrong_ones_are_found() {
        let note = Message { kind: MessageKind::Note.into(), ..text("a") };
        let quoted = Message { text: format!("{NOTE} call"), ..text("b") };
        let member = system::Removed::default();
        let removed = protocol::generated::System { kind: Some(Kind::Removed(member)) };
        let removed = Message { system: Some(removed), ..text("c") };
        for (message, epoch) in [(&note, "e"), (&quoted, "e"), (&removed, READERS)] {
            assert_ne!(faults(true, &[posted(1, epoch, message.clone())]), "", "{message:?}");
            assert_eq!(faults(false, &[posted(1, "e", message.clone())]), "", "{message:?}");
        }
        assert_eq!(faults(true, &[posted(1, "e", removed)]), "");
        let reacted = |actor| {
            let position = Some(Position { epoch: READERS.to_owned(), seq: 1 });
            let fact = Some(Fact::Reacted(event::Reacted::default()));
            let event = Event { position, actor, fact, ..Event::default() };
            Push { push: Some(What::Event(event)) }
        };
        assert_eq!(faults(true, &[reacted(None)]), "");
        assert!(faults(true, &[reacted(Some(Person::default()))]).contains("reader"));
    }
}
