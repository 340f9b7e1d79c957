//! Ana at her desk: removes a guest from a conversation and adds them again, all the time, by HTTP
//! through whatever stands in between. What she is not answered she says again.

use super::client::{Board, Phase};
use super::history::{Act, History, What};
use super::people::Person;
use super::socket::ask;
use super::time::{ms, rest};
use crate::support::seed::Seed;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;

/// Ana's number as the one who keeps order.
pub(crate) const KEEPER: u32 = 1_000_000;

/// What the keeper needs.
#[derive(Debug)]
pub(crate) struct Keeper {
    pub(crate) ana: Person,
    pub(crate) visitor: String,
    pub(crate) talk: String,
    pub(crate) wire: SocketAddr,
    pub(crate) history: History,
    pub(crate) board: Arc<Board>,
    pub(crate) seed: Seed,
}

impl Keeper {
    /// Goes on until the run settles; leaves the visitor in.
    pub(crate) async fn keep(mut self) {
        let user = self.ana.user.clone();
        self.history.write(KEEPER, What::Is { user, internal: true });
        let mut number = 0;
        while *self.board.phase.borrow() == Phase::Talk {
            rest(ms(200 + self.seed.below(600))).await;
            let user = self.visitor.clone();
            number += 1;
            self.say(&format!("remove {number}"), Act::Remove { user: user.clone() }).await;
            rest(ms(self.seed.below(600))).await;
            self.say(&format!("add {number}"), Act::Add { user }).await;
        }
        self.board.settled.send_modify(|settled| *settled += 1);
    }

    /// Says it until there is an answer.
    async fn say(&self, key: &str, act: Act) {
        let members = format!("/v1/conversations/{}/members", self.talk);
        let (method, path, body): (_, _, Option<Value>) = match &act {
            Act::Remove { user } => ("DELETE", format!("{members}/{user}"), None),
            Act::Add { user } => ("POST", members, Some(json!({"members": [user]}))),
            Act::Send { .. } | Act::Edit { .. } | Act::Delete { .. } | Act::React { .. } => return,
        };
        let key = key.to_owned();
        let place = self.talk.clone();
        self.history.write(KEEPER, What::Began { key: key.clone(), place, act });
        let mut is_unknown = false;
        loop {
            let answer = ask(self.wire, &self.ana.token, method, &path, body.as_ref()).await;
            let why = match answer {
                Some((200..=299, _)) => break,
                // It was done the time before.
                Some((404, _)) if is_unknown && method == "DELETE" => break,
                Some((status @ (429 | 500..=599), _)) => format!("{status}"),
                Some((status, body)) => {
                    let code = format!("{status} {}", body["code"]);
                    self.history.write(KEEPER, What::Refused { key, code });
                    return;
                }
                None => "no answer".to_owned(),
            };
            is_unknown = true;
            self.history.write(KEEPER, What::Unknown { key: key.clone(), why });
            rest(ms(200)).await;
        }
        self.history.write(KEEPER, What::Done { key, id: String::new(), spot: None });
    }
}
