"""Why a frame or a client is not let in, and what breaks inside. Doors turn them into close codes."""

from __future__ import annotations


class BrokenReplicaError(Exception):
    """Native code broke down: the replica must be dropped and built again from the log."""


class ForeignClientError(Exception):
    """Content under a client id that belongs to somebody else."""

    def __init__(self, client_id: int) -> None:
        super().__init__(f"client id {client_id} belongs to somebody else")


class ReadOnlyError(Exception):
    """A change from somebody who may only read."""


class RestlessError(Exception):
    """A client that asks or tells more often than any editor would."""


class RoomUnavailableError(Exception):
    """The room cannot be loaded now; it is not opened rather than opened empty."""
