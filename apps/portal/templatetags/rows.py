"""The rows of a listing as markup.

In Python, because the template language takes ten times as long for it as all else on the page.
"""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from apps.portal.listing import Line

register = template.Library()

_ROW = (
    '<li class="file-row"><div><p class="file-name">'
    '<svg class="icon" aria-hidden="true"><use href="#{kind}"/></svg>'
    '<a id="n{number}" href="{address}/">{name}</a></p>'
    '<p class="file-meta">{details}{reason}</p></div>{button}</li>\n'
)
_BUTTON = (
    '<a class="button" id="d{number}" aria-labelledby="d{number} n{number}" '
    'href="{address}">{label}</a>'
)
_NOTHING = SafeString()


@register.simple_tag
def file_rows(lines: Iterable[Line], inside: str) -> SafeString:
    """Return the list items; ``inside`` leads from the page's address to its items' addresses."""
    label = gettext("Download")
    rows = (_row(number, line, inside, label) for number, line in enumerate(lines, start=1))
    return SafeString("".join(rows))


def _row(number: int, line: Line, inside: str, label: str) -> SafeString:
    address = f"{inside}{line.id}"
    return format_html(
        _ROW,
        kind=line.kind,
        number=number,
        address=address,
        name=line.name,
        details=format_html_join("", "<span>{}</span>", ((detail,) for detail in line.details)),
        reason=_reason(line),
        button=_button(number, f"{address}/{line.copy}", label) if line.copy else _NOTHING,
    )


def _reason(line: Line) -> SafeString:
    if not line.reason:
        return _NOTHING
    return format_html('<span class="file-reason">{}</span>', line.reason)


def _button(number: int, address: str, label: str) -> SafeString:
    return format_html(_BUTTON, number=number, address=address, label=label)
