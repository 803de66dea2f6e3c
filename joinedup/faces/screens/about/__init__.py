"""Pages about the site itself: help, accessibility, cookies."""
