import { Extension } from "@tiptap/core";
import { Plugin, PluginKey } from "@tiptap/pm/state";
import { Decoration, DecorationSet, type EditorView } from "@tiptap/pm/view";

import { problemWords } from "@/shared/format/problem-words";
import { say, sayTrouble } from "@/shared/ui/toasts";

import type { ImageStore } from "../session";
import type { Words } from "../words";

interface Options {
  images: ImageStore | null;
  words: Words;
}

type Change = { add: object; position: number; label: string } | { remove: object };

const key = new PluginKey<DecorationSet>("imageUpload");
export const IMAGE_TYPES = ["image/png", "image/jpeg", "image/gif", "image/webp"];

const imagesAmong = (files: FileList | null | undefined): File[] =>
  [...(files ?? [])].filter((file) => IMAGE_TYPES.includes(file.type));

function waitingPlace(label: string): HTMLElement {
  const place = document.createElement("span");
  place.className = "doc-image-sending";
  place.setAttribute("role", "status");
  place.textContent = label;
  return place;
}

function applyChange(places: DecorationSet, change: Change | undefined, doc: EditorView["state"]["doc"]): DecorationSet {
  if (change && "add" in change) {
    const spec = { id: change.add, ignoreSelection: true };
    const place = Decoration.widget(change.position, () => waitingPlace(change.label), spec);
    return places.add(doc, [place]);
  }
  if (change) return places.remove(places.find(undefined, undefined, ({ id }: { id?: unknown }) => id === change.remove));
  return places;
}

/** Send an image and put it where it was dropped, wherever that place is by then. */
async function sendImage(view: EditorView, file: File, position: number, { images, words }: Options): Promise<void> {
  if (!images) return;
  const id = {};
  const change: Change = { add: id, position, label: words("image.sending") };
  view.dispatch(view.state.tr.setMeta(key, change));
  try {
    const { id: image, state } = await images.send(file, new AbortController().signal);
    if (view.isDestroyed) return;
    const place = key.getState(view.state)?.find(undefined, undefined, (spec: { id?: unknown }) => spec.id === id)[0]?.from;
    const node = view.state.schema.nodes["image"]?.create({ id: image, alt: "" });
    const tr = view.state.tr.setMeta(key, { remove: id } satisfies Change);
    view.dispatch(node && place !== undefined ? tr.replaceRangeWith(place, place, node) : tr);
    if (state !== "clean") say(words("image.analysed_later"));
  } catch (error) {
    if (view.isDestroyed) return;
    view.dispatch(view.state.tr.setMeta(key, { remove: id } satisfies Change));
    sayTrouble(problemWords(error));
  }
}

declare module "@tiptap/core" {
  interface Commands<ReturnType> {
    imageUpload: { sendImages: (files: readonly File[]) => ReturnType };
  }
}

/** Takes images that are pasted, dropped or chosen; the server scans them like any file. */
export const ImageUpload = Extension.create<Options>({
  name: "imageUpload",

  addOptions() {
    return { images: null, words: (word) => word };
  },

  addCommands() {
    return {
      sendImages:
        (files) =>
        ({ view, state, tr, dispatch }) => {
          tr.setMeta("preventDispatch", true);
          if (dispatch) for (const file of files) void sendImage(view, file, state.selection.to, this.options);
          return files.length > 0;
        },
    };
  },

  addProseMirrorPlugins() {
    const { options } = this;
    const take = (view: EditorView, files: File[], position: number): boolean => {
      for (const file of files) void sendImage(view, file, position, options);
      return files.length > 0;
    };
    return [
      new Plugin({
        key,
        state: {
          init: () => DecorationSet.empty,
          apply: (tr, places) =>
            applyChange(places.map(tr.mapping, tr.doc), tr.getMeta(key) as Change | undefined, tr.doc),
        },
        props: {
          decorations: (state) => key.getState(state),
          handlePaste: (view, event) => {
            // Word puts a picture of the text beside the text: the text is what was meant.
            const hasText = (event.clipboardData?.getData("text/plain").trim() ?? "") !== "";
            return !hasText && take(view, imagesAmong(event.clipboardData?.files), view.state.selection.to);
          },
          handleDrop: (view, event, _slice, isMove) => {
            const position = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos;
            const files = isMove ? [] : imagesAmong(event.dataTransfer?.files);
            return take(view, files, position ?? view.state.selection.to);
          },
        },
      }),
    ];
  },
});
