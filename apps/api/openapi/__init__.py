"""The published contract: OpenAPI 3.1, made from the views, so that it cannot drift from them."""

from .operations import operation

__all__ = ["operation"]
