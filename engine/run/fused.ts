import { policyOf } from "../execution/sizing.ts";
import { setsStops } from "../risk/stops.ts";
import { isPlain } from "./decide.ts";
import { createLane, type Pass } from "./fused-lane.ts";
import { runMany } from "./fused-many.ts";
import { runOne } from "./fused-one.ts";
import type { MarketData, MarketFacts } from "./market.ts";
import type { Session } from "./session.ts";
import type { Trace } from "./trace.ts";
import type { DecisionTrack } from "./tracks.ts";

/**
 * The stages of a session drawn together for the runs that a sweep is mostly made of: targets traded at the next open, with
 * protective levels or without, on markets without gaps. It shares the session's formulas (sizing, fee, price, rules of
 * risk, levels, the round trip), keeps their order of operations, and gives up as soon as anything happens that it does
 * not know; the run is then the session's. A property test holds it to the session's cash, quantities, costs and trades
 * at every step, bit for bit.
 */
export interface FusedPass {
  /**
   * Runs decisions in a session that was made new, and leaves the trace, costs and tally that `runTracks` would. False
   * where it gave up: what it leaves then is of no use.
   */
  readonly run: (tracks: readonly DecisionTrack[], trace: Trace) => boolean;
}

/** A pass over a market for a session that keeps a tally; undefined where its settings are beyond one. */
export function createFusedPass(
  session: Session,
  market: MarketData,
  { visits, least }: MarketFacts,
  start: number,
): FusedPass | undefined {
  const { tally, settings, slots, risk } = session;
  if (tally === undefined || visits.length > 0 || !isKnown(session)) return undefined;
  const lanes = slots.map((slot, s) => createLane(slot, market.bars[s]!));
  const { account, stops } = settings.limits;
  const keep = 1 - Math.min(account.maxDrawdown, stops.strategyDrawdown ?? 1);
  const dayShare = account.dailyLoss === null ? 0 : 1 - account.dailyLoss;
  const pass: Pass = {
    session,
    tally,
    market,
    lanes,
    sizing: policyOf(settings.size),
    least,
    start,
    share: Math.max(keep, dayShare),
    roughly: true,
    mostEquity: Number.NaN,
    guards: false,
    dues: new Int32Array(lanes.length),
    orders: [...lanes],
    waiting: 0,
    keep,
    dayShare,
    days: account.dailyLoss === null ? new Int32Array(0) : daysOf(market.ts, start),
    nextDay: 0,
  };
  const usual = risk.usual && !risk.watches && risk.state.orderTimes.length === 0;
  return {
    run: (tracks, trace) => {
      if (risk.watches && risk.tape === undefined) return false;
      pass.guards = setsStops(stops);
      for (let s = 0; s < lanes.length; s++) {
        const track = tracks[s]!;
        if (track.shape.entry !== undefined) return false;
        if (!isPlain(track.shape)) pass.guards = true;
        lanes[s]!.track = track;
        lanes[s]!.changes = track.changes;
      }
      const plain = lanes.length === 1 && usual && !pass.guards;
      const done = plain ? runOne(pass, lanes[0]!, trace) : runMany(pass, trace);
      for (const { slot, lot } of lanes) if (slot.quantity !== 0) slot.lots.push(lot);
      return done;
    },
  };
}

/** Whether settings leave nothing to do on a bar but to trade at its open and at the levels of what is held. */
const isKnown = ({ settings, slots }: Session): boolean =>
  settings.fill === "next-open" &&
  slots.every(
    ({ paysFunding, contract: { inverse, tick, margin, expiryMs } }) =>
      !paysFunding && !inverse && !tick && !margin && expiryMs === Number.POSITIVE_INFINITY,
  );

const dayMs = 86_400_000;

/** Bars after the first that begin a UTC day. */
function daysOf(ts: Float64Array, start: number): Int32Array {
  const found: number[] = [];
  for (let t = start + 1; t < ts.length; t++) {
    if (Math.floor(ts[t]! / dayMs) !== Math.floor(ts[t - 1]! / dayMs)) found.push(t);
  }
  return Int32Array.from(found);
}
