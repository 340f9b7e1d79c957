-- People and their sign-ins.

CREATE TABLE meta (
  key   TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE users (
  id             UUID NOT NULL PRIMARY KEY,
  internal       BOOLEAN NOT NULL,
  admin          BOOLEAN NOT NULL,
  name           TEXT NOT NULL,
  email          TEXT,
  -- 0 none, 1 typed by a guest, 2 named in an invitation, 3 proven. From 2 on an address is one user's.
  email_state    BIGINT NOT NULL,
  password_hash  TEXT,
  picture_id     UUID,
  status         TEXT,
  language       TEXT,
  time_zone      TEXT,
  created_at     BIGINT NOT NULL,
  deactivated_at BIGINT
);
CREATE UNIQUE INDEX users_email ON users (email) WHERE email_state >= 2;
CREATE INDEX users_picture ON users (picture_id) WHERE picture_id IS NOT NULL;

CREATE TABLE sign_ins (
  id         UUID NOT NULL PRIMARY KEY,
  token_hash BYTEA NOT NULL,
  user_id    UUID NOT NULL REFERENCES users (id),
  link_id    UUID,
  label      TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  used_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX sign_ins_token_hash ON sign_ins (token_hash);
CREATE INDEX sign_ins_user ON sign_ins (user_id, used_at);

CREATE TABLE invitations (
  token_hash      BYTEA NOT NULL PRIMARY KEY,
  user_id         UUID NOT NULL REFERENCES users (id),
  conversation_id UUID,
  created_at      BIGINT NOT NULL,
  expires_at      BIGINT NOT NULL,
  used_at         BIGINT
);
CREATE INDEX invitations_user ON invitations (user_id);

CREATE TABLE email_codes (
  user_id    UUID NOT NULL,
  email      TEXT NOT NULL,
  code_hash  BYTEA NOT NULL,
  tries      BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, email)
);
CREATE INDEX email_codes_email ON email_codes (email, created_at);

-- Conversations: the row that orders everything, its log, and the tables that are the log's fold.

CREATE TABLE conversations (
  id                    UUID NOT NULL PRIMARY KEY,
  -- 1 direct, 2 group
  kind                  BIGINT NOT NULL,
  name                  TEXT,
  description           TEXT,
  read_only             BOOLEAN NOT NULL,
  link_id               UUID,
  picture_id            UUID,
  tags                  TEXT NOT NULL,
  direct_key            TEXT,
  created_by            UUID NOT NULL,
  created_by_external   BOOLEAN NOT NULL,
  created_at            BIGINT NOT NULL,
  rules_version         BIGINT NOT NULL,
  member_count          BIGINT NOT NULL,
  -- The numbers last given, one numbering for each class of viewers.
  seq                   BIGINT NOT NULL,
  guest_seq             BIGINT NOT NULL,
  reader_seq            BIGINT NOT NULL,
  -- Messages by people so far: all, and those that external members see. Unread is a difference.
  ordinal               BIGINT NOT NULL,
  guest_ordinal         BIGINT NOT NULL,
  last_message_id       UUID,
  guest_last_message_id UUID,
  last_at               BIGINT NOT NULL,
  guest_last_at         BIGINT NOT NULL
);
CREATE UNIQUE INDEX conversations_direct_key ON conversations (direct_key) WHERE direct_key IS NOT NULL;
CREATE INDEX conversations_picture ON conversations (picture_id) WHERE picture_id IS NOT NULL;

CREATE TABLE members (
  conversation_id  UUID NOT NULL REFERENCES conversations (id),
  user_id          UUID NOT NULL REFERENCES users (id),
  -- 1 owner, 2 moderator, 3 member, 4 guest
  role             BIGINT NOT NULL,
  joined_seq       BIGINT NOT NULL,
  joined_at        BIGINT NOT NULL,
  -- The read mark: where it is in the log, and how many messages that were for the member's side.
  read_seq         BIGINT NOT NULL,
  read_ordinal     BIGINT NOT NULL,
  -- Set by "unread from here": how many messages were before.
  unread_ordinal   BIGINT,
  unread_seq       BIGINT,
  muted_until      BIGINT,
  pin              BIGINT,
  -- How many messages there were when it was archived: a newer one brings it back.
  archived_ordinal BIGINT,
  PRIMARY KEY (conversation_id, user_id)
);
CREATE INDEX members_user ON members (user_id, conversation_id);

CREATE TABLE removals (
  conversation_id UUID NOT NULL,
  user_id         UUID NOT NULL,
  PRIMARY KEY (conversation_id, user_id)
);

CREATE TABLE links (
  id              UUID NOT NULL PRIMARY KEY,
  conversation_id UUID NOT NULL,
  token_hash      BYTEA NOT NULL,
  created_by      UUID,
  created_at      BIGINT NOT NULL,
  expires_at      BIGINT,
  uses_max        BIGINT,
  uses            BIGINT NOT NULL,
  revoked_at      BIGINT
);
CREATE UNIQUE INDEX links_token_hash ON links (token_hash);
CREATE INDEX links_conversation ON links (conversation_id);

CREATE TABLE events (
  conversation_id UUID NOT NULL,
  seq             BIGINT NOT NULL,
  guest_seq       BIGINT,
  reader_seq      BIGINT,
  -- 1 posted, 2 edited, 3 deleted, 4 reacted, 5 pinned
  kind            BIGINT NOT NULL,
  actor_id        UUID,
  message_id      UUID NOT NULL,
  -- What of it is not in the message: the reaction, on or off, its count. Never text.
  detail          TEXT,
  at              BIGINT NOT NULL,
  PRIMARY KEY (conversation_id, seq)
);
CREATE UNIQUE INDEX events_guest_seq ON events (conversation_id, guest_seq) WHERE guest_seq IS NOT NULL;
CREATE UNIQUE INDEX events_reader_seq ON events (conversation_id, reader_seq) WHERE reader_seq IS NOT NULL;

-- With a row number of its own, which the search index names.
CREATE TABLE messages (
  row             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id              UUID NOT NULL,
  conversation_id UUID NOT NULL,
  seq             BIGINT NOT NULL,
  guest_seq       BIGINT,
  reader_seq      BIGINT,
  ordinal         BIGINT NOT NULL,
  guest_ordinal   BIGINT NOT NULL,
  -- 1 text, 2 note, 3 system
  kind            BIGINT NOT NULL,
  author_id       UUID,
  client_id       UUID,
  content_hash    BYTEA,
  text            TEXT,
  system          TEXT,
  reply_to        UUID,
  forwarded       TEXT,
  mention_all     BOOLEAN NOT NULL,
  sent_at         BIGINT NOT NULL,
  edited_at       BIGINT,
  deleted_at      BIGINT,
  pinned_at       BIGINT
);
CREATE UNIQUE INDEX messages_id ON messages (id);
CREATE UNIQUE INDEX messages_seq ON messages (conversation_id, seq);
CREATE UNIQUE INDEX messages_client_id ON messages (conversation_id, author_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX messages_guest_seq ON messages (conversation_id, guest_seq) WHERE guest_seq IS NOT NULL;
CREATE INDEX messages_reader_seq ON messages (conversation_id, reader_seq) WHERE reader_seq IS NOT NULL;
CREATE INDEX messages_mention_all ON messages (conversation_id, seq) WHERE mention_all;
CREATE INDEX messages_pinned ON messages (conversation_id, pinned_at) WHERE pinned_at IS NOT NULL;

-- The words of messages and of their files' names, by the row number of the message.
CREATE TABLE message_words (
  row   BIGINT NOT NULL PRIMARY KEY REFERENCES messages (row) ON DELETE CASCADE,
  words TSVECTOR NOT NULL
);
CREATE INDEX message_words_words ON message_words USING gin (words);

CREATE TABLE mentions (
  conversation_id UUID NOT NULL,
  user_id         UUID NOT NULL,
  seq             BIGINT NOT NULL,
  message_id      UUID NOT NULL,
  PRIMARY KEY (conversation_id, user_id, seq)
);
CREATE INDEX mentions_message ON mentions (message_id);

CREATE TABLE reactions (
  message_id UUID NOT NULL,
  emoji      TEXT COLLATE "C" NOT NULL,
  user_id    UUID NOT NULL,
  -- The number of the event: the order of reacting.
  seq        BIGINT NOT NULL,
  PRIMARY KEY (message_id, emoji, user_id)
);

CREATE TABLE attachments (
  id              UUID NOT NULL PRIMARY KEY,
  conversation_id UUID NOT NULL,
  uploader_id     UUID NOT NULL,
  -- NULL until it is sent.
  message_id      UUID,
  place           BIGINT NOT NULL,
  -- The stored file; a forwarded attachment shares it.
  file_id         UUID NOT NULL,
  name            TEXT NOT NULL,
  media_type      TEXT NOT NULL,
  bytes           BIGINT NOT NULL,
  width           BIGINT,
  height          BIGINT,
  preview         BOOLEAN NOT NULL,
  created_at      BIGINT NOT NULL
);
CREATE INDEX attachments_message ON attachments (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX attachments_unsent ON attachments (uploader_id, created_at) WHERE message_id IS NULL;
CREATE INDEX attachments_file ON attachments (file_id);

-- Pictures of users and conversations, by what they show: the id is made of the content's hash.
CREATE TABLE pictures (
  id         UUID NOT NULL PRIMARY KEY,
  media_type TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

-- What users keep for themselves.

CREATE TABLE drafts (
  user_id         UUID NOT NULL,
  conversation_id UUID NOT NULL,
  text            TEXT NOT NULL,
  updated_at      BIGINT NOT NULL,
  PRIMARY KEY (user_id, conversation_id)
);
CREATE INDEX drafts_conversation ON drafts (conversation_id);

CREATE TABLE scheduled (
  id              UUID NOT NULL PRIMARY KEY,
  user_id         UUID NOT NULL,
  conversation_id UUID NOT NULL,
  send_at         BIGINT NOT NULL,
  client_id       UUID NOT NULL,
  post            TEXT NOT NULL,
  created_at      BIGINT NOT NULL,
  -- The code of the refusal, if it could not be sent.
  failed          TEXT
);
CREATE INDEX scheduled_due ON scheduled (send_at) WHERE failed IS NULL;
CREATE INDEX scheduled_user ON scheduled (user_id, send_at);

-- Follow-ups that must survive a crash.

CREATE TABLE outbox (
  id           UUID NOT NULL PRIMARY KEY,
  job          TEXT NOT NULL,
  run_at       BIGINT NOT NULL,
  attempts     BIGINT NOT NULL,
  leased_until BIGINT,
  -- The reason of the last failure, without addresses or texts.
  failure      TEXT,
  dead_at      BIGINT,
  created_at   BIGINT NOT NULL
);
CREATE INDEX outbox_due ON outbox (run_at) WHERE dead_at IS NULL;
