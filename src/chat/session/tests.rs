//! The loop against a server made by hand, over real sockets.

use super::*;
use crate::chat::client::Wishes;
use crate::chat::screen::Style;
use crate::chat::target::Server;
use futures_util::{SinkExt as _, StreamExt as _};
use protocol::codec::{self, Encoding};
use protocol::frame as frames;
use protocol::generated::{
    Command, Conversation, Event, Frame, Message, Position, command, event::Fact, push, reply,
};
use std::io::Write;
use std::sync::{Arc, Mutex};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message as SocketMessage;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

/// What was written, for the test to look at.
#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Paper {
    fn read(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The server's end of one session.
struct Seat {
    socket: WebSocketStream<TcpStream>,
}

impl Seat {
    #[expect(clippy::result_large_err, reason = "the signature is the library's")]
    async fn accept(listener: &TcpListener) -> Self {
        let (stream, _) = listener.accept().await.unwrap();
        let answer = |request: &Request, mut response: Response| {
            assert_eq!(request.uri().to_string(), "/v1/socket");
            let offered = request.headers()["sec-websocket-protocol"].clone();
            response.headers_mut().insert("sec-websocket-protocol", offered);
            Ok(response)
        };
        let socket = tokio_tungstenite::accept_hdr_async(stream, answer).await.unwrap();
        Self { socket }
    }

    async fn command(&mut self) -> Command {
        loop {
            if let SocketMessage::Text(text) = self.socket.next().await.unwrap().unwrap() {
                return codec::decode_command(text.as_bytes(), Encoding::Json).unwrap();
            }
        }
    }

    async fn say(&mut self, frame: &Frame) {
        let json = codec::encode_frame(frame, Encoding::Json);
        let text = String::from_utf8(json.into()).unwrap();
        self.socket.send(SocketMessage::text(text)).await.unwrap();
    }

    async fn answer(&mut self, to: &Command, reply: reply::Reply) {
        self.say(&frames::reply(to.id, reply)).await;
    }

    /// Answers `connect`; returns what the client holds.
    async fn connect(&mut self) -> Vec<command::Held> {
        let command = self.command().await;
        let Some(command::Command::Connect(connect)) = &command.command else {
            panic!("not a connect: {command:?}")
        };
        assert_eq!(connect.token, "token");
        let connected = reply::Connected { heartbeat_seconds: 25, ..Default::default() };
        self.answer(&command, reply::Reply::Connected(connected)).await;
        connect.resume.clone()
    }

    async fn history(&mut self, seq: u32) {
        let command = self.command().await;
        assert!(matches!(command.command, Some(command::Command::History(_))), "{command:?}");
        let page = reply::HistoryPage { position: Some(position(seq)), ..Default::default() };
        self.answer(&command, reply::Reply::History(page)).await;
    }

    async fn sent(&mut self) -> (Command, command::Send) {
        let command = self.command().await;
        match command.command.clone() {
            Some(command::Command::Send(send)) => (command, send),
            other => panic!("not a send: {other:?}"),
        }
    }

    async fn close(&mut self, code: u16) {
        let reason = "test".into();
        self.socket.close(Some(CloseFrame { code: code.into(), reason })).await.unwrap();
    }
}

fn position(seq: u32) -> Position {
    Position { epoch: "e".to_owned(), seq }
}

/// A client that talks to whoever accepts on this listener; what is written goes on the paper.
async fn talk(
    listener: &TcpListener,
    typed: mpsc::Receiver<String>,
    paper: Paper,
) -> anyhow::Result<()> {
    let url = format!("http://{}", listener.local_addr().unwrap());
    let api = Api::new(Server::parse(&url).unwrap());
    let mut keyboard = Keyboard::from(typed);
    let mut screen = Screen::to(Box::new(paper), Style::Words);
    let conversation =
        Conversation { id: "talk".to_owned(), can_send: true, ..Conversation::default() };
    let client = Client::new(conversation, Wishes { mark_read: false });
    Talk::new(&api, "token", client, &mut keyboard, &mut screen).run().await
}

// M2, O2: the connection breaks between a message and its answer, and nothing is lost or doubled.
#[tokio::test]
async fn a_broken_session_is_resumed_and_its_message_sent_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let paper = Paper::default();
    let server = async {
        let mut first = Seat::accept(&listener).await;
        assert!(first.connect().await.is_empty());
        // The line may be typed before the history is asked for, or after it.
        let mut unanswered = None;
        for _ in 0..2 {
            let command = first.command().await;
            match &command.command {
                Some(command::Command::Send(send)) => unanswered = Some(send.clone()),
                _ => {
                    let page =
                        reply::HistoryPage { position: Some(position(2)), ..Default::default() };
                    first.answer(&command, reply::Reply::History(page)).await;
                }
            }
        }
        let drain = push::Push::Drain(push::Drain { reconnect_after_ms: 1 });
        first.say(&frames::push(drain)).await;
        first.close(1012).await;

        let mut second = Seat::accept(&listener).await;
        let held = second.connect().await;
        assert_eq!((held[0].epoch.as_str(), held[0].seq), ("e", 2));
        let (command, again) = second.sent().await;
        assert_eq!(Some(again), unanswered);
        let message =
            Message { id: "m".to_owned(), seq: 3, text: "hello".to_owned(), ..Default::default() };
        let event = Event {
            conversation_id: "talk".to_owned(),
            position: Some(position(3)),
            fact: Some(Fact::Posted(message)),
            ..Event::default()
        };
        second.say(&frames::push(push::Push::Event(event))).await;
        second.answer(&command, reply::Reply::Sent(reply::Sent::default())).await;
    };
    let (typing, typed) = mpsc::channel(1);
    typing.try_send("hello".to_owned()).unwrap();
    drop(typing);
    let (ended, ()) = tokio::join!(talk(&listener, typed, paper.clone()), server);
    ended.unwrap();
    let shown = paper.read();
    assert_eq!(shown.matches("[3]").count(), 1, "{shown}");
    assert!(shown.contains("1 not sent yet"), "{shown}");
}

// Inv. 42: a server that is busy says when to come back, and is asked then and not before.
#[tokio::test]
async fn a_busy_server_is_left_alone_for_as_long_as_it_says() {
    const WAIT_MS: u32 = 1_500;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = async {
        for refused in [true, false] {
            let mut seat = Seat::accept(&listener).await;
            if !refused {
                seat.connect().await;
                seat.history(0).await;
                seat.close(4501).await;
                return;
            }
            let command = seat.command().await;
            let busy = protocol::code::Code::Overloaded.error_after(WAIT_MS);
            seat.answer(&command, reply::Reply::Error(busy)).await;
            seat.close(1013).await;
            let early = Duration::from_millis(u64::from(WAIT_MS) - 100);
            let next = tokio::time::timeout(early, listener.accept()).await;
            assert!(next.is_err(), "it came back too early");
        }
    };
    let (_typing, typed) = mpsc::channel(1);
    let (ended, ()) = tokio::join!(talk(&listener, typed, Paper::default()), server);
    assert!(ended.unwrap_err().to_string().contains("4501"));
}

#[tokio::test]
async fn a_close_that_says_stay_away_ends_the_program_with_its_reason() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = async {
        let mut seat = Seat::accept(&listener).await;
        seat.connect().await;
        seat.history(0).await;
        seat.close(4501).await;
    };
    let (_typing, typed) = mpsc::channel(1);
    let (ended, ()) = tokio::join!(talk(&listener, typed, Paper::default()), server);
    assert!(ended.unwrap_err().to_string().contains("4501"));
}
