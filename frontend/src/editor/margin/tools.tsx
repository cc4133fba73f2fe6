import { MessageSquarePlus, PencilLine } from "lucide-react";
import { Separator } from "react-aria-components/Separator";
import { ToggleButton } from "react-aria-components/ToggleButton";

import { IconButton } from "@/shared/ui/button";
import { useStore } from "@/shared/ui/store";

import { useDocument } from "../document-context";
import { may } from "../session";
import { beginComment, setSuggesting } from "./companion";
import { marginOf } from "./margin";

/** Whether what is typed is written or suggested. */
export function SuggestingSwitch() {
  const context = useDocument();
  const { words } = context;
  const { isSuggesting } = useStore(marginOf(context).state);
  return (
    <ToggleButton
      className="margin-switch"
      isSelected={isSuggesting}
      onChange={(isOn) => {
        setSuggesting(context, isOn);
        if (isOn) context.editor.view.focus();
      }}
    >
      <PencilLine aria-hidden className="icon" />
      {words("margin.suggesting")}
    </ToggleButton>
  );
}

/** At the end of the toolbar. */
export function MarginTools() {
  const context = useDocument();
  const { words, session } = context;
  if (!may(session, "comment")) return null;
  return (
    <>
      <Separator orientation="vertical" className="toolbar-line" />
      <IconButton label={words("margin.comment")} icon={MessageSquarePlus} onPress={() => beginComment(context)} />
      <SuggestingSwitch />
    </>
  );
}
