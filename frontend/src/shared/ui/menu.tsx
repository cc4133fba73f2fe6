import { ChevronRight, type LucideIcon } from "lucide-react";
import type { ReactNode, RefObject } from "react";
import { Menu as AriaMenu, MenuItem, MenuTrigger, Separator, SubmenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";

import "./menu.css";

export interface MenuAction {
  id: string;
  label: string;
  icon?: LucideIcon;
  shortcut?: string;
  tone?: "danger";
  onAction: () => void;
}

/** A choice that opens further ones. */
export interface MenuBranch extends Pick<MenuAction, "id" | "label" | "icon"> {
  actions: readonly MenuAction[];
}

/** Actions in groups; a line stands between groups. Empty groups vanish. */
export type MenuGroups = readonly (readonly (MenuAction | MenuBranch)[])[];

function Entry({ entry }: { entry: MenuAction | MenuBranch }) {
  return "actions" in entry ? <Branch branch={entry} /> : <Action action={entry} />;
}

function Action({ action }: { action: MenuAction }) {
  const Icon = action.icon;
  return (
    <MenuItem
      id={action.id}
      textValue={action.label}
      className={`menu-item${action.tone === "danger" ? " menu-item-danger" : ""}`}
      onAction={action.onAction}
    >
      {Icon ? <Icon aria-hidden className="icon" /> : <span className="icon" />}
      <span>{action.label}</span>
      {action.shortcut && <kbd className="menu-shortcut">{action.shortcut}</kbd>}
    </MenuItem>
  );
}

function Branch({ branch }: { branch: MenuBranch }) {
  const Icon = branch.icon;
  return (
    <SubmenuTrigger>
      <MenuItem id={branch.id} textValue={branch.label} className="menu-item">
        {Icon ? <Icon aria-hidden className="icon" /> : <span className="icon" />}
        <span>{branch.label}</span>
        <ChevronRight aria-hidden className="icon menu-more" />
      </MenuItem>
      <Popover className="popover" offset={-4}>
        <AriaMenu aria-label={branch.label} className="menu">
          {branch.actions.map((action) => (
            <Action key={action.id} action={action} />
          ))}
        </AriaMenu>
      </Popover>
    </SubmenuTrigger>
  );
}

function entries(groups: MenuGroups): ReactNode[] {
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, index) => [
      ...(index > 0 ? [<Separator key={`separator-${index}`} className="menu-separator" />] : []),
      ...group.map((entry) => <Entry key={entry.id} entry={entry} />),
    ]);
}

interface MenuButtonProps {
  label: string;
  groups: MenuGroups;
  placement?: "bottom start" | "bottom end";
  children: ReactNode;
}

/** `children` is the button that opens the menu. */
export function MenuButton({ label, groups, placement = "bottom start", children }: MenuButtonProps) {
  return (
    <MenuTrigger>
      {children}
      <Popover className="popover" placement={placement} offset={4}>
        <AriaMenu aria-label={label} className="menu">
          {entries(groups)}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

interface MenuAtProps {
  label: string;
  groups: MenuGroups;
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
}

/** A menu without a trigger is not closed by what is chosen in a further one: the choices do it. */
const closing = (groups: MenuGroups, onClose: () => void): MenuGroups =>
  groups.map((group) =>
    group.map((entry) =>
      "actions" in entry
        ? {
            ...entry,
            actions: entry.actions.map((action) => ({
              ...action,
              onAction: () => {
                action.onAction();
                onClose();
              },
            })),
          }
        : entry,
    ),
  );

/** A menu beside an element that is not its button: a context menu. */
export function MenuAt({ label, groups, anchor, onClose }: MenuAtProps) {
  return (
    <Popover
      className="popover"
      aria-label={label}
      isOpen
      triggerRef={anchor}
      placement="bottom start"
      offset={0}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <AriaMenu aria-label={label} className="menu" autoFocus="first" onClose={onClose}>
        {entries(closing(groups, onClose))}
      </AriaMenu>
    </Popover>
  );
}
