//! The client against hand-made frames: what it asks for, what it shows, what it never does twice.

use super::*;
use protocol::code::Code;
use protocol::generated::{MessageKind, Person, Position, System, event::Fact, system};

const TALK: &str = "talk";

fn client(can_send: bool) -> Client {
    let conversation = Conversation { id: TALK.to_owned(), can_send, ..Conversation::default() };
    Client::new(conversation, Wishes { mark_read: true })
}

fn position(seq: u32) -> Position {
    Position { epoch: "e".to_owned(), seq }
}

fn posted(seq: u32, text: &str) -> Frame {
    let message = Message {
        id: format!("m{seq}"),
        seq,
        text: text.to_owned(),
        kind: MessageKind::Text.into(),
        author: Some(Person { id: "ben".to_owned(), name: "ben".to_owned(), ..Person::default() }),
        ..Message::default()
    };
    event(seq, Fact::Posted(message))
}

fn event(seq: u32, fact: Fact) -> Frame {
    frames::push(push::Push::Event(Event {
        conversation_id: TALK.to_owned(),
        position: Some(position(seq)),
        fact: Some(fact),
        ..Event::default()
    }))
}

fn answer(client: &mut Client, to: &Command, reply: reply::Reply) {
    client.handle_frame(&frames::reply(to.id, reply));
}

fn words(client: &mut Client) -> Vec<String> {
    std::iter::from_fn(|| client.poll_word())
        .map(|word| match word {
            Word::Said(text) | Word::Own(text) => text,
        })
        .collect()
}

fn commands(client: &mut Client) -> Vec<Command> {
    std::iter::from_fn(|| client.poll_command()).collect()
}

fn connect(client: &mut Client) -> command::Connect {
    client.handle_session("token");
    let command = client.poll_command().unwrap();
    let you = Person { id: "ana".to_owned(), name: "ana".to_owned(), ..Person::default() };
    let connected = reply::Connected {
        you: Some(you),
        internal: true,
        heartbeat_seconds: 25,
        ..reply::Connected::default()
    };
    answer(client, &command, reply::Reply::Connected(connected));
    match command.command {
        Some(command::Command::Connect(connect)) => connect,
        other => panic!("not a connect: {other:?}"),
    }
}

/// A client that has seen events 1 and 2.
fn settled(can_send: bool) -> Client {
    let mut client = client(can_send);
    assert!(connect(&mut client).resume.is_empty());
    let history = client.poll_command().unwrap();
    let page = reply::HistoryPage { position: Some(position(2)), ..reply::HistoryPage::default() };
    answer(&mut client, &history, reply::Reply::History(page));
    for command in commands(&mut client) {
        answer(&mut client, &command, reply::Reply::Done(reply::Done {}));
    }
    words(&mut client);
    client
}

fn sends(commands: &[Command]) -> Vec<command::Send> {
    commands
        .iter()
        .filter_map(|command| match &command.command {
            Some(command::Command::Send(send)) => Some(send.clone()),
            _ => None,
        })
        .collect()
}

fn sent() -> reply::Reply {
    reply::Reply::Sent(reply::Sent::default())
}

// M2: an unknown outcome is settled by sending the same again.
#[test]
fn a_message_without_answer_is_sent_again_under_the_same_name() {
    let mut client = settled(true);
    assert!(client.handle_line("hello"));
    let first = sends(&commands(&mut client));
    client.handle_disconnected();
    let resume = connect(&mut client).resume;
    assert_eq!((resume[0].epoch.as_str(), resume[0].seq), ("e", 2));
    let again = commands(&mut client);
    assert_eq!(sends(&again), first);
    answer(&mut client, &again[0], sent());
    assert!(client.is_idle());
}

#[test]
fn a_message_whose_event_arrived_is_not_sent_again() {
    let mut client = settled(true);
    client.handle_line("hello");
    let send = sends(&commands(&mut client)).remove(0);
    client.handle_disconnected();
    connect(&mut client);
    let mut message = Message { seq: 3, ..Message::default() };
    message.client_id = Some(send.client_id);
    client.handle_frame(&event(3, Fact::Posted(message)));
    assert!(sends(&commands(&mut client)).is_empty());
}

