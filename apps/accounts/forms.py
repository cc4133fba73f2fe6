"""Forms of the server-rendered pages: allauth's, in our words and without placeholders."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as sign_in
from allauth.mfa.base import forms as codes
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import NAME_LENGTH

# Hashing is bounded work only if its input is.
PASSWORD_LENGTH = 1024
CODE_LENGTH = 32
PASSKEY_NAME_LENGTH = 100
PASSWORD_HELP = _("At least 12 characters; a sentence you will remember is best.")


class PlainFields:
    """Mixin that gives fields our words and lengths, and removes what repeats the label.

    It stands before allauth's form in the bases. ``words`` holds label and help by field.
    """

    words: ClassVar[dict[str, tuple[Any, Any]]] = {}
    lengths: ClassVar[dict[str, int]] = {}

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label, field.help_text = self.words.get(name, (field.label, ""))
            self._limit(name, field)

    def _limit(self, name: str, field: forms.Field) -> None:
        length = PASSWORD_LENGTH if "password" in name else self.lengths.get(name)
        if length is not None and isinstance(field, forms.CharField):
            field.max_length = length
            field.validators.append(forms.CharField(max_length=length).validators[0])


class LoginForm(PlainFields, sign_in.LoginForm):
    """Address and password."""

    words: ClassVar = {"login": (_("E-mail address"), ""), "password": (_("Password"), "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs.update(autocomplete="username", autofocus=True)


class ResetPasswordForm(PlainFields, sign_in.ResetPasswordForm):
    """Address to mail a link to."""

    words: ClassVar = {"email": (_("E-mail address"), "")}


class ResetPasswordKeyForm(PlainFields, sign_in.ResetPasswordKeyForm):
    """A new password, twice."""

    words: ClassVar = {
        "password1": (_("New password"), PASSWORD_HELP),
        "password2": (_("New password, again"), ""),
    }


class ChangePasswordForm(PlainFields, sign_in.ChangePasswordForm):
    """The present password and a new one, twice."""

    words: ClassVar = {
        "oldpassword": (_("Current password"), ""),
        **ResetPasswordKeyForm.words,
    }


class SetPasswordForm(PlainFields, sign_in.SetPasswordForm):
    """A first password, twice."""

    words: ClassVar = ResetPasswordKeyForm.words


class ReauthenticateForm(PlainFields, sign_in.ReauthenticateForm):
    """The password once more."""

    words: ClassVar = {"password": (_("Password"), "")}


class CodeForm(PlainFields, codes.AuthenticateForm):
    """Second factor at sign-in."""

    words: ClassVar = {
        "code": (
            _("Code"),
            _("Six digits from your authenticator app, or one of your recovery codes."),
        )
    }
    lengths: ClassVar = {"code": CODE_LENGTH}


class ReauthenticateCodeForm(PlainFields, codes.ReauthenticateForm):
    """Second factor once more."""

    words: ClassVar = CodeForm.words
    lengths: ClassVar = CodeForm.lengths


class ActivateTotpForm(PlainFields, totp.ActivateTOTPForm):
    """First code of a new authenticator app."""

    words: ClassVar = {"code": (_("Code"), _("The six digits your app shows now."))}
    lengths: ClassVar = CodeForm.lengths


class AddPasskeyForm(PlainFields, passkeys.AddWebAuthnForm):
    """Name of a new passkey, and whether it replaces the password."""

    words: ClassVar = {
        "name": (_("Name"), _("To tell your keys apart, for example “Office computer”.")),
        "passwordless": (
            _("Sign in without password"),
            _("The key then asks for your fingerprint, face or PIN."),
        ),
    }
    lengths: ClassVar = {"name": PASSKEY_NAME_LENGTH}


class RenamePasskeyForm(PlainFields, passkeys.EditWebAuthnForm):
    """Another name for a passkey."""

    words: ClassVar = {"name": (_("Name"), "")}
    lengths: ClassVar = AddPasskeyForm.lengths


class AcceptInvitationForm(forms.Form):
    """What a new agent chooses herself."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=NAME_LENGTH,
        help_text=_("As colleagues and partners will read it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=PASSWORD_LENGTH,
        strip=False,
        help_text=PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
