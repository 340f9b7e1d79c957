//! Who talks: a sign-in kept in a file, an address and a password, or a guest who came by a link.

use super::Args;
use super::api::Api;
use super::http::HttpError;
use super::keyboard::Keyboard;
use super::render;
use super::screen::Screen;
use super::target::{JoinLink, Server};
use anyhow::{Context as _, anyhow, bail};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

/// A sign-in, and the conversation that the link led to.
pub(super) struct Account {
    pub(super) api: Api,
    pub(super) token: String,
    pub(super) conversation: Option<String>,
    /// Whether to end the sign-in when the program ends: nobody could use it again.
    pub(super) is_temporary: bool,
}

/// Signs in as the arguments say.
pub(super) async fn enter(
    args: &Args,
    keyboard: &mut Keyboard,
    screen: &mut Screen,
) -> anyhow::Result<Account> {
    let link = args.link.as_deref().map(JoinLink::parse).transpose()?;
    let server = match &link {
        Some(link) => link.server.clone(),
        None => Server::parse(&args.server)?,
    };
    let api = Api::new(server);
    let kept = args.token_file.as_deref().map(read_token).transpose()?.flatten();
    match (link, kept) {
        (Some(link), kept) => join(args, &api, &link, kept).await,
        (None, Some(token)) => {
            let api = api.signed_in(&token);
            Ok(Account { api, token, conversation: None, is_temporary: false })
        }
        (None, None) => sign_in(args, &api, keyboard, screen).await,
    }
}

async fn join(
    args: &Args,
    api: &Api,
    link: &JoinLink,
    kept: Option<String>,
) -> anyhow::Result<Account> {
    let (api, stranger) = match (&kept, args.name.as_deref(), args.email.as_deref()) {
        (Some(token), _, _) => (api.signed_in(token), None),
        (None, Some(name), Some(email)) => (api.clone(), Some((name, email))),
        (None, _, _) => {
            bail!("say who you are: --name and --email (or a --token-file of an earlier time)")
        }
    };
    let joined = api.join(&link.token, stranger).await;
    let joined = joined.map_err(|error| in_words("you could not join", error))?;
    let token = joined.token.or(kept).context("the server gave no sign-in")?;
    keep(args, &token)?;
    Ok(Account {
        api: api.signed_in(&token),
        token,
        conversation: Some(joined.conversation_id),
        is_temporary: false,
    })
}

async fn sign_in(
    args: &Args,
    api: &Api,
    keyboard: &mut Keyboard,
    screen: &mut Screen,
) -> anyhow::Result<Account> {
    let email = args.email.as_deref().context(
        "say who you are: --email with a password, --token-file, or a link that ends in #join=…",
    )?;
    let password = match &args.password {
        Some(password) => password.0.clone(),
        None => keyboard.password(screen).await?,
    };
    let signed_in = api.sign_in(email, &password).await;
    let token = signed_in.map_err(|error| in_words("you could not sign in", error))?.token;
    keep(args, &token)?;
    Ok(Account {
        api: api.signed_in(&token),
        token,
        conversation: None,
        is_temporary: args.token_file.is_none(),
    })
}

/// An HTTP error as the last words of the program.
pub(super) fn in_words(what: &str, error: HttpError) -> anyhow::Error {
    match error {
        HttpError::Refused(refusal) => anyhow!(render::error(what, &refusal)),
        HttpError::Failed(error) => error.context(what.to_owned()),
    }
}

fn keep(args: &Args, token: &str) -> anyhow::Result<()> {
    match args.token_file.as_deref() {
        Some(path) => write_token(path, token),
        None => Ok(()),
    }
}

fn read_token(path: &Path) -> anyhow::Result<Option<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text.trim().to_owned()).filter(|token| !token.is_empty())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("{} cannot be read", path.display())),
    }
}

/// Keeps a token where only its owner can read it.
fn write_token(path: &Path, token: &str) -> anyhow::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file =
        options.open(path).with_context(|| format!("{} cannot be written", path.display()))?;
    writeln!(file, "{token}").with_context(|| format!("{} cannot be written", path.display()))
}