#[test]
fn messages_stay_in_order_when_the_server_is_busy() {
    let mut client = settled(true);
    client.handle_line("one");
    client.handle_line("two");
    let first = commands(&mut client);
    assert_eq!(sends(&first).len(), 1);
    let busy = Code::RateLimited.error_after(700);
    answer(&mut client, &first[0], reply::Reply::Error(busy));
    assert_eq!(client.poll_pause(), Some(Duration::from_millis(700)));
    assert!(commands(&mut client).is_empty());
    client.handle_pause_over();
    let again = commands(&mut client);
    assert_eq!(sends(&again), sends(&first));
    answer(&mut client, &again[0], sent());
    assert_eq!(sends(&commands(&mut client))[0].text, "two");
}

#[test]
fn events_are_shown_once_and_a_hole_is_noticed() {
    let mut client = settled(true);
    client.handle_frame(&posted(3, "three"));
    client.handle_frame(&posted(3, "three"));
    let shown = words(&mut client).concat();
    assert_eq!(shown.matches("three").count(), 1, "{shown}");
    commands(&mut client);
    client.handle_frame(&posted(5, "five"));
    assert!(!words(&mut client).concat().contains("five"));
    let asked = commands(&mut client);
    assert!(matches!(asked[0].command, Some(command::Command::History(_))));
    let page = reply::HistoryPage { position: Some(position(4)), ..reply::HistoryPage::default() };
    answer(&mut client, &asked[0], reply::Reply::History(page));
    assert!(words(&mut client).concat().contains("five"));
}

#[test]
fn events_before_the_history_wait_for_it() {
    let mut client = client(true);
    connect(&mut client);
    let history = client.poll_command().unwrap();
    client.handle_frame(&posted(2, "two"));
    client.handle_frame(&posted(3, "three"));
    assert!(words(&mut client).is_empty());
    let page = reply::HistoryPage { position: Some(position(2)), ..reply::HistoryPage::default() };
    answer(&mut client, &history, reply::Reply::History(page));
    let shown = words(&mut client).concat();
    assert!(shown.contains("three") && !shown.contains("two"), "{shown}");
}

// R2, R3
#[test]
fn read_only_is_said_and_reactions_still_go_out() {
    let mut client = settled(false);
    client.handle_frame(&posted(3, "look"));
    commands(&mut client);
    words(&mut client);
    client.handle_line("hello");
    assert_eq!(words(&mut client), [READ_ONLY]);
    client.handle_line("/react 3 👍");
    let asked = commands(&mut client);
    assert!(matches!(
        &asked[0].command,
        Some(command::Command::React(react)) if react.message_id == "m3" && react.on
    ));
}

#[test]
fn a_switch_to_read_only_looks_the_conversation_up() {
    let mut client = settled(true);
    let switched = system::ReadOnlySwitched { on: true };
    let system = System { kind: Some(system::Kind::ReadOnlySwitched(switched)) };
    let message = Message { seq: 3, system: Some(system), ..Message::default() };
    client.handle_frame(&event(3, Fact::Posted(message)));
    assert!(client.poll_refresh());
    words(&mut client);
    let mut conversation = client.conversation.clone();
    conversation.can_send = false;
    client.handle_conversation(conversation);
    assert_eq!(words(&mut client), [READ_ONLY]);
}

#[test]
fn commands_can_be_written_as_json_without_an_id() {
    let mut client = settled(true);
    client.handle_line(r#"{"pin":{"messageId":"m1","on":true}}"#);
    let asked = commands(&mut client);
    assert!(matches!(&asked[0].command, Some(command::Command::Pin(_))));
    client.handle_line(r#"{"dance":{}}"#);
    assert!(words(&mut client).concat().contains("unknown_command"));
}

#[test]
fn numbers_of_other_messages_are_refused_with_a_hint() {
    let mut client = settled(true);
    client.handle_line("/react 9 👍");
    assert!(commands(&mut client).is_empty());
    assert!(words(&mut client).concat().contains("number 9"));
}
