//! What a typed line means. Does not know whether it can be done.

/// A line, understood. Numbers are those that stand in brackets before a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    Text(String),
    Note(String),
    Reply {
        seq: u32,
        text: String,
    },
    React {
        seq: u32,
        emoji: String,
        on: bool,
    },
    Edit {
        seq: u32,
        text: String,
    },
    Delete {
        seq: u32,
    },
    /// A command of the protocol, written as JSON, for scripts.
    Raw(String),
    /// An older page of history.
    More,
    Help,
    Quit,
    /// An empty line.
    Nothing,
}

/// What `/help` says.
pub(super) const HELP: &[&str] = &[
    "text                 sends it; begin with // for a text that begins with /",
    "/reply N text        answers message N; N is the number in brackets",
    "/react N 👍          adds a reaction; /unreact N 👍 takes it back",
    "/edit N text         changes your own message, within 24 hours",
    "/delete N            takes its content away",
    "/note text           an internal note, which people from outside never see",
    "/more                older messages",
    "/quit                leaves this program; you stay a member",
];

/// Reads a line; the error says how it should look.
pub(super) fn parse(line: &str) -> Result<Input, String> {
    let line = line.trim_end_matches(['\r', '\n']);
    if line.trim().is_empty() {
        return Ok(Input::Nothing);
    }
    if line.starts_with("{\"") {
        return Ok(Input::Raw(line.to_owned()));
    }
    let Some(command) = line.strip_prefix('/') else { return Ok(Input::Text(line.to_owned())) };
    if command.starts_with('/') {
        return Ok(Input::Text(command.to_owned()));
    }
    let (name, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
    let rest = rest.trim();
    match name {
        "reply" => numbered(rest, "/reply N text").map(|(seq, text)| Input::Reply { seq, text }),
        "edit" => numbered(rest, "/edit N text").map(|(seq, text)| Input::Edit { seq, text }),
        "react" => {
            numbered(rest, "/react N 👍").map(|(seq, emoji)| Input::React { seq, emoji, on: true })
        }
        "unreact" => numbered(rest, "/unreact N 👍").map(|(seq, emoji)| Input::React {
            seq,
            emoji,
            on: false,
        }),
        "delete" => number(rest)
            .map(|seq| Input::Delete { seq })
            .ok_or_else(|| "write it like this: /delete N".to_owned()),
        "note" if rest.is_empty() => Err("write it like this: /note text".to_owned()),
        "note" => Ok(Input::Note(rest.to_owned())),
        "more" => Ok(Input::More),
        "help" => Ok(Input::Help),
        "quit" | "exit" => Ok(Input::Quit),
        _ => Err(format!("there is no /{name}; /help lists what there is")),
    }
}

/// A number and something after it.
fn numbered(rest: &str, form: &str) -> Result<(u32, String), String> {
    let wrong = || format!("write it like this: {form}");
    let (first, text) = rest.split_once(char::is_whitespace).ok_or_else(wrong)?;
    let text = text.trim();
    match number(first) {
        Some(seq) if !text.is_empty() => Ok((seq, text.to_owned())),
        Some(_) | None => Err(wrong()),
    }
}

/// `12`, `#12` or `[12]`.
fn number(text: &str) -> Option<u32> {
    text.trim_matches(['#', '[', ']']).parse().ok().filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Input) {
        assert_eq!(parse(line), Ok(expected), "{line}");
    }

    #[test]
    fn lines_are_understood() {
        check("hello, ana ", Input::Text("hello, ana ".to_owned()));
        check("//etc/hosts", Input::Text("/etc/hosts".to_owned()));
        check("/react 3 👍", Input::React { seq: 3, emoji: "👍".to_owned(), on: true });
        check("/unreact #3 👍🏽", Input::React { seq: 3, emoji: "👍🏽".to_owned(), on: false });
        check("/reply [12]  so it is", Input::Reply { seq: 12, text: "so it is".to_owned() });
        check("/edit 1 better", Input::Edit { seq: 1, text: "better".to_owned() });
        check("/delete 7", Input::Delete { seq: 7 });
        check("/note call back", Input::Note("call back".to_owned()));
        check("/more", Input::More);
        check("/quit\r\n", Input::Quit);
        check("   ", Input::Nothing);
        check("{\"ping\":{}}", Input::Raw("{\"ping\":{}}".to_owned()));
        check("{ not a command", Input::Text("{ not a command".to_owned()));
    }

    #[test]
    fn wrong_lines_say_how_they_should_look() {
        for (line, part) in [
            ("/react 👍", "/react N"),
            ("/react 3", "/react N"),
            ("/react 0 👍", "/react N"),
            ("/reply x hello", "/reply N text"),
            ("/delete", "/delete N"),
            ("/delete -1", "/delete N"),
            ("/note", "/note text"),
            ("/dance", "/help"),
        ] {
            let error = parse(line).unwrap_err();
            assert!(error.contains(part), "{line}: {error}");
        }
    }
}
