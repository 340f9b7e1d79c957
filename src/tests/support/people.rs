//! A node without edges, and the people who use it: ana and ben work here, guests come from
//! outside.

use domain::conversation::create::{Create, Invited};
use domain::event::ViewerClass;
use domain::ids::{ClientId, ConversationId, Ids, MessageId, SignInId, UserId};
use domain::message::{Kind, Message};
use domain::person::{Actor, Person, Side};
use domain::visibility::Visible;
use parlor::app::error::AppError;
use parlor::app::live::Part;
use parlor::app::messages::{HistoryPage, PostCommand, Posted};
use parlor::app::{App, AppParts, AppSettings, SignedIn};
use parlor::bus::Envelope;
use parlor::bus::local::LocalBus;
use parlor::clock::{ManualClock, SystemIds};
use parlor::media::Media;
use parlor::store::Store;
use parlor::store::sql::Value;
use parlor::tasks::Tasks;
use std::sync::Arc;
use tokio::sync::Mutex;
use tokio::sync::mpsc::Receiver;

/// A node on a store, and what its bus carries.
#[derive(Debug)]
pub(crate) struct House {
    pub(crate) app: App,
    heard: Arc<Mutex<Receiver<Envelope>>>,
    /// Goes with the node.
    files: tempfile::TempDir,
}

impl House {
    pub(crate) fn new(store: Store, clock: ManualClock) -> Self {
        let (bus, heard) = LocalBus::new();
        let files = tempfile::tempdir().expect("a folder for files");
        let app = App::new(AppParts {
            store,
            bus: Arc::new(bus),
            clock: Arc::new(clock),
            media: Media::in_folder(files.path()).expect("a folder that can be used"),
            tasks: Tasks::new(),
            settings: AppSettings {
                public_url: "http://localhost:8080".to_owned(),
                commit_queue_max: 4_096,
            },
        });
        Self { app, heard: Arc::new(Mutex::new(heard)), files }
    }

    /// Everything that the bus has carried since this was last asked.
    pub(crate) async fn heard(&self) -> Vec<Envelope> {
        let mut heard = self.heard.lock().await;
        let mut envelopes = Vec::new();
        while let Ok(envelope) = heard.try_recv() {
            envelopes.push(envelope);
        }
        envelopes
    }

    /// How many files are stored.
    pub(crate) fn stored_files(&self) -> usize {
        let folders = std::fs::read_dir(self.files.path()).expect("a folder");
        let inside = folders.map(|folder| std::fs::read_dir(folder.expect("one").path()));
        inside.map(|files| files.expect("a folder").count()).sum()
    }

    pub(crate) async fn internal(&self, name: &str) -> SignedIn {
        self.someone(name, Side::Internal).await
    }

    pub(crate) async fn guest(&self, name: &str) -> SignedIn {
        self.someone(name, Side::External).await
    }

    async fn someone(&self, name: &str, side: Side) -> SignedIn {
        let id = UserId::next(&mut SystemIds);
        let internal = side == Side::Internal;
        let email = format!("{name}-{id}@example.com");
        let params: Vec<Value> = vec![
            id.into(),
            internal.into(),
            name.into(),
            email.into(),
            Value::Int(if internal { 3 } else { 1 }),
            self.app.now().into(),
        ];
        self.app
            .store()
            .write(move |sql| {
                Box::pin(async move {
                    sql.execute(
                        "INSERT INTO users (id, internal, admin, name, email, email_state, \
                         created_at)
                        VALUES ($1, $2, FALSE, $3, $4, $5, $6)",
                        params,
                    )
                    .await
                })
            })
            .await
            .expect("a user is added");
        let person = Person {
            id,
            name: name.to_owned(),
            side: Some(side),
            proven: (!internal).then_some(false),
            picture: None,
        };
        let actor = Actor { id, side, admin: false };
        SignedIn { actor, person, sign_in: SignInId::next(&mut SystemIds), status: None }
    }

    /// A group that `owner` makes.
    pub(crate) async fn group(&self, owner: &SignedIn, others: &[&SignedIn]) -> ConversationId {
        self.try_group(owner, others, false).await.expect("a group is made")
    }

    /// A group in which external members only read and react.
    pub(crate) async fn read_only_group(
        &self,
        owner: &SignedIn,
        others: &[&SignedIn],
    ) -> ConversationId {
        self.try_group(owner, others, true).await.expect("a group is made")
    }

    pub(crate) async fn try_group(
        &self,
        owner: &SignedIn,
        others: &[&SignedIn],
        read_only: bool,
    ) -> Result<ConversationId, AppError> {
        let create = Create {
            name: "launch".to_owned(),
            description: String::new(),
            read_only,
            link: None,
            members: others.iter().map(|other| invited(other)).collect(),
        };
        self.app.create_group(owner, create).await
    }

    pub(crate) async fn says(&self, who: &SignedIn, place: ConversationId, text: &str) -> Posted {
        self.try_says(who, place, text).await.expect("a message is posted")
    }

    pub(crate) async fn try_says(
        &self,
        who: &SignedIn,
        place: ConversationId,
        text: &str,
    ) -> Result<Posted, AppError> {
        self.app.post(who, place, message(text)).await
    }

    /// The newest hundred messages as someone sees them.
    pub(crate) async fn history(
        &self,
        who: &SignedIn,
        place: ConversationId,
    ) -> Vec<Visible<Message>> {
        let page = HistoryPage { limit: 100, ..HistoryPage::default() };
        self.app.history(who, place, page).await.expect("history is read").messages
    }

    /// The numbers of the log, as a class counts them.
    pub(crate) async fn numbers(&self, place: ConversationId, class: ViewerClass) -> Vec<i64> {
        let all = Part { conversation: place, class, after: 0, up_to: 1_000 };
        let events = self.app.missed(vec![all]).await.expect("the log is read");
        events.iter().filter_map(|event| event.positions.position(class)).collect()
    }
}

/// Someone with an e-mail address, to become a member.
pub(crate) fn invited(who: &SignedIn) -> Invited {
    Invited { person: who.person.clone(), has_email: true }
}

/// A new text.
pub(crate) fn message(text: &str) -> PostCommand {
    PostCommand {
        client_id: ClientId::from(SystemIds.next_uuid()),
        kind: Kind::Text,
        text: text.to_owned(),
        reply_to: None,
        forward: None,
        attachments: Vec::new(),
        mentions: Vec::new(),
        mention_all: false,
    }
}

/// A new internal note.
pub(crate) fn note(text: &str) -> PostCommand {
    PostCommand { kind: Kind::Note, ..message(text) }
}

/// A new text that answers a message.
pub(crate) fn reply(text: &str, to: MessageId) -> PostCommand {
    PostCommand { reply_to: Some(to), ..message(text) }
}

/// The code under which something was refused.
pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, AppError>) -> &'static str {
    result.expect_err("it is refused").code().as_str()
}
