import { mergeAttributes, Node } from "@tiptap/core";
import type { NodeView } from "@tiptap/pm/view";

import type { EditorSession } from "../session";
import type { Words } from "../words";

interface Options {
  images: EditorSession["images"] | null;
  words: Words;
}

/** The analysis takes seconds, a scanner that is away minutes: ask less and less often. */
const ASK_AGAIN_MS = [2_000, 3_000, 5_000, 10_000, 20_000, 30_000, 60_000];

/**
 * An image of the document. The server gives its bytes after a clean verdict only; until then the
 * place says so, to whoever looks.
 */
class ImageView implements NodeView {
  readonly dom = document.createElement("figure");
  private readonly picture = document.createElement("img");
  private readonly state = document.createElement("figcaption");
  private asked = 0;
  private timer: number | undefined;

  constructor(
    attributes: Record<string, unknown>,
    private readonly options: Options,
  ) {
    this.dom.className = "doc-image is-waiting";
    this.state.textContent = options.words("image.loading");
    this.picture.onload = () => this.dom.classList.remove("is-waiting");
    this.picture.onerror = () => this.askAgain();
    this.dom.append(this.picture, this.state);
    this.show(attributes);
  }

  private show(attributes: Record<string, unknown>): void {
    const { id, alt, title, width } = attributes;
    this.picture.alt = typeof alt === "string" ? alt : "";
    this.picture.title = typeof title === "string" ? title : "";
    this.picture.style.width = typeof width === "number" ? `${width}px` : "";
    this.dom.dataset["image"] = typeof id === "string" ? id : "";
    if (typeof id === "string" && this.options.images) this.picture.src = this.options.images.address(id);
    else this.state.textContent = this.options.words("image.missing");
  }

  private askAgain(): void {
    const { words } = this.options;
    this.dom.classList.add("is-waiting");
    const wait = ASK_AGAIN_MS[this.asked];
    this.state.textContent = words(wait === undefined ? "image.missing" : "image.analysed");
    if (wait === undefined) return;
    this.asked += 1;
    const { src } = this.picture;
    this.timer = window.setTimeout(() => {
      this.picture.removeAttribute("src");
      this.picture.src = src;
    }, wait);
  }

  destroy(): void {
    window.clearTimeout(this.timer);
  }
}

export const DocumentImage = Node.create<Options>({
  name: "image",
  group: "block",
  atom: true,
  draggable: true,

  addOptions() {
    return { images: null, words: (key) => key };
  },

  addAttributes() {
    const number = (text: string | null) => (text !== null && /^\d{2,4}$/.test(text) ? Number(text) : null);
    return {
      id: { default: null, parseHTML: (element) => element.getAttribute("data-image"), rendered: false },
      alt: { default: "", parseHTML: (element) => element.getAttribute("alt") ?? "" },
      title: { default: null },
      width: { default: null, parseHTML: (element) => number(element.getAttribute("width")) },
    };
  },

  parseHTML() {
    // Only images this document has; the address of any other would be a request to a stranger.
    return [{ tag: "img[data-image]" }];
  },

  renderHTML({ node, HTMLAttributes }) {
    const id: unknown = node.attrs["id"];
    const address = typeof id === "string" ? this.options.images?.address(id) : undefined;
    return ["img", mergeAttributes(HTMLAttributes, { "data-image": id, src: address })];
  },

  addNodeView() {
    return ({ node }) => new ImageView(node.attrs, this.options);
  },
});
