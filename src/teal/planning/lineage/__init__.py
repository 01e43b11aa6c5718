"""Impact by column: what a change means, and who is touched by it."""
