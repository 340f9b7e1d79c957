//! The loop of `parlor chat`: one session after the other, until the person leaves or the server
//! says to stay away.

use super::api::Api;
use super::client::Client;
use super::http::HttpError;
use super::keyboard::Keyboard;
use super::screen::Screen;
use super::socket::{Closed, Incoming, Refused, Socket};
use anyhow::{Context as _, bail};
use std::future::pending;
use std::pin::Pin;
use std::time::Duration;
use tokio::time::{Sleep, sleep};
use uuid::Uuid;

/// The first bound of the wait before connecting again; doubled each time.
const BACKOFF_FIRST: Duration = Duration::from_secs(1);
/// The last bound.
const BACKOFF_LAST: Duration = Duration::from_secs(30);
/// The longest time that the server is believed when it says when to come back.
const COME_BACK_MAX: Duration = Duration::from_secs(600);
/// A little more than the server says, by chance.
const TOLD_JITTER: Duration = Duration::from_millis(100);
/// A session that lasts this long lets the waits begin anew.
const STEADY_AFTER: Duration = Duration::from_secs(60);

/// Why a session ended.
#[derive(Debug)]
enum End {
    /// The person left, or everything is said that standard input had to say.
    Left,
    Closed(Closed),
}

/// Everything that a session needs.
pub(super) struct Talk<'a> {
    pub(super) api: &'a Api,
    pub(super) token: &'a str,
    pub(super) client: Client,
    pub(super) keyboard: &'a mut Keyboard,
    pub(super) screen: &'a mut Screen,
    backoff: Duration,
    input_ended: bool,
}

impl<'a> Talk<'a> {
    pub(super) fn new(
        api: &'a Api,
        token: &'a str,
        client: Client,
        keyboard: &'a mut Keyboard,
        screen: &'a mut Screen,
    ) -> Self {
        Self { api, token, client, keyboard, screen, backoff: BACKOFF_FIRST, input_ended: false }
    }

    /// Talks until the end. The first session has to come about; later ones are tried again.
    pub(super) async fn run(mut self) -> anyhow::Result<()> {
        let mut socket = Socket::open(self.api.server()).await?;
        loop {
            match self.session(socket).await? {
                End::Left => return Ok(()),
                End::Closed(closed) if closed.reconnect() => {
                    self.client.handle_disconnected();
                    self.say_words()?;
                    let text = format!("connection lost: {closed}; connecting again");
                    self.screen.state("disconnected", &text)?;
                    match self.reopen(closed.wait_min()).await? {
                        Some(next) => socket = next,
                        None => return Ok(()),
                    }
                }
                End::Closed(closed) => bail!("the server ended this session: {closed}"),
            }
        }
    }

    /// Waits and opens another socket; `None` if the person left meanwhile.
    async fn reopen(&mut self, wait_min: Duration) -> anyhow::Result<Option<Socket>> {
        let mut wait = match self.client.poll_come_back() {
            // The server keeps those apart that it tells a time; this is for clocks that do not.
            Some(told) => told.min(COME_BACK_MAX) + jitter(TOLD_JITTER),
            None => wait_min + jitter(self.backoff),
        };
        loop {
            let api = self.api;
            let open = async move {
                sleep(wait).await;
                Socket::open(api.server()).await
            };
            tokio::pin!(open);
            let opened = loop {
                tokio::select! {
                    opened = &mut open => break opened,
                    line = self.keyboard.line(), if !self.input_ended => {
                        if !self.typed(line) {
                            return Ok(None);
                        }
                        self.say_words()?;
                    }
                    _ = tokio::signal::ctrl_c() => return Ok(None),
                }
            };
            match opened {
                Ok(socket) => return Ok(Some(socket)),
                Err(error) => {
                    self.backoff = (self.backoff * 2).min(BACKOFF_LAST);
                    let told =
                        error.downcast_ref::<Refused>().and_then(|refused| refused.retry_after);
                    wait = told.unwrap_or_default().min(COME_BACK_MAX) + jitter(self.backoff);
                    self.screen.state("waiting", &format!("{error:#}; trying again"))?;
                }
            }
        }
    }

