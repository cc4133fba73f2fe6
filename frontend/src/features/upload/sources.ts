/** Files as a person gave them: dropped, or chosen, alone or in folders. */
export interface Source {
  file: File;
  /** Names of the folders between the target and the file, outermost first. */
  folders: readonly string[];
}

export interface Sources {
  files: Source[];
  /** Folders without any file, which must exist all the same. */
  emptyFolders: (readonly string[])[];
}

export function sourcesOfInput(files: Iterable<File>): Sources {
  const sources = Array.from(files, (file) => ({
    file,
    folders: file.webkitRelativePath.split("/").slice(0, -1),
  }));
  return { files: sources, emptyFolders: [] };
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

async function childrenOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    // A reader answers a hundred at a time and nothing at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return children;
    children.push(...some);
  }
}

async function walk(entry: FileSystemEntry, folders: readonly string[], into: Sources): Promise<void> {
  if (entry.isFile) {
    into.files.push({ file: await fileOf(entry as FileSystemFileEntry), folders });
    return;
  }
  const path = [...folders, entry.name];
  const children = await childrenOf(entry as FileSystemDirectoryEntry);
  if (children.length === 0) into.emptyFolders.push(path);
  for (const child of children) await walk(child, path, into);
}

/** What a drop carries, folders opened. Must be called within the drop event: the list empties after. */
export async function sourcesOfDrop(transfer: DataTransfer): Promise<Sources> {
  const entries = Array.from(transfer.items)
    .filter((item) => item.kind === "file")
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const sources: Sources = { files: [], emptyFolders: [] };
  for (const { entry, file } of entries) {
    if (entry) await walk(entry, [], sources);
    else if (file) sources.files.push({ file, folders: [] });
  }
  return sources;
}
