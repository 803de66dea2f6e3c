"""What others may follow: that a release was published. Loads nothing, so that every command can."""

from django.dispatch import Signal

# Sent with ``release`` and ``by`` once a release is in place.
published = Signal()
