"""The home page: what this post can do, and what waits for it."""
