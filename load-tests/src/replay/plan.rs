//! What a recording asks for: the people, conversations and sessions that it needs, and who does
//! what when. Nothing here speaks to a server.

use crate::recording::Recording;
use protocol::generated::command::Command as Asked;
use protocol::recording::{Conversation, Line, Member, Opened, Role, Said, What};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Everything that is to be done, once.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Whether each of the people is from outside.
    pub(crate) people: Vec<bool>,
    pub(crate) rooms: Vec<Room>,
    pub(crate) seats: Vec<Seat>,
    pub(crate) changes: Vec<Change>,
    /// What cannot be done, by its reason.
    pub(crate) left_out: BTreeMap<&'static str, u64>,
    /// Which of the people a stand-in is.
    pub(crate) person_of: HashMap<String, usize>,
    pub(crate) room_of: HashMap<String, usize>,
    /// When the last of it is due, in microseconds.
    pub(crate) span: u64,
}

/// A conversation as it is at first.
#[derive(Debug, Default)]
pub(crate) struct Room {
    pub(crate) read_only: bool,
    pub(crate) members: Vec<(usize, Role)>,
}

/// A session: whose, from when to when, and its commands.
#[derive(Debug)]
pub(crate) struct Seat {
    pub(crate) person: usize,
    pub(crate) opens: u64,
    pub(crate) closes: Option<u64>,
    pub(crate) steps: Vec<Step>,
}

/// A command, due at a microsecond after the beginning.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) due: u64,
    pub(crate) asked: Asked,
    /// The stand-in of the message that it makes.
    pub(crate) makes: Option<String>,
}

/// Somebody comes, goes, or may only read from now on.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) due: u64,
    pub(crate) room: usize,
    pub(crate) read_only: Option<bool>,
    pub(crate) came: Vec<(usize, Role)>,
    pub(crate) gone: Vec<usize>,
}

impl Plan {
    /// What a recording asks for at a speed.
    pub(crate) fn of(recording: &Recording, speed: u32) -> Self {
        let mut maker = Maker::default();
        for line in &recording.lines {
            maker.speak(line);
        }
        for Line { at, what } in &recording.lines {
            // A millisecond of the recording, in microseconds of the replay.
            let due = at.saturating_mul(1_000) / u64::from(speed.max(1));
            maker.plan.span = maker.plan.span.max(due);
            match what {
                What::Opened(opened) => maker.open(due, opened),
                What::Closed(session) => maker.close(due, session),
                What::Conversation(told) => maker.conversation(due, told),
                What::Said(said) => maker.say(due, said),
                What::Recording(_) | What::Dropped(_) | What::Ended(_) => (),
            }
        }
        maker.plan.changes.sort_by_key(|change| change.due);
        maker.plan
    }

    /// Commands and changes, all together.
    pub(crate) fn work(&self) -> usize {
        self.seats.iter().map(|seat| seat.steps.len()).sum::<usize>() + self.changes.len()
    }
}

#[derive(Default)]
struct Maker {
    plan: Plan,
    seat_of: HashMap<String, usize>,
    /// Messages that some command makes.
    made: HashSet<String>,
    read_only: HashMap<usize, bool>,
    /// When somebody opened a session last.
    opened: HashMap<usize, u64>,
}

impl Maker {
    /// Learns who and what there will be.
    fn speak(&mut self, line: &Line) {
        match &line.what {
            What::Opened(opened) => {
                self.person(&opened.person, opened.external);
            }
            What::Conversation(told) => {
                for member in &told.members {
                    self.person(&member.person, member.role == Role::Guest);
                }
            }
            What::Said(said) => self.made.extend(said.message.clone()),
            What::Recording(_) | What::Closed(_) | What::Dropped(_) | What::Ended(_) => (),
        }
    }

    fn person(&mut self, stand_in: &str, external: bool) -> usize {
        let next = self.plan.people.len();
        let number = *self.plan.person_of.entry(stand_in.to_owned()).or_insert(next);
        if number == next {
            self.plan.people.push(external);
        } else if let Some(known) = self.plan.people.get_mut(number) {
            *known |= external;
        }
        number
    }

