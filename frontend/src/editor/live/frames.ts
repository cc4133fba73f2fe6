import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";

/**
 * The bytes of the y-protocols (sync and awareness) and of our own additions, which the server sends
 * only to a client that asks for them by the subprotocol.
 */
export const SUBPROTOCOL = "sovshare.v1";

const SYNC = 0;
const AWARENESS = 1;
const QUERY_AWARENESS = 3;
const SAVED = 100;
const NOTICE = 101;

const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;

/** What the server has to say beside the content; `code` is the vocabulary, the rest depends on it. */
export interface Notice {
  code: string;
  [fact: string]: unknown;
}

export type Frame =
  | { type: "step1"; vector: Uint8Array }
  | { type: "step2" | "update"; update: Uint8Array }
  | { type: "awareness"; states: Uint8Array }
  | { type: "query_awareness" }
  /** `clock`: the next of `client` that is not durable. `frames`: of ours, how many are; null if unsaid. */
  | { type: "saved"; client: number; clock: number; frames: number | null }
  | { type: "notice"; notice: Notice }
  | { type: "unknown" };

function readSync(decoder: decoding.Decoder): Frame {
  const kind = decoding.readVarUint(decoder);
  const bytes = decoding.readVarUint8Array(decoder);
  if (kind === STEP_1) return { type: "step1", vector: bytes };
  if (kind === STEP_2) return { type: "step2", update: bytes };
  return kind === UPDATE ? { type: "update", update: bytes } : { type: "unknown" };
}

function readSaved(decoder: decoding.Decoder): Frame {
  const client = decoding.readVarUint(decoder);
  const clock = decoding.readVarUint(decoder);
  const frames = decoding.hasContent(decoder) ? decoding.readVarUint(decoder) : null;
  return { type: "saved", client, clock, frames };
}

function readNotice(decoder: decoding.Decoder): Frame {
  const notice: unknown = JSON.parse(decoding.readVarString(decoder));
  const isNotice = typeof notice === "object" && notice !== null && "code" in notice;
  return isNotice && typeof notice.code === "string"
    ? { type: "notice", notice: notice as Notice }
    : { type: "unknown" };
}

/** Read one message. Throws on bytes that are no message; types of a later server are `unknown`. */
export function readFrame(bytes: Uint8Array): Frame {
  const decoder = decoding.createDecoder(bytes);
  switch (decoding.readVarUint(decoder)) {
    case SYNC:
      return readSync(decoder);
    case AWARENESS:
      return { type: "awareness", states: decoding.readVarUint8Array(decoder) };
    case QUERY_AWARENESS:
      return { type: "query_awareness" };
    case SAVED:
      return readSaved(decoder);
    case NOTICE:
      return readNotice(decoder);
    default:
      return { type: "unknown" };
  }
}

function frame(...parts: (number | Uint8Array)[]): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const part of parts) {
    if (typeof part === "number") encoding.writeVarUint(encoder, part);
    else encoding.writeVarUint8Array(encoder, part);
  }
  return encoding.toUint8Array(encoder);
}

export const step1 = (vector: Uint8Array): Uint8Array => frame(SYNC, STEP_1, vector);
export const step2 = (update: Uint8Array): Uint8Array => frame(SYNC, STEP_2, update);
export const update = (bytes: Uint8Array): Uint8Array => frame(SYNC, UPDATE, bytes);
export const awareness = (states: Uint8Array): Uint8Array => frame(AWARENESS, states);
