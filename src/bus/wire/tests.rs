//! What nodes say survives the way; what is not theirs is refused, each for its reason.

use super::*;
use domain::ids::CountedIds;
use domain::person::Side;
use proptest::prelude::*;

fn everything() -> Vec<Envelope> {
    let mut ids = CountedIds::default();
    let (conversation, user) = (ConversationId::next(&mut ids), UserId::next(&mut ids));
    let person = Person {
        id: user,
        name: "Ana \"A\" Ærø".to_owned(),
        side: Some(Side::Internal),
        proven: None,
        picture: None,
    };
    let emoji = Emoji::parse("👍🏽").unwrap();
    let message = MessageId::next(&mut ids);
    let own = [
        Personal::Joined(conversation),
        Personal::OwnReaction { conversation, message, emoji, on: true },
        Personal::Read(conversation),
        Personal::Draft(conversation),
        Personal::Preferences(conversation),
        Personal::Profile,
        Personal::SignedOut(None),
        Personal::SignedOut(Some(SignInId::next(&mut ids))),
        Personal::Deactivated,
    ];
    let mut all = vec![
        Envelope::Committed { conversation, seq: i64::MAX, event: None },
        Envelope::Deleted { conversation },
        Envelope::Typing { conversation, person, on: true, note: true },
        Envelope::Read { conversation, user, seq: 7 },
    ];
    all.extend(own.map(|what| Envelope::Personal { user, what }));
    let said = Status::parse("in \u{202e}a meeting").unwrap();
    for (availability, status) in
        [(Availability::Offline, None), (Availability::Away, said), (Availability::Online, None)]
    {
        all.push(Envelope::Presence { user, availability, status });
    }
    all
}

fn node() -> Uuid {
    Uuid::from_u128(7)
}

#[test]
fn every_envelope_arrives_as_it_left() {
    for envelope in everything() {
        let bytes = encode(node(), &envelope).expect("is said");
        let (from, said) = decode(&bytes).expect("is understood");
        assert_eq!(from, node());
        let Said::Envelope(arrived) = said else { panic!("{said:?}") };
        assert_eq!(format!("{arrived:?}"), format!("{envelope:?}"));
        assert_eq!(encode(node(), &arrived), Some(bytes));
    }
    assert_eq!(encode(node(), &Envelope::GapPossible), None);
}

#[test]
fn what_is_not_for_this_node_is_refused() {
    let good = encode(node(), everything().first().unwrap()).unwrap();
    let good = String::from_utf8(good).unwrap();
    let refused = |text: &str| decode(text.as_bytes()).unwrap_err();
    assert!(decode(good.as_bytes()).is_ok());
    assert_eq!(refused(r#"{"v":99}"#), Ignored::Version);
    assert_eq!(refused(&good.replace("\"v\":1", "\"v\":2")), Ignored::Version);
    for garbage in ["", "{", "[]", "null", "{}", r#"{"v":1}"#, r#"{"v":-1}"#, r#"{"v":"1"}"#] {
        assert_eq!(refused(garbage), Ignored::Garbage, "{garbage}");
    }
    assert_eq!(refused(&good.replace("committed", "unheard_of")), Ignored::Garbage);
    assert_eq!(refused(&"[".repeat(BYTES_MAX)), Ignored::Garbage);
    assert_eq!(decode(&vec![b' '; BYTES_MAX + 1]).unwrap_err(), Ignored::TooLong);
    let status = r#"{"v":1,"node":"00000000-0000-0000-0000-000000000007","say":{"presence":
        {"u":"00000000-0000-0000-0000-000000000001","is":"online","status":"a\u0000b"}}}"#;
    assert_eq!(refused(status), Ignored::Garbage);
}

#[test]
fn texts_of_messages_stay_out_of_it() {
    let bytes = encode(node(), everything().first().unwrap()).unwrap();
    let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let fields: Vec<_> =
        value["say"]["committed"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["c", "seq"]);
}

proptest! {
    #[test]
    fn random_bytes_are_refused_without_harm(bytes in prop::collection::vec(any::<u8>(), 0..2048)) {
        prop_assert!(decode(&bytes).is_err());
    }

    #[test]
    fn a_changed_byte_does_no_harm(which in 0_usize..16, at in 0_usize..4096, to in any::<u8>()) {
        let all = everything();
        let mut bytes = encode(node(), &all[which % all.len()]).unwrap();
        let at = at % bytes.len();
        bytes[at] = to;
        drop(decode(&bytes));
    }
}
