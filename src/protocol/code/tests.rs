//! The catalogues hold what they promise.

use super::{CloseCode, Code, Retry};
use crate::generated::Error;
use domain::ids::{CountedIds, UserId};
use domain::refusal::Refusal;
use std::collections::BTreeSet;

#[test]
fn every_code_has_a_name_of_its_own_and_a_text() {
    let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(names.len(), Code::ALL.len());
    for code in Code::ALL {
        assert!(code.as_str().chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{code}");
        assert!(!code.text().is_empty(), "{code}");
        assert_eq!(Code::parse(code.as_str()), Some(*code));
        assert!((400..600).contains(&code.status()), "{code}");
    }
    assert_eq!(Code::parse("nothing"), None);
}

#[test]
fn a_retry_makes_sense_exactly_where_time_helps() {
    for code in Code::ALL {
        let time_helps = code.status() == 429 || code.status() >= 500;
        assert_eq!(code.retry() == Retry::Later, time_helps, "{code}");
    }
}

#[test]
fn the_range_of_a_close_code_says_whether_to_come_back() {
    let numbers: BTreeSet<_> = CloseCode::ALL.iter().map(|code| code.number()).collect();
    assert_eq!(numbers.len(), CloseCode::ALL.len());
    for code in CloseCode::ALL {
        match code.number() {
            4000..=4499 => assert!(code.reconnect(), "{code:?}"),
            4500..=4999 => assert!(!code.reconnect(), "{code:?}"),
            number => assert!((1002..=1013).contains(&number), "{code:?}"),
        }
        assert!(code.as_str().len() <= 123, "a close frame has room for its reason");
    }
}

#[test]
fn a_refusal_for_want_of_room_says_how_much_is_left() {
    // C4
    let error = Error::from(&Refusal::MemberLimit { places: 3, added: 5 });
    assert_eq!(error.code, "member_limit");
    assert_eq!(error.places, Some(3));
    assert!(error.user_ids.is_empty());
}

#[test]
fn a_refusal_for_want_of_an_email_names_the_people() {
    // C3
    let ana = UserId::next(&mut CountedIds::default());
    let error = Error::from(&Refusal::EmailRequired { people: vec![ana] });
    assert_eq!(error.code, "email_required");
    assert_eq!(error.user_ids, [ana.to_string()]);
    assert_eq!(error.places, None);
}
