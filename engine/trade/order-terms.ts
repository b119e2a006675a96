import { type Instrument, priceOfTicks, quantityOfLots, quoteNotional } from "./instrument.ts";
import { type Rejection, rejected } from "./rejection.ts";

export const orderKinds = [
  "market",
  "limit",
  "stop",
  "stop-limit",
  "trailing-stop",
  "take-profit",
  "iceberg",
] as const;
export type OrderKind = (typeof orderKinds)[number];

/** Good till cancelled, immediate or cancel, fill or kill, good till date, good for the day (UTC). */
export const timesInForce = ["gtc", "ioc", "fok", "gtd", "day"] as const;
export type TimeInForce = (typeof timesInForce)[number];

/** What an order asks of a venue: sizes in whole lots, prices in whole ticks of its instrument. */
export interface OrderTerms {
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly kind: OrderKind;
  readonly lots: number;
  readonly tif: TimeInForce;
  /** Fills there or better; of a take-profit it is optional. */
  readonly limitTicks?: number;
  /** A stop or take-profit becomes live when the price gets there. */
  readonly triggerTicks?: number;
  /** Distance of a trailing stop from the best price: ticks, or a fraction of that price. */
  readonly trailTicks?: number;
  readonly trailFraction?: number;
  /** Lots of an iceberg that the book shows. */
  readonly displayLots?: number;
  /** Last moment of a good-till-date order, ms since 1970 UTC. */
  readonly untilMs?: number;
  /** Never takes liquidity: the venue rejects it instead. */
  readonly postOnly?: boolean;
  /** Never opens a position nor turns one round. */
  readonly reduceOnly?: boolean;
  /** Leg of a hedged account that it works on. */
  readonly leg?: "long" | "short";
}

const fields = ["limitTicks", "triggerTicks", "trailTicks", "trailFraction", "displayLots"] as const;
type Field = (typeof fields)[number];

/** Fields as the bits of a number, in the order of {@link fields}. */
const bits = (...names: readonly Field[]): number =>
  names.reduce((mask, name) => mask | (1 << fields.indexOf(name)), 0);

/** Which fields each kind needs, which others it may have, and whether it waits for a trigger before it works. */
interface Shape {
  readonly needs: number;
  readonly may: number;
  readonly conditional: boolean;
}

const shapes: Readonly<Record<OrderKind, Shape>> = {
  market: { needs: 0, may: 0, conditional: false },
  limit: { needs: bits("limitTicks"), may: 0, conditional: false },
  stop: { needs: bits("triggerTicks"), may: 0, conditional: true },
  "stop-limit": { needs: bits("triggerTicks", "limitTicks"), may: 0, conditional: true },
  "trailing-stop": {
    needs: 0,
    may: bits("trailTicks", "trailFraction", "triggerTicks"),
    conditional: true,
  },
  "take-profit": { needs: bits("triggerTicks"), may: bits("limitTicks"), conditional: true },
  iceberg: { needs: bits("limitTicks", "displayLots"), may: 0, conditional: false },
};

const givenBits = ({
  limitTicks,
  triggerTicks,
  trailTicks,
  trailFraction,
  displayLots,
}: OrderTerms): number =>
  (limitTicks === undefined ? 0 : 1) |
  (triggerTicks === undefined ? 0 : 2) |
  (trailTicks === undefined ? 0 : 4) |
  (trailFraction === undefined ? 0 : 8) |
  (displayLots === undefined ? 0 : 16);

/** Whether an order waits for a trigger before it works. */
export const isConditional = ({ kind }: Pick<OrderTerms, "kind">): boolean => shapes[kind].conditional;

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value > 0;

/**
 * Whether an instrument can trade an order at all; undefined if so. `price` is the present one, for the notional of an
 * order without a limit; `nowMs` the time. Rules: `whole-lots`, `whole-ticks`, `terms`, `trail`, `display`,
 * `time-in-force`, `post-only`, `notional-min`, `expired`.
 */
