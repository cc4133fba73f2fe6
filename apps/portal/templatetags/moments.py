"""Instants as people write them."""

from __future__ import annotations

from datetime import UTC, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

register = template.Library()


@register.filter
def moment(instant: datetime) -> SafeString:
    """Return date and time in the reader's manner; the exact instant is kept in the markup."""
    local = timezone.localtime(instant)
    time_format = pgettext("format of a time of day, as in Django's date filter", "g:i a")
    words = gettext("%(date)s at %(time)s") % {
        "date": date_format(local, "DATE_FORMAT"),
        "time": date_format(local, time_format),
    }
    exact = instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return format_html('<time datetime="{}">{}</time>', exact, words)
