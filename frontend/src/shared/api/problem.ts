/** A refusal or a failure, in the server's words (RFC 9457) or in ours when no server answered. */

export interface ProblemBody {
  title: string;
  status: number;
  code: string;
  detail: string;
  facts: Record<string, unknown>;
  errors: { field: string; code: string; detail: string }[];
}

export class ApiProblem extends Error {
  override readonly name = "ApiProblem";

  constructor(readonly body: ProblemBody) {
    super(body.detail || body.title);
  }

  get code(): string {
    return this.body.code;
  }

  get status(): number {
    return this.body.status;
  }

  fact(name: string): string | null {
    const value = this.body.facts[name];
    return typeof value === "string" ? value : null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function fieldErrors(value: unknown): ProblemBody["errors"] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).map((error) => ({
    field: text(error["field"]),
    code: text(error["code"]),
    detail: text(error["detail"]),
  }));
}

/** Read a problem from an answer's text; an answer that is no problem (a proxy's page) gets `code`. */
export function problemFromAnswer(status: number, answer: string): ApiProblem {
  let body: unknown = null;
  try {
    body = JSON.parse(answer);
  } catch {
    body = null;
  }
  const record = isRecord(body) ? body : {};
  return new ApiProblem({
    title: text(record["title"]),
    status,
    code: text(record["code"]) || (status >= 500 ? "server_error" : "unexpected"),
    detail: text(record["detail"]),
    facts: isRecord(record["facts"]) ? record["facts"] : {},
    errors: fieldErrors(record["errors"]),
  });
}

/** The server could not be reached at all. */
export function unreachable(): ApiProblem {
  return new ApiProblem({
    title: "",
    status: 0,
    code: "unreachable",
    detail: "",
    facts: {},
    errors: [],
  });
}

export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem({
    title: "",
    status: 0,
    code: "unexpected",
    detail: "",
    facts: {},
    errors: [],
  });
}
