"""Close codes, shared with the browser: they tell it whether to come back."""

from __future__ import annotations

from enum import IntEnum


class CloseCode(IntEnum):
    """4400 to 4404 and 4413 mean: do not come back with the same request and credentials.

    The others mean: come back, later and later. 1009 (too long a message) is sent by the server
    below us. Numbers follow RFC 6455; from 4000 on they are ours, named after HTTP's statuses.
    """

    RESTART = 1012
    OVERLOADED = 1013
    BAD_MESSAGE = 4400
    NOT_AUTHENTICATED = 4401
    # She had the right and has it no longer, or does what her role does not allow.
    FORBIDDEN = 4403
    # Missing, forbidden and trashed look the same to who was not let in.
    NOT_FOUND = 4404
    # She did not say in time who she is.
    TIMEOUT = 4408
    # The document or the change is larger than the operator allows.
    TOO_LARGE = 4413
    TOO_MUCH = 4429
