//! An organisation of sample people and conversations, for those who try the server.
//!
//! It is made through the application like any other, once, in an empty data folder; what one needs
//! to sign in is kept in a file there.

use crate::app::messages::PostCommand;
use crate::app::setup::SetUp;
use crate::app::sign_in::{Begun, Device};
use crate::app::tokens::Secret;
use crate::app::users::NewUser;
use crate::app::{App, SignedIn};
use crate::clock::SystemIds;
use anyhow::Context;
use domain::conversation::create::{Create, Invited};
use domain::conversation::link::Link;
use domain::conversation::settings::Settings;
use domain::decision::NewLink;
use domain::ids::{ClientId, ConversationId, Ids, LinkId, MessageId};
use domain::message::Kind;
use domain::person::Side;
use domain::text::{Email, Name};
use std::path::Path;
use tokio::fs;

/// Where what one needs to sign in is kept, in the data folder.
const FILE: &str = "demo.txt";

/// Makes the sample organisation, if nobody is there yet. Gives what to tell who started it.
///
/// # Errors
/// The data folder belongs to an organisation already, or the store does not answer.
pub async fn prepare(app: &App, data: &Path) -> anyhow::Result<String> {
    let file = data.join(FILE);
    let Some(setup) = app.offer_set_up().await? else {
        return fs::read_to_string(&file).await.with_context(|| {
            let shown = data.display();
            format!("{shown} belongs to an organisation already: name another folder with --data")
        });
    };
    let told = make(app, setup).await?;
    fs::write(&file, &told).await.with_context(|| format!("cannot write {}", file.display()))?;
    Ok(told)
}

async fn make(app: &App, setup: Secret) -> anyhow::Result<String> {
    let password = Secret::random_token();
    let ana = app
        .set_up(
            SetUp {
                token: setup,
                organisation: "Sample Company".to_owned(),
                name: "Ana, support".to_owned(),
                email: "ana@example.com".to_owned(),
                password: password.clone(),
            },
            Device::default(),
        )
        .await?;
    let ana = signed_in(&ana);
    let new = NewUser {
        side: Side::Internal,
        admin: false,
        name: Name::parse("Ben, sales", "name")?,
        email: Email::parse("ben@example.com")?,
    };
    app.add_user(new, Some(password.clone())).await?;
    let ben = app.sign_in("ben@example.com", password.clone(), Device::default()).await?;
    let ben = signed_in(&ben);
    team(app, &ana, &ben).await?;
    let open = website(app, &ana, &ben).await?;
    let read_only = announcements(app, &ana, &ben).await?;
    Ok(format!(
        "Sign in at {}\n  ana@example.com or ben@example.com, password: {}\n\
         Join as a guest, in another browser\n  to talk: {open}\n  to read and react: {read_only}\n",
        app.settings().public_url,
        password.expose(),
    ))
}

fn signed_in(begun: &Begun) -> SignedIn {
    let (actor, person) = (begun.user.actor(), begun.user.person());
    SignedIn { actor, person, sign_in: begun.sign_in, status: None }
}

/// Two colleagues among themselves.
async fn team(app: &App, ana: &SignedIn, ben: &SignedIn) -> anyhow::Result<()> {
    let team = group(app, ana, "Team", &[ben], false, None).await?;
    let plan =
        says(app, ana, team, "**This week**\n- answer what is open\n- write up the prices").await?;
    app.react(ben, plan, "👍", true).await?;
    let answer = PostCommand { reply_to: Some(plan), ..text("The prices are ready on Thursday.") };
    app.post(ben, team, answer).await?;
    app.pin(ana, plan, true).await?;
    let direct = app.direct(ana, invited(ben), None).await?;
    says(app, ana, direct, "Can you look at the website conversation with me?").await?;
    says(app, ben, direct, "On it.").await?;
    Ok(())
}

/// A guest from the website and those who answer. Gives the link by which others join.
async fn website(app: &App, ana: &SignedIn, ben: &SignedIn) -> anyhow::Result<String> {
    let (new, link, address) = new_link(app);
    let place = group(app, ana, "Questions from the website", &[ben], false, Some(new)).await?;
    let guest = guest(app, place, link).await?;
    says(app, &guest, place, "Hello! Do your prices include the first year of service?").await?;
    let hello = says(app, ana, place, "Good morning! Yes, the first year is included.").await?;
    app.react(&guest, hello, "🎉", true).await?;
    let note = PostCommand { kind: Kind::Note, ..text("Ben, is that so for the small plan, too?") };
    let note = app.post(ana, place, note).await?.message;
    let answer = PostCommand {
        kind: Kind::Note,
        reply_to: Some(note),
        ..text("For all plans. Guests never see this note.")
    };
    app.post(ben, place, answer).await?;
    let tags = Settings { tags: Some(vec!["prices".to_owned()]), ..Settings::default() };
    app.change_settings(ana, place, tags).await?;
    Ok(address)
}

/// What customers read and react to. Gives the link by which others join.
async fn announcements(app: &App, ana: &SignedIn, ben: &SignedIn) -> anyhow::Result<String> {
    let (new, link, address) = new_link(app);
    let place = group(app, ana, "Announcements", &[ben], true, Some(new)).await?;
    let guest = guest(app, place, link).await?;
    says(
        app,
        ana,
        place,
        "Welcome! Here we say what is new. You can react, and nobody sees who else reads.",
    )
    .await?;
    let news = says(app, ben, place, "The new opening hours: _Monday to Friday, 8 to 18_.").await?;
    app.react(&guest, news, "👍", true).await?;
    app.react(ana, news, "👍", true).await?;
    Ok(address)
}

async fn group(
    app: &App,
    owner: &SignedIn,
    name: &str,
    others: &[&SignedIn],
    read_only: bool,
    link: Option<NewLink>,
) -> anyhow::Result<ConversationId> {
    let create = Create {
        name: name.to_owned(),
        description: String::new(),
        read_only,
        link,
        members: others.iter().map(|other| invited(other)).collect(),
    };
    Ok(app.create_group(owner, create).await?)
}

fn invited(who: &SignedIn) -> Invited {
    Invited { person: who.person.clone(), has_email: true }
}

fn new_link(app: &App) -> (NewLink, Link, String) {
    let token = Secret::random_token();
    let id = LinkId::next(&mut SystemIds);
    let new = NewLink { id, token_hash: token.hash(), expires_at: None, uses_max: None };
    let link = Link { id, expires_at: None, uses_max: None, uses: 0, revoked: false };
    (new, link, format!("{}/#join={}", app.settings().public_url, token.expose()))
}

async fn guest(app: &App, place: ConversationId, link: Link) -> anyhow::Result<SignedIn> {
    let newcomer = crate::app::guests::Newcomer::parse("A guest", "guest@example.com")?;
    let guest = signed_in(&app.begin_guest(&newcomer, Some(link.id), Device::default()).await?);
    app.join_by_link(&guest.person, place, link).await?;
    Ok(guest)
}

fn text(text: &str) -> PostCommand {
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

async fn says(
    app: &App,
    who: &SignedIn,
    place: ConversationId,
    words: &str,
) -> anyhow::Result<MessageId> {
    Ok(app.post(who, place, text(words)).await?.message)
}
