import { describe, expect, test } from "vitest";
import type { FeedEvent, OrderMessage } from "../ports.ts";
import { parseInstrument } from "../trade/parse-instrument.ts";
import type { Action } from "./touch-state.ts";
import { createTouchVenue, type TouchOptions } from "./touch-venue.ts";

const symbol = "X";
const instrument = parseInstrument({
  symbol,
  kind: "spot",
  base: "X",
  quote: "USD",
  tick: "0.01",
  lot: "0.1",
});

type Place = Extract<Action, { readonly kind: "place" }>["request"];

/** A step of a scenario: an order, what is asked of one, or a word of the market, a second after the last. */
type Step =
  | { readonly place: Partial<Place> & Pick<Place, "side" | "kind"> }
  | { readonly cancel: string }
  | {
      readonly amend: string;
      readonly to: { readonly quantity?: string; readonly price?: string; readonly trigger?: string };
    }
  | { readonly query: string }
  | { readonly trade: number; readonly of?: number }
  | { readonly quote: readonly [bid: number, ask: number] }
  | { readonly wait: number };

const said = ({ id, report }: OrderMessage): string => {
  switch (report.kind) {
    case "fill":
      return `${id} ${report.liquidity} ${report.lots} @ ${report.price}`;
    case "reject":
      return `${id} reject ${report.reason}`;
    case "cancel":
    case "expire":
      return `${id} ${report.kind} after ${report.filledLots}`;
    case "amend":
      return `${id} amend ${JSON.stringify(report.at)}`;
    default:
      return `${id} ${report.kind}`;
  }
};

/** What a venue says over a scenario; orders are a, b, c in their order, of 1.0 units unless told. */
function play(steps: readonly Step[], options: Partial<TouchOptions> = {}): string[] {
  const venue = createTouchVenue([instrument], {
    latencyMs: 0,
    takerCost: 0.001,
    limitFill: "through",
    ...options,
  });
  const out: string[] = [];
  let ts = 0;
  let placed = 0;
  const hear = (): void => {
    while (venue.dueMs() <= ts) out.push(...venue.advance(venue.dueMs()).map(said));
  };
  for (const step of steps) {
    ts += "wait" in step ? step.wait : 1_000;
    hear();
    if ("place" in step) {
      const clientOrderId = "abc"[placed++]!;
      const request = { clientOrderId, symbol, tif: "gtc", quantity: "1.0", ...step.place } as Place;
      venue.send({ kind: "place", request }, ts);
    } else if ("cancel" in step) venue.send({ kind: "cancel", id: step.cancel, symbol }, ts);
    else if ("amend" in step) {
      venue.send({ kind: "amend", request: { clientOrderId: step.amend, symbol, ...step.to } }, ts);
    } else if ("query" in step) venue.send({ kind: "query", id: step.query, symbol, askedMs: ts }, ts);
    else venue.observe(eventOf(step, ts));
    hear();
  }
  return out;
}

function eventOf(step: Step, ts: number): FeedEvent {
  if ("trade" in step) return { kind: "trade", ts, symbol, price: step.trade, quantity: step.of ?? 100 };
  if ("quote" in step) return { kind: "quote", ts, symbol, bid: step.quote[0], ask: step.quote[1] };
  return { kind: "timer", ts };
}

const buy = (kind: Place["kind"], more: Partial<Place> = {}): Step => ({
  place: { side: "buy", kind, ...more },
});
const sell = (kind: Place["kind"], more: Partial<Place> = {}): Step => ({
  place: { side: "sell", kind, ...more },
});
const held: readonly Step[] = [{ quote: [100, 100] }, buy("market")];

describe("a market order", () => {
  test.each<readonly [string, readonly Step[], readonly string[]]>([
    [
      "takes the quote",
      [{ quote: [99.9, 100.1] }, buy("market"), sell("market")],
      ["a accept", "a taker 10 @ 100.1", "b accept", "b taker 10 @ 99.9"],
    ],
    [
      "waits for a trade where there is no quote, and pays the cost, rounded against it",
      [buy("market"), { trade: 100.03 }],
      ["a accept", "a taker 10 @ 100.14"],
    ],
    [
      "sells at a trade less the cost",
      [sell("market"), { trade: 100.03 }],
      ["a accept", "a taker 10 @ 99.92"],
    ],
    ["of no whole lots is refused", [buy("market", { quantity: "0.0" })], ["a reject whole-lots"]],
    [
      "that only reduces takes no more than is held",
      [...held, sell("market", { quantity: "3.0", reduceOnly: true })],
      ["a accept", "a taker 10 @ 100", "b accept", "b taker 10 @ 100", "b cancel after 10"],
    ],
    [
      "that only reduces is gone where nothing is held",
      [{ quote: [100, 100] }, sell("market", { reduceOnly: true })],
      ["a accept", "a cancel after 0"],
    ],
  ])("%s", (_, steps, reports) => {
    expect(play(steps)).toEqual(reports);
  });
});

