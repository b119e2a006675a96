import type { Blotter } from "./blotter.ts";
import type { ManagerInput, ManagerOutput } from "./commands.ts";
import { type Draft, outputOf } from "./draft.ts";
import { takeClock, takeConnect, takeDisconnect, takeReview } from "./take-clock.ts";
import { takeCommand } from "./take-command.ts";
import { takeReport } from "./take-report.ts";

/** Made once: it is empty between two inputs, and taking one in waits for nothing. */
const draft: Draft = { actions: undefined, answers: undefined };

/**
 * Takes one input into a blotter and gives what must be done at the venue. It reads no clock and does nothing itself:
 * the same inputs with the same times make the same blotter and the same actions, so that a journal of inputs, written
 * before the actions are done, is all that a restart needs. Of the input it keeps terms and changes, which must stay as
 * they are; commands and reports themselves may be used again. Laws:
 *
 * - a command that comes again is answered as before and does nothing;
 * - an order is sent once; if its fate is not known it is asked for, never sent again;
 * - members of a group follow each fill, partial ones too;
 * - what a venue says and cannot be is neither believed nor dropped: it asks for reconciliation.
 */
export function manage(blotter: Blotter, input: ManagerInput, nowMs: number): ManagerOutput {
  draft.actions = undefined;
  draft.answers = undefined;
  switch (input.kind) {
    case "command":
      takeCommand(blotter, input.command, nowMs, draft);
      break;
    case "report":
      takeReport(blotter, input.id, input.report, nowMs, draft);
      break;
    case "clock":
      takeClock(blotter, nowMs, draft);
      break;
    case "review":
      takeReview(blotter, nowMs, draft);
      break;
    case "disconnected":
      takeDisconnect(blotter, nowMs, draft);
      break;
    case "connected":
      takeConnect(blotter, nowMs, draft);
      break;
  }
  return outputOf(draft);
}
