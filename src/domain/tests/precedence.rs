//! Whatever is wrong with a command, its answer is the earliest refusal that applies. What applies
//! is listed here a second time, rule by rule and without order.

use crate::conversation::{Conversation, Role};
use crate::limits::{ATTACHMENTS_MAX, TAGS_MAX};
use crate::message::Kind;
use crate::message::change::Target;
use crate::person::Actor;
use crate::refusal::Refusal;
use crate::tests::commands::{Command, Words, any_actor, any_command, any_script, user_ids, who};
use crate::tests::play::Play;
use crate::tests::support::{cases, refusal_name};
use crate::text::{Tag, Text};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// The names of the refusals, in the order of precedence.
const REFUSALS: [&str; 12] = [
    "NotFound",
    "ReadOnly",
    "Forbidden",
    "BadText",
    "BadRequest",
    "LinkInvalid",
    "WasRemoved",
    "MemberLimit",
    "EmailRequired",
    "KeyConflict",
    "EditTooLate",
    "TooMany",
];

fn rank(refusal: &Refusal) -> usize {
    REFUSALS.iter().position(|name| *name == refusal_name(refusal)).unwrap()
}

/// A situation: what is asked about when something is tried.
struct Situation<'a> {
    play: &'a Play,
    talk: &'a Conversation,
    actor: Actor,
    member: bool,
    internal: bool,
    moderates: bool,
}

impl<'a> Situation<'a> {
    fn new(play: &'a Play, actor: Actor) -> Self {
        let talk = &play.conversation;
        let role = talk.members.get(&actor.id).map(|member| member.role);
        let moderates = match role {
            Some(Role::Owner | Role::Moderator) => true,
            Some(Role::Member) => actor.admin,
            Some(Role::Guest) | None => false,
        };
        let internal = actor.is_internal();
        Self { play, talk, actor, member: role.is_some(), internal, moderates }
    }

    /// A message that the actor may know of, with what was found of it.
    fn seen(&self, step: usize) -> Option<Target> {
        let external_sees = |target: &Target| {
            if self.talk.read_only { target.seen_by.readers } else { target.seen_by.guests }
        };
        self.play.target(step).filter(|target| self.internal || external_sees(target))
    }

    fn bound(&self) -> bool {
        self.talk.read_only && !self.internal
    }
}

