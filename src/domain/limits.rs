//! Every limit, in one place, with its unit in its name and its reason beside it.
//!
//! `docs/limits.md` lists the same numbers for operators and writers of clients; a test compares
//! the two. Limits that an operator may change have their default here and their setting in
//! `config`.

use crate::time::Span;

// People and conversations.

/// Characters of a conversation's or a person's name, after trimming (C2).
pub const NAME_CHARS_MAX: usize = 120;
/// Characters of a conversation's description (C2).
pub const DESCRIPTION_CHARS_MAX: usize = 1_000;
/// Members of a conversation, its creator included (C4).
pub const MEMBERS_MAX: usize = 1_000;
/// Conversations that one user pins to the top of their list (C7).
pub const PINNED_CONVERSATIONS_MAX: usize = 20;
/// Characters of a status text (M8).
pub const STATUS_CHARS_MAX: usize = 100;
/// Free tags of a conversation (S11).
pub const TAGS_MAX: usize = 20;
/// Characters of a tag.
pub const TAG_CHARS_MAX: usize = 50;
/// Bytes of an e-mail address (RFC 5321, 4.5.3.1.3, less the angle brackets).
pub const EMAIL_BYTES_MAX: usize = 254;
/// Bytes of a password; argon2 reads all of them, so there is an end.
pub const PASSWORD_BYTES_MAX: usize = 1_024;
/// Characters of a password (NIST SP 800-63B-4, a password used by itself).
pub const PASSWORD_CHARS_MIN: usize = 12;

// Messages.

/// Bytes of a message's text (M1).
pub const TEXT_BYTES_MAX: usize = 16_384;
/// Characters of the text that a quote carries (M3).
pub const QUOTE_CHARS_MAX: usize = 300;
/// How long an author may edit a message (M4).
pub const EDIT_SPAN: Span = Span::hours(24);
/// Kinds of reaction on one message (M5).
pub const REACTION_KINDS_MAX: usize = 20;
/// Bytes of one emoji sequence; the longest that Unicode lists has 35.
pub const EMOJI_BYTES_MAX: usize = 64;
/// People that one message mentions by name (M6).
pub const MENTIONS_MAX: usize = 50;
/// Files of one message (M7).
pub const ATTACHMENTS_MAX: usize = 10;
/// Bytes of one file (M7).
pub const ATTACHMENT_BYTES_MAX: u64 = 100 * 1024 * 1024;
/// Bytes of a file's name.
pub const FILE_NAME_BYTES_MAX: usize = 255;
/// Files that one user has uploaded and not sent yet.
pub const ATTACHMENTS_UNSENT_MAX: usize = 50;
/// How long an uploaded file waits to be sent before it is dropped.
pub const ATTACHMENT_UNSENT_SPAN: Span = Span::hours(24);
/// Pinned messages of a conversation (M10).
pub const PINS_MAX: usize = 50;
/// How far ahead a message can be scheduled (M10).
pub const SCHEDULE_AHEAD_SPAN: Span = Span::days(365);
/// Messages that one user has scheduled.
pub const SCHEDULED_MAX: usize = 100;
/// Drafts that one user keeps.
pub const DRAFTS_MAX: usize = 200;
/// People whose names a system message or a quote of history carries before it only counts them.
pub const REACTORS_SHOWN_MAX: usize = 20;

// Ephemeral signals.

/// How long a typing signal lasts (M8).
pub const TYPING_SPAN: Span = Span::seconds(6);
/// How often one person's typing is passed on at the most.
pub const TYPING_EVERY: Span = Span::seconds(2);
/// People whose presence one session watches.
pub const PRESENCE_WATCHED_MAX: usize = 200;
/// How long a user who closed their last session still counts as online.
pub const PRESENCE_GRACE: Span = Span::seconds(5);
/// How long the answer to who is there waits for other nodes.
pub const PRESENCE_ANSWER_WITHIN: Span = Span::millis(300);

// Links, guests, sign-in.

