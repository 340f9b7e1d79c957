-- Nothing: the index of words of an embedded store has no constraint.
SELECT 1;
