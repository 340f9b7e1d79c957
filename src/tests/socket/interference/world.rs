//! A server with a conversation, those inside it who act, and those outside who are told.

use super::record::Recording;
use crate::support::places::Place;
use crate::support::seat::{Seat, held, text_to};
use crate::support::seed::Seed;
use crate::support::server::TestServer;
use crate::support::someone::Someone;
use domain::time::Span;
use protocol::codec::Encoding;
use serde_json::{Value, json};

const EMOJI: [&str; 4] = ["\u{1f44d}", "\u{2764}\u{fe0f}", "\u{1f389}", "\u{1f440}"];

/// Which conversation it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Open,
    ReadOnly,
}

/// A message that everybody sees, who wrote it, and who has reacted to it.
struct Shown {
    id: Value,
    by_ana: bool,
    reactions: Vec<&'static str>,
    liked: bool,
}

pub(super) struct World {
    server: TestServer,
    kind: Kind,
    place: Place,
    ana: Someone,
    ben: Someone,
    /// Inside, now and then; only where nobody outside is told of members.
    extra: Someone,
    extra_is_in: bool,
    guest: Someone,
    removed: Someone,
    stranger: Someone,
    anas: Seat,
    bens: Seat,
    guests: Seat,
    guests_by_proto: Seat,
    removeds: Seat,
    strangers: Seat,
    shown: Vec<Shown>,
    notes: Vec<Value>,
    /// Where the guest stood at first.
    first: Value,
    steps: u64,
}

impl World {
    pub(super) async fn begin(kind: Kind) -> Self {
        let flags = ["--send-burst=1000", "--organisation=Example"];
        let server = TestServer::with_flags(&flags).await;
        let (ana, ben) = (server.ana().await, server.ben().await);
        let extra = server.internal("Ana Two", "two@example.com", false).await;
        let guest = server.guest("guest").await;
        let removed = server.guest("removed").await;
        let stranger = server.guest("stranger").await;
        let place = Place::with(&ana, &[&ben], &[&guest, &removed]).await;
        if kind == Kind::ReadOnly {
            place.change(&ana, json!({"readOnly": true})).await;
        }
        let address = server.address();
        let open = async |who: &Someone| Seat::connect(address, &who.token).await;
        let anas = open(&ana).await;
        let bens = open(&ben).await;
        let mut guests = open(&guest).await;
        let guests_by_proto =
            Seat::resume(address, &guest.token, Encoding::Proto, &json!([])).await;
        let mut removeds = open(&removed).await;
        let strangers = open(&stranger).await;
        let first = guests.history(&place.id).await["position"].clone();
        place.remove(&ana, &removed).await;
        removeds.next("gone").await;
        Self {
            server,
            kind,
            place,
            ana,
            ben,
            extra,
            extra_is_in: false,
            guest,
            removed,
            stranger,
            anas,
            bens,
            guests,
            guests_by_proto,
            removeds,
            strangers,
            shown: Vec::new(),
            notes: Vec::new(),
            first,
            steps: 0,
        }
    }

    /// One action that everybody may know of. `private` decides what of it is hidden.
    pub(super) async fn visible(&mut self, script: &mut Seed, private: Option<&mut Seed>) {
        self.steps += 1;
        // Whole seconds are for what is visible.
        self.server.advance(Span::millis(700));
        let place = self.place.id.clone();
        let by_ana = script.coin();
        let (what, which) = (script.below(10), script.next());
        let emoji = *script.choose(&EMOJI);
        let hidden_choice = private.is_some_and(|private| private.coin());
        let reactor_is_ana = self.kind == Kind::Open || hidden_choice;
        let count = u64::try_from(self.shown.len()).unwrap();
        let index = usize::try_from(which % count.max(1)).unwrap();
        match what {
            3 | 5 if count > 0 => self.react(index, emoji, reactor_is_ana).await,
            6 if count > 0 => self.edit(index).await,
            7 if count > 2 => self.delete(index).await,
            8 if count > 0 => self.like(index).await,
            9 => {
                let settings = json!({"name": format!("name {}", self.steps), "description": "x"});
                self.place.change(&self.ana, settings).await;
            }
            _ => {
                let mut fields = text_to(&place, &format!("text {}", self.steps));
                if count > 0 && what == 4 {
                    fields["replyTo"] = self.shown[index].id.clone();
                }
                let id = self.inside(by_ana).ask("send", fields).await["sent"]["messageId"].take();
                self.shown.push(Shown { id, by_ana, reactions: Vec::new(), liked: false });
            }
        }
    }

    async fn react(&mut self, index: usize, emoji: &'static str, by_ana: bool) {
        let shown = &mut self.shown[index];
        if shown.reactions.contains(&emoji) {
            return;
        }
        shown.reactions.push(emoji);
        let fields = json!({"messageId": shown.id, "emoji": emoji, "on": true});
        self.inside(by_ana).done("react", fields).await;
    }

