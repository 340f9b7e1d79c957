//! Cases for the parsers, and the proof that none of them panics or lets something through.

use super::*;
use crate::limits::{
    DESCRIPTION_CHARS_MAX, EMAIL_BYTES_MAX, FILE_NAME_BYTES_MAX, NAME_CHARS_MAX, QUOTE_CHARS_MAX,
    STATUS_CHARS_MAX, TAG_CHARS_MAX, TEXT_BYTES_MAX,
};
use proptest::prelude::*;

/// What came out, in one word; the error's field is not repeated.
fn word<T>(result: Result<T, TextError>) -> Result<T, &'static str> {
    result.map_err(|error| match error {
        TextError::Empty { .. } => "empty",
        TextError::TooLong { .. } => "too long",
        TextError::Control { .. } => "control",
        TextError::Form { .. } => "form",
    })
}

fn check_name(given: &str, expected: Result<&str, &str>) {
    let name = word(Name::parse(given, "name"));
    assert_eq!(name.as_ref().map(Name::as_str).map_err(|e| *e), expected, "{given:?}");
}

// C2
#[test]
fn a_name_is_trimmed_and_has_1_to_120_characters_without_controls() {
    check_name("launch", Ok("launch"));
    check_name(" \t\u{a0}launch day\u{3000}\r\n", Ok("launch day"));
    check_name("", Err("empty"));
    check_name(" \n\t ", Err("empty"));
    for nothing in ["\u{200b}", "\u{feff}\u{200d}", "\u{2060} \u{ad}", "\u{3164}", "\u{2800}"] {
        check_name(nothing, Err("empty"));
    }
    check_name("a\u{200d}b", Ok("a\u{200d}b"));
    for control in ["a\nb", "a\0b", "a\u{7f}b", "a\u{9b}b", "a\u{1b}[31mb", "a\rb"] {
        check_name(control, Err("control"));
    }
    let (fits, over) = ("ü".repeat(NAME_CHARS_MAX), "ü".repeat(NAME_CHARS_MAX + 1));
    check_name(&fits, Ok(&fits));
    check_name(&format!("  {fits}  "), Ok(&fits));
    check_name(&over, Err("too long"));
}

// C2
#[test]
fn a_description_may_break_lines_and_has_up_to_1000_characters() {
    let check = |given: &str, expected: Result<Option<&str>, &str>| {
        let parsed = word(Description::parse(given));
        let parsed = parsed.as_ref().map(|d| d.as_ref().map(Description::as_str)).map_err(|e| *e);
        assert_eq!(parsed, expected, "{given:?}");
    };
    check("", Ok(None));
    check(" \r\n\t\u{200b}", Ok(None));
    check(" one\r\n\ttwo ", Ok(Some("one\r\n\ttwo")));
    check("one\0two", Err("control"));
    check("\u{1}", Err("control"));
    let (fits, over) = ("d".repeat(DESCRIPTION_CHARS_MAX), "d".repeat(DESCRIPTION_CHARS_MAX + 1));
    check(&fits, Ok(Some(&fits)));
    check(&over, Err("too long"));
}

// M1
#[test]
fn a_text_has_1_to_16384_bytes_and_is_kept_byte_for_byte() {
    let check = |given: &str, expected: Result<(), &str>| {
        let parsed = word(Text::parse(given.to_owned()));
        assert_eq!(parsed.as_ref().map(|_| ()).map_err(|e| *e), expected, "{} bytes", given.len());
        if let Ok(text) = parsed {
            assert_eq!(text.as_str(), given);
        }
    };
    check("a", Ok(()));
    check(" a\r\n\u{1b}\u{202e}\u{200b} ", Ok(()));
    check(&"a".repeat(TEXT_BYTES_MAX), Ok(()));
    check(&"a".repeat(TEXT_BYTES_MAX + 1), Err("too long"));
    check(&"ü".repeat(TEXT_BYTES_MAX / 2), Ok(()));
    check(&format!("a{}", "ü".repeat(TEXT_BYTES_MAX / 2)), Err("too long"));
    check("", Err("empty"));
    for nothing in [" ", "\n", "\u{200b}", "\u{feff}", "\0", "\u{2800}"] {
        check(nothing, Err("empty"));
    }
    check("a\0b", Err("control"));
}

// M3
#[test]
fn a_quote_carries_the_first_300_characters() {
    let text = Text::parse("ü".repeat(QUOTE_CHARS_MAX + 1)).unwrap();
    assert_eq!(text.excerpt(), "ü".repeat(QUOTE_CHARS_MAX));
    assert_eq!(Text::parse("short".to_owned()).unwrap().excerpt(), "short");
}

// S11
#[test]
fn a_tag_is_a_short_line() {
    assert_eq!(word(Tag::parse(" vip ")).unwrap().as_str(), "vip");
    assert_eq!(word(Tag::parse(&"t".repeat(TAG_CHARS_MAX + 1))), Err("too long"));
    assert_eq!(word(Tag::parse("a\nb")), Err("control"));
    assert_eq!(word(Tag::parse("\u{200b}")), Err("empty"));
}

