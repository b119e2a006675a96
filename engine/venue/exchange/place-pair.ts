import type { PlaceRequest } from "../../execution/venue-request.ts";
import { type Refusal, refusal } from "../limits/refusal.ts";
import { cancelHeld, isSetOff } from "./actor.ts";
import type { Client, Core } from "./exchange-state.ts";
import { checkPlace, isRefusal, placeTerms, termsFor } from "./orders.ts";
import type { Held } from "./state.ts";
import { wouldTake } from "./work.ts";

/**
 * Places two orders of which one cancels the other as soon as it trades, is set off or ends: both or none. The one that
 * waits for its trigger comes first. Refused where either would trade at once.
 */
export function placePair(
  core: Core,
  client: Client,
  waiting: PlaceRequest,
  resting: PlaceRequest,
  nowMs: number,
): readonly [Held, Held] | Refusal {
  const actor = core.actors.get(waiting.symbol);
  if (!actor) return refusal("unknown-symbol", `Invalid symbol ${waiting.symbol}.`);
  const [first, second] = [termsFor(actor, waiting), termsFor(actor, resting)];
  if ("rule" in first) return first;
  if ("rule" in second) return second;
  if (wouldTake(actor, second) || isSetOff(actor, { terms: first })) {
    return refusal("trigger-at-once", "The relationship of the prices for the orders is not correct.");
  }
  const { clientOrderId } = resting;
  const wrong =
    waiting.clientOrderId === clientOrderId
      ? refusal("duplicate", "Duplicate order sent.")
      : checkPlace(core, client, actor, clientOrderId, second, nowMs);
  if (wrong) return wrong;
  const stop = placeTerms(core, client, actor, waiting.clientOrderId, first, nowMs);
  if (isRefusal(stop)) return stop;
  const limit = placeTerms(core, client, actor, clientOrderId, second, nowMs, stop);
  if (!isRefusal(limit)) return [stop, limit];
  // The first was the last that its client may have.
  cancelHeld(actor, stop, nowMs);
  return limit;
}