/// Random bytes of a link's, an invitation's or a sign-in's token: 256 bits (L1 asks for 128).
pub const TOKEN_BYTES: usize = 32;
/// Uses that a link can be limited to (L1).
pub const LINK_USES_MAX: i64 = 1_000_000;
/// How far ahead a link's end can lie.
pub const LINK_EXPIRY_AHEAD_SPAN: Span = Span::days(3_650);
/// How long a guest's sign-in lasts after its last use (L5).
pub const GUEST_SIGN_IN_SPAN: Span = Span::days(30);
/// How long an internal user's sign-in lasts after its last use.
pub const INTERNAL_SIGN_IN_SPAN: Span = Span::days(30);
/// How long any sign-in lasts at the most.
pub const SIGN_IN_SPAN_MAX: Span = Span::days(180);
/// Sign-ins of one user; the longest unused one ends when another begins.
pub const SIGN_INS_MAX: usize = 50;
/// Digits of an e-mailed code (L5).
pub const CODE_DIGITS: usize = 6;
/// How long a code is good (L5).
pub const CODE_SPAN: Span = Span::minutes(10);
/// Tries at one code (L5).
pub const CODE_TRIES_MAX: i64 = 5;
/// Time between two codes to one address (L5).
pub const CODE_EVERY: Span = Span::minutes(1);
/// How long an e-mailed invitation can be opened.
pub const INVITATION_SPAN: Span = Span::days(14);
/// How long the first administrator's one-time address is good.
pub const SETUP_SPAN: Span = Span::days(1);
/// One-time addresses for the first administrator that are good at the same time (D1).
pub const SETUP_ADDRESSES_MAX: usize = 16;
/// How often it is compared whether the sign-ins of open sessions still hold (R8).
pub const RECHECK_EVERY: Span = Span::seconds(10);

// Pictures (T4).

/// Bytes of an uploaded picture.
pub const PICTURE_BYTES_MAX: usize = 10 * 1024 * 1024;
/// Pixels of an uploaded picture: 40 megapixels.
pub const PICTURE_PIXELS_MAX: u64 = 40_000_000;
/// Longest side of an uploaded picture, in pixels.
pub const PICTURE_SIDE_PIXELS_MAX: u32 = 16_384;
/// Sizes that a picture is kept in: the side of a square, in pixels.
pub const PICTURE_SIZES_PIXELS: [u32; 3] = [512, 128, 48];
/// Memory that decoding one picture may take.
pub const PICTURE_DECODE_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Pictures decoded at once.
pub const PICTURE_DECODES_MAX: usize = 2;
/// Uploads that wait for a decode before others hear `overloaded`.
pub const PICTURE_DECODES_WAITING_MAX: usize = 20;

// Sessions.

/// Bytes of one frame and of one message from a client.
pub const FRAME_BYTES_MAX: usize = 64 * 1024;
/// Bytes that a session may send before it is signed in.
pub const FRAME_BYTES_BEFORE_CONNECT_MAX: usize = 16 * 1024;
/// Time from the upgrade to a `connect`.
pub const CONNECT_DEADLINE: Span = Span::seconds(10);
/// Time from a message's first fragment to its last.
pub const MESSAGE_DEADLINE: Span = Span::seconds(10);
/// Time between the server's pings.
pub const HEARTBEAT_EVERY: Span = Span::seconds(25);
/// Time to answer a ping.
pub const HEARTBEAT_DEADLINE: Span = Span::seconds(10);
/// Bytes that wait for one session before it is closed as slow.
pub const SESSION_QUEUE_BYTES_MAX: usize = 1024 * 1024;
/// Time for which a session takes nothing of what waits before it is closed as slow.
pub const SESSION_STALL_SPAN: Span = Span::seconds(10);
/// Live sessions of one user; the oldest is closed when another begins.
pub const SESSIONS_PER_USER_MAX: usize = 10;
/// Sockets of a node that have not signed in yet, and at most half of its connections; beyond it a
/// handshake is answered with 503.
pub const UNSIGNED_SESSIONS_MAX: usize = 10_000;
/// Sessions that a node signs in each second.
pub const CONNECTS_PER_SECOND: u32 = 200;
/// How long a `connect` waits for its turn; who would wait longer is told when to come back.
pub const CONNECT_WAIT_MAX: Span = Span::seconds(2);
/// How far ahead anybody is told to come back.
pub const COME_BACK_SPAN_MAX: Span = Span::minutes(5);
/// Commands of one session that are under way at once; the next one waits unread.
pub const COMMANDS_UNDER_WAY_MAX: usize = 16;
/// Conversations named in one `connect`.
pub const RESUME_CONVERSATIONS_MAX: usize = 100;
/// Missed events of one conversation that are sent on resume; beyond it: `resync_required`.
pub const RESUME_EVENTS_MAX: usize = 500;
/// Missed events that one resume reads from the store, of all conversations; what does not fit is
/// answered with `resync_required`.
pub const RESUME_READ_EVENTS_MAX: usize = 2_000;
/// Characters that the texts of the events of one read of the log may have together.
pub const LOG_READ_CHARACTERS_MAX: i64 = 2 * 1024 * 1024;
/// Events of a conversation that a node keeps in memory for those who return.
pub const RING_EVENTS_MAX: usize = 256;
/// Conversations with news that the answer to `connect` names.
pub const NEWS_MAX: usize = 200;

