import { asProblem } from "@/shared/api/problem";
import { t } from "@/shared/i18n";

/** One sentence for the person in front of the screen: the server's own when it gave one. */
export function problemWords(error: unknown): string {
  const problem = asProblem(error);
  const firstField = problem.body.errors[0]?.detail;
  if (problem.code === "unreachable") return t("problem.unreachable");
  if (problem.code === "server_error") return t("problem.server_error");
  return firstField || problem.body.detail || problem.body.title || t("problem.unexpected");
}
