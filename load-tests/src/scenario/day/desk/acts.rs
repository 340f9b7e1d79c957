//! What people do on a day: they say, read, type, react; who is away does nothing.

use super::Desk;
use crate::crowd::client_id;
use protocol::generated::command;

/// Who reacts, reacts with one of these.
const EMOJI: [&str; 4] = ["👍", "🎉", "😀", "👀"];

impl Desk {
    pub(in crate::scenario::day) fn say(
        &mut self,
        number: usize,
        room: usize,
        due: u64,
        bytes: usize,
        note: bool,
    ) -> anyhow::Result<()> {
        let person = self.people.get_mut(number).filter(|person| person.is_live);
        let (Some(person), Some(place)) = (person, self.places.get_mut(room)) else {
            return Ok(());
        };
        let message = if note { place.room.send_note() } else { place.room.send() };
        let text = format!("load:{room}:{message}:{due}:");
        let send = command::Send {
            conversation_id: place.conversation.clone(),
            client_id: client_id(number, person.said),
            text: format!("{text:x<bytes$}"),
            note,
            ..command::Send::default()
        };
        person.said += 1;
        self.send(number, due, command::Command::Send(send))
    }

    pub(in crate::scenario::day) fn read(
        &mut self,
        number: usize,
        room: usize,
        due: u64,
    ) -> anyhow::Result<()> {
        let Some(person) = self.people.get(number).filter(|person| person.is_live) else {
            return Ok(());
        };
        let (Some(held), Some(place)) = (person.holds.get(&room), self.places.get(room)) else {
            return Ok(());
        };
        let seq = u32::try_from(held.seq)?;
        let read = command::Read { conversation_id: place.conversation.clone(), seq };
        self.send(number, due, command::Command::Read(read))
    }

    pub(in crate::scenario::day) fn typing(
        &mut self,
        number: usize,
        room: usize,
        due: u64,
    ) -> anyhow::Result<()> {
        let is_live = self.people.get(number).is_some_and(|person| person.is_live);
        let Some(place) = self.places.get(room).filter(|_| is_live) else { return Ok(()) };
        let conversation_id = place.conversation.clone();
        let typing = command::Type { conversation_id, on: true, note: false };
        self.send(number, due, command::Command::Typing(typing))
    }

    pub(in crate::scenario::day) fn react(
        &mut self,
        number: usize,
        room: usize,
        due: u64,
    ) -> anyhow::Result<()> {
        let is_live = self.people.get(number).is_some_and(|person| person.is_live);
        let Some(place) = self.places.get_mut(room).filter(|_| is_live) else { return Ok(()) };
        let Some((message_id, reactions)) = &mut place.last_message else { return Ok(()) };
        *reactions += 1;
        let turn = usize::try_from(*reactions)?;
        let emoji = EMOJI.get(turn % EMOJI.len()).copied().unwrap_or_default();
        let react = command::React {
            message_id: message_id.clone(),
            emoji: emoji.to_owned(),
            on: turn % 8 < 4,
        };
        self.send(number, due, command::Command::React(react))
    }
}
