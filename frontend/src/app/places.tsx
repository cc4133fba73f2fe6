import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy } from "react";

import { DEFAULT_SORT, meQuery, type Sort } from "@/features/drive/queries";
import { FolderScreen } from "@/features/drive/screen/folder-screen";
import { withWords } from "@/shared/i18n";

const AuditScreen = lazy(() => withWords(import("@/features/audit/audit-screen")));
const files = getRouteApi("/files");
const folder = getRouteApi("/folders/$folderId");
const audit = getRouteApi("/audit");

/** The default order needs no words in the address. */
const inAddress = (sort: Sort): Sort | undefined => (sort === DEFAULT_SORT ? undefined : sort);

export function MyFilesPlace() {
  const { sort, item } = files.useSearch();
  const navigate = files.useNavigate();
  const me = useQuery(meQuery);
  if (!me.data) return null;
  return (
    <FolderScreen
      folderId={me.data.personal_space.root_id}
      sort={sort ?? DEFAULT_SORT}
      onSort={(order) => void navigate({ search: (before) => ({ ...before, sort: inAddress(order) }) })}
      initialItemId={item ?? null}
    />
  );
}

export function FolderPlace() {
  const { folderId } = folder.useParams();
  const { sort, item } = folder.useSearch();
  const navigate = folder.useNavigate();
  return (
    <FolderScreen
      key={folderId}
      folderId={folderId}
      sort={sort ?? DEFAULT_SORT}
      onSort={(order) => void navigate({ search: (before) => ({ ...before, sort: inAddress(order) }) })}
      initialItemId={item ?? null}
    />
  );
}

export function AuditPlace() {
  const filters = audit.useSearch();
  const navigate = audit.useNavigate();
  return <AuditScreen filters={filters} onFilter={(wanted) => void navigate({ search: wanted })} />;
}
