"""Close codes, shared with the browser: they tell it whether to come back."""

from __future__ import annotations

from enum import IntEnum


class CloseCode(IntEnum):
    """4401 and 4403 mean: do not come back with the same credentials."""

    NOT_AUTHENTICATED = 4401
    FORBIDDEN = 4403
    BAD_MESSAGE = 4400
    TOO_MUCH = 4429
