"""Access: organisations, accounts, posts, and the rules of who may do what."""