    fn open(&mut self, opens: u64, opened: &Opened) {
        let person = self.person(&opened.person, opened.external);
        let next = self.plan.seats.len();
        self.opened.insert(person, opens);
        // A session that was there already may be told twice.
        if let std::collections::hash_map::Entry::Vacant(free) =
            self.seat_of.entry(opened.session.clone())
        {
            free.insert(next);
            self.plan.seats.push(Seat { person, opens, closes: None, steps: Vec::new() });
        }
    }

    fn close(&mut self, due: u64, session: &str) {
        let number = self.seat_of.get(session).copied();
        if let Some(seat) = number.and_then(|number| self.plan.seats.get_mut(number)) {
            seat.closes = Some(due);
        }
    }

    fn conversation(&mut self, due: u64, told: &Conversation) {
        let members = |maker: &mut Self, members: &[Member]| -> Vec<(usize, Role)> {
            let member = |one: &Member| (maker.person(&one.person, false), one.role);
            members.iter().map(member).collect()
        };
        let came = members(self, &told.members);
        let gone: Vec<_> = told
            .gone
            .iter()
            .filter_map(|person| self.plan.person_of.get(person).copied())
            .collect();
        let Some(room) = self.plan.room_of.get(&told.id).copied() else {
            let room = self.plan.rooms.len();
            self.plan.room_of.insert(told.id.clone(), room);
            self.plan.rooms.push(Room { read_only: told.read_only, members: came });
            self.read_only.insert(room, told.read_only);
            return;
        };
        let before = self.read_only.insert(room, told.read_only);
        let read_only = (before != Some(told.read_only)).then_some(told.read_only);
        // It is told with the first command that follows; who came, came before opening a session.
        let opened = came.iter().filter_map(|(person, _)| self.opened.get(person)).max().copied();
        let due = opened.filter(|opened| gone.is_empty() && *opened < due).unwrap_or(due);
        if read_only.is_some() || !came.is_empty() || !gone.is_empty() {
            self.plan.changes.push(Change { due, room, read_only, came, gone });
        }
    }

    fn say(&mut self, due: u64, said: &Said) {
        let left_out = match (&said.command.command, self.seat_of.get(&said.session)) {
            (Some(asked), Some(seat)) if said.outcome == "done" => match self.lacks(asked) {
                None => {
                    let makes = said.message.clone();
                    let step = Step { due, asked: asked.clone(), makes };
                    if let Some(seat) = self.plan.seats.get_mut(*seat) {
                        seat.steps.push(step);
                    }
                    return;
                }
                Some(what) => what,
            },
            (_, None) => "of_an_unknown_session",
            (..) => "refused_when_recorded",
        };
        *self.plan.left_out.entry(left_out).or_default() += 1;
    }

    /// What a command is about and the recording does not have.
    fn lacks(&self, asked: &Asked) -> Option<&'static str> {
        let unknown = |id: &String| !self.made.contains(id);
        if message_of(asked).is_some_and(unknown) {
            return Some("about_an_older_message");
        }
        if asked.conversation_id().is_some_and(|id| !self.plan.room_of.contains_key(id)) {
            return Some("in_an_unknown_conversation");
        }
        None
    }
}

/// The message that a command is about, and cannot do without.
pub(crate) fn message_of(asked: &Asked) -> Option<&String> {
    match asked {
        Asked::Edit(asked) => Some(&asked.message_id),
        Asked::Delete(asked) => Some(&asked.message_id),
        Asked::React(asked) => Some(&asked.message_id),
        Asked::Pin(asked) => Some(&asked.message_id),
        Asked::Send(asked) => asked.reply_to.as_ref().or(asked.forward.as_ref()),
        Asked::Connect(_)
        | Asked::Ping(_)
        | Asked::History(_)
        | Asked::Read(_)
        | Asked::MarkUnread(_)
        | Asked::Typing(_)
        | Asked::SetPresence(_)
        | Asked::WatchPresence(_)
        | Asked::SaveDraft(_) => None,
    }
}