    async fn edit(&mut self, index: usize) {
        let shown = &self.shown[index];
        let fields = json!({"messageId": shown.id, "text": format!("edited {}", self.steps)});
        let by_ana = shown.by_ana;
        self.inside(by_ana).done("edit", fields).await;
    }

    async fn delete(&mut self, index: usize) {
        let shown = self.shown.remove(index);
        self.inside(shown.by_ana).done("delete", json!({"messageId": shown.id})).await;
    }

    /// The guest takes part, as far as readers do.
    async fn like(&mut self, index: usize) {
        let shown = &mut self.shown[index];
        shown.liked = !shown.liked;
        let fields = json!({"messageId": shown.id, "emoji": "\u{2728}", "on": shown.liked});
        self.guests.done("react", fields).await;
        let seq = self.guests.history(&self.place.id).await["position"]["seq"].clone();
        let there = json!({"conversationId": self.place.id, "seq": seq});
        let before = self.read_mark().await;
        self.guests.done("read", there).await;
        let mark = self.read_mark().await;
        if mark == before {
            return;
        }
        // It says how much is unread at the moment it is told: nothing else may happen before.
        for seat in [&mut self.guests, &mut self.guests_by_proto] {
            seat.has_heard(|push| push["read"]["seq"] == mark).await;
        }
    }

    /// Up to where the guest has read.
    async fn read_mark(&self) -> Value {
        let answer = self.guest.get(&format!("/v1/conversations/{}", self.place.id)).await;
        answer.json()["readSeq"].take()
    }

    fn inside(&mut self, ana: bool) -> &mut Seat {
        if ana { &mut self.anas } else { &mut self.bens }
    }

    /// Some actions that nobody outside may notice. What is refused is no less hidden.
    pub(super) async fn hidden(&mut self, private: Option<&mut Seed>) {
        self.server.advance(Span::millis(100));
        if let Some(private) = private {
            self.some_hidden(private).await;
        }
        self.server.advance(Span::millis(200));
    }

    async fn some_hidden(&mut self, private: &mut Seed) {
        for _ in 0..private.below(5) {
            let what = private.below(if self.kind == Kind::Open { 12 } else { 16 });
            let note = self.notes.last().cloned().unwrap_or_default();
            let by_ana = private.coin();
            match what {
                0..=2 => self.note(by_ana).await,
                3 => {
                    self.about_note("react", &note, json!({"emoji": "\u{1f44d}", "on": true})).await
                }
                4 => self.about_note("edit", &note, json!({"text": "hidden, edited"})).await,
                5 => self.about_note("pin", &note, json!({"on": true})).await,
                6 => self.about_note("delete", &note, json!({})).await,
                7 => self.own_things(private).await,
                8 => self.role(by_ana).await,
                9 => self.settings(private).await,
                10 => self.elsewhere().await,
                11 => self.typing(by_ana, true).await,
                12 | 13 => self.member_comes_or_goes().await,
                14 => self.typing(by_ana, false).await,
                _ => self.own_things(private).await,
            }
        }
    }

    async fn note(&mut self, by_ana: bool) {
        let mut fields = text_to(&self.place.id, "hidden @guest");
        fields["note"] = json!(true);
        let id = self.inside(by_ana).ask("send", fields).await["sent"]["messageId"].take();
        self.notes.push(id);
    }

    async fn about_note(&mut self, name: &str, note: &Value, mut fields: Value) {
        fields["messageId"] = note.clone();
        if note.is_string() {
            self.anas.ask(name, fields).await;
        }
    }

    /// What ben does for himself.
    async fn own_things(&mut self, private: &mut Seed) {
        let place = &self.place.id;
        let seq = 1 + private.below(9);
        match private.below(5) {
            0 => self.bens.ask("read", json!({"conversationId": place, "seq": seq})).await,
            1 => self.bens.ask("markUnread", json!({"conversationId": place, "fromSeq": 1})).await,
            2 => self.bens.ask("saveDraft", json!({"conversationId": place, "text": "hid"})).await,
            3 => {
                let away = json!({"availability": "AVAILABILITY_AWAY", "status": "hidden"});
                self.bens.ask("setPresence", away).await
            }
            _ => {
                let path = self.place.path("/archive");
                self.ben.request("PUT", &path).json(&json!({"on": true})).send().await;
                Value::Null
            }
        };
    }

    async fn role(&self, moderator: bool) {
        let role = if moderator { "moderator" } else { "member" };
        let path = self.place.path(&format!("/members/{}", self.ben.id));
        self.ana.patch(&path, json!({ "role": role })).await.expect(204);
    }

    async fn settings(&self, private: &mut Seed) {
        let tag = format!("hidden {}", private.below(100));
        match private.below(3) {
            0 => self.place.change(&self.ana, json!({"tags": [tag]})).await,
            1 => drop(self.ana.post(&self.place.path("/link"), json!({})).await.expect(201)),
            _ => drop(self.ana.delete(&self.place.path("/link")).await),
        }
    }

