//! One frame a file in `proto/golden`: what is committed there decodes, and encodes to itself
//! again, in both encodings.
//!
//! The name of a file is the path to what it shows; a word after `-` tells variants apart.
//! `refused/` has commands that are no commands, each named after its code.

use super::drift::{proto_dir, rewrites};
use crate::codec::{Encoding, decode_command, decode_frame, encode_command, encode_frame};
use crate::generated::{DESCRIPTOR, Frame, Push, frame, push};
use prost::Message as _;
use prost_types::FileDescriptorSet;
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The files of a folder that end so, by their names.
pub(super) fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|is| is == extension))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{} has files", folder.display());
    files
}

/// The refused ones that have no id to answer to.
const UNREADABLE_IDS: [&str; 5] = [
    "bad_request-doubled-id",
    "bad_request-id-0",
    "bad_request-id-too-large",
    "bad_request-no-id",
    "bad_request-no-object",
];

fn golden_dir() -> PathBuf {
    proto_dir().join("golden")
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_str().unwrap().to_owned()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> =
        text.trim().chars().map(|c| u8::try_from(c.to_digit(16).unwrap()).unwrap()).collect();
    digits.chunks(2).map(|pair| pair[0] * 16 + pair[1]).collect()
}

/// Decodes with one function and encodes with the other, in both encodings.
fn round_trip<T: Serialize + PartialEq>(
    path: &Path,
    decode: impl Fn(&[u8], Encoding) -> T,
    encode: impl Fn(&T, Encoding) -> Vec<u8>,
) {
    let json = std::fs::read_to_string(path).unwrap();
    let value = decode(json.as_bytes(), Encoding::Json);
    let pretty = serde_json::to_string_pretty(&value).unwrap() + "\n";
    let binary = hex(&encode(&value, Encoding::Proto)) + "\n";
    let binary_path = path.with_extension("hex");
    if rewrites() {
        std::fs::write(path, &pretty).unwrap();
        std::fs::write(&binary_path, &binary).unwrap();
        return;
    }
    assert_eq!(json, pretty, "{}", path.display());
    let compact = encode(&value, Encoding::Json);
    let (compact, pretty): (serde_json::Value, serde_json::Value) =
        (serde_json::from_slice(&compact).unwrap(), serde_json::from_str(&pretty).unwrap());
    assert_eq!(compact, pretty, "{}", path.display());
    let committed = std::fs::read_to_string(&binary_path).unwrap();
    assert_eq!(committed, binary, "{}", binary_path.display());
    assert!(decode(&unhex(&committed), Encoding::Proto) == value, "{}", binary_path.display());
}

#[test]
fn every_golden_frame_decodes_and_encodes_to_itself_in_both_encodings() {
    for path in files(&golden_dir(), "json") {
        if stem(&path).starts_with("command.") {
            let decode = |bytes: &[u8], encoding| {
                decode_command(bytes, encoding).unwrap_or_else(|e| panic!("{path:?}: {e}"))
            };
            round_trip(&path, decode, |value, encoding| encode_command(value, encoding).to_vec());
        } else {
            let decode = |bytes: &[u8], encoding| {
                decode_frame(bytes, encoding).unwrap_or_else(|e| panic!("{path:?}: {e}"))
            };
            round_trip(&path, decode, |value, encoding| encode_frame(value, encoding).to_vec());
        }
    }
}

#[test]
fn a_golden_file_shows_what_its_name_says() {
    for path in files(&golden_dir(), "json") {
        let json: serde_json::Value =
            serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let name = stem(&path);
        let kind = name.split('-').next().unwrap();
        let mut value = &json;
        for step in kind.split('.').skip_while(|step| *step == "command") {
            value = value.get(step).unwrap_or_else(|| panic!("{name} has no {step}"));
        }
    }
}

#[test]
fn every_golden_binary_has_its_json() {
    for path in files(&golden_dir(), "hex") {
        assert!(path.with_extension("json").exists(), "{}", path.display());
    }
}

/// The names of the choices of a message of the contract.
fn choices(set: &FileDescriptorSet, message: &str) -> Vec<String> {
    let message = set
        .file
        .iter()
        .flat_map(|file| &file.message_type)
        .find(|candidate| candidate.name() == message)
        .unwrap();
    message
        .field
        .iter()
        .filter(|field| field.oneof_index.is_some() && !field.proto3_optional())
        .map(|field| field.json_name().to_owned())
        .collect()
}

#[test]
fn every_choice_of_the_contract_has_a_golden_frame() {
    let set = FileDescriptorSet::decode(DESCRIPTOR).unwrap();
    let kinds: BTreeSet<String> = files(&golden_dir(), "json")
        .iter()
        .map(|path| stem(path).split('-').next().unwrap().to_owned())
        .collect();
    let wanted = [
        ("Command", "command."),
        ("Reply", "reply."),
        ("Push", "push."),
        ("Event", "push.event."),
        ("System", "push.event.posted.system."),
    ];
    for (message, prefix) in wanted {
        let choices = choices(&set, message);
        assert!(!choices.is_empty(), "{message} has choices");
        for choice in choices {
            let covered = kinds.contains(&format!("{prefix}{choice}"))
                || kinds.iter().any(|kind| kind.starts_with(&format!("{prefix}{choice}.")));
            assert!(covered, "there is no golden frame {prefix}{choice}");
        }
    }
}

#[test]
fn what_is_no_command_is_refused_with_the_code_of_its_name() {
    for path in files(&golden_dir().join("refused"), "txt") {
        let name = stem(&path);
        let payload = std::fs::read(&path).unwrap();
        let error = decode_command(&payload, Encoding::Json).unwrap_err();
        assert_eq!(error.code.as_str(), name.split('-').next().unwrap(), "{name}: {error}");
        let id = if name.starts_with("bad_json") || UNREADABLE_IDS.contains(&name.as_str()) {
            None
        } else {
            Some(7)
        };
        assert_eq!(error.id, id, "{name}: {error}");
    }
}

#[test]
fn clients_skip_pushes_and_fields_that_they_do_not_know() {
    let empty = Frame { frame: Some(frame::Frame::Push(Push { push: None })) };
    let json = br#"{"push":{"somethingNew":{"deep":[1,{"er":null}]}}}"#;
    assert_eq!(decode_frame(json, Encoding::Json), Ok(empty.clone()));
    // Field 2 of a frame is the push, field 1000 of a push is not known.
    let binary = [0x12, 0x05, 0xc2, 0x3e, 0x02, 0x08, 0x01];
    assert_eq!(decode_frame(&binary, Encoding::Proto), Ok(empty));

    let json = br#"{"trace":"x","push":{"gone":{"conversationId":"c","why":7}}}"#;
    let frame = decode_frame(json, Encoding::Json).unwrap();
    let gone = push::Gone { conversation_id: "c".to_owned() };
    assert_eq!(frame, crate::frame::push(push::Push::Gone(gone)));

    let json = br#"{"push":{"presence":{"userId":"u","availability":"AVAILABILITY_ASLEEP"}}}"#;
    let frame = decode_frame(json, Encoding::Json).unwrap();
    assert_eq!(
        frame,
        decode_frame(br#"{"push":{"presence":{"userId":"u"}}}"#, Encoding::Json).unwrap()
    );
}
