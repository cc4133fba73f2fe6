"""Keys with which programs act for the caller."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import TokenScope
from apps.accounts.operations.tokens import create_token, revoke_token
from apps.accounts.queries import list_tokens
from apps.api.openapi import operation
from apps.api.pagination import page_of
from apps.api.serializers import PageQuery
from apps.api.views import ApiView, page_answer

from .serializers import CreateTokenSerializer, NewToken, NewTokenSerializer, TokenSerializer

TAG = "tokens"
ORDER = ("-created_at", "-id")


class TokensView(ApiView):
    """All keys of the caller."""

    minimum_scope = TokenScope.ADMIN

    @operation(
        "tokens_list", "List my tokens", tag=TAG, query=PageQuery, page=TokenSerializer, problems=()
    )
    def get(self, request: Request) -> Response:
        """List, newest first."""
        query = self.read_query(PageQuery)
        tokens = list_tokens(person_id=self.actor.person_id)
        page = page_of(tokens, order=ORDER, cursor=query.get("cursor"), limit=query["limit"])
        return Response(page_answer(page, TokenSerializer))

    @operation(
        "tokens_create",
        "Make a token",
        tag=TAG,
        body=CreateTokenSerializer,
        answer=NewTokenSerializer,
        status=201,
        problems=(422,),
    )
    def post(self, request: Request) -> Response:
        """Make a key; the answer alone tells its text. Refused to tokens: keys make no keys."""
        wanted = self.read_body(CreateTokenSerializer)
        token, secret = create_token(
            actor=self.actor,
            name=wanted["name"],
            scope=TokenScope(wanted["scope"]),
            expires_at=wanted.get("expires_at"),
        )
        return Response(NewTokenSerializer(NewToken(token=token, secret=secret)).data, status=201)


class TokenView(ApiView):
    """One key."""

    minimum_scope = TokenScope.ADMIN

    @operation("tokens_revoke", "Revoke a token", tag=TAG, status=204)
    def delete(self, request: Request, token_id: UUID) -> Response:
        """Make the key useless from the next request on."""
        self.refuse_body()
        revoke_token(actor=self.actor, token_id=token_id)
        return Response(status=204)
