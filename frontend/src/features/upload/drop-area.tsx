import { CloudUpload } from "lucide-react";
import { useEffect, useState } from "react";

import { useT } from "@/shared/i18n";

import { carriesFiles } from "../drive/listing/dragging";
import { useUploads } from "./context";
import { sourcesOfDrop } from "./sources";

interface DropAreaProps {
  /** Where dropped files go; null where nothing may be put. */
  target: { id: string; name: string } | null;
}

/** The whole window receives files and folders, and says where they will go. */
export function DropArea({ target }: DropAreaProps) {
  const t = useT();
  const uploads = useUploads();
  const [isOver, setOver] = useState(false);

  useEffect(() => {
    let depth = 0;
    const leave = () => {
      depth = 0;
      setOver(false);
    };
    const onEnter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth += 1;
      setOver(true);
    };
    const onLeave = () => {
      depth -= 1;
      if (depth <= 0) leave();
    };
    const onOver = (event: DragEvent) => {
      if (!carriesFiles(event) || !event.dataTransfer) return;
      // Without this the browser would open the file instead of the app.
      event.preventDefault();
      event.dataTransfer.dropEffect = target ? "copy" : "none";
    };
    const onDrop = (event: DragEvent) => {
      if (!carriesFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      leave();
      if (target) void sourcesOfDrop(event.dataTransfer).then((sources) => uploads.add(sources, target));
    };
    addEventListener("dragenter", onEnter);
    addEventListener("dragleave", onLeave);
    addEventListener("dragover", onOver);
    addEventListener("drop", onDrop);
    return () => {
      removeEventListener("dragenter", onEnter);
      removeEventListener("dragleave", onLeave);
      removeEventListener("dragover", onOver);
      removeEventListener("drop", onDrop);
    };
  }, [target, uploads]);

  if (!isOver) return null;
  return (
    <div className="drop-area" aria-hidden>
      <p className="drop-words">
        <CloudUpload className="state-icon" />
        {target ? t("upload.drop_here", { name: target.name }) : t("upload.drop_refused")}
      </p>
    </div>
  );
}
