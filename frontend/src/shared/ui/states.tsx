import type { LucideIcon } from "lucide-react";
import { TriangleAlert } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";

import { asProblem } from "@/shared/api/problem";
import { problemWords } from "@/shared/format/problem-words";
import { useT } from "@/shared/i18n";

import { Button } from "./button";
import "./states.css";

interface EmptyProps {
  icon: LucideIcon;
  title: string;
  text: string;
  /** The whole page is this. */
  isPage?: boolean;
  children?: ReactNode;
}

function StateTitle({ isPage, children }: { isPage: boolean; children: ReactNode }) {
  return isPage ? <h1>{children}</h1> : <h2>{children}</h2>;
}

/** Says that nothing is here yet and what would fill it. */
export function Empty({ icon: Icon, title, text, isPage = false, children }: EmptyProps) {
  return (
    <div className="state">
      <Icon aria-hidden className="state-icon" />
      <StateTitle isPage={isPage}>{title}</StateTitle>
      <p>{text}</p>
      {children && <div className="state-actions">{children}</div>}
    </div>
  );
}

interface TroubleProps {
  error: unknown;
  onRetry?: () => void;
  /** The whole page is this. */
  isPage?: boolean;
}

/** Says what went wrong and what to do; a missing thing offers no second try. */
export function Trouble({ error, onRetry, isPage = false }: TroubleProps) {
  const t = useT();
  const isMissing = asProblem(error).status === 404;
  return (
    <div className="state" role="alert">
      <TriangleAlert aria-hidden className="state-icon" />
      <StateTitle isPage={isPage}>
        {isMissing ? t("problem.missing_title") : t("problem.title")}
      </StateTitle>
      <p>{isMissing ? t("problem.missing_text") : problemWords(error)}</p>
      {onRetry && !isMissing && (
        <div className="state-actions">
          <Button onPress={onRetry}>{t("common.retry")}</Button>
        </div>
      )}
    </div>
  );
}

const PATIENCE_MS = 300;

/** Nothing for 300 ms, then rows in the shape of what comes. */
export function SkeletonRows({ rows = 8 }: { rows?: number }) {
  const t = useT();
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isShown) return null;
  return (
    <div className="skeleton" role="status">
      <span className="visually-hidden">{t("common.loading")}</span>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="skeleton-row" aria-hidden>
          <span className="skeleton-block skeleton-icon" />
          <span className={`skeleton-block skeleton-line skeleton-line-${index % 3}`} />
          <span className="skeleton-block skeleton-end" />
        </div>
      ))}
    </div>
  );
}
