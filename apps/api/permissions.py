"""What a credential may be used for at all, before any object is looked at. Default: deny."""

from __future__ import annotations

from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from apps.accounts.models import ApiToken, Person, TokenScope

from .refusals import ScopeError

_ORDER = (TokenScope.READ, TokenScope.WRITE, TokenScope.ADMIN)


class ScopeAllows(BasePermission):
    """Sessions of active people, and tokens whose scope covers the method and the view."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Say whether the caller may knock here. Raises ``ScopeError`` for a narrower token."""
        if not isinstance(request.user, Person) or not request.user.is_active:
            return False
        if request.auth is None:
            return True
        if not isinstance(request.auth, ApiToken):
            return False
        needed = needed_scope(str(request.method), getattr(view, "minimum_scope", TokenScope.READ))
        if _ORDER.index(TokenScope(request.auth.scope)) < _ORDER.index(needed):
            raise ScopeError(reason="scope", needed_scope=needed.value)
        return True


def needed_scope(method: str, minimum: TokenScope) -> TokenScope:
    """Return the wider of what the method and the view ask for."""
    by_method = TokenScope.READ if method in SAFE_METHODS else TokenScope.WRITE
    return max(by_method, minimum, key=_ORDER.index)
