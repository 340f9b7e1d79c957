-- What sessions on other nodes have to hear of, for when the bus between nodes lost it. Every node
-- reads what is new here; what all have read long ago is deleted. A record of hints: what has
-- changed is told by the tables themselves.

CREATE TABLE changes (
  id      BIGINT GENERATED ALWAYS AS IDENTITY,
  -- The transaction. Who knows the oldest one that was under way at a look finds everything later
  -- from there on, in whatever order the transactions ended.
  xact    BIGINT NOT NULL DEFAULT CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT),
  -- 1 a user changed, 2 a sign-in ended, 3 became a member, 4 read, 5 unread from here, 6 draft,
  -- 7 mute, pin or archive
  kind    BIGINT NOT NULL,
  user_id UUID NOT NULL,
  -- The sign-in, or the conversation.
  about   UUID,
  -- The read mark.
  seq     BIGINT
);
CREATE INDEX changes_xact ON changes (xact);

-- Access is noted by the database itself, so that no writer can forget it.

CREATE FUNCTION note_user_changed() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO changes (kind, user_id) VALUES (1, NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER users_changed AFTER UPDATE ON users FOR EACH ROW
  WHEN ((OLD.internal, OLD.admin, OLD.name, OLD.email_state, OLD.picture_id, OLD.status, OLD.deactivated_at)
    IS DISTINCT FROM
    (NEW.internal, NEW.admin, NEW.name, NEW.email_state, NEW.picture_id, NEW.status, NEW.deactivated_at))
  EXECUTE FUNCTION note_user_changed();

CREATE FUNCTION note_sign_in_ended() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO changes (kind, user_id, about) VALUES (2, OLD.user_id, OLD.id);
  RETURN NULL;
END $$;
CREATE TRIGGER sign_ins_ended AFTER DELETE ON sign_ins FOR EACH ROW
  EXECUTE FUNCTION note_sign_in_ended();
CREATE TRIGGER sign_ins_given AFTER UPDATE ON sign_ins FOR EACH ROW
  WHEN (OLD.user_id <> NEW.user_id)
  EXECUTE FUNCTION note_sign_in_ended();

CREATE FUNCTION note_joined() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO changes (kind, user_id, about) VALUES (3, NEW.user_id, NEW.conversation_id);
  RETURN NULL;
END $$;
CREATE TRIGGER members_joined AFTER INSERT ON members FOR EACH ROW
  EXECUTE FUNCTION note_joined();
