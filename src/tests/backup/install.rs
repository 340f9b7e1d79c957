//! An installation of a test's own that outlives its servers: a store and a folder with files.

use crate::support::places::Place as Talk;
use crate::support::seat::{Seat, seq, text_to};
use crate::support::server::TestServer;
use crate::support::someone::Someone;
use crate::support::stores::{Database, MORNING, TestStore};
use domain::time::Span;
use image::{DynamicImage, ImageFormat, RgbImage};
use parlor::backup::{Manifest, Restored};
use parlor::check::Report;
use parlor::clock::ManualClock;
use parlor::media::files::Files;
use parlor::store::portable::tables;
use parlor::store::snapshot::{Place, Snapshot};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// What is said of progress, to nobody.
pub(super) fn quietly(_words: &str) {}

pub(super) struct Install {
    folder: TempDir,
    pub(super) database: Option<Database>,
}

impl Install {
    /// One in which no server was yet.
    pub(super) fn sqlite() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), database: None }
    }

    /// The same on Postgres, where one is named.
    pub(super) async fn postgres() -> Option<Self> {
        let database = Database::create().await?;
        Some(Self { folder: tempfile::tempdir().unwrap(), database: Some(database) })
    }

    pub(super) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A file beside it that does not exist yet.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn place(&self) -> Place {
        match &self.database {
            Some(database) => Place::Postgres(database.url.clone()),
            None => Place::Sqlite(self.data()),
        }
    }

    pub(super) fn files(&self) -> Files {
        Files::in_folder(&self.data().join("files")).unwrap()
    }

    pub(super) async fn serve(&self) -> TestServer {
        let data = format!("--data={}", self.data().display());
        let flags = [data.as_str(), "--send-burst=100000", "--internal-sends-per-second=100000"];
        TestServer::with(TestStore::at(&self.place()).await, &flags).await
    }

    pub(super) async fn try_backup(&self, to: &Path) -> anyhow::Result<Manifest> {
        let clock = ManualClock::at(MORNING);
        parlor::backup::backup(&self.place(), &self.files(), to, &clock, &mut quietly).await
    }

    pub(super) async fn backup(&self, to: &Path) -> Manifest {
        self.try_backup(to).await.unwrap()
    }

    pub(super) async fn try_restore(&self, from: &Path) -> anyhow::Result<Restored> {
        parlor::backup::restore(from, &self.place(), &self.files(), &mut quietly).await
    }

    pub(super) async fn restore(&self, from: &Path) -> Restored {
        self.try_restore(from).await.unwrap()
    }

    pub(super) async fn check(&self) -> Report {
        parlor::check::check(&self.place(), &self.files(), &mut quietly).await.unwrap()
    }

    pub(super) async fn is_sound(&self) {
        let report = self.check().await;
        assert_eq!((report.problems, report.found), (Vec::new(), 0));
    }

    /// All rows of all tables, sorted, without what says which store it is.
    pub(super) async fn rows(&self) -> BTreeMap<&'static str, Vec<String>> {
        let mut snapshot = Snapshot::take(&self.place()).await.unwrap();
        let mut all = BTreeMap::new();
        for table in tables(snapshot.schema()) {
            let (mut lines, mut behind) = (Vec::new(), Vec::new());
            loop {
                let page = snapshot.page(table, behind).await.unwrap();
                lines.extend(page.lines.lines().map(str::to_owned));
                behind = page.last;
                if behind.is_empty() {
                    break;
                }
            }
            let own = ["epoch", "system", "timeline", "indexed_row"]
                .map(|key| format!(r#""key":"{key}""#));
            lines.retain(|line| !own.iter().any(|own| line.contains(own.as_str())));
            lines.sort_unstable();
            all.insert(table.name, lines);
        }
        all
    }
}

/// People and what they did, with everything in it that can be kept.
pub(super) struct Life {
    pub(super) ana: Someone,
    pub(super) ben: Someone,
    pub(super) guest: Someone,
    pub(super) talk: Talk,
    /// Addresses of files: an attachment, its preview, a picture of a user, one of a conversation.
    pub(super) addresses: Vec<String>,
}

fn png() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let image: DynamicImage = RgbImage::new(800, 600).into();
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

impl Life {
    /// Lives it on a server.
    pub(super) async fn live(server: &TestServer) -> Self {
        let (ana, ben, guest) =
            (server.ana().await, server.ben().await, server.guest("guest").await);
        let talk = Talk::with(&ana, &[&ben], &[&guest]).await;
        let mut life = Self { ana, ben, guest, talk, addresses: Vec::new() };
        life.talk_of_all().await;
        life.files().await;
        life.rules().await;
        life.own(server).await;
        life
    }

    async fn talk_of_all(&self) {
        let (talk, address) = (&self.talk.id, self.ana.address);
        let mut ana = Seat::connect(address, &self.ana.token).await;
        let mut guest = Seat::connect(address, &self.guest.token).await;
        let first = ana.post(talk, "the lighthouse \u{1f3e0} is \"open\"\n\\o/").await;
        let first = &first["messageId"];
        let mut note = text_to(talk, "between us");
        note["note"] = json!(true);
        note["mentions"] = json!([self.ben.id.to_string()]);
        ana.ask("send", note).await;
        let mut reply = text_to(talk, "is it?");
        reply["replyTo"] = first.clone();
        reply["mentionAll"] = json!(false);
        let second = guest.ask("send", reply).await["sent"]["messageId"].clone();
        for (seat, emoji, on) in [
            (0, "\u{1f44d}", true),
            (1, "\u{1f44d}", true),
            (1, "\u{2764}\u{fe0f}", true),
            (0, "\u{1f44d}", false),
        ] {
            let seat = if seat == 0 { &mut ana } else { &mut guest };
            seat.done("react", json!({"messageId": first, "emoji": emoji, "on": on})).await;
        }
        guest.done("edit", json!({"messageId": second, "text": "it is!"})).await;
        ana.done("pin", json!({"messageId": first, "on": true})).await;
        ana.done("pin", json!({"messageId": second, "on": true})).await;
        ana.done("pin", json!({"messageId": second, "on": false})).await;
        let gone = ana.post(talk, "a slip").await["messageId"].clone();
        guest.done("react", json!({"messageId": gone, "emoji": "\u{1f44d}", "on": true})).await;
        ana.done("delete", json!({"messageId": gone})).await;
        let last = guest.post(talk, "good night").await;
        ana.done("read", json!({"conversationId": talk, "seq": 3})).await;
        guest.done("saveDraft", json!({"conversationId": talk, "text": "and then"})).await;
        assert!(seq(&last["position"]) > 10);
    }

