//! Starts a node, or one of the smaller commands.

fn main() {}
