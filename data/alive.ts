import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** Which process, beyond doubt: a pid may be given out again. */
export interface ProcessMark {
  readonly pid: number;
  readonly host: string;
  /** When it began, in ticks since boot, where the system tells; empty elsewhere. */
  readonly began: string;
}

/** The mark of this process. */
export const ownMark = (): ProcessMark => ({
  pid: process.pid,
  host: hostname(),
  began: beganAt(process.pid),
});

/** Whether a process still runs. On another machine that cannot be seen, and it is taken to. */
export function isAlive({ pid, host, began }: ProcessMark): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return beganAt(pid) === began;
}

/** Start of a process from Linux's /proc; empty on other systems, where the pid alone must do. */
function beganAt(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold blanks; the start is the 20th field after it.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
