import type { Plan } from "../../engine/graph/strategy.ts";
import type { MarketData } from "../../engine/run/market.ts";
import { reopened } from "../../engine/run/paper/fold-mark.ts";
import type { Fill, OrderRecord, Outcome } from "../../engine/run/result.ts";
import type { Settings } from "../../engine/run/settings.ts";
import { decisionColumns, runVector } from "../../engine/run/vector.ts";
import type { FillRole, LinkedFill } from "./linked-fill.ts";

/** The backtest of the bars that a session saw. */
export interface Shadow {
  readonly outcome: Outcome;
  /** Its fills, in their order, and where they came from. */
  readonly fills: readonly LinkedFill[];
  /** What was decided at the close of each bar of the whole market, by symbol; NaN where nothing was. */
  readonly targets: readonly Float64Array[];
}

/**
 * Runs the bars that a session saw through the vectorised engine, by the settings that the session traded by and from the
 * bar from which it traded. Bars have no inside: an order that the session works in parts is one fill here.
 */
export function runShadow(
  plan: Plan,
  market: MarketData,
  start: number,
  settings: Settings,
  barsPerYear: number,
): Shadow {
  const fromMs = market.ts[start];
  const own: Settings = { ...settings, fromMs, work: undefined };
  const outcome = runVector(plan, market, own, barsPerYear);
  const targets = decisionColumns(plan, market).map(({ columns }) => columns.target);
  return { outcome, fills: linkFills(outcome), targets };
}

/**
 * The shadow of the first bars of a market, so many as `length`, read out of that of more of them: the engine looks at no later bar.
 * Its targets are those of all bars; and of a stop order that waits for its limit it does not tell whether it had been triggered.
 */
export function shadowAt({ outcome, fills, targets }: Shadow, length: number): Shadow {
  const orders = outcome.orders
    .filter(({ placedIndex }) => placedIndex < length)
    .map((order) => (order.endedIndex < length ? order : reopened(order, waitingAs(order, length - 1))));
  const isEarlier = ({ index }: { readonly index: number }): boolean => index < length;
  const cut = (column: Float64Array): Float64Array => column.subarray(0, length);
  const { ts, equity, exposure, net, benchmark, trades } = outcome;
  return {
    outcome: {
      ...outcome,
      ts: cut(ts),
      equity: cut(equity),
      exposure: cut(exposure),
      net: cut(net),
      benchmark: cut(benchmark),
      trades: trades.filter(({ open, exitIndex }) => !open && exitIndex < length),
      orders,
      fills: outcome.fills.filter(isEarlier),
    },
    fills: fills.filter(isEarlier),
    targets,
  };
}

/** How an order stands at the close of a bar that ends later: it has arrived at the open of the bar after its decision. */
function waitingAs({ placedIndex, trigger }: OrderRecord, index: number): OrderRecord["status"] {
  if (placedIndex === index) return "pending-new";
  return trigger === null ? "working" : "untriggered";
}

const at = (symbol: string, index: number): string => `${symbol} ${index}`;

function byBar<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const list = found.get(key);
    if (list) list.push(item);
    else found.set(key, [item]);
  }
  return found;
}

/** Takes the first that fits out of a list. */
function takeFirst<T>(list: T[] | undefined, fits: (item: T) => boolean): T | undefined {
  const found = list?.findIndex(fits) ?? -1;
  return found < 0 ? undefined : list!.splice(found, 1)[0];
}

/**
 * What the fills of a backtest follow from. A fill and the order that it ended, or the trade that it closed, were
 * written at one moment from the same numbers, so that these tell which belong together.
 */
function linkFills({ fills, orders, trades }: Outcome): LinkedFill[] {
  const filled = orders.filter(({ status }) => status === "filled");
  const endings = byBar(filled, ({ symbol, endedIndex }) => at(symbol, endedIndex));
  const exits = byBar(
    trades.filter(({ open }) => !open),
    ({ symbol, exitIndex }) => at(symbol, exitIndex),
  );
  const entered = new Map<string, number>();
  const link = (fill: Fill, role: FillRole, kind: LinkedFill["kind"], decision: number): LinkedFill => ({
    ...fill,
    role,
    kind,
    decision,
  });
  return fills.map((fill) => {
    const { symbol, index, quantity, price, reason } = fill;
    const order = takeFirst(
      endings.get(at(symbol, index)),
      (each) => each.quantity === quantity && each.price === price,
    );
    if (order) {
      if (order.reason === "risk") return link(fill, "risk", order.kind, order.placedIndex);
      entered.set(at(symbol, index), order.placedIndex);
      return link(fill, "decision", order.kind, order.placedIndex);
    }
    const trade = takeFirst(
      exits.get(at(symbol, index)),
      (each) => each.exitReason === reason && each.quantity === quantity && each.exitPrice === price,
    );
    return link(fill, "protection", "exit", (trade && entered.get(at(symbol, trade.entryIndex))) ?? -1);
  });
}
