import type { MarketData } from "../../engine/run/market.ts";
import type { Outcome } from "../../engine/run/result.ts";
import { type Desk, runScript } from "../../engine/run/script.ts";
import { parseSettings } from "../../engine/run/settings.ts";
import { wholeLots } from "../../engine/trade/lots.ts";
import type { Sizing } from "../../engine/trade/order.ts";
import { oracleMarket } from "./load.ts";

interface Action {
  readonly bar: number;
  readonly action: "buy" | "sell" | "close_position" | "cancel_all";
  readonly size?: number;
  readonly limit?: number;
  readonly stop?: number;
  readonly sl?: number;
  readonly tp?: number;
}

export interface BacktestingCase {
  readonly id: string;
  readonly title: string;
  readonly data: { readonly file: string; readonly bars: number };
  readonly rules: string;
  readonly notes: readonly string[];
  readonly execution: Readonly<Record<string, unknown>>;
  readonly actions: readonly Action[];
  readonly stats: Readonly<Record<string, unknown>>;
  readonly trades: readonly {
    size: number;
    entry_bar: number;
    exit_bar: number;
    direction: string;
    entry_price: number;
    exit_price: number;
    sl: number | null;
    tp: number | null;
    pnl: number;
    commission: number;
    return: number;
  }[];
  readonly equity: readonly number[];
}

/** A stop that user code moves at each close, from the rule in words; undefined where the case has none. */
function trailOf({ rules }: BacktestingCase): { atrs?: number; n?: number; fraction?: number } | undefined {
  const atr = /sl = max\(sl, close - ([\d.]+)\*ATR\).*ATR = simple rolling mean over (\d+) bars/.exec(rules);
  if (atr) return { atrs: Number(atr[1]), n: Number(atr[2]) };
  const percent = /sl = max\(sl, close\s*\*\s*\(1\s*-\s*([\d.]+)\)\)/.exec(rules);
  return percent ? { fraction: Number(percent[1]) } : undefined;
}

const commissionOf = ({ execution }: BacktestingCase): { fixed: number; rate: number } => {
  const { commission } = execution;
  return Array.isArray(commission)
    ? { fixed: Number(commission[0]), rate: Number(commission[1]) }
    : { fixed: 0, rate: Number(commission) };
};

/** The rule of the peer that our semantics does not express, or undefined where the case can be run. */
export function backtestingObstacle(oracle: BacktestingCase): string | undefined {
  const { execution: x } = oracle;
  const movesStop = /\bsl = /.test(oracle.rules) && !oracle.actions.some((action) => action.sl !== undefined);
  const rules: [boolean, string][] = [
    [Number(x.spread) !== 0, "a spread that is charged on entries only"],
    [x.hedging === true, "long and short positions of one symbol at the same time"],
    [movesStop && !trailOf(oracle), "stop moves that neither the actions nor a known rule records"],
    [typeof x.commission === "string", "a commission by user code that the case does not record"],
  ];
  return rules.find(([applies]) => applies)?.[1];
}

/** Sizes as the peer does: whole units of margin available, with a commission per unit that includes the fixed part. */
const peerSize =
  (oracle: BacktestingCase, side: 1 | -1, size: number | undefined, leverage: number): Sizing =>
  ({ free, price, lot }) => {
    if (size !== undefined && size >= 1) return side * size;
    const { fixed, rate } = commissionOf(oracle);
    const fraction = size ?? 1 - Number.EPSILON;
    return side * wholeLots(Math.max(0, (free * leverage * fraction) / (price * (1 + rate) + fixed)), lot);
  };