    async fn elsewhere(&mut self) {
        let other = Place::with(&self.ana, &[&self.ben], &[]).await;
        self.anas.post(&other.id, "hidden elsewhere").await;
    }

    async fn typing(&mut self, by_ana: bool, note: bool) {
        let fields = json!({"conversationId": self.place.id, "on": true, "note": note});
        self.inside(by_ana).ask("typing", fields).await;
    }

    async fn member_comes_or_goes(&mut self) {
        self.extra_is_in = !self.extra_is_in;
        if self.extra_is_in {
            self.place.add(&self.ana, &[&self.extra]).await;
        } else {
            self.place.remove(&self.ana, &self.extra).await;
        }
    }

    /// Asks everything that those outside can ask, and puts together what they were ever told.
    pub(super) async fn end(mut self) -> Recording {
        self.server.advance(Span::seconds(1));
        let last = self.anas.post(&self.place.id, "the end").await;
        for seat in [&mut self.guests, &mut self.guests_by_proto] {
            seat.until(|push| push["event"]["posted"]["id"] == last["messageId"]).await;
        }
        let notes = self.notes.clone();
        let mut recording = Recording::default();
        let people =
            [("guest", &self.guest), ("removed", &self.removed), ("stranger", &self.stranger)];
        for (name, who) in people {
            let seats = match name {
                "guest" => vec![&mut self.guests, &mut self.guests_by_proto],
                "removed" => vec![&mut self.removeds],
                _ => vec![&mut self.strangers],
            };
            for (number, seat) in seats.into_iter().enumerate() {
                probe(seat, &self.place.id, &self.shown, &notes).await;
                recording.frames(&format!("{name} {number}"), seat);
            }
            for encoding in Encoding::ALL {
                let back = json!([held(&self.place.id, &self.first)]);
                let address = self.server.address();
                let mut seat = Seat::resume(address, &who.token, encoding, &back).await;
                seat.until(|push| push["caughtUp"].is_object() || push["gone"].is_object()).await;
                seat.drain().await;
                recording.frames(&format!("{name} later {encoding:?}"), &seat);
            }
            ask_by_http(&mut recording, (name, who), &self.place).await;
        }
        let epoch = self.server.app().store().epoch().to_owned();
        self.server.stop().await;
        recording.anonymous(&epoch)
    }
}

/// All commands, for what is there, what is hidden and what is not there: the answers of the last
/// two are the same.
async fn probe(seat: &mut Seat, place: &str, shown: &[Shown], notes: &[Value]) {
    let there = json!({"conversationId": place});
    seat.ask("history", json!({"conversationId": place, "limit": 100})).await;
    seat.ask("history", json!({"conversationId": place, "limit": 3, "after": 2})).await;
    seat.ask("history", json!({"conversationId": place, "limit": 3, "before": 9})).await;
    for name in ["typing", "saveDraft", "markUnread"] {
        seat.ask(name, there.clone()).await;
    }
    let unknown = json!(uuid::Uuid::now_v7().to_string());
    let hidden = notes.first().cloned().unwrap_or_else(|| unknown.clone());
    for id in [&unknown, &hidden, &shown[0].id] {
        seat.ask("edit", json!({"messageId": id, "text": "x"})).await;
        seat.ask("delete", json!({"messageId": id})).await;
        seat.ask("pin", json!({"messageId": id, "on": true})).await;
    }
    for id in [&unknown, &hidden] {
        seat.ask("react", json!({"messageId": id, "emoji": "\u{1f44d}", "on": true})).await;
        let mut fields = text_to(place, "an answer");
        fields["replyTo"] = id.clone();
        seat.ask("send", fields).await;
    }
    seat.ask("watchPresence", json!({"userIds": [unknown]})).await;
    seat.drain().await;
}

async fn ask_by_http(recording: &mut Recording, (name, who): (&str, &Someone), place: &Place) {
    for path in [
        "/v1/conversations".to_owned(),
        "/v1/conversations?unread=true".to_owned(),
        "/v1/conversations?tag=hidden".to_owned(),
        place.path(""),
        place.path("/messages?limit=100"),
        place.path("/members"),
        place.path("/pinned"),
        place.path("/read-marks"),
        place.path("/export"),
        place.path("/export?format=html"),
        "/v1/search?q=hidden".to_owned(),
        "/v1/search?q=text".to_owned(),
        "/v1/people".to_owned(),
        "/v1/people?q=a".to_owned(),
        "/v1/users".to_owned(),
        "/v1/drafts".to_owned(),
        "/v1/scheduled".to_owned(),
    ] {
        recording.answer(name, &path.replace(&place.id, "ID"), &who.get(&path).await);
    }
    for (path, body) in [
        ("/members", json!({"members": [who.id.to_string()]})),
        ("/link", json!({})),
        ("/scheduled", json!({"text": "x", "at": 1})),
    ] {
        recording.answer(name, path, &who.post(&place.path(path), body).await);
    }
    let renamed = who.patch(&place.path(""), json!({"name": "x"})).await;
    recording.answer(name, "rename", &renamed);
}
