"""Forms of the server-rendered pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import NAME_LENGTH

PASSWORD_LENGTH = 1024


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
        help_text=_("At least 12 characters; a sentence you will remember is best."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
