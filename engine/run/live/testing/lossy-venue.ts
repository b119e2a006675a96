import type { Random } from "../../../core/random.ts";
import type { VenueAction } from "../../../execution/commands.ts";
import type { OrderMessage, SimulatedVenue } from "../../../ports.ts";

/** How often things go wrong between a trader and its venue, each a probability of one message. */
export interface Losses {
  readonly dropped: number;
  readonly doubled: number;
  readonly delayed: number;
  /** Longest delay, ms: what is delayed is overtaken. */
  readonly delayMs: number;
  /** Until then; afterwards all arrives at once and in order. */
  readonly untilMs: number;
}

/** A venue behind a bad network, and what really happened there. */
export interface LossyVenue extends SimulatedVenue {
  /** Signed lots by symbol from what the venue itself filled. */
  readonly position: ReadonlyMap<string, number>;
  /** Requests to place that were sent, by client order id. */
  readonly placed: ReadonlyMap<string, number>;
  /** Those of them that may only make: until a price meets one, the venue itself does not know whether it stands. */
  readonly makers: ReadonlySet<string>;
  /** Messages that were dropped, doubled or delayed. */
  readonly faults: () => number;
}

interface Later<T> {
  readonly ts: number;
  readonly what: T;
}

/** Puts a bad network before a venue: requests and answers get lost, come twice, late, and in another order. */
export function lossyVenue(inner: SimulatedVenue, random: Random, losses: Losses): LossyVenue {
  const requests: Later<VenueAction>[] = [];
  const answers: Later<OrderMessage>[] = [];
  const position = new Map<string, number>();
  const placed = new Map<string, number>();
  const about = new Map<string, { readonly symbol: string; readonly sign: number }>();
  const fills = new Set<string>();
  const makers = new Set<string>();
  let faults = 0;

  const pass = <T>(queue: Later<T>[], what: T, ts: number): void => {
    const bad = (p: number) => ts < losses.untilMs && random() < p && ++faults > 0;
    if (bad(losses.dropped)) return;
    const copies = bad(losses.doubled) ? 2 : 1;
    for (let k = 0; k < copies; k++) {
      const at = bad(losses.delayed) ? ts + Math.ceil(random() * losses.delayMs) : ts;
      let before = queue.length;
      while (before > 0 && queue[before - 1]!.ts > at) before--;
      queue.splice(before, 0, { ts: at, what });
    }
  };
  const witness = ({ id, report }: OrderMessage): void => {
    if (report.kind !== "fill" || fills.has(`${id} ${report.fillId}`)) return;
    fills.add(`${id} ${report.fillId}`);
    const { symbol, sign } = about.get(id)!;
    position.set(symbol, (position.get(symbol) ?? 0) + sign * report.lots);
  };
  const isDue = (queue: readonly Later<unknown>[], nowMs: number) =>
    queue.length > 0 && queue[0]!.ts <= nowMs;
  return {
    position,
    placed,
    makers,
    faults: () => faults,
    send: (action, nowMs) => {
      if (action.kind === "place") {
        const { clientOrderId, symbol, side, postOnly } = action.request;
        if (postOnly) makers.add(clientOrderId);
        placed.set(clientOrderId, (placed.get(clientOrderId) ?? 0) + 1);
        about.set(clientOrderId, { symbol, sign: side === "buy" ? 1 : -1 });
      }
      pass(requests, action, nowMs);
    },
    observe: inner.observe,
    dueMs: () => Math.min(requests[0]?.ts ?? never, answers[0]?.ts ?? never, inner.dueMs()),
    advance: (nowMs) => {
      while (isDue(requests, nowMs)) {
        const { ts, what } = requests.shift()!;
        inner.send(what, ts);
      }
      for (const message of inner.advance(nowMs)) {
        witness(message);
        pass(answers, message, message.ts);
      }
      const out: OrderMessage[] = [];
      while (isDue(answers, nowMs)) {
        const { ts, what } = answers.shift()!;
        out.push({ ...what, ts });
      }
      return out;
    },
  };
}

const never = Number.POSITIVE_INFINITY;