export function checkTerms(
  instrument: Instrument,
  terms: OrderTerms,
  price: number,
  nowMs: number,
): Rejection | undefined {
  const { expiryMs, notionalMin } = instrument;
  if (expiryMs !== undefined && nowMs >= expiryMs) return rejected("expired", expiryMs, nowMs);
  const wrong = checkShape(terms) ?? checkSizes(terms) ?? checkTime(terms, nowMs) ?? checkPostOnly(terms);
  if (wrong) return wrong;
  const at = terms.limitTicks === undefined ? price : priceOfTicks(instrument, terms.limitTicks);
  const notional = quoteNotional(instrument, quantityOfLots(instrument, terms.lots), at);
  // What reduces may be small: the last of a position must be closable. What is not known is not enough.
  const enough = terms.reduceOnly || notional >= notionalMin;
  return enough ? undefined : rejected("notional-min", notionalMin, notional);
}

const named = (kind: OrderKind): string => `${kind === "iceberg" ? "an" : "a"} ${kind} order`;

function checkShape(terms: OrderTerms): Rejection | undefined {
  const { needs, may } = shapes[terms.kind];
  const given = givenBits(terms);
  const excess = given & ~(needs | may);
  const lack = needs & ~given;
  for (let k = 0; (excess | lack) !== 0 && k < fields.length; k++) {
    const field = fields[k]!;
    if (excess & (1 << k)) return rejected("terms", `${named(terms.kind)} without ${field}`, field);
    if (lack & (1 << k)) return rejected("terms", `${named(terms.kind)} with ${field}`, "none");
  }
  if (terms.kind !== "trailing-stop") return undefined;
  const { trailTicks, trailFraction } = terms;
  if ((trailTicks === undefined) === (trailFraction === undefined)) {
    return rejected(
      "trail",
      "one of trailTicks and trailFraction",
      trailTicks === undefined ? "none" : "both",
    );
  }
  return trailFraction === undefined || (trailFraction > 0 && trailFraction < 1)
    ? undefined
    : rejected("trail", "a fraction in (0, 1)", trailFraction);
}

function checkSizes(terms: OrderTerms): Rejection | undefined {
  if (!isCount(terms.lots)) return rejected("whole-lots", "a whole number above 0", terms.lots);
  for (const field of ["limitTicks", "triggerTicks", "trailTicks"] as const) {
    const ticks = terms[field];
    if (ticks !== undefined && !isCount(ticks)) {
      return rejected("whole-ticks", `${field}, a whole number above 0`, ticks);
    }
  }
  const { displayLots, lots } = terms;
  if (displayLots === undefined || (isCount(displayLots) && displayLots <= lots)) return undefined;
  return rejected("display", lots, displayLots);
}

function checkTime({ tif, untilMs, kind }: OrderTerms, nowMs: number): Rejection | undefined {
  if ((tif === "gtd") !== (untilMs !== undefined)) {
    return rejected(
      "time-in-force",
      tif === "gtd" ? "gtd with untilMs" : `${tif} without untilMs`,
      String(untilMs),
    );
  }
  if (untilMs !== undefined && !(untilMs > nowMs)) return rejected("time-in-force", nowMs, untilMs);
  const resting = kind === "iceberg" || (isConditional({ kind }) && kind !== "stop-limit");
  if (resting && (tif === "ioc" || tif === "fok")) {
    return rejected("time-in-force", `${named(kind)} that rests`, tif);
  }
  return undefined;
}

function checkPostOnly({ postOnly, kind, tif }: OrderTerms): Rejection | undefined {
  if (!postOnly) return undefined;
  const rests = kind === "limit" || kind === "iceberg" || kind === "stop-limit";
  if (!rests) return rejected("post-only", "limit, iceberg, stop-limit", kind);
  return tif === "ioc" || tif === "fok" ? rejected("post-only", "an order that rests", tif) : undefined;
}

const dayMs = 86_400_000;

/**
 * The moment at which an order's time in force ends, ms since 1970 UTC: the next midnight for a day order, Infinity
 * for one that ends otherwise.
 *
 * @example
 * endOfTerms({ tif: "day" }, 90_000_000) // => 172800000
 */
export function endOfTerms({ tif, untilMs }: Pick<OrderTerms, "tif" | "untilMs">, placedMs: number): number {
  if (tif === "day") return (Math.floor(placedMs / dayMs) + 1) * dayMs;
  return tif === "gtd" ? untilMs! : Number.POSITIVE_INFINITY;
}
