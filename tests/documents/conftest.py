"""The cast, for the tests of live documents."""

from __future__ import annotations

from tests.world import alice, bob, charlie, organisation

__all__ = ["alice", "bob", "charlie", "organisation"]
