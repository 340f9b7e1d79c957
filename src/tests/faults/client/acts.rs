//! What a client does: chosen by chance, said until it is settled.

use super::{Client, Open, Phase, UNDER_WAY_MAX};
use crate::history::{Act, What};
use crate::time;
use serde_json::{Value, json};

const EMOJI: [&str; 3] = ["👍", "🎉", "❤️"];

impl Client {
    /// Whether there is something to say, and room for it.
    pub(super) fn may_begin(&self) -> bool {
        let talks = *self.board.phase.borrow() == Phase::Talk;
        self.under_way.len() < UNDER_WAY_MAX && (talks || !self.again.is_empty())
    }

    /// The next command, if there is one: first what was said before.
    pub(super) fn begin(&mut self) -> Option<Value> {
        let key = match self.again.front() {
            Some((at, _)) if *at <= time::now() => self.again.pop_front()?.1,
            Some(_) | None => self.new_act()?,
        };
        let open = self.open.get(&key)?;
        let (name, fields) = command(open, &key);
        self.last_id += 1;
        self.under_way.insert(self.last_id, key);
        Some(json!({"id": self.last_id, name: fields}))
    }

    fn new_act(&mut self) -> Option<String> {
        if *self.board.phase.borrow() != Phase::Talk {
            return None;
        }
        let places: Vec<_> = self.places.iter().filter(|place| place.held.is_some()).collect();
        if places.is_empty() {
            return None;
        }
        let place = (*self.seed.choose(&places)).clone();
        let act = match self.seed.below(100) {
            0..=74 if place.can_write => self.send(),
            75..=84 if place.can_write => self.edit(&place.id)?,
            85..=88 if place.can_write => self.delete(&place.id)?,
            _ => self.react(&place.id)?,
        };
        let key = self.key();
        let began = What::Began { key: key.clone(), place: place.id.clone(), act: act.clone() };
        self.write(began);
        self.open.insert(key.clone(), Open { act, place: place.id });
        Some(key)
    }

    fn key(&mut self) -> String {
        let number = uuid::Uuid::from_u64_pair(self.seed.next(), self.seed.next());
        uuid::Builder::from_random_bytes(number.into_bytes()).into_uuid().to_string()
    }

    fn send(&mut self) -> Act {
        Act::Send { text: self.text() }
    }

    fn text(&mut self) -> String {
        self.texts += 1;
        let length = usize::try_from(self.seed.below(self.manner.text_max)).unwrap();
        format!("{} of client {} {}", self.texts, self.who, "x".repeat(length))
    }

    fn edit(&mut self, place: &str) -> Option<Act> {
        let message = self.own_message(place)?;
        Some(Act::Edit { message, text: self.text() })
    }

    fn delete(&mut self, place: &str) -> Option<Act> {
        let message = self.own_message(place)?;
        self.own.retain(|(_, own)| *own != message);
        Some(Act::Delete { message })
    }

    fn own_message(&mut self, place: &str) -> Option<String> {
        let own: Vec<String> = of(&self.own, place);
        let chosen = if own.is_empty() { None } else { Some(self.seed.choose(&own).clone()) }?;
        (!self.is_touched(&chosen)).then_some(chosen)
    }

    fn react(&mut self, place: &str) -> Option<Act> {
        let seen: Vec<String> = of(&self.seen, place);
        let message = if seen.is_empty() { None } else { Some(self.seed.choose(&seen).clone()) }?;
        let emoji = (*self.seed.choose(&EMOJI)).to_owned();
        let on = self.seed.below(3) > 0;
        (!self.is_touched(&message)).then_some(Act::React { message, emoji, on })
    }

    /// One thing at a time is done to a message, so that what was last is known.
    fn is_touched(&self, message: &str) -> bool {
        self.open.values().any(|open| match &open.act {
            Act::Edit { message: own, .. }
            | Act::Delete { message: own }
            | Act::React { message: own, .. } => own == message,
            Act::Send { .. } | Act::Remove { .. } | Act::Add { .. } => false,
        })
    }
}

fn of(messages: &std::collections::VecDeque<(String, String)>, place: &str) -> Vec<String> {
    let here = messages.iter().filter(|(at, _)| at == place);
    here.map(|(_, message)| message.clone()).collect()
}

fn command(open: &Open, key: &str) -> (&'static str, Value) {
    match &open.act {
        Act::Send { text } => {
            ("send", json!({"conversationId": open.place, "clientId": key, "text": text}))
        }
        Act::Edit { message, text } => ("edit", json!({"messageId": message, "text": text})),
        Act::Delete { message } => ("delete", json!({"messageId": message})),
        Act::React { message, emoji, on } => {
            ("react", json!({"messageId": message, "emoji": emoji, "on": on}))
        }
        Act::Remove { .. } | Act::Add { .. } => unreachable!("those go by HTTP"),
    }
}
