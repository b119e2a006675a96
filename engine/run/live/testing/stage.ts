import type { VenueAction, VenueReport } from "../../../execution/commands.ts";
import { type Decision, plan, strategy } from "../../../graph/strategy.ts";
import { clamp } from "../../../ops/clamp.ts";
import { sub } from "../../../ops/sub.ts";
import type { FeedEvent } from "../../../ports.ts";
import { parseSettings, type SettingsInput } from "../../settings.ts";
import { createTrader, type Trader } from "../trader.ts";

export const minuteMs = 60_000;

/** What is traded on a stage. */
export const instrument = {
  kind: "perpetual",
  base: "X",
  quote: "USD",
  tick: "0.01",
  lot: "1",
  margin: { initial: 0.001 },
};

/** A trader on a stage: bars, prices and every word of the venue are said by hand. */
export interface Stage {
  readonly trader: Trader;
  /** Everything that it has sent, oldest first. */
  readonly sent: VenueAction[];
  readonly now: () => number;
  /** One bar of a minute that trades at one price, up to the decision at its close. */
  readonly bar: (price: number) => void;
  readonly event: (
    event: Omit<Extract<FeedEvent, { kind: "trade" | "quote" | "funding" }>, "ts" | "symbol">,
  ) => void;
  readonly price: (price: number) => void;
  /** Lets time pass, with a timer at its end. */
  readonly wait: (ms: number) => void;
  /** The venue says something of an order, the last that was placed unless told. */
  readonly say: (report: VenueReport, id?: string) => void;
  /** The venue accepts an order, and fills lots of it at a price. */
  readonly fill: (lots: number, price: number, id?: string) => void;
  /** Requests to place, oldest first, as `side kind quantity @ price` with what else there is. */
  readonly orders: () => readonly string[];
  readonly ids: () => readonly string[];
  /** Signed lots that are held. */
  readonly held: () => number;
}

/** What a decision has beside its target; levels are distances from the entry. */
type Beside = Omit<Decision, "target" | "stop" | "takeProfit" | "trail"> & {
  readonly stop?: number;
  readonly takeProfit?: number;
  readonly trail?: number;
};

/** What is decided: ten units long at a price of 101 and above, short at 99 and below, in proportion between. */
export function stage({ stop, takeProfit, trail, ...rest }: Beside, settings: SettingsInput = {}): Stage {
  const coded = strategy({
    name: "coded",
    decide: ({ close }) => {
      const always = (value: number) => clamp({ x: close, low: value, high: value });
      return {
        target: clamp({ x: sub(close, 100), low: -1, high: 1 }),
        ...(stop !== undefined && { stop: always(stop) }),
        ...(takeProfit !== undefined && { takeProfit: always(takeProfit) }),
        ...(trail !== undefined && { trail: always(trail) }),
        ...rest,
      };
    },
  });
  const sent: VenueAction[] = [];
  let nowMs = 0;
  let fills = 0;
  const trader = createTrader({
    run: "stage",
    plan: plan(coded, { symbols: ["X"], timeframeMs: minuteMs }),
    settings: parseSettings({
      cash: 100_000,
      fees: { taker: 0, maker: 0 },
      size: { by: "quantity", amount: 10 },
      instruments: { X: instrument },
      ...settings,
    }),
    barsPerYear: 525_600,
    venue: { send: (action) => sent.push(action) },
    reviewMs: Number.POSITIVE_INFINITY,
    manager: { answerMs: 100_000 },
  });
  const places = () => sent.flatMap((action) => (action.kind === "place" ? [action.request] : []));
  const last = () => places().at(-1)!.clientOrderId;
  const say: Stage["say"] = (report, id = last()) => trader.hear({ ts: nowMs, id, report });
  const wait = (ms: number): void => {
    nowMs += ms;
    trader.take({ kind: "timer", ts: nowMs });
  };
  const event: Stage["event"] = (what) => trader.take({ ...what, ts: nowMs, symbol: "X" } as FeedEvent);
  const price = (value: number): void => event({ kind: "trade", price: value, quantity: 1 } as never);
  return {
    trader,
    sent,
    now: () => nowMs,
    event,
    price,
    bar: (value) => {
      price(value);
      wait(minuteMs - (nowMs % minuteMs));
    },
    wait,
    say,
    fill: (lots, at, id = last()) => {
      const liquidity = "taker" as const;
      say({ kind: "accept" }, id);
      say({ kind: "fill", fillId: `f${++fills}`, lots, price: at, liquidity, ts: nowMs }, id);
    },
    orders: () =>
      places().map(({ side, kind, quantity, price: limit, trigger, tif, untilMs, postOnly, reduceOnly }) =>
        [
          `${side} ${kind} ${quantity}`,
          ...(trigger === undefined ? [] : [`at ${trigger}`]),
          ...(limit === undefined ? [] : [`@ ${limit}`]),
          ...(tif === "gtc" ? [] : [tif]),
          ...(untilMs === undefined ? [] : [`until ${untilMs}`]),
          ...(postOnly ? ["post-only"] : []),
          ...(reduceOnly ? ["reduce-only"] : []),
        ].join(" "),
      ),
    ids: () => places().map(({ clientOrderId }) => clientOrderId),
    held: () => trader.session.slots[0]!.quantity,
  };
}
