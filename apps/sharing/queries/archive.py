"""What a folder's archive may hold, asked while it is made: a right that ends, ends the walk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from apps.core.access import Ability, ItemAccess
from apps.core.errors import ForbiddenError, NotFoundError
from apps.drive.models import FileVersion, Item
from apps.drive.serving.archives import Member
from apps.sharing.gate import open_item

from .items import readable_children, rights_of_children

BATCH = 200


def archive_members(access: ItemAccess, path: tuple[str, ...] = ()) -> Iterator[Member]:
    """Yield what lies below a folder and may leave now, depth first, folders before their content.

    Every folder passes the gate when its turn comes, every file is looked at again before it is
    yielded; what waits for its verdict or never will be clean is left out.
    """
    for batch in _batches(access):
        rights = rights_of_children(access, batch)
        for item in batch:
            if Ability.READ not in rights[item.id].abilities:
                continue
            own_path = (*path, item.name)
            if item.is_folder:
                yield from _folder(access, item, own_path)
            elif Ability.DOWNLOAD in rights[item.id].abilities:
                yield from _file(item, own_path)


def _batches(access: ItemAccess) -> Iterator[Sequence[Item]]:
    children = readable_children(access).order_by("id")
    batch = list(children[:BATCH])
    while batch:
        yield batch
        batch = list(children.filter(id__gt=batch[-1].id)[:BATCH])


def _folder(access: ItemAccess, folder: Item, path: tuple[str, ...]) -> Iterator[Member]:
    try:
        inner = open_item(access.actor, folder.id, want=Ability.DOWNLOAD)
    except (NotFoundError, ForbiddenError):
        return
    yield Member(path=path)
    yield from archive_members(inner, path)


def _file(item: Item, path: tuple[str, ...]) -> Iterator[Member]:
    # The batch may be minutes old when a large archive gets here.
    version = item.current_version
    if version is not None:
        version = FileVersion.objects.filter(id=version.id).first()
    if version is not None and version.is_servable:
        yield Member(
            path=path,
            object_key=version.object_key,
            size_bytes=version.size_bytes,
            sha256=version.sha256,
        )
