// Which fields each message of a command has.

const COMMAND: &[Field] = &[
    Field { number: 1, name: "id", json_name: "id", repeated: false, message: None },
    Field { number: 2, name: "connect", json_name: "connect", repeated: false, message: Some(CONNECT) },
    Field { number: 3, name: "ping", json_name: "ping", repeated: false, message: Some(PING) },
    Field { number: 4, name: "history", json_name: "history", repeated: false, message: Some(HISTORY) },
    Field { number: 5, name: "send", json_name: "send", repeated: false, message: Some(SEND) },
    Field { number: 6, name: "edit", json_name: "edit", repeated: false, message: Some(EDIT) },
    Field { number: 7, name: "delete", json_name: "delete", repeated: false, message: Some(DELETE) },
    Field { number: 8, name: "react", json_name: "react", repeated: false, message: Some(REACT) },
    Field { number: 9, name: "pin", json_name: "pin", repeated: false, message: Some(PIN) },
    Field { number: 10, name: "read", json_name: "read", repeated: false, message: Some(READ) },
    Field { number: 11, name: "mark_unread", json_name: "markUnread", repeated: false, message: Some(MARK_UNREAD) },
    Field { number: 12, name: "typing", json_name: "typing", repeated: false, message: Some(TYPE) },
    Field { number: 13, name: "set_presence", json_name: "setPresence", repeated: false, message: Some(SET_PRESENCE) },
    Field { number: 14, name: "watch_presence", json_name: "watchPresence", repeated: false, message: Some(WATCH_PRESENCE) },
    Field { number: 15, name: "save_draft", json_name: "saveDraft", repeated: false, message: Some(SAVE_DRAFT) },
];

const CONNECT: &[Field] = &[
    Field { number: 1, name: "token", json_name: "token", repeated: false, message: None },
    Field { number: 2, name: "resume", json_name: "resume", repeated: true, message: Some(HELD) },
    Field { number: 3, name: "client", json_name: "client", repeated: false, message: None },
];

const HELD: &[Field] = &[
    Field { number: 1, name: "conversation_id", json_name: "conversationId", repeated: false, message: None },
    Field { number: 2, name: "epoch", json_name: "epoch", repeated: false, message: None },
    Field { number: 3, name: "seq", json_name: "seq", repeated: false, message: None },
];

const PING: &[Field] = &[
];

const HISTORY: &[Field] = &[
    Field { number: 1, name: "conversation_id", json_name: "conversationId", repeated: false, message: None },
    Field { number: 2, name: "before", json_name: "before", repeated: false, message: None },
    Field { number: 3, name: "after", json_name: "after", repeated: false, message: None },
    Field { number: 4, name: "limit", json_name: "limit", repeated: false, message: None },
];

const SEND: &[Field] = &[
    Field { number: 1, name: "conversation_id", json_name: "conversationId", repeated: false, message: None },
    Field { number: 2, name: "client_id", json_name: "clientId", repeated: false, message: None },
    Field { number: 3, name: "text", json_name: "text", repeated: false, message: None },
    Field { number: 4, name: "note", json_name: "note", repeated: false, message: None },
    Field { number: 5, name: "reply_to", json_name: "replyTo", repeated: false, message: None },
    Field { number: 6, name: "forward", json_name: "forward", repeated: false, message: None },
    Field { number: 7, name: "attachments", json_name: "attachments", repeated: true, message: None },
    Field { number: 8, name: "mentions", json_name: "mentions", repeated: true, message: None },
    Field { number: 9, name: "mention_all", json_name: "mentionAll", repeated: false, message: None },
];

const EDIT: &[Field] = &[
    Field { number: 1, name: "message_id", json_name: "messageId", repeated: false, message: None },
    Field { number: 2, name: "text", json_name: "text", repeated: false, message: None },
    Field { number: 3, name: "mentions", json_name: "mentions", repeated: true, message: None },
    Field { number: 4, name: "mention_all", json_name: "mentionAll", repeated: false, message: None },
];

const DELETE: &[Field] = &[
    Field { number: 1, name: "message_id", json_name: "messageId", repeated: false, message: None },
];

const REACT: &[Field] = &[
    Field { number: 1, name: "message_id", json_name: "messageId", repeated: false, message: None },
    Field { number: 2, name: "emoji", json_name: "emoji", repeated: false, message: None },
    Field { number: 3, name: "on", json_name: "on", repeated: false, message: None },
];

const PIN: &[Field] = &[
    Field { number: 1, name: "message_id", json_name: "messageId", repeated: false, message: None },
    Field { number: 2, name: "on", json_name: "on", repeated: false, message: None },
];

const READ: &[Field] = &[
    Field { number: 1, name: "conversation_id", json_name: "conversationId", repeated: false, message: None },
    Field { number: 2, name: "seq", json_name: "seq", repeated: false, message: None },
];

const MARK_UNREAD: &[Field] = &[
    Field { number: 1, name: "conversation_id", json_name: "conversationId", repeated: false, message: None },
    Field { number: 2, name: "from_seq", json_name: "fromSeq", repeated: false, message: None },
];

const TYPE: &[Field] = &[
    Field { number: 1, name: "conversation_id", json_name: "conversationId", repeated: false, message: None },
    Field { number: 2, name: "on", json_name: "on", repeated: false, message: None },
    Field { number: 3, name: "note", json_name: "note", repeated: false, message: None },
];

const SET_PRESENCE: &[Field] = &[
    Field { number: 1, name: "availability", json_name: "availability", repeated: false, message: None },
    Field { number: 2, name: "status", json_name: "status", repeated: false, message: None },
];

const WATCH_PRESENCE: &[Field] = &[
    Field { number: 1, name: "user_ids", json_name: "userIds", repeated: true, message: None },
];

const SAVE_DRAFT: &[Field] = &[
    Field { number: 1, name: "conversation_id", json_name: "conversationId", repeated: false, message: None },
    Field { number: 2, name: "text", json_name: "text", repeated: false, message: None },
];
