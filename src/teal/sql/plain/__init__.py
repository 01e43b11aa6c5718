"""The commonest statements, read by a few compiled expressions instead of token by token."""
