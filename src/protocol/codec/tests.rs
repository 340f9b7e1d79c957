//! Decoding is strict for commands, lenient for frames, says nothing secret, and never panics.

use super::{Encoding, decode_command, decode_frame, encode_command, encode_frame};
use crate::code::Code;
use crate::frame;
use crate::generated::command::{self, Command as Kind};
use crate::generated::{Command, reply};
use proptest::prelude::*;

fn refusal(payload: &[u8], encoding: Encoding) -> (Code, u32) {
    let error = decode_command(payload, encoding).unwrap_err();
    (error.code, error.reply_id())
}

fn send() -> Command {
    let send = command::Send {
        conversation_id: "c".to_owned(),
        client_id: "k".to_owned(),
        text: "hello".to_owned(),
        ..command::Send::default()
    };
    frame::command(7, Kind::Send(send))
}

fn binary(command: &Command) -> Vec<u8> {
    encode_command(command, Encoding::Proto).to_vec()
}

#[test]
fn the_first_subprotocol_that_is_known_is_chosen() {
    assert_eq!(Encoding::choose("parlor.v1.json"), Some(Encoding::Json));
    assert_eq!(Encoding::choose("chat, parlor.v1.proto ,parlor.v1.json"), Some(Encoding::Proto));
    assert_eq!(Encoding::choose("parlor.v2.json"), None);
    assert_eq!(Encoding::choose(""), None);
}

#[test]
fn a_field_that_is_not_known_is_refused_at_every_level_of_a_binary_command() {
    let mut top = binary(&send());
    top.extend([0xc0, 0x3e, 0x01]); // Field 1000.
    assert_eq!(refusal(&top, Encoding::Proto), (Code::BadRequest, 7));

    // Field 5 is `send`; the field 1000 in it stands after the conversation.
    let inner = [0x08, 0x07, 0x2a, 0x06, 0x0a, 0x01, b'c', 0xc0, 0x3e, 0x01];
    assert_eq!(refusal(&inner, Encoding::Proto), (Code::BadRequest, 7));
    // Field 2 is `connect`, 2 in it is `resume`, and in that there is a field 1000.
    let deep = [0x08, 0x07, 0x12, 0x05, 0x12, 0x03, 0xc0, 0x3e, 0x01];
    assert_eq!(refusal(&deep, Encoding::Proto), (Code::BadRequest, 7));
}

#[test]
fn a_binary_command_that_is_not_known_is_refused_as_such() {
    assert_eq!(
        refusal(&[0x08, 0x07, 0xc2, 0x3e, 0x00], Encoding::Proto),
        (Code::UnknownCommand, 7)
    );
}

#[test]
fn a_binary_command_has_each_field_once() {
    let ping = [0x1a, 0x00];
    let two = [binary(&send()), ping.to_vec()].concat();
    assert_eq!(refusal(&two, Encoding::Proto), (Code::BadRequest, 7));
    let twice = [&[0x08, 0x07][..], &ping, &ping].concat();
    assert_eq!(refusal(&twice, Encoding::Proto), (Code::BadRequest, 7));
    // `typing.on` is true, then false.
    let inner = [0x08, 0x07, 0x62, 0x04, 0x10, 0x01, 0x10, 0x00];
    assert_eq!(refusal(&inner, Encoding::Proto), (Code::BadRequest, 7));
}

#[test]
fn a_binary_command_may_write_its_defaults_out() {
    // Some widespread encoders do: `typing.on` is false here.
    let command = decode_command(&[0x08, 0x07, 0x62, 0x02, 0x10, 0x00], Encoding::Proto).unwrap();
    assert_eq!(command, frame::command(7, Kind::Typing(command::Type::default())));
}

