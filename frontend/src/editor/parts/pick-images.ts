import type { Editor } from "@tiptap/core";

import { IMAGE_TYPES } from "../blocks/image-upload";

/** Ask for images on this device and send those chosen. */
export function pickImages(editor: Editor): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = IMAGE_TYPES.join(",");
  input.multiple = true;
  input.onchange = () => editor.chain().focus().sendImages([...(input.files ?? [])]).run();
  input.click();
}