// M8
#[test]
fn a_status_is_a_line_of_up_to_100_characters_or_none() {
    assert_eq!(word(Status::parse(" at lunch ")).unwrap().unwrap().as_str(), "at lunch");
    assert_eq!(word(Status::parse(" \u{200b} ")), Ok(None));
    assert_eq!(word(Status::parse("a\u{7}b")), Err("control"));
    assert_eq!(word(Status::parse(&"s".repeat(STATUS_CHARS_MAX + 1))), Err("too long"));
    assert!(Status::parse(&"s".repeat(STATUS_CHARS_MAX)).unwrap().is_some());
}

// C3
#[test]
fn an_address_is_one_address_and_nothing_that_a_mail_header_could_be() {
    let good = [
        ("ana@example.com", "ana@example.com"),
        (" Ana@EXAMPLE.com\n", "ana@example.com"),
        ("a.b+c@mail.example.co", "a.b+c@mail.example.co"),
        ("o'ben@ex-ample.org", "o'ben@ex-ample.org"),
        ("a@b.c1", "a@b.c1"),
    ];
    for (given, expected) in good {
        assert_eq!(Email::parse(given).unwrap().as_str(), expected, "{given:?}");
    }
    let local = "l".repeat(65);
    let label = "d".repeat(64);
    for bad in [
        "a@b\r\nBcc: c@d",
        "a@b.c\r\nBcc: c@d.e",
        "a@b.c\r\nBcc:c",
        "ana",
        "@example.com",
        "ana@",
        "ana@localhost",
        "ana@.com",
        "ana@example.",
        "ana@-a.com",
        "ana@a-.com",
        "ana@a..com",
        "ana@127.0.0.1",
        "ana@[127.0.0.1]",
        "a@b@example.com",
        ".ana@example.com",
        "ana.@example.com",
        "a..b@example.com",
        "a b@example.com",
        "\"a b\"@example.com",
        "ana <ana@example.com>",
        "a,b@example.com",
        "a@b.com,c@d.com",
        "a\0@example.com",
        "änä@example.com",
        "ana@exämple.com",
        &format!("{local}@example.com"),
        &format!("ana@{label}.com"),
    ] {
        assert_eq!(word(Email::parse(bad)), Err("form"), "{bad:?}");
    }
    assert_eq!(word(Email::parse("  ")), Err("empty"));
    let long = format!("ana@{}com", "d.".repeat(EMAIL_BYTES_MAX));
    assert_eq!(word(Email::parse(&long)), Err("too long"));
}

// M5
#[test]
fn an_emoji_is_one_sequence_that_unicode_lists() {
    let simple = ["👍", "👍🏽", "🫱🏻‍🫲🏿", "🇩🇪", "1️⃣", "#️⃣"];
    let joined = ["❤️", "❤️‍🔥", "👨‍👩‍👧‍👦", "👩🏾‍💻", "🏳️‍🌈", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"];
    for good in simple.into_iter().chain(joined) {
        assert_eq!(Emoji::parse(good).unwrap().as_str(), good);
    }
    assert_eq!(Emoji::parse("❤").unwrap(), Emoji::parse("❤️").unwrap(), "one kind, one spelling");
    for bad in [
        "",
        "a",
        "1",
        "#",
        "👍👍",
        "👍 ",
        " 👍",
        "🇩",
        "🇩🇩",
        "🏽\u{200d}",
        "\u{200d}",
        ":+1:",
        "🧑‍",
        "<3",
    ] {
        assert_eq!(word(Emoji::parse(bad)), Err("form"), "{bad:?}");
    }
    assert_eq!(word(Emoji::parse(&"👍".repeat(17))), Err("too long"));
}

// M5
#[test]
fn every_emoji_that_is_listed_fits_and_is_its_own_spelling() {
    for emoji in emojis::iter() {
        let tones = emoji.skin_tones().into_iter().flatten();
        for one in std::iter::once(emoji).chain(tones) {
            assert_eq!(Emoji::parse(one.as_str()).unwrap().as_str(), one.as_str());
        }
    }
}

// M7
#[test]
fn a_file_has_a_name_without_path_control_or_turned_text() {
    for (given, expected) in [
        ("plan.pdf", "plan.pdf"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\windows\\plan.pdf", "plan.pdf"),
        ("C:\\plan.pdf", "plan.pdf"),
        ("a/..", "file"),
        ("..", "file"),
        (".", "file"),
        ("", "file"),
        ("folder/", "file"),
        (" \u{200b} ", "file"),
        ("plan\r\nX-Header: 1.pdf", "planX-Header: 1.pdf"),
        ("pla\0n.pdf", "plan.pdf"),
        ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
        (" plan .pdf ", "plan .pdf"),
        (".hidden", ".hidden"),
    ] {
        assert_eq!(FileName::clean(given).as_str(), expected, "{given:?}");
    }
    let long = FileName::clean(&"ü".repeat(FILE_NAME_BYTES_MAX));
    assert_eq!(long.as_str(), "ü".repeat(FILE_NAME_BYTES_MAX / 2));
}

// O3
#[test]
fn what_people_write_stays_out_of_logs_and_errors() {
    let secret = "ana@example.com";
    let debugged = [
        format!("{:?}", Name::parse(secret, "name").unwrap()),
        format!("{:?}", Text::parse(secret.to_owned()).unwrap()),
        format!("{:?}", Email::parse(secret).unwrap()),
        format!("{:?}", FileName::clean(secret)),
        format!("{:?} {}", Email::parse("ana@x").unwrap_err(), Email::parse("ana@x").unwrap_err()),
    ];
    for debugged in debugged {
        assert!(!debugged.contains("ana"), "{debugged}");
    }
}

/// Anything that could come: plain, wide, and made of the characters that parsers look at.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "\\PC{0,200}",
        "[a-z0-9@.\\-+/\\\\ \r\n\t\u{0}\u{200b}\u{200d}\u{202e}\u{fe0f}👍🏽🇩🇪❤ü]{0,80}",
        ("[a-zü.]{0,10}", 0_usize..20_000)
            .prop_map(|(part, times)| { part.repeat(times / part.len().max(1)) }),
    ]
}

