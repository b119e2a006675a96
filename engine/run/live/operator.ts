import { toFlat } from "../../execution/sizing.ts";
import { liftHalt } from "../../risk/observe.ts";
import { transition } from "../../risk/standing.ts";
import { submit } from "../decide.ts";
import { cancelAll } from "../execute.ts";
import { liquidationAt } from "../margin.ts";
import { countVerdict, equityOf, type Slot } from "../session.ts";
import type { Desk } from "./desk.ts";
import { dispatch } from "./dispatch.ts";
import { acceptDifferences } from "./reconcile.ts";
import type { OperatorInput } from "./trader-input.ts";

/** Does what an operator asks for. */
export function obey(desk: Desk, { action, operator, reason }: OperatorInput, nowMs: number): void {
  const { session } = desk;
  const { state } = session.risk;
  if (action === "lift") {
    // Journalled before it is acted upon, it must not throw: where nothing is halted there is nothing to lift.
    if (state.standing.cause === undefined) return;
    acceptDifferences(desk);
    liftHalt(state, equityOf(session), { operator, reason, atMs: nowMs });
    return;
  }
  if (action === "flatten") {
    leaveAll(desk, "operator-halt", nowMs);
    return;
  }
  // What is held stays, protected; nothing else is placed.
  if (transition(state.standing, "operator-halt", nowMs)) countVerdict(session, "operator-halt");
  for (const post of desk.list) cancelAll(session, post.slot);
}

/** Halts, and leaves everything at the market. */
export function leaveAll(desk: Desk, cause: "operator-halt" | "liquidation", nowMs: number): void {
  const { session } = desk;
  const halts = transition(session.risk.state.standing, cause, nowMs);
  if (halts) countVerdict(session, cause);
  // On its way already: asked again it would only begin anew.
  else if (cause === "liquidation") return;
  for (const post of desk.list) {
    const { slot } = post;
    cancelAll(session, slot);
    if (slot.quantity !== 0) submit(session, slot, { side: "either", sizing: toFlat, reason: "risk" });
    dispatch(desk, post, nowMs);
  }
}

/** Whether the mark of a margined position has reached its liquidation price. */
export function isUnderMargin({ session }: Desk, slot: Slot): boolean {
  const due = liquidationAt(session, slot);
  return slot.quantity > 0 ? slot.mark <= due : slot.mark >= due;
}