describe("a limit order", () => {
  const limit = { price: "99.00" };
  test.each<readonly [string, readonly Step[], readonly string[], Partial<TouchOptions>]>([
    [
      "fills when a trade goes through it, up to what traded, at its price",
      [buy("limit", limit), { trade: 100 }, { trade: 98.99, of: 0.4 }, { trade: 98.5, of: 9 }],
      ["a accept", "a maker 4 @ 99", "a maker 6 @ 99"],
      {},
    ],
    ["is not filled by a touch", [buy("limit", limit), { trade: 100 }, { trade: 99 }], ["a accept"], {}],
    [
      "is filled by a touch where the run says so",
      [buy("limit", limit), { trade: 100 }, { trade: 99 }],
      ["a accept", "a maker 10 @ 99"],
      { limitFill: "touch" },
    ],
    [
      "takes where it crosses as it arrives",
      [{ quote: [98, 98.5] }, buy("limit", limit)],
      ["a accept", "a taker 10 @ 98.5"],
      {},
    ],
    [
      "makes where the quote comes to it",
      [{ quote: [100, 101] }, buy("limit", limit), { quote: [98, 98.9] }],
      ["a accept", "a maker 10 @ 99"],
      {},
    ],
    [
      "shares a trade with one that came before it, first come",
      [buy("limit", limit), buy("limit", limit), { trade: 100 }, { trade: 98, of: 1.5 }],
      ["a accept", "b accept", "a maker 10 @ 99", "b maker 5 @ 99"],
      {},
    ],
    [
      "sells above",
      [sell("limit", { price: "101.00" }), { trade: 100 }, { trade: 101.01, of: 0.3 }],
      ["a accept", "a maker 3 @ 101"],
      {},
    ],
    [
      "that must be immediate takes",
      [{ quote: [98, 98.5] }, buy("limit", { ...limit, tif: "ioc" })],
      ["a accept", "a taker 10 @ 98.5"],
      {},
    ],
    [
      "that must be immediate goes where it does not cross",
      [{ quote: [99.5, 100] }, buy("limit", { ...limit, tif: "ioc" })],
      ["a accept", "a cancel after 0"],
      {},
    ],
    [
      "of all or nothing goes where it does not cross",
      [{ quote: [99.5, 100] }, buy("limit", { ...limit, tif: "fok" })],
      ["a accept", "a cancel after 0"],
      {},
    ],
    [
      "that may only make is refused where it would take",
      [{ quote: [98, 98.5] }, buy("limit", { ...limit, postOnly: true })],
      ["a reject post-only"],
      {},
    ],
    [
      "that may only make rests where it does not",
      [{ quote: [100, 101] }, buy("limit", { ...limit, postOnly: true })],
      ["a accept"],
      {},
    ],
    [
      "of a day ends with it",
      [buy("limit", { ...limit, tif: "day" }), { trade: 100 }, { wait: 86_400_000 }, { trade: 90 }],
      ["a accept", "a expire after 0"],
      {},
    ],
    [
      "of a date ends then, with what it has filled",
      [
        buy("limit", { ...limit, tif: "gtd", untilMs: 9_000 }),
        { trade: 100 },
        { trade: 98, of: 0.2 },
        { wait: 6_000 },
        { trade: 90 },
      ],
      ["a accept", "a maker 2 @ 99", "a expire after 2"],
      {},
    ],
  ])("%s", (_, steps, reports, options) => {
    expect(play(steps, options)).toEqual(reports);
  });
});