    async fn files(&mut self) {
        let path = self.talk.path("/attachments?name=plan.png");
        let sent = self.ana.request("POST", &path).body("image/png", png()).send().await;
        let id = sent.expect(201).json()["id"].as_str().unwrap().to_owned();
        let mut seat = Seat::connect(self.ana.address, &self.ana.token).await;
        let mut post = text_to(&self.talk.id, "");
        post["attachments"] = json!([id]);
        let sent = seat.ask("send", post).await["sent"]["messageId"].clone();
        let other = Talk::with(&self.ana, &[&self.ben], &[]).await;
        let forward = json!({
            "conversationId": other.id, "clientId": uuid::Uuid::new_v4().to_string(), "forward": sent,
        });
        assert!(seat.ask("send", forward).await["sent"].is_object());
        self.addresses =
            vec![format!("/v1/attachments/{id}"), format!("/v1/attachments/{id}/preview")];
        for path in ["/v1/me/picture".to_owned(), self.talk.path("/picture")] {
            let put = self.ana.request("PUT", &path).body("image/png", png()).send().await;
            let picture = put.expect(200).json()["picture"].as_str().unwrap().to_owned();
            self.addresses.push(format!("{picture}-128"));
        }
    }

    async fn rules(&self) {
        let (ana, talk) = (&self.ana, &self.talk);
        let change = json!({"name": "harbour", "description": "what was", "tags": ["sea"]});
        talk.change(ana, change).await;
        talk.change(ana, json!({"readOnly": true})).await;
        talk.change(ana, json!({"readOnly": false})).await;
        talk.remove(ana, &self.ben).await;
        talk.add(ana, &[&self.ben]).await;
        let member = talk.path(&format!("/members/{}", self.ben.id));
        ana.patch(&member, json!({"role": "moderator"})).await;
        let direct = json!({"userId": self.ben.id.to_string()});
        let direct = ana.post("/v1/conversations/direct", direct).await.json();
        let direct =
            direct["conversation"]["id"].as_str().or_else(|| direct["id"].as_str()).unwrap();
        Seat::connect(ana.address, &ana.token).await.post(direct, "only you").await;
        let left = Talk::with(ana, &[&self.ben], &[]).await;
        self.ben.post(&left.path("/leave"), json!({})).await.expect(204);
        let archive = left.path("/archive");
        ana.request("PUT", &archive).json(&json!({"on": true})).send().await.expect(204);
    }

    async fn own(&self, server: &TestServer) {
        let mut seat = Seat::connect(self.ana.address, &self.ana.token).await;
        seat.done("markUnread", json!({"conversationId": self.talk.id, "fromSeq": 2})).await;
        let body = json!({
            "sendAt": (MORNING + Span::days(9)).millis(), "text": "later",
            "clientId": uuid::Uuid::new_v4().to_string(),
        });
        self.ana.post(&self.talk.path("/scheduled"), body).await.expect(201);
        let pinned = json!({"conversations": [self.talk.id]});
        self.ben.request("PUT", "/v1/pinned-conversations").json(&pinned).send().await.expect(204);
        server.guest("stranger").await;
    }

    /// The same person on another server of theirs.
    pub(super) fn on(who: &Someone, server: &TestServer) -> Someone {
        Someone { address: server.address(), ..who.clone() }
    }

    /// What people have of it on a server: all of it has to be the same on another one.
    pub(super) async fn seen(&self, server: &TestServer) -> Value {
        let mut seen = Vec::new();
        for who in [&self.ana, &self.ben, &self.guest] {
            let who = Self::on(who, server);
            let mut list = who.get("/v1/conversations").await.expect(200).json();
            strip_epochs(&mut list);
            let mut page =
                Seat::connect(server.address(), &who.token).await.history(&self.talk.id).await;
            strip_epochs(&mut page);
            let drafts = who.get("/v1/drafts").await.expect(200).json();
            let scheduled = who.get("/v1/scheduled").await.expect(200).json();
            let found = who.get("/v1/search?q=lighthouse").await.expect(200).json();
            assert_eq!(found["messages"].as_array().unwrap().len(), 1, "{found}");
            assert!(
                who.get("/v1/search?q=slip").await.json()["messages"]
                    .as_array()
                    .unwrap()
                    .is_empty()
            );
            let mut bytes = Vec::new();
            for address in &self.addresses {
                bytes.push(who.get(address).await.expect(200).body.len());
            }
            seen.push(json!([list, page, drafts, scheduled, found, bytes]));
        }
        Value::Array(seen)
    }
}

/// Positions without their epochs, which differ.
fn strip_epochs(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.remove("epoch");
            fields.values_mut().for_each(strip_epochs);
        }
        Value::Array(values) => values.iter_mut().for_each(strip_epochs),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => (),
    }
}
