-- People and their sign-ins.

CREATE TABLE meta (
  key   TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
  id             BLOB NOT NULL PRIMARY KEY,
  internal       INTEGER NOT NULL,
  admin          INTEGER NOT NULL,
  name           TEXT NOT NULL,
  email          TEXT,
  -- 0 none, 1 typed by a guest, 2 named in an invitation, 3 proven. From 2 on an address is one user's.
  email_state    INTEGER NOT NULL,
  password_hash  TEXT,
  picture_id     BLOB,
  status         TEXT,
  language       TEXT,
  time_zone      TEXT,
  created_at     INTEGER NOT NULL,
  deactivated_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX users_email ON users (email) WHERE email_state >= 2;
CREATE INDEX users_picture ON users (picture_id) WHERE picture_id IS NOT NULL;

CREATE TABLE sign_ins (
  id         BLOB NOT NULL PRIMARY KEY,
  token_hash BLOB NOT NULL,
  user_id    BLOB NOT NULL REFERENCES users (id),
  link_id    BLOB,
  label      TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX sign_ins_token_hash ON sign_ins (token_hash);
CREATE INDEX sign_ins_user ON sign_ins (user_id, used_at);

CREATE TABLE invitations (
  token_hash      BLOB NOT NULL PRIMARY KEY,
  user_id         BLOB NOT NULL REFERENCES users (id),
  conversation_id BLOB,
  created_at      INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL,
  used_at         INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX invitations_user ON invitations (user_id);

CREATE TABLE email_codes (
  user_id    BLOB NOT NULL,
  email      TEXT NOT NULL,
  code_hash  BLOB NOT NULL,
  tries      INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, email)
) STRICT, WITHOUT ROWID;
CREATE INDEX email_codes_email ON email_codes (email, created_at);

-- Conversations: the row that orders everything, its log, and the tables that are the log's fold.

CREATE TABLE conversations (
  id                    BLOB NOT NULL PRIMARY KEY,
  -- 1 direct, 2 group
  kind                  INTEGER NOT NULL,
  name                  TEXT,
  description           TEXT,
  read_only             INTEGER NOT NULL,
  link_id               BLOB,
  picture_id            BLOB,
  tags                  TEXT NOT NULL,
  direct_key            TEXT,
  created_by            BLOB NOT NULL,
  created_by_external   INTEGER NOT NULL,
  created_at            INTEGER NOT NULL,
  rules_version         INTEGER NOT NULL,
  member_count          INTEGER NOT NULL,
  -- The numbers last given, one numbering for each class of viewers.
  seq                   INTEGER NOT NULL,
  guest_seq             INTEGER NOT NULL,
  reader_seq            INTEGER NOT NULL,
  -- Messages by people so far: all, and those that external members see. Unread is a difference.
  ordinal               INTEGER NOT NULL,
  guest_ordinal         INTEGER NOT NULL,
  last_message_id       BLOB,
  guest_last_message_id BLOB,
  last_at               INTEGER NOT NULL,
  guest_last_at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX conversations_direct_key ON conversations (direct_key) WHERE direct_key IS NOT NULL;
CREATE INDEX conversations_picture ON conversations (picture_id) WHERE picture_id IS NOT NULL;

CREATE TABLE members (
  conversation_id  BLOB NOT NULL REFERENCES conversations (id),
  user_id          BLOB NOT NULL REFERENCES users (id),
  -- 1 owner, 2 moderator, 3 member, 4 guest
  role             INTEGER NOT NULL,
  joined_seq       INTEGER NOT NULL,
  joined_at        INTEGER NOT NULL,
  -- The read mark: where it is in the log, and how many messages that were for the member's side.
  read_seq         INTEGER NOT NULL,
  read_ordinal     INTEGER NOT NULL,
  -- Set by "unread from here": how many messages were before.
  unread_ordinal   INTEGER,
  unread_seq       INTEGER,
  muted_until      INTEGER,
  pin              INTEGER,
  -- How many messages there were when it was archived: a newer one brings it back.
  archived_ordinal INTEGER,
  PRIMARY KEY (conversation_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_user ON members (user_id, conversation_id);

CREATE TABLE removals (
  conversation_id BLOB NOT NULL,
  user_id         BLOB NOT NULL,
  PRIMARY KEY (conversation_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE links (
  id              BLOB NOT NULL PRIMARY KEY,
  conversation_id BLOB NOT NULL,
  token_hash      BLOB NOT NULL,
  created_by      BLOB,
  created_at      INTEGER NOT NULL,
  expires_at      INTEGER,
  uses_max        INTEGER,
  uses            INTEGER NOT NULL,
  revoked_at      INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX links_token_hash ON links (token_hash);
CREATE INDEX links_conversation ON links (conversation_id);

CREATE TABLE events (
  conversation_id BLOB NOT NULL,
  seq             INTEGER NOT NULL,
  guest_seq       INTEGER,
  reader_seq      INTEGER,
  -- 1 posted, 2 edited, 3 deleted, 4 reacted, 5 pinned
  kind            INTEGER NOT NULL,
  actor_id        BLOB,
  message_id      BLOB NOT NULL,
  -- What of it is not in the message: the reaction, on or off, its count. Never text.
  detail          TEXT,
  at              INTEGER NOT NULL,
  PRIMARY KEY (conversation_id, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX events_guest_seq ON events (conversation_id, guest_seq) WHERE guest_seq IS NOT NULL;
CREATE UNIQUE INDEX events_reader_seq ON events (conversation_id, reader_seq) WHERE reader_seq IS NOT NULL;

-- With a row number of its own, which the search index names.
CREATE TABLE messages (
  row             INTEGER NOT NULL PRIMARY KEY,
  id              BLOB NOT NULL,
  conversation_id BLOB NOT NULL,
  seq             INTEGER NOT NULL,
  guest_seq       INTEGER,
  reader_seq      INTEGER,
  ordinal         INTEGER NOT NULL,
  guest_ordinal   INTEGER NOT NULL,
  -- 1 text, 2 note, 3 system
  kind            INTEGER NOT NULL,
  author_id       BLOB,
  client_id       BLOB,
  content_hash    BLOB,
  text            TEXT,
  system          TEXT,
  reply_to        BLOB,
  forwarded       TEXT,
  mention_all     INTEGER NOT NULL,
  sent_at         INTEGER NOT NULL,
  edited_at       INTEGER,
  deleted_at      INTEGER,
  pinned_at       INTEGER
) STRICT;
CREATE UNIQUE INDEX messages_id ON messages (id);
CREATE UNIQUE INDEX messages_seq ON messages (conversation_id, seq);
CREATE UNIQUE INDEX messages_client_id ON messages (conversation_id, author_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX messages_guest_seq ON messages (conversation_id, guest_seq) WHERE guest_seq IS NOT NULL;
CREATE INDEX messages_reader_seq ON messages (conversation_id, reader_seq) WHERE reader_seq IS NOT NULL;
CREATE INDEX messages_mention_all ON messages (conversation_id, seq) WHERE mention_all;
CREATE INDEX messages_pinned ON messages (conversation_id, pinned_at) WHERE pinned_at IS NOT NULL;

-- The words of messages and of their files' names, by the row number of the message.
CREATE VIRTUAL TABLE message_words USING fts5 (
  words, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2"
);

CREATE TABLE mentions (
  conversation_id BLOB NOT NULL,
  user_id         BLOB NOT NULL,
  seq             INTEGER NOT NULL,
  message_id      BLOB NOT NULL,
  PRIMARY KEY (conversation_id, user_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX mentions_message ON mentions (message_id);

CREATE TABLE reactions (
  message_id BLOB NOT NULL,
  emoji      TEXT NOT NULL,
  user_id    BLOB NOT NULL,
  -- The number of the event: the order of reacting.
  seq        INTEGER NOT NULL,
  PRIMARY KEY (message_id, emoji, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE attachments (
  id              BLOB NOT NULL PRIMARY KEY,
  conversation_id BLOB NOT NULL,
  uploader_id     BLOB NOT NULL,
  -- NULL until it is sent.
  message_id      BLOB,
  place           INTEGER NOT NULL,
  -- The stored file; a forwarded attachment shares it.
  file_id         BLOB NOT NULL,
  name            TEXT NOT NULL,
  media_type      TEXT NOT NULL,
  bytes           INTEGER NOT NULL,
  width           INTEGER,
  height          INTEGER,
  preview         INTEGER NOT NULL,
  created_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attachments_message ON attachments (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX attachments_unsent ON attachments (uploader_id, created_at) WHERE message_id IS NULL;
CREATE INDEX attachments_file ON attachments (file_id);

-- Pictures of users and conversations, by what they show: the id is made of the content's hash.
CREATE TABLE pictures (
  id         BLOB NOT NULL PRIMARY KEY,
  media_type TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What users keep for themselves.

CREATE TABLE drafts (
  user_id         BLOB NOT NULL,
  conversation_id BLOB NOT NULL,
  text            TEXT NOT NULL,
  updated_at      INTEGER NOT NULL,
  PRIMARY KEY (user_id, conversation_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX drafts_conversation ON drafts (conversation_id);

CREATE TABLE scheduled (
  id              BLOB NOT NULL PRIMARY KEY,
  user_id         BLOB NOT NULL,
  conversation_id BLOB NOT NULL,
  send_at         INTEGER NOT NULL,
  client_id       BLOB NOT NULL,
  post            TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  -- The code of the refusal, if it could not be sent.
  failed          TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX scheduled_due ON scheduled (send_at) WHERE failed IS NULL;
CREATE INDEX scheduled_user ON scheduled (user_id, send_at);

-- Follow-ups that must survive a crash.

CREATE TABLE outbox (
  id           BLOB NOT NULL PRIMARY KEY,
  job          TEXT NOT NULL,
  run_at       INTEGER NOT NULL,
  attempts     INTEGER NOT NULL,
  leased_until INTEGER,
  -- The reason of the last failure, without addresses or texts.
  failure      TEXT,
  dead_at      INTEGER,
  created_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox (run_at) WHERE dead_at IS NULL;