#[test]
fn what_is_not_protobuf_is_refused_with_its_id_if_that_came_first() {
    let cut = |bytes: &[u8]| refusal(&bytes[..bytes.len() - 1], Encoding::Proto);
    assert_eq!(cut(&binary(&send())), (Code::BadProtobuf, 7));
    assert_eq!(refusal(&[0xff; 12], Encoding::Proto), (Code::BadProtobuf, 0));
    // A text that is not UTF-8.
    let text = [0x08, 0x07, 0x2a, 0x03, 0x1a, 0x01, 0xff];
    assert_eq!(refusal(&text, Encoding::Proto), (Code::BadProtobuf, 7));
    // A group, which proto3 does not have.
    assert_eq!(refusal(&[0x08, 0x07, 0x0b, 0x0c], Encoding::Proto).0, Code::BadProtobuf);
}

#[test]
fn an_empty_binary_command_has_no_id() {
    assert_eq!(refusal(&[], Encoding::Proto), (Code::BadRequest, 0));
    assert_eq!(refusal(&[0x08, 0x07], Encoding::Proto), (Code::BadRequest, 7));
}

#[test]
fn text_that_is_not_utf_8_is_not_json() {
    assert_eq!(refusal(b"{\"id\":1,\"\xff\":1}", Encoding::Json), (Code::BadJson, 0));
    let half = br#"{"id":1,"react":{"emoji":"\ud83d"}}"#;
    assert_eq!(refusal(half, Encoding::Json), (Code::BadJson, 0));
}

#[test]
fn json_takes_both_spellings_of_a_name_and_numbers_as_texts() {
    let camel = decode_command(br#"{"id":"7","markUnread":{"fromSeq":"3"}}"#, Encoding::Json);
    let snake = decode_command(br#"{"id":7,"mark_unread":{"from_seq":3}}"#, Encoding::Json);
    assert_eq!(camel.unwrap(), snake.unwrap());
}

#[test]
fn an_error_repeats_no_value() {
    // O3: a token or a text in the wrong place stays out of answers and logs.
    for payload in [
        r#"{"id":7,"connect":{"token":"","resume":"s3cret"}}"#,
        r#"{"id":7,"read":{"conversationId":"c","seq":"s3cret"}}"#,
        r#"{"id":"s3cret","ping":{}}"#,
        r#"{"id":7,"s3cret":"s3cret"}"#,
        r#"{"id":7,"connect":"s3cret"}"#,
    ] {
        let error = decode_command(payload.as_bytes(), Encoding::Json).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("s3cret"), "{error}");
    }
}

#[test]
fn debug_output_shows_no_token_and_no_text() {
    // O3
    let connect = command::Connect { token: "s3cret".to_owned(), ..command::Connect::default() };
    let mut written = format!("{:?}", frame::command(1, Kind::Connect(connect)));
    let mut send = send();
    if let Some(Kind::Send(send)) = &mut send.command {
        send.text = "s3cret".to_owned();
    }
    written += &format!("{send:?}");
    assert!(!written.contains("s3cret"), "{written}");
    assert!(written.contains("Send"), "{written}");
}

#[test]
fn a_name_of_a_field_is_cut_in_errors() {
    let payload = format!(r#"{{"id":7,"ping":{{"{}":1}}}}"#, "x".repeat(10_000));
    let error = decode_command(payload.as_bytes(), Encoding::Json).unwrap_err();
    assert!(error.message.len() < 100, "{} bytes", error.message.len());
}

#[test]
fn a_frame_that_is_no_frame_is_refused() {
    assert_eq!(decode_frame(b"{", Encoding::Json).unwrap_err().code, Code::BadJson);
    assert_eq!(decode_frame(&[0xff], Encoding::Proto).unwrap_err().code, Code::BadProtobuf);
}

/// Bytes near to JSON: its own words and marks in any order.
fn json_like() -> impl Strategy<Value = Vec<u8>> {
    let word = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "\"id\"",
        "\"ping\"",
        "\"send\"",
        "\"text\"",
        "1",
        "-1",
        "1e9",
        "null",
        "true",
        "\\",
        "\\u0000",
        "\"connect\"",
        "\"resume\"",
        "\"seq\"",
        " ",
        "é",
        "4294967296",
        "\"kind\"",
        "\"push\"",
        "\"event\"",
    ]);
    prop::collection::vec(word, 0..40).prop_map(|words| words.concat().into_bytes())
}

