import type { Editor } from "@tiptap/core";
import { useEditorState } from "@tiptap/react";
import {
  Bold,
  ChevronDown,
  Code,
  Italic,
  Link,
  List,
  ListOrdered,
  ListTodo,
  Plus,
  Redo2,
  Strikethrough,
  Table,
  Underline,
  Undo2,
  type LucideIcon,
} from "lucide-react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Group } from "react-aria-components/Group";
import { Separator } from "react-aria-components/Separator";
import { ToggleButton } from "react-aria-components/ToggleButton";
import { Toolbar as AriaToolbar } from "react-aria-components/Toolbar";
import { Tooltip, TooltipTrigger } from "react-aria-components/Tooltip";

import { IconButton } from "@/shared/ui/button";
import { MenuButton, type MenuGroups } from "@/shared/ui/menu";

import { ADD_ONS } from "../add-ons";
import { useDocument } from "../document-context";
import { undoManagerOf } from "../sync/collaboration";
import type { EditorWord, Words } from "../words";
import { BLOCK_CHOICES } from "./block-choices";
import { runChoice } from "./slash-list";
import { tableActions } from "./table-actions";

const STYLES = ["paragraph", "heading1", "heading2", "heading3", "heading4"] as const;
type Style = (typeof STYLES)[number];

function read({ editor }: { editor: Editor }) {
  const undo = undoManagerOf(editor.view);
  const level = STYLES.slice(1).findIndex((_, index) => editor.isActive("heading", { level: index + 1 }));
  return {
    style: STYLES[level + 1] ?? "paragraph",
    bold: editor.isActive("bold"),
    italic: editor.isActive("italic"),
    underline: editor.isActive("underline"),
    strike: editor.isActive("strike"),
    code: editor.isActive("code"),
    link: editor.isActive("link"),
    bullets: editor.isActive("bulletList"),
    numbers: editor.isActive("orderedList"),
    tasks: editor.isActive("taskList"),
    isInTable: editor.isActive("table"),
    mayUndo: undo.undoStack.length > 0,
    mayRedo: undo.redoStack.length > 0,
  };
}

interface ToggleProps {
  label: string;
  shortcut?: string;
  icon: LucideIcon;
  isOn: boolean;
  onToggle: () => void;
}

function Toggle({ label, shortcut, icon: Icon, isOn, onToggle }: ToggleProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <ToggleButton className="icon-button" aria-label={label} isSelected={isOn} onChange={onToggle}>
        <Icon aria-hidden className="icon" />
      </ToggleButton>
      <Tooltip className="tooltip" offset={6}>
        {label}
        {shortcut && <kbd className="tooltip-key">{shortcut}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  );
}

const MARKS = [
  { name: "bold", icon: Bold, shortcut: "Ctrl+B" },
  { name: "italic", icon: Italic, shortcut: "Ctrl+I" },
  { name: "underline", icon: Underline, shortcut: "Ctrl+U" },
  { name: "strike", icon: Strikethrough, shortcut: "Ctrl+Shift+S" },
  { name: "code", icon: Code, shortcut: "Ctrl+E" },
] as const;

function setStyle(editor: Editor, style: Style): void {
  const chain = editor.chain().focus();
  const level = STYLES.indexOf(style);
  if (level === 0) chain.setParagraph().run();
  else chain.setHeading({ level: level as 1 | 2 | 3 | 4 }).run();
}

function styleActions(editor: Editor, words: Words): MenuGroups {
  return [STYLES.map((style) => ({ id: style, label: words(`block.${style}`), onAction: () => setStyle(editor, style) }))];
}

/** What the menu behind “+” offers: every block that has no button of its own. */
const INSERTED = new Set(["table", "image", "quote", "info", "success", "warning", "danger", "code", "rule", "page"]);

function insertActions(editor: Editor, words: Words): MenuGroups {
  const offered = BLOCK_CHOICES.filter(({ id }) => INSERTED.has(id));
  const actions = offered.map((choice) => ({
    id: choice.id,
    label: words(choice.word),
    icon: choice.icon,
    onAction: () => runChoice(editor, choice),
  }));
  return [actions.slice(0, 3), actions.slice(3, 7), actions.slice(7)];
}

interface MenuProps {
  word: EditorWord;
  icon?: LucideIcon;
  label?: string;
  groups: MenuGroups;
}

function ToolMenu({ word, icon: Icon, label, groups }: MenuProps) {
  const { words } = useDocument();
  return (
    <MenuButton label={words(word)} groups={groups}>
      <AriaButton className="tool-menu" aria-label={label ? `${words(word)}, ${label}` : words(word)}>
        {Icon && <Icon aria-hidden className="icon" />}
        {label && <span className="tool-menu-label">{label}</span>}
        <ChevronDown aria-hidden className="icon tool-menu-arrow" />
      </AriaButton>
    </MenuButton>
  );
}

/** The familiar tools. One stop for Tab, arrows inside; Alt+F10 leads here from the text. */
export function Toolbar({ onLink }: { onLink: () => void }) {
  const { editor, words } = useDocument();
  const state = useEditorState({ editor, selector: read });
  const run = () => editor.chain().focus();
  return (
    <div className="doc-tools">
      <AriaToolbar className="doc-toolbar" aria-label={words("document.tools")}>
        <Group className="doc-toolbar-group">
          <IconButton label={words("tool.undo")} icon={Undo2} isDisabled={!state.mayUndo} onPress={() => editor.commands.undo()} />
          <IconButton label={words("tool.redo")} icon={Redo2} isDisabled={!state.mayRedo} onPress={() => editor.commands.redo()} />
        </Group>
        <Separator orientation="vertical" className="doc-toolbar-line" />
        <ToolMenu word="tool.style" label={words(`block.${state.style}`)} groups={styleActions(editor, words)} />
        <Separator orientation="vertical" className="doc-toolbar-line" />
        <Group className="doc-toolbar-group">
          {MARKS.map(({ name, icon, shortcut }) => (
            <Toggle
              key={name}
              label={words(`tool.${name}`)}
              shortcut={shortcut}
              icon={icon}
              isOn={state[name]}
              onToggle={() => run().toggleMark(name).run()}
            />
          ))}
          <Toggle label={words("tool.link")} shortcut="Ctrl+K" icon={Link} isOn={state.link} onToggle={onLink} />
        </Group>
        <Separator orientation="vertical" className="doc-toolbar-line" />
        <Group className="doc-toolbar-group">
          <Toggle label={words("block.bullets")} icon={List} isOn={state.bullets} onToggle={() => run().toggleBulletList().run()} />
          <Toggle label={words("block.numbers")} icon={ListOrdered} isOn={state.numbers} onToggle={() => run().toggleOrderedList().run()} />
          <Toggle label={words("block.tasks")} icon={ListTodo} isOn={state.tasks} onToggle={() => run().toggleTaskList().run()} />
        </Group>
        <Separator orientation="vertical" className="doc-toolbar-line" />
        <ToolMenu word="tool.insert" icon={Plus} label={words("tool.insert")} groups={insertActions(editor, words)} />
        {state.isInTable && (
          <ToolMenu word="tool.table" icon={Table} label={words("tool.table")} groups={tableActions(editor, words)} />
        )}
        {ADD_ONS.map(({ Tools }, index) => Tools && <Tools key={index} />)}
      </AriaToolbar>
    </div>
  );
}
