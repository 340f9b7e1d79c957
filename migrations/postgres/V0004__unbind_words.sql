-- Words are written and deleted beside their message, in one transaction, by this server and by the
-- one before. The constraint looked that up again for every message, and locked it for that.
ALTER TABLE message_words DROP CONSTRAINT message_words_row_fkey;
