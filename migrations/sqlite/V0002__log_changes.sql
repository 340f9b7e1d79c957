-- Nothing: one node alone writes to an embedded store, and its bus loses nothing.
-- On Postgres this makes the table `changes`.
SELECT 1;
