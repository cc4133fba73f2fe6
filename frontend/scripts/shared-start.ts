/** What rolldown tells of a module while it forms chunks. */
interface Context {
  getModuleInfo(id: string): { importedIds: readonly string[] } | null;
}

/**
 * Names the chunk of what two pages both load at start, so that it is one file: cut by every other
 * part that also uses some of it, the same code compresses worse by two kilobytes.
 */
export function sharedStart(name: string, one: string, other: string) {
  let shared: Set<string> | undefined;
  return (id: string, context: Context): string | null => {
    shared ??= common(reached(one, context), reached(other, context));
    return shared.has(id) ? name : null;
  };
}

function reached(entry: string, context: Context): Set<string> {
  const found = new Set([entry]);
  for (const id of found) for (const next of context.getModuleInfo(id)?.importedIds ?? []) found.add(next);
  return found;
}

const common = (one: ReadonlySet<string>, other: ReadonlySet<string>): Set<string> =>
  new Set([...one].filter((id) => other.has(id)));
