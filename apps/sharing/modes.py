"""What a link may be made for: the words that its issuer chooses from."""

from __future__ import annotations

from django.db import models


class LinkMode(models.TextChoices):
    """What a link allows at most; each of ``read < download < comment < edit`` includes the ones before.

    Only live documents can be commented on and edited: in a folder, ``comment`` and ``edit`` reach
    its documents and let the rest be downloaded. ``read`` shows a document and lets no copy leave.
    """

    READ = "read"
    DOWNLOAD = "download"
    COMMENT = "comment"
    EDIT = "edit"
