import { unprotected } from "../trade/order.ts";
import { createDecisionValues, differs, isPlain, protectionOf, unknownPart } from "./decide.ts";
import { fillAll } from "./fused-fill.ts";
import type { Lane, Pass } from "./fused-lane.ts";
import { leaveInRange, leaveOnTime, nextExit } from "./fused-leave.ts";
import { staysQuiet } from "./fused-quiet.ts";
import { markTrace, type Trace } from "./trace.ts";
import { readParts } from "./tracks.ts";

/** Runs a pass of any number of symbols that share their cash; false where it gave up. */
export function runMany(pass: Pass, trace: Trace): boolean {
  const { session, lanes, start, market } = pass;
  const { length } = market.ts;
  const { tape } = session.risk;
  pass.nextDay = 0;
  pass.roughly = true;
  pass.mostEquity = session.cash;
  for (let s = 0; s < lanes.length; s++) beginLane(pass, lanes[s]!);
  trace.count = 0;
  if (start < length) markTrace(trace, session, start);
  for (let from = start; ; ) {
    const decided = earliest(pass.dues);
    // Decided at a close, filled at the open of the bar after it.
    const bar = Math.min(decided + 1, length);
    if (!passOn(pass, trace, from, bar)) return false;
    if (bar === length) return true;
    if (!decideAll(pass, decided)) return false;
    if (tape !== undefined) tape.now = decided;
    if (pass.guards) leaveOnTime(pass, bar);
    if (!fillAll(pass, bar)) return false;
    writeStep(pass, trace, bar);
    from = bar;
  }
}

function beginLane(pass: Pass, lane: Lane): void {
  lane.next = 0;
  lane.protection = unprotected;
  lane.guarded = false;
  seek(pass, lane);
}

function earliest(dues: Int32Array): number {
  let least = dues[0]!;
  for (let s = 1; s < dues.length; s++) if (dues[s]! < least) least = dues[s]!;
  return least;
}

/** Finds the next change of a lane that is acted upon. */
function seek({ session, market, dues }: Pass, lane: Lane): void {
  const { count, at, value } = lane.changes;
  const { acted } = lane.slot;
  let k = lane.next;
  while (k < count && !differs(value[k]!, acted, session.rebalance)) k++;
  lane.next = k;
  dues[lane.slot.index] = k < count ? at[k]! : market.ts.length;
}

/** Passes over bars up to and without `to`, on which positions are left at their levels and in time, and no more. */
function passOn(pass: Pass, trace: Trace, from: number, to: number): boolean {
  for (let t = from; ; ) {
    const end = pass.guards ? nextExit(pass, to) : to;
    if (!staysQuiet(pass, trace, t, end)) return false;
    if (end >= to) return true;
    leaveOnTime(pass, end);
    leaveInRange(pass, end);
    writeStep(pass, trace, end);
    t = end;
  }
}

/** Notes what is held at the close of bar t, in the place of what was noted of an earlier moment of that bar. */
function writeStep({ session }: Pass, trace: Trace, t: number): void {
  if (trace.at[trace.count - 1] === t) trace.count--;
  markTrace(trace, session, t);
}

/** Notes what the orders aim at that are decided at the close of bar t; false for what is beyond a pass. */
function decideAll(pass: Pass, t: number): boolean {
  const { lanes, session, dues } = pass;
  pass.waiting = 0;
  for (let s = 0; s < lanes.length; s++) {
    if (dues[s] !== t) continue;
    const lane = lanes[s]!;
    pass.orders[pass.waiting++] = lane;
    const target = lane.changes.value[lane.next++]!;
    lane.slot.acted = target;
    lane.aim = target * session.settings.size.amount;
    seek(pass, lane);
    if (pass.guards && target !== 0 && !isPlain(lane.track.shape) && !protect(lane, target, t)) return false;
  }
  return true;
}

const values = createDecisionValues();

/**
 * Notes what follows an entry decided at the close of bar t. Where a part of it is not known nothing is entered, and what
 * the entry would have turned around is left; what it would have added to, or taken from, is beyond a pass.
 */
function protect(lane: Lane, target: number, t: number): boolean {
  const { shape, parts } = lane.track;
  readParts(parts, t, values);
  if (unknownPart(values, shape) === undefined) {
    lane.protection = protectionOf(values, shape);
    return true;
  }
  const { quantity } = lane.slot;
  lane.aim = quantity === 0 ? Number.NaN : 0;
  return !(quantity * target > 0);
}
