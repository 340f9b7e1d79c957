-- Which conversations have people from outside.
CREATE INDEX members_guests ON members (conversation_id) WHERE role = 4;