/** Plays the actions of a case through our pipeline. */
export function playBacktesting(oracle: BacktestingCase): Outcome {
  const { execution: x } = oracle;
  const market = oracleMarket(oracle.data.file);
  const { fixed, rate } = commissionOf(oracle);
  const leverage = 1 / Number(x.margin);
  const settings = parseSettings({
    cash: x.starting_cash,
    fill: x.trade_on_close === true ? "close" : "next-open",
    fees: { taker: rate, maker: rate, fixed },
    limitFill: "touch",
    lot: oracle.title.startsWith("Fractional") ? 1e-8 : 1,
    limits: { account: { grossMax: leverage } },
  });
  const byBar = groupByBar(oracle.actions);
  let waiting: Action | undefined;
  const cancelsEachBar =
    /cancel/i.test(oracle.rules) && !oracle.actions.some((a) => a.action === "cancel_all");
  const trail = trailOf(oracle);
  const atr = trail?.n ? meanTrueRange(market, trail.n) : undefined;
  const last = market.ts.length - 1;
  return runScript(market, settings, 252, (t, deskOf) => {
    const desk = deskOf();
    if (cancelsEachBar) desk.cancel();
    // A bracket of a limit or stop entry is in force from the bar after its fill.
    const entered = desk.lots.at(-1);
    if (waiting && entered?.entryIndex === t) {
      desk.protect({
        ...(waiting.sl !== undefined && { stop: waiting.sl }),
        ...(waiting.tp !== undefined && { takeProfit: waiting.tp }),
      });
    }
    if (trail) followClose(desk, market, t, trail, atr);
    for (const action of byBar.get(t) ?? []) {
      act(oracle, action, desk, leverage);
      if (rests(action)) waiting = action;
    }
    // What is open at the end is closed at the open of the last bar (with trade_on_close at the close before it).
    if (x.finalize_trades === true && t === last - 1) desk.close();
  });
}

const rests = (action: Action) => action.limit !== undefined || action.stop !== undefined;

function groupByBar(actions: readonly Action[]): Map<number, Action[]> {
  const groups = new Map<number, Action[]>();
  for (const action of actions) groups.set(action.bar, [...(groups.get(action.bar) ?? []), action]);
  return groups;
}

function act(oracle: BacktestingCase, action: Action, desk: Desk, leverage: number): void {
  if (action.action === "cancel_all") desk.cancel();
  if (action.action === "close_position") desk.close();
  if (action.action !== "buy" && action.action !== "sell") return;
  const side = action.action;
  const direction = side === "buy" ? 1 : -1;
  if (oracle.execution.exclusive_orders === true) {
    desk.cancel();
    if (desk.quantity !== 0) desk.close();
  }
  desk.order({
    side,
    size: { policy: peerSize(oracle, direction, action.size, leverage) },
    ...(action.limit !== undefined && { limit: action.limit }),
    ...(action.stop !== undefined && { trigger: action.stop }),
    ...(!rests(action) && action.sl !== undefined && { stop: { mode: "price", value: action.sl } }),
    ...(!rests(action) && action.tp !== undefined && { takeProfit: { mode: "price", value: action.tp } }),
  });
}

function followClose(
  desk: Desk,
  market: MarketData,
  t: number,
  trail: { atrs?: number; fraction?: number },
  atr: Float64Array | undefined,
): void {
  const close = market.bars[0]!.close[t]!;
  for (const lot of desk.lots) {
    const level = atr ? close - trail.atrs! * atr[t]! : close * (1 - trail.fraction!);
    if (!(lot.stop >= level)) desk.protect({ stop: level });
  }
}

function meanTrueRange(market: MarketData, n: number): Float64Array {
  const { high, low, close } = market.bars[0]!;
  const range = (i: number) =>
    Math.max(high[i]! - low[i]!, Math.abs(high[i]! - close[i - 1]!), Math.abs(low[i]! - close[i - 1]!));
  return Float64Array.from(close, (_, i) => {
    let sum = 0;
    for (let k = i - n + 1; k <= i; k++) sum += range(k);
    return sum / n;
  });
}

/** What the case expects, with the two differences in booking that its README states. */
export function expectedOf(oracle: BacktestingCase, outcome: Outcome) {
  const equity = Float64Array.from(outcome.equity);
  if (oracle.execution.trade_on_close === true) {
    // Orders that fill at a close are booked there, but their commission is charged on the next bar.
    for (const fill of outcome.fills) {
      const atClose = fill.reason === "entry" || fill.reason === "signal";
      if (atClose && fill.index < equity.length - 1) equity[fill.index] = equity[fill.index]! + fill.fee;
    }
  }
  return { trades: oracle.trades, equity };
}
