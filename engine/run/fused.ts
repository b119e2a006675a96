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
 * The stages of a session drawn together for the runs that a sweep is mostly made of: targets alone, traded at the next
 * open, on markets without gaps, with no rule of risk but those that nearly every order passes. It shares the session's
 * formulas (sizing, fee, price, the usual rules, the round trip), keeps their order of operations, and gives up as soon as
 * anything happens that it does not know; the run is then the session's. A property test holds it to the session's
 * cash, quantities, costs and trades at every step, bit for bit.
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
  const { tally, settings, slots } = session;
  if (tally === undefined || visits.length > 0 || !isUsual(session)) return undefined;
  const lanes = slots.map((slot, s) => createLane(slot, market.bars[s]!));
  const pass: Pass = { session, tally, market, lanes, sizing: policyOf(settings.size), least, start };
  return {
    run: (tracks, trace) => {
      for (let s = 0; s < lanes.length; s++) {
        if (!isPlain(tracks[s]!.shape)) return false;
        lanes[s]!.changes = tracks[s]!.changes;
      }
      const done = lanes.length === 1 ? runOne(pass, lanes[0]!, trace) : runMany(pass, trace);
      for (const { slot, lot } of lanes) if (slot.quantity !== 0) slot.lots.push(lot);
      return done;
    },
  };
}

/** Whether settings leave nothing to do on a bar but to trade at its open. */
const isUsual = ({ settings, risk, slots }: Session): boolean =>
  settings.fill === "next-open" &&
  risk.usual &&
  !risk.watches &&
  risk.state.orderTimes.length === 0 &&
  !setsStops(settings.limits.stops) &&
  slots.every(
    ({ paysFunding, contract: { inverse, tick, margin, expiryMs } }) =>
      !paysFunding && !inverse && !tick && !margin && expiryMs === Number.POSITIVE_INFINITY,
  );
