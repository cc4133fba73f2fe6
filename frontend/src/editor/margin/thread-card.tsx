import { Check, MoreHorizontal, RotateCcw } from "lucide-react";
import { useState, type ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components/Button";

import { formatInstant, formatShort } from "@/shared/format/instants";
import { problemWords } from "@/shared/format/problem-words";
import { IconButton } from "@/shared/ui/button";
import { MenuButton, type MenuGroups } from "@/shared/ui/menu";
import { sayTrouble } from "@/shared/ui/toasts";

import { useDocument } from "../document-context";
import type { Words } from "../words";
import type { Comment, Thread } from "./api";
import { marginOf } from "./margin";
import { SayField } from "./say-field";

interface BylineProps {
  author: { name: string; is_guest: boolean };
  at: string;
  note?: string | null;
}

/** Who, and when. */
export function Byline({ author, at, note }: BylineProps) {
  const { words } = useDocument();
  const name = author.is_guest ? words("presence.guest", { name: author.name }) : author.name;
  return (
    <p className="margin-byline">
      <strong>{name}</strong> <time dateTime={at} title={formatInstant(at)}>{formatShort(at)}</time>
      {note && <span> · {note}</span>}
    </p>
  );
}

/** The words of a comment, the colleagues meant standing out. */
function Body({ comment }: { comment: Comment }) {
  const names = comment.mentions.map(({ name }) => `@${name}`);
  const parts: ReactNode[] = [];
  let rest = comment.body;
  while (rest !== "") {
    const next = names.map((name) => ({ name, at: rest.indexOf(name) })).filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at)[0];
    if (!next) break;
    parts.push(rest.slice(0, next.at), <span key={parts.length} className="mention">{next.name}</span>);
    rest = rest.slice(next.at + next.name.length);
  }
  return <p className="margin-body">{parts}{rest}</p>;
}

function tell(act: Promise<unknown>): void {
  act.catch((error: unknown) => sayTrouble(problemWords(error)));
}

function actionsOf(comment: Comment, words: Words, onEdit: () => void, onDelete: () => void): MenuGroups {
  const edit = { id: "edit", label: words("margin.edit"), onAction: onEdit };
  const remove = { id: "delete", label: words("margin.delete"), tone: "danger" as const, onAction: onDelete };
  return [[...(comment.can_edit ? [edit] : []), ...(comment.can_delete ? [remove] : [])]];
}

function CommentPart({ comment }: { comment: Comment }) {
  const context = useDocument();
  const { words } = context;
  const margin = marginOf(context);
  const [isEditing, setEditing] = useState(false);
  if (comment.deleted_at !== null) return <p className="margin-byline">{words("margin.deleted")}</p>;
  if (isEditing) {
    return (
      <SayField
        autoFocus
        label={words("margin.edit")}
        action={words("margin.save")}
        initial={comment.body}
        mentioned={comment.mentions}
        onCancel={() => setEditing(false)}
        onSay={async (said) => {
          await margin.api.edit(comment.id, said);
          await margin.load();
          setEditing(false);
        }}
      />
    );
  }
  const actions = actionsOf(comment, words, () => setEditing(true), () => tell(margin.api.remove(comment.id).then(() => margin.load())));
  return (
    <>
      <div className="margin-line">
        <Byline author={comment.author} at={comment.created_at} note={comment.edited_at ? words("margin.edited") : null} />
        {(comment.can_edit || comment.can_delete) && (
          <MenuButton label={words("margin.more", { name: comment.author.name })} groups={actions}>
            <AriaButton className="icon-button" aria-label={words("margin.more", { name: comment.author.name })}>
              <MoreHorizontal aria-hidden className="icon" />
            </AriaButton>
          </MenuButton>
        )}
      </div>
      <Body comment={comment} />
    </>
  );
}

/** One thread: what was said, an answer, resolve. */
export function ThreadCard({ thread, isActive }: { thread: Thread; isActive: boolean }) {
  const context = useDocument();
  const { words } = context;
  const margin = marginOf(context);
  const isResolved = thread.resolved_at !== null;
  const change = () => (isResolved ? margin.api.reopen(thread.id) : margin.api.resolve(thread.id));
  return (
    <>
      <div className="margin-line">
        <blockquote className="margin-cited">{thread.quote}</blockquote>
        {thread.can_resolve && (
          <IconButton
            label={words(isResolved ? "margin.reopen" : "margin.resolve")}
            icon={isResolved ? RotateCcw : Check}
            onPress={() => tell(change().then((answer) => margin.putThread(answer)))}
          />
        )}
      </div>
      <ol className="margin-comments">
        {thread.comments.map((comment) => (
          <li key={comment.id}>
            <CommentPart comment={comment} />
          </li>
        ))}
      </ol>
      {isResolved && <p className="margin-byline">{words("margin.resolved_by", { name: thread.resolved_by ?? "" })}</p>}
      {isActive && (
        <SayField
          label={words("margin.answer")}
          action={words("margin.send")}
          onSay={async (said) => {
            await margin.api.answer(thread.id, said);
            await margin.load();
          }}
        />
      )}
    </>
  );
}
