import { toTarget } from "../../engine/execution/sizing.ts";
import type { MarketData } from "../../engine/run/market.ts";
import type { Outcome } from "../../engine/run/result.ts";
import { type Desk, runScript, type ScriptOrder } from "../../engine/run/script.ts";
import { parseSettings } from "../../engine/run/settings.ts";
import { oracleMarket } from "./load.ts";

export interface VectorbtCase {
  readonly id: string;
  readonly data: { readonly file: string };
  readonly execution: Readonly<Record<string, unknown>>;
  readonly signals: Readonly<
    Record<"long_entry" | "long_exit" | "short_entry" | "short_exit", readonly number[]>
  >;
  readonly stats: Readonly<Record<string, unknown>>;
  readonly orders: readonly { bar: number; side: string; size: number; price: number; fees: number }[];
  readonly trades: readonly {
    entry_bar: number;
    exit_bar: number;
    direction: string;
    size: number;
    entry_price: number;
    exit_price: number;
    entry_fees: number;
    exit_fees: number;
    pnl: number;
    return: number;
    status: string;
  }[];
  readonly equity: readonly number[];
}

/** The rule of the peer that our semantics does not express, or undefined where the case can be run. */
export function vectorbtObstacle({ execution: x }: VectorbtCase): string | undefined {
  const is = (key: string, ...values: unknown[]) => values.includes(x[key] ?? null);
  const rules: [boolean, string][] = [
    [
      !is("upon_opposite_entry", "reversereduce", "reverse", null),
      `an opposite entry does "${x.upon_opposite_entry}"`,
    ],
    [!is("upon_stop_exit", "close", null), `a stop does "${x.upon_stop_exit}" instead of closing`],
    [!is("size_type", "amount", "percent", "value"), `size type ${x.size_type}`],
    [
      nextOpen(x) && hasStops(x),
      "a stop within a bar that goes before an order filling at the same bar's open, earlier in time",
    ],
    [accumulates(x) && hasStops(x), "one stop for entries at several prices"],
    [
      hasStops(x) && Number(x.slippage ?? 0) > 0 && is("stop_exit_price", "stoplimit"),
      "a stop that fills without slippage while other orders pay it",
    ],
    [!is("lock_cash", false, null), "cash locked by short sales"],
  ];
  return rules.find(([applies]) => applies)?.[1];
}

const nextOpen = (x: VectorbtCase["execution"]) => String(x.fill).startsWith("open");
const accumulates = (x: VectorbtCase["execution"]) => x.accumulate !== false && x.accumulate !== null;
const hasStops = (x: VectorbtCase["execution"]) => x.sl_stop !== null || x.tp_stop !== null;
const numberOf = (value: unknown): number =>
  value === "Infinity" ? Number.POSITIVE_INFINITY : Number(value ?? 0);

/** Plays the signals of a case through our pipeline. */
export function playVectorbt(oracle: VectorbtCase): Outcome {
  const { execution: x, signals } = oracle;
  const market = oracleMarket(oracle.data.file, String(x.stops_use).startsWith("close only"));
  const settings = parseSettings({
    cash: x.starting_cash,
    fill: nextOpen(x) ? "next-open" : "close",
    fees: { taker: x.fees, maker: x.fees, fixed: x.fixed_fees },
    slippage: x.slippage,
    limitFill: "touch",
    lot: numberOf(x.size_granularity),
  });
  const at = Object.fromEntries(Object.entries(signals).map(([name, bars]) => [name, new Set(bars)]));
  return runScript(market, settings, 252, (t, deskOf) => {
    const desk = deskOf();
    // A stop that has filled makes the peer ignore the signals of its bar.
    if (desk.filled > 0 && !nextOpen(x)) return;
    const longEntry = at.long_entry!.has(t);
    const shortEntry = at.short_entry!.has(t);
    if (longEntry && shortEntry) return;
    const exits = (desk.quantity > 0 && at.long_exit!.has(t)) || (desk.quantity < 0 && at.short_exit!.has(t));
    if ((longEntry && at.long_exit!.has(t)) || (shortEntry && at.short_exit!.has(t))) return;
    if (exits) leave(x, desk);
    else if (longEntry && (desk.quantity <= 0 || accumulates(x)))
      desk.order(entry(x, "buy", desk, market, t));
    else if (shortEntry && (desk.quantity >= 0 || accumulates(x)))
      desk.order(entry(x, "sell", desk, market, t));
  });
}

/** With accumulation in both directions an exit takes away what an entry would have added. */
function leave(x: VectorbtCase["execution"], desk: Desk): void {
  const size = numberOf(x.size);
  const both = x.accumulate === true || x.accumulate === "both";
  if (!both || size === Number.POSITIVE_INFINITY || x.size_type !== "amount") {
    desk.close();
    return;
  }
  desk.order({
    side: desk.quantity > 0 ? "sell" : "buy",
    size: { quantity: Math.min(size, Math.abs(desk.quantity)) },
  });
}

function entry(
  x: VectorbtCase["execution"],
  side: "buy" | "sell",
  desk: Desk,
  market: MarketData,
  t: number,
): ScriptOrder {
  const direction = side === "buy" ? 1 : -1;
  const reverses = desk.quantity * direction < 0;
  const size = numberOf(x.size);
  const stops = hasStops(x) ? stopsOf(x, direction, market.bars[0]!.close[t]!) : {};
  if (reverses || size === Number.POSITIVE_INFINITY) {
    return { side, size: { policy: toTarget(direction) }, ...stops };
  }
  if (x.size_type === "percent") return { side, size: { fraction: size }, ...stops };
  if (x.size_type === "value")
    return { side, size: { policy: ({ price }) => (direction * size) / price }, ...stops };
  return { side, size: { quantity: size }, ...stops };
}

function stopsOf(x: VectorbtCase["execution"], direction: number, close: number): Partial<ScriptOrder> {
  const stop = numberOf(x.sl_stop);
  return {
    ...(x.sl_stop !== null &&
      (x.sl_trail === true
        ? { trail: { mode: "fraction", value: stop } }
        : { stop: level(x, -direction * stop, close) })),
    ...(x.tp_stop !== null && { takeProfit: level(x, direction * numberOf(x.tp_stop), close) }),
  };
}

/** A level as a signed fraction of the reference that the case names: the close of the entry bar, or the fill. */
function level(x: VectorbtCase["execution"], signed: number, close: number) {
  return x.stop_entry_price === "fillprice"
    ? { mode: "fraction" as const, value: Math.abs(signed) }
    : { mode: "price" as const, value: close * (1 + signed) };
}
