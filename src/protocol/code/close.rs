//! Why a session is closed: numbers of RFC 6455 and IANA where there is one, else our own, whose
//! range alone says whether to come back.

macro_rules! closes {
    ($($(#[$doc:meta])+ $variant:ident = $number:literal, $name:literal, $reconnect:literal;)+) => {
        /// Why the server closes a session.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CloseCode {
            $($(#[$doc])+ $variant,)+
        }

        impl CloseCode {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Its number in the close frame.
            #[must_use]
            pub const fn number(self) -> u16 {
                match self { $(Self::$variant => $number,)+ }
            }

            /// Its name: the reason in the close frame, and the label in metrics.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// Whether a client should connect again by itself. For the numbers from 4000 on the
            /// range says the same.
            #[must_use]
            pub const fn reconnect(self) -> bool {
                match self { $(Self::$variant => $reconnect,)+ }
            }
        }
    };
}

closes! {
    /// A frame breaks RFC 6455.
    Protocol = 1002, "protocol_error", false;
    /// A frame of the other kind than the subprotocol's: binary for JSON, text for protobuf.
    Unsupported = 1003, "unsupported_data", false;
    /// A text frame is not UTF-8.
    NotUtf8 = 1007, "not_utf8", false;
    /// A frame or a message is larger than the limit; before `connect` the limit is lower.
    TooLarge = 1009, "too_large", false;
    /// A bug of the server.
    Internal = 1011, "internal_error", true;
    /// The server stops or restarts; a `drain` push came before, if there was time.
    Restart = 1012, "service_restart", true;
    /// The server has too much to do; come back later, when the error before it says so.
    TryLater = 1013, "try_again_later", true;

    /// The client took too little of what waited for it: resume.
    Slow = 4000, "slow", true;
    /// No answer to a ping.
    HeartbeatMissed = 4001, "heartbeat_missed", true;
    /// No `connect` within the deadline.
    ConnectDeadline = 4002, "connect_deadline", true;
    /// The fragments of a message did not end within the deadline.
    MessageDeadline = 4003, "message_deadline", true;
    /// What the session is allowed has changed: connect again.
    Reconnect = 4004, "reconnect", true;

    /// `connect` brought no sign-in, or one that is not known.
    NotSignedIn = 4500, "not_signed_in", false;
    /// The sign-in ended: signed out here or elsewhere, revoked, or expired.
    SignedOut = 4501, "signed_out", false;
    /// The user was deactivated.
    Deactivated = 4502, "deactivated", false;
    /// Another command before `connect`, or a second `connect`.
    Misuse = 4503, "protocol_misuse", false;
    /// The same user opened more sessions than there can be; this was the oldest.
    Replaced = 4504, "session_replaced", false;
}