proptest! {
    #![proptest_config(crate::tests::support::cases(256))]

    // C2, M1, M8, S11
    #[test]
    fn what_a_parser_lets_through_obeys_its_rule(given in any_text()) {
        let line = |text: &str, max: usize| {
            text == text.trim()
                && (1..=max).contains(&text.chars().count())
                && !text.chars().any(char::is_control)
                && !text.chars().all(is_blank)
        };
        if let Ok(name) = Name::parse(&given, "name") {
            prop_assert!(line(name.as_str(), NAME_CHARS_MAX));
            prop_assert_eq!(&Name::parse(name.as_str(), "name").unwrap(), &name);
        }
        if let Ok(tag) = Tag::parse(&given) {
            prop_assert!(line(tag.as_str(), TAG_CHARS_MAX));
        }
        if let Ok(Some(status)) = Status::parse(&given) {
            prop_assert!(line(status.as_str(), STATUS_CHARS_MAX));
        }
        if let Ok(Some(description)) = Description::parse(&given) {
            prop_assert!(description.as_str().chars().count() <= DESCRIPTION_CHARS_MAX);
            prop_assert!(!description.as_str().contains('\0'));
        }
        if let Ok(text) = Text::parse(given.clone()) {
            prop_assert_eq!(text.as_str(), given.as_str());
            prop_assert!((1..=TEXT_BYTES_MAX).contains(&given.len()) && !given.contains('\0'));
            prop_assert!(given.starts_with(&text.excerpt()));
        }
    }

    // C3
    #[test]
    fn an_address_that_was_parsed_is_one_line_with_one_at(
        given in prop_oneof![any_text(), "[A-Za-z.+]{0,8}@[A-Za-z.\\-\r\n ]{0,12}"],
    ) {
        if let Ok(email) = Email::parse(&given) {
            let email = email.as_str();
            prop_assert!(email.is_ascii() && email.len() <= EMAIL_BYTES_MAX);
            prop_assert_eq!(email.matches('@').count(), 1);
            prop_assert!(!email.chars().any(|c| c.is_control() || c.is_whitespace()));
            prop_assert_eq!(email.to_lowercase(), email);
            prop_assert_eq!(Email::parse(email).unwrap().into_string(), email);
        }
    }

    // M5
    #[test]
    fn an_emoji_that_was_parsed_is_listed(given in any_text()) {
        if let Ok(emoji) = Emoji::parse(&given) {
            prop_assert!(emojis::get(emoji.as_str()).is_some());
            prop_assert_eq!(Emoji::parse(emoji.as_str()).unwrap(), emoji);
        }
    }

    // M7
    #[test]
    fn a_file_name_is_never_a_path(given in any_text()) {
        let name = FileName::clean(&given);
        let name = name.as_str();
        prop_assert!((1..=FILE_NAME_BYTES_MAX).contains(&name.len()));
        prop_assert!(!name.contains(['/', '\\']) && name != "." && name != "..");
        prop_assert!(!name.chars().any(|c| c.is_control() || turns_text(c)));
        prop_assert_eq!(FileName::clean(name).into_string(), name);
    }

    // O3
    #[test]
    fn ids_are_hyphenated_and_nothing_else(given in any_text(), number in any::<u128>()) {
        prop_assert!(given.len() == 36 || given.parse::<crate::ids::UserId>().is_err());
        let id = crate::ids::UserId::from(uuid::Uuid::from_u128(number));
        prop_assert_eq!(id.to_string().parse(), Ok(id));
    }
}
