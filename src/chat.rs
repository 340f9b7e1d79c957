//! `parlor chat`: a client for the terminal, and for scripts.
//!
//! It knows the protocol and nothing of the server's insides: what it can do, every client can do.
//! `chat/client.rs` is the part to read for writing another one.

use anyhow::{Context as _, bail};
use protocol::generated::Conversation;
use serde_json::json;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

mod account;
mod api;
mod client;
mod http;
mod input;
mod keyboard;
mod net;
mod render;
mod screen;
mod session;
mod socket;
mod target;

use account::{Account, in_words};
use client::{Client, Wishes};
use keyboard::Keyboard;
use screen::{Screen, Style};
use session::Talk;

/// Talk in a conversation from the terminal.
///
/// Sign in with `--email` and a password (asked for, or in `PARLOR_PASSWORD`, or the first line of
/// standard input), or join by a link as a guest with `--name` and `--email`. What is typed is
/// sent; lines that begin with a slash are commands, see `/help`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A link into a conversation, such as `http://localhost:8080/#join=…`.
    pub link: Option<String>,
    /// The server, unless the link says which.
    #[arg(long, default_value = "http://localhost:8080", value_name = "URL")]
    pub server: String,
    /// Your e-mail address.
    #[arg(long)]
    pub email: Option<String>,
    /// Your name, to join by a link as a guest.
    #[arg(long)]
    pub name: Option<String>,
    /// Your password. Better not as an argument, where others can see it.
    #[arg(long, env = "PARLOR_PASSWORD", hide_env_values = true, hide = true)]
    pub password: Option<Password>,
    /// Where the sign-in is kept: used if it is there, written if not.
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// The conversation's id; without it you choose from the list.
    #[arg(long, value_name = "ID")]
    pub conversation: Option<String>,
    /// Prints every frame as one line of JSON, and takes commands of the protocol as lines, too.
    #[arg(long)]
    pub json: bool,
    /// Does not mark as read what is shown.
    #[arg(long)]
    pub keep_unread: bool,
}

/// A password that is never shown.
#[derive(Clone)]
pub struct Password(String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

impl FromStr for Password {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

/// Runs the client until the person leaves.
///
/// # Errors
/// The server cannot be reached or refuses, in words for whoever typed the command.
pub async fn run(args: Args) -> anyhow::Result<()> {
    let mut screen = Screen::new(if args.json { Style::Json } else { Style::Words });
    let mut keyboard = Keyboard::open()?;
    let account = account::enter(&args, &mut keyboard, &mut screen).await?;
    let result = talk(&args, &account, &mut keyboard, &mut screen).await;
    if account.is_temporary
        && let Err(error) = account.api.sign_out().await
    {
        screen.state("warning", &format!("the sign-in could not be ended: {error}"))?;
    }
    result
}

async fn talk(
    args: &Args,
    account: &Account,
    keyboard: &mut Keyboard,
    screen: &mut Screen,
) -> anyhow::Result<()> {
    let conversation = match args.conversation.as_ref().or(account.conversation.as_ref()) {
        Some(id) => {
            let found = account.api.conversation(id).await;
            found.map_err(|error| in_words("the conversation cannot be opened", error))?
        }
        None => choose(account, keyboard, screen).await?,
    };
    screen.value(&json!({"chat": {"conversation": conversation}}))?;
    screen.state("opened", &format!("— {} —", conversation.title))?;
    let client = Client::new(conversation, Wishes { mark_read: !args.keep_unread });
    Talk::new(&account.api, &account.token, client, keyboard, screen).run().await
}

/// Shows the list, and asks for one of it.
async fn choose(
    account: &Account,
    keyboard: &mut Keyboard,
    screen: &mut Screen,
) -> anyhow::Result<Conversation> {
    let listed = account.api.conversations().await;
    let mut list = listed.map_err(|error| in_words("the list cannot be read", error))?;
    screen.value(&json!({"chat": {"conversations": list}}))?;
    if list.len() == 1 {
        return list.pop().context("there is one");
    }
    if list.is_empty() {
        bail!("you are in no conversation yet");
    }
    for (number, conversation) in (1..).zip(&list) {
        screen.state("listed", &render::conversation(number, conversation))?;
    }
    loop {
        screen.prompt("Which one? ")?;
        let line = tokio::select! {
            line = keyboard.line() => line,
            _ = tokio::signal::ctrl_c() => None,
        };
        let line = line.context("no conversation was chosen; name one with --conversation")?;
        let number = line.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        match number {
            Some(index) if index < list.len() => return Ok(list.swap_remove(index)),
            Some(_) | None => screen.state("asking", "type a number of the list")?,
        }
    }
}
