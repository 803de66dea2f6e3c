"""The pages on which people sign in, and those of their own sign-in: part of the one table of pages."""

from __future__ import annotations

from joinedup.faces.screens.guard import ANYONE, BOTH, SEND, SIGNED_IN, Page
from joinedup.faces.screens.signing_in import again, outside, passkeys, yours
from joinedup.faces.screens.signing_in import views as signing_in

PAGES: tuple[Page, ...] = (
    Page("sign_in", "sign-in", signing_in.sign_in, ANYONE, BOTH),
    Page("sign_in_code", "sign-in/code", signing_in.code, ANYONE, BOTH),
    Page("sign_in_passkey", "sign-in/passkey", passkeys.sign_in_passkey, ANYONE, BOTH, limit="sign_in"),
    Page("sign_in_with", "sign-in/with/<slug:provider>", outside.sign_in_with, ANYONE),
    Page("sign_in_back", "sign-in/back/<slug:provider>", outside.sign_in_back, ANYONE),
    Page("session_ended", "sign-in/ended/<slug:provider>", outside.session_ended, ANYONE, SEND),
    Page("sign_in_again", "sign-in/again", again.sign_in_again, SIGNED_IN, BOTH),
    Page("sign_out", "sign-out", signing_in.sign_out, SIGNED_IN, SEND),
    Page("your_sign_in", "your-sign-in", yours.your_sign_in, SIGNED_IN),
    Page("authenticator_add", "your-sign-in/authenticator", yours.authenticator, SIGNED_IN, BOTH, fresh=True),
    Page("authenticator_remove", "your-sign-in/authenticator/remove", yours.authenticator_remove, SIGNED_IN, SEND,
         fresh=True),
    Page("recovery_codes", "your-sign-in/recovery-codes", yours.recovery_codes, SIGNED_IN, SEND, fresh=True),
    Page("passkey_add", "your-sign-in/passkeys/add", yours.passkey_add, SIGNED_IN, BOTH, fresh=True),
    Page("passkey_change", "your-sign-in/passkeys/<int:passkey_id>/<slug:act>", yours.passkey_change, SIGNED_IN,
         SEND, fresh=True),
    Page("password_change", "your-sign-in/password", yours.password, SIGNED_IN, BOTH, fresh=True),
    Page("sign_out_elsewhere", "your-sign-in/sign-out-elsewhere", yours.sign_out_elsewhere, SIGNED_IN, SEND),
    Page("identity_bind", "your-sign-in/with/<slug:provider>", outside.identity_bind, SIGNED_IN, fresh=True),
    Page("identity_confirm", "your-sign-in/with/<slug:provider>/confirm", outside.identity_confirm, SIGNED_IN, SEND,
         fresh=True),
    Page("identity_unbind", "your-sign-in/identities/<int:identity_id>/unbind", yours.identity_unbind, SIGNED_IN,
         SEND, fresh=True),
    Page("choose_post", "post", signing_in.choose_post, SIGNED_IN, BOTH),
)  # fmt: skip
