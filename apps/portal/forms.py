"""The one form of the partner's pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

PASSWORD_MAXIMUM_LENGTH = 1000


class PasswordForm(forms.Form):
    """Asks for the link's password, exactly as it was set."""

    password = forms.CharField(
        label=_("Password"),
        help_text=_("The sender gave it to you by another way than this link."),
        max_length=PASSWORD_MAXIMUM_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
