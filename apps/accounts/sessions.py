"""Session store whose rows are useless to a thief of the database.

The browser's key is in no column: a row is found by the key's SHA-256, and its content is sealed
with AES-256-GCM under a key derived from it (HKDF, RFC 5869). The same row carries what its
person sees in the list of her sessions. See docs/adr/0011-sessions.md.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare

from apps.accounts.models import Person, Session
from apps.core.clock import utc_now
from apps.core.ids import token_digest

SEEN_STEP = timedelta(minutes=1)
NONCE_BYTES = 12
USER_AGENT_LENGTH = 300


class SessionStore(SessionBase):
    """Django's session interface over ``accounts.Session``; see ``SESSION_ENGINE``."""

    def __init__(
        self, session_key: str | None = None, *, address: str | None = None, user_agent: str = ""
    ) -> None:
        super().__init__(session_key)
        self.address = address
        self.user_agent = user_agent.replace("\0", "")[:USER_AGENT_LENGTH]
        self._last_seen_at: datetime | None = None

    def load(self) -> dict[str, Any]:
        """Return the session's content; an unknown, expired or unreadable one is forgotten."""
        row = self._row()
        content = None if row is None else self.unseal(bytes(row.sealed))
        if row is None or content is None:
            self._session_key = None
            return {}
        self._last_seen_at = row.last_seen_at
        return content

    def exists(self, session_key: str) -> bool:
        """Say whether a session, living or expired, has that key."""
        return Session.objects.filter(key_hash=token_digest(session_key)).exists()

    def create(self) -> None:
        """Make an empty session under a new key."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]  # not in django-stubs
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Write the content. Raises ``CreateError`` for a key in use, ``UpdateError`` for a
        session that was ended meanwhile.
        """
        if self.session_key is None:
            self.create()
            return
        content = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # not in django-stubs
        values = self._values(self.session_key, content)
        key_hash = token_digest(self.session_key)
        if must_create:
            self._insert(key_hash, values)
        elif not Session.objects.filter(key_hash=key_hash).update(**values):
            raise UpdateError
        self._last_seen_at = values["last_seen_at"]

    def delete(self, session_key: str | None = None) -> None:
        """End a session, by default this one."""
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(key_hash=token_digest(key)).delete()

    def touch(self) -> bool:
        """Remember that the session is in use and push its end away, at most once a minute.

        Returns whether it did. The content is left alone: two requests at once must not undo
        each other, and a session ended meanwhile stays ended.
        """
        now = utc_now()
        if self._last_seen_at is None or now - self._last_seen_at < SEEN_STEP:
            return False
        self._last_seen_at = now
        return bool(
            Session.objects.filter(key_hash=token_digest(self.session_key or "")).update(
                last_seen_at=now,
                expires_at=self.get_expiry_date(),
                address=self.address,
                user_agent=self.user_agent,
            )
        )

    @classmethod
    def forget_expired(cls) -> int:
        """Delete the sessions nobody can use any more, and return 0: nothing is left to do."""
        Session.objects.filter(expires_at__lte=utc_now()).delete()
        return 0

    @classmethod
    def clear_expired(cls) -> None:
        """Do the same for ``manage.py clearsessions``."""
        cls.forget_expired()

    def _row(self) -> Session | None:
        if self.session_key is None:
            return None
        return Session.objects.filter(
            key_hash=token_digest(self.session_key), expires_at__gt=utc_now()
        ).first()

    def _values(self, session_key: str, content: dict[str, Any]) -> dict[str, Any]:
        person_id = content.get(SESSION_KEY)
        return {
            "person_id": None if person_id is None else UUID(person_id),
            "sealed": self._seal(session_key, content),
            "address": self.address,
            "user_agent": self.user_agent,
            "last_seen_at": utc_now(),
            "expires_at": self.get_expiry_date(),
        }

    @staticmethod
    def _insert(key_hash: bytes, values: dict[str, Any]) -> None:
        try:
            with transaction.atomic():
                Session.objects.create(key_hash=key_hash, **values)
        except IntegrityError as error:
            raise CreateError from error

    def _seal(self, session_key: str, content: dict[str, Any]) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + _cipher(session_key).encrypt(nonce, self.serializer().dumps(content), None)

    def unseal(self, sealed: bytes) -> dict[str, Any] | None:
        """Return the content of a row, None if this session's key does not open it."""
        nonce, ciphertext = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            plain = _cipher(self.session_key or "").decrypt(nonce, ciphertext, None)
        except (InvalidTag, ValueError):
            return None
        content: dict[str, Any] = self.serializer().loads(plain)
        return content


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a browser's cookie speaks for, and the session it does so by."""

    session_id: UUID
    person: Person


def find_signed_in(session_keys: Iterable[str]) -> dict[str, SignedIn]:
    """Return, by cookie, the active people with a living session, in one query.

    For connections that outlive a request: ``queries.living_sessions`` says later whether the
    session still lives.
    """
    digests = {token_digest(key): key for key in session_keys}
    rows = Session.objects.select_related("person__organisation").filter(
        key_hash__in=list(digests), expires_at__gt=utc_now(), person__is_active=True
    )
    return {
        digests[bytes(row.key_hash)]: SignedIn(row.id, row.person)
        for row in rows
        if row.person is not None and _speaks_for(digests[bytes(row.key_hash)], row, row.person)
    }


def _speaks_for(session_key: str, row: Session, person: Person) -> bool:
    """Whether the sealed content names the person and her present password, as Django checks."""
    store = SessionStore(session_key)
    content = store.unseal(bytes(row.sealed)) or {}
    proof = str(content.get(HASH_SESSION_KEY, ""))
    return content.get(SESSION_KEY) == str(person.id) and constant_time_compare(
        proof, person.get_session_auth_hash()
    )


def _cipher(session_key: str) -> AESGCM:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"sovshare session content")
    return AESGCM(derivation.derive(session_key.encode("utf-8", "surrogatepass")))
