import type { Io } from "../io.ts";
import { dim } from "../table.ts";
import type { SessionStatus } from "./session-status.ts";
import { statusLine, statusLines } from "./status-text.ts";

/** Shows how a session stands as it goes. */
export interface LiveView {
  readonly show: (status: SessionStatus) => void;
  /** Leaves the last view where it is. */
  readonly end: () => void;
}

/** Time between two lines where nothing is rewritten, ms of the machine's clock. */
const lineMs = 30_000;

/** A view that is rewritten in place on a terminal, a line now and then where there is none, and nothing where it is not wanted. */
export function liveView(io: Io, wanted: boolean): LiveView {
  if (!wanted) return { show: () => {}, end: () => {} };
  const inPlace = io.terminal && io.env.TERM !== "dumb";
  return inPlace ? rewritten(io) : plain(io);
}

function rewritten(io: Io): LiveView {
  let lines = 0;
  return {
    show: (status) => {
      // One column is left free: a terminal that wraps at its last would count a line twice.
      const text = statusLines(status, Math.max(20, io.columns - 1));
      const up = lines > 0 ? `\x1b[${lines}A\x1b[0J` : "";
      const [head, ...rest] = text;
      io.err(`${up}${[head, ...rest.map((line) => dim(line, io))].join("\n")}\n`);
      lines = text.length;
    },
    end: () => {
      lines = 0;
    },
  };
}

function plain(io: Io): LiveView {
  let wroteMs = Number.NEGATIVE_INFINITY;
  return {
    show: (status) => {
      if (status.wroteMs - wroteMs < lineMs && status.state === "running") return;
      wroteMs = status.wroteMs;
      io.err(`${statusLine(status)}\n`);
    },
    end: () => {},
  };
}
