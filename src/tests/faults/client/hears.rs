//! What a client makes of what it hears.

use super::Client;
use crate::history::{Act, Spot, What};
use crate::time::{self, ms};
use serde_json::Value;
use std::collections::VecDeque;

/// Messages that a client remembers.
const REMEMBERED: usize = 30;
const FACTS: [&str; 5] = ["posted", "edited", "deleted", "reacted", "pinned"];

/// A position on the wire.
pub(crate) fn spot(position: &Value) -> Spot {
    let epoch = position["epoch"].as_str().unwrap_or_default().to_owned();
    Spot { epoch, seq: position["seq"].as_u64().unwrap_or(0) }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

impl Client {
    pub(super) fn hear(&mut self, frame: &Value) {
        if frame["push"].is_object() {
            self.pushed(&frame["push"]);
        } else {
            self.replied(&frame["reply"]);
        }
    }

    fn pushed(&mut self, push: &Value) {
        let Some((kind, push)) = push.as_object().and_then(|push| push.iter().next()) else {
            return;
        };
        let place = text(&push["conversationId"]);
        let spot = spot(&push["position"]);
        match kind.as_str() {
            "event" => self.event(place, spot, push),
            "caughtUp" => self.write(What::CaughtUp { place, spot }),
            "resyncRequired" => {
                self.hold(&place, Some(spot.clone()));
                self.write(What::Resync { place, spot });
            }
            "joined" => {
                let place = text(&push["conversation"]["id"]);
                let spot = super::hears::spot(&push["conversation"]["position"]);
                self.hold(&place, Some(spot.clone()));
                self.write(What::Joined { place, spot });
            }
            "gone" => {
                self.hold(&place, None);
                self.write(What::Gone { place });
            }
            "drain" => {
                let after = ms(push["reconnectAfterMs"].as_u64().unwrap_or(0));
                self.come_back = Some(time::now() + after);
            }
            _ => (),
        }
    }

    fn hold(&mut self, place: &str, spot: Option<Spot>) {
        if let Some(own) = self.places.iter_mut().find(|own| own.id == place) {
            own.held = spot;
        }
    }

    fn event(&mut self, place: String, spot: Spot, event: &Value) {
        let fact = FACTS.into_iter().find(|fact| event[*fact].is_object()).unwrap_or("other");
        let about = &event[fact];
        let message =
            if about["id"].is_string() { text(&about["id"]) } else { text(&about["messageId"]) };
        let key = about["clientId"].as_str().map(str::to_owned);
        if fact == "posted" && key.is_some() {
            remember(&mut self.seen, &place, &message);
        }
        let own = self.places.iter_mut().find(|own| own.id == place);
        if let Some(held) = own.and_then(|own| own.held.as_mut())
            && held.epoch == spot.epoch
            && held.seq < spot.seq
        {
            *held = spot.clone();
        }
        self.write(What::Event { place, spot, fact: fact.to_owned(), message, key });
    }

    fn replied(&mut self, reply: &Value) {
        let Some(key) = self.under_way.remove(&reply["id"].as_u64().unwrap_or(0)) else { return };
        if reply["error"].is_object() {
            self.refused(key, &reply["error"]);
            return;
        }
        let Some(open) = self.open.remove(&key) else { return };
        let id = text(&reply["sent"]["messageId"]);
        let at = reply["sent"].is_object().then(|| spot(&reply["sent"]["position"]));
        if matches!(open.act, Act::Send { .. }) {
            assert!(at.is_some(), "a send is answered with {reply}");
            remember(&mut self.own, &open.place, &id);
        }
        self.write(What::Done { key, id, spot: at });
        self.board.acked.send_modify(|acked| *acked += 1);
    }

    fn refused(&mut self, key: String, error: &Value) {
        let code = text(&error["code"]);
        let after = ms(error["retryAfterMs"].as_u64().unwrap_or(300));
        match code.as_str() {
            "unavailable" | "internal" => {
                self.write(What::Unknown { key: key.clone(), why: code });
                self.again.push_back((time::now() + after, key));
            }
            // Nothing was done.
            "overloaded" | "rate_limited" => self.again.push_back((time::now() + after, key)),
            _ => {
                self.open.remove(&key);
                self.write(What::Refused { key, code });
            }
        }
    }
}

fn remember(messages: &mut VecDeque<(String, String)>, place: &str, message: &str) {
    messages.push_back((place.to_owned(), message.to_owned()));
    if messages.len() > REMEMBERED {
        messages.pop_front();
    }
}