fn look(payload: &[u8]) {
    for encoding in Encoding::ALL {
        if let Ok(command) = decode_command(payload, encoding) {
            assert_ne!(command.id, 0);
            assert!(command.command.is_some());
            for other in Encoding::ALL {
                let again = decode_command(&encode_command(&command, other), other);
                assert_eq!(again.as_ref(), Ok(&command));
            }
        }
        if let Ok(frame) = decode_frame(payload, encoding) {
            assert_eq!(decode_frame(&encode_frame(&frame, encoding), encoding), Ok(frame));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_break_the_decoder(payload in prop::collection::vec(any::<u8>(), 0..200)) {
        look(&payload);
    }

    #[test]
    fn no_json_breaks_the_decoder(payload in json_like()) {
        look(&payload);
    }

    #[test]
    fn no_change_of_a_byte_breaks_the_decoder(at in 0_usize..1000, byte in any::<u8>()) {
        for encoding in Encoding::ALL {
            let mut payload = encode_command(&send(), encoding).to_vec();
            let at = at % payload.len();
            payload[at] = byte;
            look(&payload);
        }
    }

    #[test]
    fn every_text_survives_both_encodings(text in any::<String>(), id in 1_u32..) {
        let mut command = send();
        command.id = id;
        if let Some(Kind::Send(send)) = &mut command.command {
            send.text = text;
        }
        for encoding in Encoding::ALL {
            let payload = encode_command(&command, encoding);
            prop_assert_eq!(decode_command(&payload, encoding), Ok(command.clone()));
        }
    }

    #[test]
    fn every_number_survives_both_encodings(at in any::<i64>(), seq in any::<u32>()) {
        let sent = reply::Sent {
            message_id: "m".to_owned(),
            position: Some(crate::generated::Position { epoch: "e".to_owned(), seq }),
            sent_at: at,
        };
        let frame = frame::reply(1, reply::Reply::Sent(sent));
        for encoding in Encoding::ALL {
            let payload = encode_frame(&frame, encoding);
            prop_assert_eq!(decode_frame(&payload, encoding), Ok(frame.clone()));
        }
    }
}

#[test]
fn deep_nesting_costs_no_stack() {
    for open in ["[", "{\"ping\":", "{\"id\":["] {
        let payload = open.repeat(30_000);
        assert_eq!(refusal(payload.as_bytes(), Encoding::Json), (Code::BadJson, 0));
        assert!(decode_frame(payload.as_bytes(), Encoding::Json).is_err());
    }
}

#[test]
fn null_is_no_command_and_no_value() {
    assert_eq!(refusal(br#"{"id":7,"ping":null}"#, Encoding::Json), (Code::BadRequest, 7));
    let text = br#"{"id":7,"saveDraft":{"conversationId":"c","text":null}}"#;
    assert_eq!(refusal(text, Encoding::Json), (Code::BadRequest, 7));
    let optional = br#"{"id":7,"history":{"conversationId":"c","before":null}}"#;
    assert!(decode_command(optional, Encoding::Json).is_ok());
}

#[test]
fn nobody_is_present_in_a_way_that_is_not_known() {
    for availability in ["\"AVAILABILITY_ASLEEP\"", "\"AVAILABILITY_OFFLINE\"", "0", "77"] {
        let payload = format!(r#"{{"id":7,"setPresence":{{"availability":{availability}}}}}"#);
        assert_eq!(refusal(payload.as_bytes(), Encoding::Json), (Code::BadRequest, 7));
    }
    // The availability 77.
    let binary = [0x08, 0x07, 0x6a, 0x02, 0x08, 0x4d];
    assert_eq!(refusal(&binary, Encoding::Proto), (Code::BadRequest, 7));
}
