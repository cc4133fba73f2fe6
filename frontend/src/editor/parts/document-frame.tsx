import { ArrowLeft, Maximize2, Minimize2, PanelLeft, Printer, Search, X } from "lucide-react";
import { Suspense, useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";

import { IconButton } from "@/shared/ui/button";
import { SkeletonRows } from "@/shared/ui/states";

import { ADD_ONS } from "../add-ons";
import { useDocument } from "../document-context";
import { useStatus } from "../live/use-status";
import { Ending, Unsaved } from "./ending";
import { FindBar } from "./find-bar";
import { LinkDialog } from "./link-dialog";
import { Outline } from "./outline";
import { PresenceAvatars } from "./presence";
import { SaveWords } from "./save-words";
import { SuggestionPopup } from "./suggestion-popup";
import { TitleField } from "./title-field";
import { Toolbar } from "./toolbar";
import { WordCount } from "./word-count";

const PANELS = ADD_ONS.flatMap(({ panels }) => panels ?? []);
const WIDE = "(min-width: 80rem)";

type Tool = "find" | "link" | null;

interface HeadProps {
  hasOutline: boolean;
  onOutline: () => void;
  onFind: () => void;
  onFocusMode: () => void;
  actions: ReactNode;
}

function Head({ hasOutline, onOutline, onFind, onFocusMode, actions }: HeadProps) {
  const { session, words, panel, openPanel } = useDocument();
  const { home } = session;
  return (
    <header className="doc-head">
      {home && (
        <a className="icon-button" href={home.href} aria-label={words("title.back", { place: home.label })}>
          <ArrowLeft aria-hidden className="icon" />
        </a>
      )}
      <div className="doc-head-names">
        <TitleField />
        <SaveWords />
      </div>
      <PresenceAvatars />
      <div className="doc-head-actions" role="group" aria-label={words("document.actions")}>
        <IconButton label={words("document.outline")} icon={PanelLeft} aria-expanded={hasOutline} onPress={onOutline} />
        <IconButton label={words("document.find")} icon={Search} onPress={onFind} />
        {PANELS.filter(({ isOffered }) => isOffered(session)).map(({ id, word, icon }) => (
          <IconButton
            key={id}
            label={words(word)}
            icon={icon}
            aria-expanded={panel === id}
            onPress={() => openPanel(panel === id ? null : id)}
          />
        ))}
        <IconButton className="wide-only" label={words("document.print")} icon={Printer} onPress={() => window.print()} />
        <IconButton className="wide-only" label={words("document.focus")} icon={Maximize2} onPress={onFocusMode} />
      </div>
      {actions}
    </header>
  );
}

function Side() {
  const { words, panel, openPanel } = useDocument();
  const open = PANELS.find(({ id }) => id === panel);
  if (!open) return null;
  return (
    <aside className="doc-side" aria-label={words(open.word)}>
      <div className="doc-side-head">
        <h2>{words(open.word)}</h2>
        <IconButton label={words("document.close_panel")} icon={X} onPress={() => openPanel(null)} />
      </div>
      <Suspense fallback={<SkeletonRows rows={4} />}>
        <open.Component />
      </Suspense>
    </aside>
  );
}

function OutlineSide({ onClose }: { onClose: () => void }) {
  const { words } = useDocument();
  return (
    <nav className="doc-outline" aria-label={words("document.outline")}>
      <div className="doc-side-head">
        <h2>{words("document.outline")}</h2>
        <IconButton label={words("document.close_panel")} icon={X} onPress={onClose} />
      </div>
      <Outline onChoose={() => (matchMedia(WIDE).matches ? undefined : onClose())} />
    </nav>
  );
}

/** The page around the text: its head, its tools, what stands at its sides. */
export function DocumentFrame({ actions, children }: { actions: ReactNode; children: ReactNode }) {
  const { editor, provider, words } = useDocument();
  const isReadOnly = useStatus(provider, (status) => status.isReadOnly);
  const [tool, setTool] = useState<Tool>(null);
  const [hasOutline, setOutline] = useState(() => matchMedia(WIDE).matches);
  const [isFocusMode, setFocusMode] = useState(false);
  const frame = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!isFocusMode) return;
    const leave = (event: globalThis.KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) setFocusMode(false);
    };
    addEventListener("keydown", leave);
    return () => removeEventListener("keydown", leave);
  }, [isFocusMode]);

  function closeTool(): void {
    setTool(null);
    editor.commands.focus(undefined, { scrollIntoView: false });
  }

  function onKey(event: KeyboardEvent): void {
    const isCommand = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (isCommand && key === "f") setTool("find");
    else if (isCommand && key === "k" && editor.isEditable) setTool("link");
    // Everything is saved as it is written; the browser's own “save” would save the page's shell.
    else if (isCommand && key === "s" && !event.shiftKey) editor.commands.focus();
    else if (event.altKey && event.key === "F10") frame.current?.querySelector<HTMLElement>(".doc-toolbar button")?.focus();
    else return;
    event.preventDefault();
  }

  return (
    // Shortcuts of the whole page are heard here; every one has a button too.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={frame} className={`doc${isFocusMode ? " doc-focus" : ""}`} onKeyDown={onKey}>
      {!isFocusMode && (
        <Head
          hasOutline={hasOutline}
          onOutline={() => setOutline(!hasOutline)}
          onFind={() => setTool("find")}
          onFocusMode={() => setFocusMode(true)}
          actions={actions}
        />
      )}
      {!isFocusMode && !isReadOnly && <Toolbar onLink={() => setTool("link")} />}
      {tool === "find" && <FindBar onClose={closeTool} />}
      <div className="doc-body">
        {hasOutline && !isFocusMode && <OutlineSide onClose={() => setOutline(false)} />}
        <div className="doc-scroll" data-scroller="">
          <Ending />
          <Unsaved />
          <div className="doc-page">{children}</div>
        </div>
        {!isFocusMode && <Side />}
      </div>
      <footer className="doc-foot">
        <WordCount />
        <p id="doc-keyboard" className="doc-foot-hint">
          {isReadOnly ? "" : words("document.keyboard")}
        </p>
        {isFocusMode && (
          <span className="doc-foot-leave">
            <SaveWords />
            <IconButton label={words("document.leave_focus")} icon={Minimize2} onPress={() => setFocusMode(false)} />
          </span>
        )}
      </footer>
      <SuggestionPopup />
      {tool === "link" && <LinkDialog onClose={() => setTool(null)} />}
      {ADD_ONS.map(({ Companion }, index) => Companion && <Companion key={index} />)}
    </div>
  );
}
