"""The settings under which tests run: those of the product, with a home of their own that goes with them."""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="joinedup-tests-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["JOINEDUP_HOME"] = _home

from joinedup.config.settings import *  # noqa: E402, F403 (the home must be set first)

# Tests of pages are not about signing in: one password is enough, except where a test says otherwise.
SECOND_FACTOR = False

# Tasks run where they are queued, so that a test sees what they did.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# Assets are served as they are: nothing need be collected first.
STATIC_ROOT = _home
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
