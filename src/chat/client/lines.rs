//! What is typed: from a line to what is asked of the server.

use super::{Asked, Client, Command, READ_ONLY, command};
use crate::chat::input::{self, Input};
use protocol::codec::{self, Encoding};
use uuid::Uuid;

impl Client {
    /// A line was typed. `false`: the person wants to leave.
    pub(in crate::chat) fn handle_line(&mut self, line: &str) -> bool {
        match input::parse(line) {
            Err(hint) => self.own(hint),
            Ok(Input::Quit) => return false,
            Ok(input) => self.handle_input(input),
        }
        true
    }

    fn handle_input(&mut self, input: Input) {
        match input {
            Input::Nothing | Input::Quit => (),
            Input::Help => input::HELP.iter().for_each(|line| self.own(*line)),
            Input::Text(text) => self.post(text, false, None),
            Input::Note(text) => self.post(text, true, None),
            Input::Reply { seq, text } => {
                if let Some(id) = self.message(seq) {
                    self.post(text, false, Some(id));
                }
            }
            Input::React { seq, emoji, on } => self.on_message(seq, "reaction not changed", |id| {
                command::Command::React(command::React { message_id: id, emoji, on })
            }),
            Input::Edit { seq, text } => self.on_message(seq, "not edited", |id| {
                command::Command::Edit(command::Edit {
                    message_id: id,
                    text,
                    ..command::Edit::default()
                })
            }),
            Input::Delete { seq } => self.on_message(seq, "not deleted", |id| {
                command::Command::Delete(command::Delete { message_id: id })
            }),
            Input::More => self.more(),
            Input::Raw(json) => self.raw(&json),
        }
    }

    fn post(&mut self, text: String, note: bool, reply_to: Option<String>) {
        if !self.conversation.can_send {
            return self.own(READ_ONLY);
        }
        let mention_all = self.internal && text.split_whitespace().any(|word| word == "@all");
        let send = command::Send {
            conversation_id: self.conversation.id.clone(),
            client_id: Uuid::new_v4().to_string(),
            text,
            note,
            reply_to,
            mention_all,
            ..command::Send::default()
        };
        if !self.outbox.push(send) {
            self.own("too many messages wait already; this one was dropped");
        } else if !self.connected {
            self.own("not connected: will be sent as soon as it is");
        }
    }

    fn on_message(
        &mut self,
        seq: u32,
        what: &'static str,
        make: impl FnOnce(String) -> command::Command,
    ) {
        if let Some(id) = self.message(seq)
            && self.can_ask()
        {
            self.ask(make(id), Asked::Other { what });
        }
    }

    fn more(&mut self) {
        match self.log.before() {
            Some(before) if self.can_ask() => self.history(Some(before)),
            Some(_) => (),
            None => self.own("there is nothing older"),
        }
    }

    /// A command as JSON, with or without an id, which is replaced.
    fn raw(&mut self, json: &str) {
        let with_id = json.replacen('{', "{\"id\":1,", 1);
        let read = codec::decode_command(json.as_bytes(), Encoding::Json)
            .or_else(|_| codec::decode_command(with_id.as_bytes(), Encoding::Json));
        match read {
            Err(error) => self.own(format!("not a command: {error}")),
            Ok(Command { command: Some(command), .. }) if self.can_ask() => {
                self.ask(command, Asked::Other { what: "refused" });
            }
            Ok(_) => (),
        }
    }

    fn message(&mut self, seq: u32) -> Option<String> {
        let id = self.log.id(seq).map(str::to_owned);
        if id.is_none() {
            self.own(format!("no message here has the number {seq}; try /more"));
        }
        id
    }

    fn can_ask(&mut self) -> bool {
        if !self.connected {
            self.own("not connected: try again in a moment");
        }
        self.connected
    }
}
