import { costReport } from "../engine/execution/cost-report.ts";
import type { Moment, WorkedOrder } from "../engine/execution/trading-costs.ts";
import type { Fill, OrderRecord, Run } from "../engine/run/result.ts";
import { contractFor } from "../engine/run/session.ts";
import type { Settings } from "../engine/run/settings.ts";
import type { Bars } from "../engine/trade/bars.ts";
import type { Instrument } from "../engine/trade/instrument.ts";
import { parseInstrument } from "../engine/trade/parse-instrument.ts";
import type { ReportModel } from "../reports/model.ts";
import { orderCounts, ruleCounts } from "./order-counts.ts";

type OrderTables = Pick<
  ReportModel,
  "instruments" | "orderCounts" | "ruleCounts" | "shortfall" | "shortfallBySymbol" | "shortfallByKind"
>;

/** What became of orders, on which terms, and what trading cost. */
export function orderTables({ identity, outcome }: Run, bars: readonly Bars[]): OrderTables {
  const { settings } = identity;
  const contracts = new Map(outcome.symbols.map((symbol) => [symbol, contractFor(settings, symbol)]));
  const contractOf = (symbol: string) => contracts.get(symbol)!;
  const worked = workedOrders(outcome.fills, outcome.orders, bars, settings);
  return {
    instruments: outcome.symbols.flatMap((symbol) => instrumentIn(settings, symbol)),
    orderCounts: orderCounts(outcome.orders),
    ruleCounts: ruleCounts(outcome.orders),
    shortfall: costReport(worked, contractOf, [])[0],
    shortfallBySymbol: costReport(worked, contractOf, ["symbol"]),
    shortfallByKind: costReport(worked, contractOf, ["kind"]),
  };
}

/** The instrument of a symbol with the fees that were charged; none where the run was given none. */
function instrumentIn(settings: Settings, symbol: string): Instrument[] {
  if (!Object.hasOwn(settings.instruments, symbol)) return [];
  const instrument = parseInstrument({ symbol, ...settings.instruments[symbol] });
  return [{ ...instrument, fees: contractFor(settings, symbol).fees }];
}

/**
 * The fills of a run as orders that were decided and worked. One that a decision placed was decided at a close and
 * reached the market at the next open, or at that close where orders fill there. A protective level, an expiry and a
 * liquidation follow the position: what they cost begins at the price that set them off.
 */
function workedOrders(
  fills: readonly Fill[],
  orders: readonly OrderRecord[],
  bars: readonly Bars[],
  { halfSpread }: Settings,
): WorkedOrder[] {
  const placed = ordersByFill(orders);
  const bySymbol = new Map(bars.map((each) => [each.symbol, each]));
  return fills.map((fill) => {
    const { symbol, side, quantity, price, reference, fee, ts } = fill;
    const order = byOrder.has(fill.reason) ? placed.get(keyOf(fill.index, fill))?.shift() : undefined;
    const here: Moment = { ts, price: reference };
    const way = order ? wayOf(order, bySymbol.get(symbol)!, here) : { decision: here, arrival: here };
    return {
      symbol,
      side,
      kind: order?.kind ?? fill.reason,
      quantity,
      ...way,
      // The time of a fill is that of its bar's open, also where it fills at the close.
      end: { ...here, ts: Math.max(ts, way.arrival.ts) },
      fills: [{ ts, quantity, price, reference, halfSpread: halfSpread * reference, fee }],
    };
  });
}

/** Why orders fill; all else follows lots without one. */
const byOrder: ReadonlySet<Fill["reason"]> = new Set(["entry", "signal", "risk"]);

const keyOf = (
  index: number,
  {
    symbol,
    quantity,
    price,
  }: { readonly symbol: string; readonly quantity: number; readonly price: number | null },
): string => `${symbol} ${index} ${quantity} ${price}`;

/** Orders that filled, by the fill that each of them must be. */
function ordersByFill(orders: readonly OrderRecord[]): Map<string, OrderRecord[]> {
  const map = new Map<string, OrderRecord[]>();
  for (const order of orders) {
    if (order.status !== "filled") continue;
    const key = keyOf(order.endedIndex, order);
    const same = map.get(key);
    if (same) same.push(order);
    else map.set(key, [order]);
  }
  return map;
}

/** When and at which price an order was decided, and when and at which it reached the market. */
function wayOf(
  { placedIndex, placedMs, endedIndex }: OrderRecord,
  { ts, open, close }: Bars,
  here: Moment,
): Pick<WorkedOrder, "decision" | "arrival"> {
  const next = firstAtOrAfter(ts, placedMs);
  const decision: Moment = { ts: placedMs, price: next > 0 ? close[next - 1]! : here.price };
  // A fill at the deciding close has no way to go.
  if (endedIndex === placedIndex || next === ts.length) return { decision, arrival: decision };
  return { decision, arrival: { ts: ts[next]!, price: open[next]! } };
}

/** Index of the first bar that opens at or after a time; the count of bars where none does. */
function firstAtOrAfter(ts: Float64Array, ms: number): number {
  let low = 0;
  let high = ts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ts[middle]! < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
