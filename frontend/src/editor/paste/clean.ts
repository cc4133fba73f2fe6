/**
 * What office programs put into the clipboard, as HTML that says what the text is.
 *
 * Word writes lists as paragraphs with `mso-list` and draws their bullets as text; LibreOffice wraps
 * runs in `font`. What remains is read by the schema, which drops everything it does not know.
 */
const LIST_LEVEL = /mso-list:\s*l\d+\s+level(\d)/i;
const NUMBERED = /^\s*(?:\d+|[a-z]|[ivxlc]+)[.)]/i;
const TITLE_LEVEL = /^Mso(?:Title|Heading(\d))$/i;
const DEEPEST_HEADING = 4;

/** Whether the clipboard comes from a program that means more than it writes. */
const isFromOffice = (html: string): boolean => /class="?Mso|mso-|urn:schemas-microsoft-com|LibreOffice|OpenOffice/i.test(html);

function removeAll(root: ParentNode, selector: string): void {
  for (const element of root.querySelectorAll(selector)) element.remove();
}

function unwrap(element: Element): void {
  element.replaceWith(...element.childNodes);
}

function removeComments(document: Document): void {
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_COMMENT);
  const comments: Node[] = [];
  while (walker.nextNode()) comments.push(walker.currentNode);
  for (const comment of comments) (comment as Comment).remove();
}

interface Entry {
  level: number;
  isNumbered: boolean;
}

/** What a Word paragraph says of being a list entry; takes its drawn bullet away. */
function takeEntry(paragraph: Element): Entry | null {
  const level = LIST_LEVEL.exec(paragraph.getAttribute("style") ?? "")?.[1];
  if (level === undefined) return null;
  const drawn = [...paragraph.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/i.test(span.getAttribute("style") ?? ""));
  const isNumbered = NUMBERED.test((drawn?.textContent ?? "").replace(/\u00a0/g, " "));
  drawn?.remove();
  return { level: Number(level), isNumbered };
}

function listAt(document: Document, open: Element[], { level, isNumbered }: Entry): Element {
  const tag = isNumbered ? "OL" : "UL";
  if (open.length > level) open.length = level;
  if (open.length === level && open.at(-1)?.tagName !== tag) open.pop();
  while (open.length < level) {
    const list = document.createElement(open.length === level - 1 ? tag : "UL");
    const above = open.at(-1);
    if (above) (above.lastElementChild ?? above.appendChild(document.createElement("li"))).append(list);
    open.push(list);
  }
  return open[level - 1] as Element;
}

/** Turn runs of list paragraphs into lists within lists. */
function buildLists(document: Document): void {
  let open: Element[] = [];
  let last: Element | null = null;
  for (const paragraph of document.querySelectorAll("p, h1, h2, h3, h4, h5, h6")) {
    const entry = takeEntry(paragraph);
    if (!entry) continue;
    if (last === null || paragraph.previousElementSibling !== last) open = [];
    const outermost = open[0];
    const list = listAt(document, open, entry);
    if (open[0] !== outermost && open[0]) paragraph.before(open[0]);
    const item = document.createElement("li");
    const words = document.createElement("p");
    words.append(...paragraph.childNodes);
    item.append(words);
    list.append(item);
    paragraph.remove();
    last = open[0] ?? null;
  }
}

function rename(element: Element, tag: string): void {
  const renamed = element.ownerDocument.createElement(tag);
  renamed.append(...element.childNodes);
  element.replaceWith(renamed);
}

function readHeadings(document: Document): void {
  for (const paragraph of document.querySelectorAll("p[class]")) {
    const title = TITLE_LEVEL.exec(paragraph.className.trim());
    if (title) rename(paragraph, `h${title[1] ?? 1}`);
  }
  for (const heading of document.querySelectorAll("h5, h6")) rename(heading, `h${DEEPEST_HEADING}`);
}

const BREAK_BEFORE = /page-break-before:\s*always/i;

function readPageBreaks(document: Document): void {
  for (const block of document.querySelectorAll("[style*='page-break-before']")) {
    if (!BREAK_BEFORE.test(block.getAttribute("style") ?? "")) continue;
    const mark = document.createElement("div");
    mark.setAttribute("data-page-break", "");
    if (block.tagName !== "BR") block.before(mark);
    // Word's break stands alone in a paragraph of its own.
    else if (block.parentElement?.textContent.trim() === "" && block.closest("p")) block.closest("p")?.replaceWith(mark);
    else block.replaceWith(mark);
  }
}

/** The first row of a table that says so with bold cells only is its header. */
function readTableHeads(document: Document): void {
  for (const row of document.querySelectorAll("thead tr")) {
    for (const cell of row.querySelectorAll("td")) {
      const header = document.createElement("th");
      for (const name of ["colspan", "rowspan"]) {
        const span = cell.getAttribute(name);
        if (span) header.setAttribute(name, span);
      }
      header.append(...cell.childNodes);
      cell.replaceWith(header);
    }
  }
}

/** HTML from the clipboard, ready for the schema. */
export function cleanPasted(html: string): string {
  if (!isFromOffice(html)) return html;
  const document = new DOMParser().parseFromString(html, "text/html");
  removeComments(document);
  removeAll(document, "style, script, meta, link, xml, title, img");
  readPageBreaks(document);
  buildLists(document);
  readHeadings(document);
  readTableHeads(document);
  for (const element of [...document.querySelectorAll("[color], [face], font")]) if (element.tagName === "FONT") unwrap(element);
  for (const element of [...document.body.querySelectorAll("*")]) {
    if (element.tagName.includes(":")) unwrap(element);
    element.removeAttribute("class");
    if (!/font-(weight|style)|text-decoration/i.test(element.getAttribute("style") ?? "")) element.removeAttribute("style");
  }
  // Word breaks its source lines anywhere.
  return document.body.innerHTML.replace(/\r?\n/g, " ");
}
