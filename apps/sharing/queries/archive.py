"""What a folder's archive may hold, asked while it is made: a right that ends, ends the walk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from apps.core.access import Ability, ItemAccess
from apps.core.errors import DomainError, ForbiddenError, NotFoundError
from apps.drive.models import FileVersion, Item
from apps.drive.operations.guards import refuse_unservable
from apps.drive.serving.archives import Member
from apps.drive.serving.makers import made_file
from apps.sharing.gate import open_item, still_allows

from .items import readable_children, rights_of_children

BATCH = 200
LISTED_OMISSIONS = 1000


@dataclass(frozen=True, kw_only=True)
class Omission:
    """A file that is visible in the folder but may not leave it, and the refusal that says why."""

    path: tuple[str, ...]
    error: DomainError


class ArchiveWalk:
    """One walk through what lies below a folder and may leave now.

    ``omissions`` lists what was left out so far, the first ``LISTED_OMISSIONS``;
    ``unlisted_omissions`` counts the others, so that memory stays flat.
    """

    def __init__(self, access: ItemAccess) -> None:
        self._access = access
        self._current: tuple[ItemAccess, FileVersion] | None = None
        self.omissions: list[Omission] = []
        self.unlisted_omissions = 0

    def members(self) -> Iterator[Member]:
        """Yield depth first, folders before their content.

        Every folder passes the gate when its turn comes, every file is looked at again before it
        is yielded; what waits for its verdict or never will be clean is left out.
        """
        yield from self._below(self._access, ())
        self._current = None

    def may_continue(self) -> bool:
        """Whether the folder, and the file that is being sent, may still leave."""
        if not still_allows(self._access, Ability.DOWNLOAD):
            return False
        if self._current is None:
            return True
        access, version = self._current
        return still_allows(access, Ability.DOWNLOAD) and is_still_servable(version)

    def _below(self, access: ItemAccess, path: tuple[str, ...]) -> Iterator[Member]:
        for batch in _batches(access):
            rights = rights_of_children(access, batch)
            for item in batch:
                if Ability.READ not in rights[item.id].abilities:
                    continue
                if item.is_folder:
                    yield from self._folder(access, item, (*path, item.name))
                elif item.is_document:
                    yield from self._document(item, path)
                else:
                    yield from self._file(access, item, (*path, item.name))

    def _folder(self, access: ItemAccess, folder: Item, path: tuple[str, ...]) -> Iterator[Member]:
        try:
            inner = open_item(access.actor, folder.id, want=Ability.DOWNLOAD)
        except (NotFoundError, ForbiddenError):
            return
        yield Member(path=path)
        yield from self._below(inner, path)

    def _file(self, access: ItemAccess, item: Item, path: tuple[str, ...]) -> Iterator[Member]:
        # The batch may be minutes old when a large archive gets here.
        version = _fresh(item.current_version_id)
        try:
            servable = refuse_unservable(version)
        except DomainError as error:
            self._omit(Omission(path=path, error=error))
            return
        self._current = replace(access, item_id=item.id), servable
        yield Member(
            path=path,
            object_key=servable.object_key,
            size_bytes=servable.size_bytes,
            sha256=servable.sha256,
        )

    def _document(self, item: Item, folder: tuple[str, ...]) -> Iterator[Member]:
        """Yield a document as the file it is made into, which nothing but memory holds."""
        self._current = None
        try:
            made = made_file(item)
        except DomainError as error:
            self._omit(Omission(path=(*folder, item.name), error=error))
            return
        yield Member(path=(*folder, made.name), text=made.content)

    def _omit(self, omission: Omission) -> None:
        if len(self.omissions) < LISTED_OMISSIONS:
            self.omissions.append(omission)
        else:
            self.unlisted_omissions += 1


def is_still_servable(version: FileVersion) -> bool:
    """Ask the database again whether a version's bytes may leave."""
    fresh = _fresh(version.id)
    return fresh is not None and fresh.is_servable


def _fresh(version_id: UUID | None) -> FileVersion | None:
    if version_id is None:
        return None
    return FileVersion.objects.select_related("verdict").filter(id=version_id).first()


def _batches(access: ItemAccess) -> Iterator[Sequence[Item]]:
    children = readable_children(access).order_by("id")
    batch = list(children[:BATCH])
    while batch:
        yield batch
        batch = list(children.filter(id__gt=batch[-1].id)[:BATCH])
