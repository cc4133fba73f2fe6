import { Trouble } from "@/shared/ui/states";

/** The page when not even the signed-in person could be read. */
export function BootTrouble({ error }: { error: unknown }) {
  return (
    <main>
      <Trouble isPage error={error} onRetry={() => location.reload()} />
    </main>
  );
}
