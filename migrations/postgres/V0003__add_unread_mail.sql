-- What each user wants mail about of what they have not read: all, mentions, none.
ALTER TABLE users ADD COLUMN unread_mail TEXT NOT NULL DEFAULT 'all';