describe("a conditional order", () => {
  test.each<readonly [string, readonly Step[], readonly string[]]>([
    [
      "to stop a loss waits, and takes once a trade reaches it",
      [sell("stop", { trigger: "99.00" }), { trade: 99.01 }, { trade: 99 }],
      ["a accept", "a trigger", "a taker 10 @ 98.9"],
    ],
    [
      "to stop a loss takes what a gap leaves",
      [sell("stop", { trigger: "99.00" }), { trade: 95 }],
      ["a accept", "a trigger", "a taker 10 @ 94.9"],
    ],
    [
      "to enter on strength buys at and above it",
      [buy("stop", { trigger: "101.00" }), { trade: 100.99 }, { trade: 101 }],
      ["a accept", "a trigger", "a taker 10 @ 101.11"],
    ],
    [
      "with a limit takes within it",
      [buy("stop-limit", { trigger: "101.00", price: "102.00" }), { trade: 101 }],
      ["a accept", "a trigger", "a taker 10 @ 101.11"],
    ],
    [
      "with a limit rests at it where the price is beyond",
      [buy("stop-limit", { trigger: "101.00", price: "101.00" }), { trade: 103 }, { trade: 100.99, of: 1 }],
      ["a accept", "a trigger", "a maker 10 @ 101"],
    ],
    [
      "with a limit goes where it must be immediate and the price is beyond",
      [buy("stop-limit", { trigger: "101.00", price: "101.00", tif: "ioc" }), { trade: 103 }],
      ["a accept", "a trigger", "a cancel after 0"],
    ],
    [
      "to take a profit waits for the other side",
      [sell("take-profit", { trigger: "101.00" }), { trade: 100 }, { trade: 101.2 }],
      ["a accept", "a trigger", "a taker 10 @ 101.09"],
    ],
    [
      "that trails follows, and never back",
      [
        sell("trailing-stop", { trail: "1.00" }),
        { trade: 100 },
        { trade: 103 },
        { trade: 102.5 },
        { trade: 102 },
      ],
      ["a accept", "a trigger", "a taker 10 @ 101.89"],
    ],
    ["is not set off by quotes", [sell("stop", { trigger: "99.00" }), { quote: [90, 91] }], ["a accept"]],
  ])("%s", (_, steps, reports) => {
    expect(play(steps)).toEqual(reports);
  });
});

describe("a request", () => {
  const rests = buy("limit", { price: "99.00" });
  test.each<readonly [string, readonly Step[], readonly string[]]>([
    [
      "that comes twice places nothing",
      [rests, { place: { side: "buy", kind: "limit", price: "99.00", clientOrderId: "a" } }],
      ["a accept"],
    ],
    [
      "to cancel ends it, with what it has filled",
      [rests, { trade: 100 }, { trade: 98, of: 0.3 }, { cancel: "a" }, { trade: 90 }],
      ["a accept", "a maker 3 @ 99", "a cancel after 3"],
    ],
    ["to cancel what is not there is refused", [{ cancel: "a" }], ["a cancel-reject"]],
    [
      "to cancel what has filled is refused",
      [{ quote: [100, 100] }, buy("market"), { cancel: "a" }],
      ["a accept", "a taker 10 @ 100", "a cancel-reject"],
    ],
    [
      "to amend changes it",
      [rests, { trade: 100 }, { amend: "a", to: { quantity: "2.0", price: "99.50" } }, { trade: 99.49 }],
      ["a accept", 'a amend {"lots":20,"limitTicks":9950}', "a maker 20 @ 99.5"],
    ],
    [
      "to amend below what has filled ends it",
      [rests, { trade: 100 }, { trade: 98, of: 0.3 }, { amend: "a", to: { quantity: "0.3" } }],
      ["a accept", "a maker 3 @ 99", "a cancel after 3"],
    ],
    ["to amend what is not there is refused", [{ amend: "a", to: { quantity: "1.0" } }], ["a amend-reject"]],
    [
      "to amend a trigger moves it",
      [sell("stop", { trigger: "99.00" }), { amend: "a", to: { trigger: "99.50" } }, { trade: 99.5 }],
      ["a accept", 'a amend {"lots":10,"triggerTicks":9950}', "a trigger", "a taker 10 @ 99.4"],
    ],
    [
      "to know what became of one that rests gives its fills and its terms",
      [rests, { trade: 100 }, { trade: 98, of: 0.3 }, { query: "a" }],
      ["a accept", "a maker 3 @ 99", "a maker 3 @ 99", "a accept"],
    ],
    [
      "to know what became of one that has ended gives how",
      [rests, { cancel: "a" }, { query: "a" }],
      ["a accept", "a cancel after 0", "a cancel after 0"],
    ],
    ["to know what became of one that never came gives that", [{ query: "a" }], ["a absent"]],
    [
      "to know a maker that no price has met yet has no answer",
      [buy("limit", { price: "99.00", postOnly: true }), { query: "a" }],
      [],
    ],
    ["for another symbol is refused", [buy("market", { symbol: "Y" })], ["a reject unknown symbol Y"]],
  ])("%s", (_, steps, reports) => {
    expect(play(steps)).toEqual(reports);
  });

  test("and its answer take their time, each way", () => {
    // Sent at 2 s, there at 3.5 s, answered at 5 s: it meets the quote of 3 s.
    const steps: Step[] = [{ quote: [99, 100] }, buy("market"), { quote: [100, 101] }, { wait: 1_999 }];
    expect(play(steps, { latencyMs: 1_500 })).toEqual([]);
    const answered = play([...steps, { wait: 1 }], { latencyMs: 1_500 });
    expect(answered).toEqual(["a accept", "a taker 10 @ 101"]);
  });

  test("needs a latency that is one", () => {
    expect(() => play([], { latencyMs: -1 })).toThrow("latency must be milliseconds of at least 0; was -1");
  });
});
