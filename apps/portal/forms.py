"""The forms of the partner's pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.sharing.errors import GuestNameInvalidError
from apps.sharing.guests import MAXIMUM_LENGTH, checked_guest_name

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


class GuestNameForm(forms.Form):
    """Asks under which name a partner takes part."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("The others see it beside what you write, marked as “guest by link”."),
        # Spaces at the ends and between are mended after.
        max_length=2 * MAXIMUM_LENGTH,
        widget=forms.TextInput(
            attrs={"autocomplete": "name", "autofocus": True, "maxlength": MAXIMUM_LENGTH}
        ),
    )

    def clean_name(self) -> str:
        """Return the name as it is shown. Raises ``ValidationError``."""
        try:
            return checked_guest_name(self.cleaned_data["name"])
        except GuestNameInvalidError:
            raise forms.ValidationError(
                gettext("Give a readable name of at most %(count)d characters, on one line.")
                % {"count": MAXIMUM_LENGTH}
            ) from None
