import {
  File,
  FileArchive,
  FileAudio,
  FileCode,
  FileImage,
  FilePenLine,
  FileSpreadsheet,
  FileText,
  FileVideo,
  Folder,
  Presentation,
  type LucideIcon,
} from "lucide-react";
import { createElement } from "react";

import type { Item } from "@/shared/api/types";

import "./file-icon.css";

const BY_EXTENSION: Record<string, LucideIcon> = {};

function register(icon: LucideIcon, extensions: string): void {
  for (const extension of extensions.split(" ")) BY_EXTENSION[extension] = icon;
}

register(FileText, "txt md pdf odt doc docx rtf tex");
register(FileSpreadsheet, "ods xls xlsx csv tsv");
register(Presentation, "odp ppt pptx");
register(FileImage, "png jpg jpeg gif webp svg avif tif tiff heic bmp");
register(FileVideo, "mp4 webm mov mkv avi");
register(FileAudio, "mp3 ogg oga wav flac m4a");
register(FileArchive, "zip tar gz 7z rar xz bz2");
register(FileCode, "json xml html css js ts py sql yml yaml");

function iconOf(kind: Item["kind"], name: string): LucideIcon {
  if (kind === "folder") return Folder;
  if (kind === "document") return FilePenLine;
  const extension = name.split(".").at(-1)?.toLowerCase() ?? "";
  return BY_EXTENSION[extension] ?? File;
}

/** A picture of the kind of thing, beside a name that already says it. */
export function ItemIcon({ kind, name }: { kind: Item["kind"]; name: string }) {
  return createElement(iconOf(kind, name), {
    "aria-hidden": true,
    className: `item-icon item-icon-${kind}`,
  });
}