// Rates: a burst, then so many each second, for one user (design of GCRA).

/// Messages at once.
pub const SEND_BURST: u32 = 20;
/// Messages each second for external users.
pub const GUEST_SENDS_PER_SECOND: u32 = 2;
/// Messages each second for internal users.
pub const INTERNAL_SENDS_PER_SECOND: u32 = 10;
/// All other commands at once.
pub const COMMAND_BURST: u32 = 100;
/// All other commands each second.
pub const COMMANDS_PER_SECOND: u32 = 20;
/// Sign-ins, codes and joins at once, for one address of the network.
pub const SIGN_IN_BURST: u32 = 30;
/// Sign-ins, codes and joins each minute, for one address of the network.
pub const SIGN_INS_PER_MINUTE: u32 = 60;

// Pages.

/// Messages on a page of history.
pub const HISTORY_PAGE_MAX: usize = 100;
/// Conversations on a page of the list.
pub const LIST_PAGE_MAX: usize = 100;
/// Messages on a page of a conversation's files.
pub const FILES_PAGE_MAX: usize = 100;
/// Results on a page of search.
pub const SEARCH_PAGE_MAX: usize = 50;
/// Words of a search that count; further ones are left out.
pub const SEARCH_WORDS_MAX: usize = 16;
/// Bytes of a search.
pub const SEARCH_BYTES_MAX: usize = 1_024;
/// Bytes of an HTTP request's body where nothing else is said.
pub const BODY_BYTES_MAX: usize = 256 * 1024;
/// Rows of a CSV import (D1).
pub const IMPORT_ROWS_MAX: usize = 10_000;

// The committer.

/// Decisions in one transaction.
pub const BATCH_DECISIONS_MAX: usize = 128;
/// Bytes of text in one transaction.
pub const BATCH_BYTES_MAX: usize = 1024 * 1024;
/// Decisions that wait for the committer before senders hear `overloaded`.
pub const COMMIT_QUEUE_MAX: usize = 4_096;
/// How often a decision is made again when the rules changed meanwhile.
pub const COMMIT_ATTEMPTS_MAX: usize = 8;
/// How long a command waits for the store before it hears `unavailable`: less than the 2 s that are
/// promised.
pub const STORE_DEADLINE: Span = Span::millis(1_800);
/// The same for what looks at much: a search, the removal of a conversation.
pub const STORE_LONG_DEADLINE: Span = Span::seconds(10);
/// Reads and writes that wait for a connection before others hear `overloaded`.
pub const STORE_WAITING_MAX: usize = 1_024;

// Recordings (O5).

/// Recordings that are made at once on a node.
pub const RECORDINGS_AT_ONCE_MAX: usize = 2;
/// How long one recording can be.
pub const RECORDING_SPAN_MAX: Span = Span::hours(24);
/// Lines of a recording that wait for whoever records; further ones are dropped and counted.
pub const RECORDING_QUEUE_LINES_MAX: usize = 4_096;
/// Bytes of those lines.
pub const RECORDING_QUEUE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Conversations whose members a recording remembers; beyond it they are told anew.
pub const RECORDING_CONVERSATIONS_MAX: usize = 10_000;
/// How often it is looked whether who records still may.
pub const RECORDING_CHECK_EVERY: Span = Span::seconds(1);
