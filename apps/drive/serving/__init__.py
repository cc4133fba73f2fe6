"""Bytes on their way out; the REST door and the partner's page serve through the same functions."""