    /// One session, from `connect` to its end.
    async fn session(&mut self, mut socket: Socket) -> anyhow::Result<End> {
        self.client.handle_session(self.token);
        let steady = sleep(STEADY_AFTER);
        let mut silence = Box::pin(sleep(self.client.silence_max()));
        let mut pause = None;
        let mut announced = false;
        tokio::pin!(steady);
        loop {
            if let Some(end) = self.speak(&mut socket).await? {
                return Ok(end);
            }
            if self.client.is_connected() && !announced {
                announced = true;
                self.screen.state("connected", "connected; /help lists what you can type")?;
            }
            if self.client.is_over() || (self.input_ended && self.client.is_idle()) {
                socket.close().await;
                return Ok(End::Left);
            }
            if let Some(wait) = self.client.poll_pause() {
                pause = Some(Box::pin(sleep(wait)));
            }
            tokio::select! {
                incoming = socket.receive() => {
                    silence.set(sleep(self.client.silence_max()));
                    if let Some(closed) = self.take(incoming)? {
                        return Ok(End::Closed(closed));
                    }
                }
                line = self.keyboard.line(), if !self.input_ended && self.client.is_ready() => {
                    if !self.typed(line) {
                        socket.close().await;
                        return Ok(End::Left);
                    }
                }
                () = over(&mut pause) => {
                    pause = None;
                    self.client.handle_pause_over();
                }
                () = &mut steady, if self.backoff > BACKOFF_FIRST => self.backoff = BACKOFF_FIRST,
                () = &mut silence => return Ok(End::Closed(Closed::broken(&"no sign of life"))),
                _ = tokio::signal::ctrl_c() => {
                    socket.close().await;
                    return Ok(End::Left);
                }
            }
        }
    }

    /// Lets out what the client has to say, to the screen and to the server.
    async fn speak(&mut self, socket: &mut Socket) -> anyhow::Result<Option<End>> {
        self.say_words()?;
        if self.client.poll_refresh() {
            self.refresh().await?;
            self.say_words()?;
        }
        while let Some(command) = self.client.poll_command() {
            if let Err(closed) = socket.send(&command).await {
                return Ok(Some(End::Closed(closed)));
            }
        }
        Ok(None)
    }

    fn say_words(&mut self) -> anyhow::Result<()> {
        while let Some(word) = self.client.poll_word() {
            self.screen.word(&word).context("standard output is closed")?;
        }
        Ok(())
    }

    /// Looks the conversation up again. If that fails, then what is known stays; the server
    /// decides anyway.
    async fn refresh(&mut self) -> anyhow::Result<()> {
        match self.api.conversation(self.client.conversation_id()).await {
            Ok(conversation) => self.client.handle_conversation(conversation),
            Err(HttpError::Refused(_)) => (),
            Err(HttpError::Failed(error)) => {
                self.screen.state("warning", &format!("{error:#}"))?;
            }
        }
        Ok(())
    }

    fn take(&mut self, incoming: Incoming) -> anyhow::Result<Option<Closed>> {
        match incoming {
            Incoming::Alive => Ok(None),
            Incoming::Closed(closed) => Ok(Some(closed)),
            Incoming::Frame { frame, json } => {
                self.screen.frame(&json).context("standard output is closed")?;
                self.client.handle_frame(&frame);
                Ok(None)
            }
        }
    }

    /// A line, or the end of them. `false`: the person wants to leave.
    fn typed(&mut self, line: Option<String>) -> bool {
        match line {
            Some(line) => {
                // A terminal that cannot be written to is noticed with the next word.
                drop(self.screen.take_back(&line));
                self.client.handle_line(&line)
            }
            None => {
                self.input_ended = true;
                // At a terminal the end of input means goodbye; a script's last lines are sent.
                !self.keyboard.is_terminal
            }
        }
    }
}

/// Ends with the pause, if there is one.
async fn over(pause: &mut Option<Pin<Box<Sleep>>>) {
    match pause {
        Some(pause) => pause.await,
        None => pending().await,
    }
}

/// A random time up to the bound, so that clients that were cut off together do not come back
/// together.
fn jitter(bound: Duration) -> Duration {
    let [byte, ..] = *Uuid::new_v4().as_bytes();
    bound * u32::from(byte) / 256
}

#[cfg(test)]
mod tests;
