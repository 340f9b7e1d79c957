-- The files of a conversation, for the list of them.
CREATE INDEX attachments_conversation ON attachments (conversation_id) WHERE message_id IS NOT NULL;
