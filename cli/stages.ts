import type { Io } from "./io.ts";

interface Wishes {
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

/** Erases the terminal's line that the cursor is on. */
export const eraseLine = "\r\x1b[2K";

/**
 * Says on a terminal what is being done, in a line that gives way to the next; called without words it leaves nothing.
 * Silent where nobody looks, and with `--json` and `--quiet`.
 */
export function stages({ json, quiet }: Wishes, io: Io): (what?: string) => void {
  if (!io.terminal || json || quiet) return () => {};
  return (what) => io.err(what === undefined ? eraseLine : `${eraseLine}${what} …`);
}
