"""The contract is told by the same cast as the API's tests."""

from __future__ import annotations

from tests.api.conftest import alice, bob, make_person, organisation

__all__ = ["alice", "bob", "make_person", "organisation"]
