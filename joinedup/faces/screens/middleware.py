"""Nobody sees a page before signing in, but the few that say so."""

from django.contrib.auth.middleware import LoginRequiredMiddleware


class SignInFirst(LoginRequiredMiddleware):
    """Sends whoever is not signed in to the sign-in page; views opt out with ``login_not_required``."""