/// The names of all refusals that apply, each with whether it does.
type Listed = Vec<(&'static str, bool)>;

fn everything_wrong(at: &Situation<'_>, command: &Command) -> Listed {
    let mut listed = vec![("NotFound", !at.member)];
    listed.extend(match command {
        Command::Post(words, reply_to, forward) => wrong_post(at, words, *reply_to, *forward),
        Command::Edit(words, step, late) => wrong_edit(at, words, *step, *late),
        Command::Delete(step) => {
            let target = at.seen(*step);
            let own = target.is_some_and(|t| t.author == Some(at.actor.id));
            let system = target.is_some_and(|target| target.system);
            vec![
                ("NotFound", target.is_none()),
                ("ReadOnly", at.bound()),
                ("Forbidden", system || !(own || at.moderates)),
            ]
        }
        Command::React(step, emoji, _) => {
            let there = at.seen(*step).is_some_and(|target| !target.deleted && !target.system);
            vec![("NotFound", !there), ("BadText", *emoji == "+1")]
        }
        Command::Pin(step, _) => {
            let there = at.seen(*step).is_some_and(|target| !target.deleted && !target.system);
            vec![("NotFound", !there), ("ReadOnly", at.bound()), ("Forbidden", !at.internal)]
        }
        Command::Add(people) => vec![
            ("ReadOnly", at.bound()),
            ("Forbidden", !at.internal),
            ("EmailRequired", {
                let new = |n: usize| !at.talk.members.contains_key(&who(n).id);
                // Someone named twice is added as they are named first.
                let first = |n: usize| people.iter().find(|(other, _)| *other == n).copied();
                people.iter().any(|(n, _)| new(*n) && first(*n).is_some_and(|(_, has)| !has))
            }),
        ],
        Command::Remove(other) => wrong_remove(at, *other),
        Command::Leave => Vec::new(),
        Command::ChangeRole(other, role) => wrong_role(at, *other, *role),
        Command::Change(settings) => wrong_settings(at, settings),
        Command::MakeLink(uses) => {
            vec![("ReadOnly", at.bound()), ("Forbidden", !at.moderates), ("BadRequest", *uses == 0)]
        }
        Command::RevokeLink => vec![("ReadOnly", at.bound()), ("Forbidden", !at.moderates)],
        Command::Join(open) => {
            let valid = *open && at.talk.link.is_some();
            return vec![
                ("LinkInvalid", !at.member && !valid),
                ("WasRemoved", at.talk.removed.contains(&at.actor.id)),
            ];
        }
    });
    listed
}

fn wrong_words(at: &Situation<'_>, words: &Words, kind: Kind, has_files: bool) -> Listed {
    let bad_text = Text::parse(words.text.to_owned()).is_err();
    let outsider = |user| match at.talk.members.get(&user).map(|member| member.role) {
        None => true,
        Some(Role::Guest) => kind == Kind::Note,
        Some(Role::Owner | Role::Moderator | Role::Member) => false,
    };
    vec![
        ("ReadOnly", at.bound()),
        ("Forbidden", words.mention_all && !at.internal),
        ("BadText", bad_text && !(words.text.is_empty() && has_files)),
        ("BadRequest", user_ids(&words.mentions).into_iter().any(outsider)),
    ]
}

fn wrong_post(
    at: &Situation<'_>,
    words: &Words,
    reply_to: Option<usize>,
    forward: Option<bool>,
) -> Listed {
    let kind = if words.note { Kind::Note } else { Kind::Text };
    let quoted = reply_to.map(|step| at.seen(step).filter(|t| !t.deleted && !t.system));
    let quotes_note = quoted.flatten().is_some_and(|target| target.kind == Kind::Note);
    let once: BTreeSet<&u128> = words.files.iter().collect();
    let mut listed = wrong_words(at, words, kind, !words.files.is_empty());
    listed.extend([
        ("NotFound", quoted == Some(None)),
        ("Forbidden", words.note && !at.internal),
        ("BadRequest", !words.note && (quotes_note || forward == Some(true))),
        ("BadRequest", once.len() < words.files.len()),
        ("TooMany", words.files.len() > ATTACHMENTS_MAX),
    ]);
    listed
}

fn wrong_edit(at: &Situation<'_>, words: &Words, step: usize, late: bool) -> Listed {
    let target = at.seen(step).filter(|target| !target.deleted);
    let kind = target.map_or(Kind::Text, |target| target.kind);
    let mut listed = wrong_words(at, words, kind, false);
    let own = |target: Target| !target.system && target.author == Some(at.actor.id);
    listed.extend([
        ("NotFound", target.is_none()),
        ("Forbidden", !target.is_some_and(own)),
        ("EditTooLate", late),
    ]);
    listed
}

fn wrong_remove(at: &Situation<'_>, other: usize) -> Listed {
    let other = who(other).id;
    let role = at.talk.members.get(&other).map(|member| member.role);
    let oneself = other == at.actor.id;
    vec![
        ("ReadOnly", at.bound()),
        ("Forbidden", !at.moderates),
        // R4: whether someone is a member is nobody's business outside.
        ("NotFound", at.internal && role.is_none()),
        ("Forbidden", role == Some(Role::Owner) && !oneself),
        ("BadRequest", oneself),
    ]
}

fn wrong_role(at: &Situation<'_>, other: usize, role: Role) -> Listed {
    let own = at.talk.members.get(&at.actor.id).map(|member| member.role);
    let now = at.talk.members.get(&who(other).id).map(|member| member.role);
    let ownership = role == Role::Owner || now == Some(Role::Owner);
    vec![
        ("ReadOnly", at.bound()),
        ("Forbidden", !at.moderates),
        ("NotFound", at.internal && now.is_none()),
        ("Forbidden", ownership && own != Some(Role::Owner) && !at.actor.admin),
        ("BadRequest", role == Role::Guest || now == Some(Role::Guest)),
        ("BadRequest", now == Some(Role::Owner) && role != Role::Owner),
        ("BadRequest", at.talk.created_by_external && role != Role::Moderator),
    ]
}

fn wrong_settings(
    at: &Situation<'_>,
    settings: &crate::conversation::settings::Settings,
) -> Listed {
    let only_tags = settings.tags.is_some()
        && settings.name.is_none()
        && settings.description.is_none()
        && settings.picture.is_none()
        && settings.read_only.is_none();
    let may = if only_tags { at.internal } else { at.moderates };
    let tags: &[String] = settings.tags.as_deref().unwrap_or_default();
    let clears = settings.name.as_deref() == Some("") && at.talk.name.is_some();
    let titled = at.talk.has_guests() || at.talk.kind == crate::conversation::Kind::Direct;
    vec![
        ("ReadOnly", at.bound()),
        ("Forbidden", !may),
        ("BadText", settings.name.as_deref() == Some("a\u{7}b")),
        ("BadText", tags.iter().any(|tag| Tag::parse(tag).is_err())),
        ("BadRequest", clears && !titled),
        ("BadRequest", !tags.is_empty() && !at.talk.has_guests()),
        ("TooMany", tags.len() > TAGS_MAX),
    ]
}

proptest! {
    #![proptest_config(cases(1_536))]

    // C4, C6, L2, L3, M4, M6, M11, R1, R3, R5
    #[test]
    fn the_answer_is_the_earliest_refusal_that_applies(
        script in any_script(),
        by_guest in any::<bool>(),
        read_only in prop::bool::weighted(0.3),
        actor in any_actor(),
        command in any_command(),
    ) {
        let play = Play::of(by_guest, read_only, &script);
        let listed = everything_wrong(&Situation::new(&play, actor), &command);
        let earliest =
            REFUSALS.into_iter().find(|name| listed.iter().any(|(other, is)| *is && name == other));
        let decided = play.decide(99, actor, &command);
        prop_assert_eq!(decided.as_ref().err().map(refusal_name), earliest, "{:?}", listed);
        // The same again gives the same answer.
        prop_assert_eq!(play.decide(99, actor, &command), decided);
    }
}

// C4, R5
#[test]
fn refusals_are_ordered_as_they_are_declared() {
    let too_long = crate::text::TextError::Empty { field: "name" };
    let declared = [
        Refusal::NotFound { what: "message" },
        Refusal::ReadOnly,
        Refusal::Forbidden { needed: "" },
        Refusal::BadText(too_long),
        Refusal::BadRequest(""),
        Refusal::LinkInvalid,
        Refusal::WasRemoved,
        Refusal::MemberLimit { places: 0, added: 0 },
        Refusal::EmailRequired { people: Vec::new() },
        Refusal::KeyConflict,
        Refusal::EditTooLate,
        Refusal::TooMany { what: "", max: 0 },
    ];
    assert!(declared.is_sorted());
    assert!(declared.iter().map(rank).eq(0..REFUSALS.len()));
}
