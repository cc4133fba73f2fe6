"""Instants and sizes as people write them."""

from __future__ import annotations

from datetime import UTC, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext, pgettext_lazy

register = template.Library()

_UNITS = (
    pgettext_lazy("unit of size", "B"),
    pgettext_lazy("unit of size", "KB"),
    pgettext_lazy("unit of size", "MB"),
    pgettext_lazy("unit of size", "GB"),
    pgettext_lazy("unit of size", "TB"),
)


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


@register.filter
def size(size_bytes: int) -> str:
    """Return a size in powers of 1,024 under the names that file explorers and our app give them."""
    power = min((max(size_bytes, 1).bit_length() - 1) // 10, len(_UNITS) - 1)
    value = size_bytes / 1024**power
    rounded = round(value, 0 if power == 0 or value >= 100 else 1)
    places = 0 if rounded == int(rounded) else 1
    number = number_format(rounded, decimal_pos=places, force_grouping=True)
    return f"{number}\N{NO-BREAK SPACE}{_UNITS[power]}"
