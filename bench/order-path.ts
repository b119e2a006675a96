import { createBlotter } from "../engine/execution/blotter.ts";
import { manage } from "../engine/execution/order-manager.ts";
import { toTarget } from "../engine/execution/sizing.ts";
import { countOrder, review } from "../engine/risk/review.ts";
import { createDecisionStream } from "../engine/run/event.ts";
import { columnOf } from "../engine/run/market.ts";
import { limitTicksOf, lotsWithin, priceOfTicks, quantityOfLots } from "../engine/trade/instrument.ts";
import { parseInstrument } from "../engine/trade/parse-instrument.ts";
import { bound, restless } from "./hot-path-market.ts";
import { everyRule, ready } from "./risk.ts";

const [bars, equity, feeRate] = [8_192, 10_000, 0.001];

const instrument = parseInstrument({
  symbol: "S0",
  kind: "spot",
  base: "S0",
  quote: "USD",
  tick: "0.01",
  lot: "0.001",
  notionalMin: 0.1,
  fees: { taker: feeRate, maker: feeRate },
});

/** Time between two bars: so long that the commands of the last 24 hours are 10,000. */
const barMs = 8_640;

/** One strategy's way from a bar to the bytes of an order, each stage the one that trades. */
export interface OrderPath {
  /** Decision, sizing, risk, command, client order id, request, JSON: the number of bytes; 0 where no order follows. */
  readonly decide: () => number;
  /** The venue's acceptance and fill of that order, taken in. */
  readonly answer: () => void;
  /** The bytes of the last order. */
  readonly bytes: () => string;
  /** Orders that were sent and filled. */
  readonly filled: () => number;
}

/** An order path over a market that starts again when it ends. */
export function orderPath(): OrderPath {
  const { market, plan } = bound(restless, bars);
  const stream = createDecisionStream(plan);
  const columns = stream.sources.map((source) => columnOf(market, source)!);
  const { close } = market.bars[0]!;
  const risk = ready(everyRule);
  const blotter = createBlotter("bench", [instrument]);
  const encoder = new TextEncoder();
  const buffer = new Uint8Array(1_024);
  const present = () => true;
  const unknown = Number.NaN;
  const values = {
    target: unknown,
    limit: unknown,
    trigger: unknown,
    stop: unknown,
    takeProfit: unknown,
    trail: unknown,
  };
  const others = risk.exposures.reduce((sum, x, i) => (i === 0 ? sum : sum + Math.abs(x)), 0);
  let [bar, ts, sequence, lots, filled, written] = [0, 0, 0, 0, 0, 0];
  let [openId, openLots, openSide, openPrice]: [string, number, "buy" | "sell", number] = ["", 0, "buy", 0];

  const size = (price: number): number => {
    const quantity = quantityOfLots(instrument, lots);
    const sizing = {
      price,
      equity,
      free: equity - others,
      others,
      quantity,
      feeRate,
      feeFixed: 0,
      lot: 0.001,
    };
    const { request, exposures } = risk;
    exposures[0] = quantity * price;
    request.symbol = 0;
    request.wanted = toTarget(values.target)(sizing);
    request.price = price;
    request.mark = price;
    request.quantity = quantity;
    request.equity = equity;
    request.others = others;
    request.feeRate = feeRate;
    request.lot = 0.001;
    request.ts = ts;
    const verdict = review(risk, request);
    if (verdict.rule !== undefined)
      throw new Error(`${verdict.rule} cut an order that every rule should pass`);
    countOrder(risk, request);
    return lotsWithin(instrument, verdict.quantity);
  };

  const place = (wanted: number, price: number): number => {
    openSide = wanted > 0 ? "buy" : "sell";
    openLots = Math.abs(wanted);
    const limitTicks = limitTicksOf(instrument, openSide, price);
    openPrice = priceOfTicks(instrument, limitTicks);
    const terms = {
      symbol: "S0",
      side: openSide,
      kind: "limit",
      lots: openLots,
      tif: "gtc",
      limitTicks,
    } as const;
    const command = { kind: "place", symbol: "S0", sequence: ++sequence, terms, price } as const;
    const { actions, answers } = manage(blotter, { kind: "command", command }, ts);
    const [action] = actions;
    if (action?.kind !== "place") throw new Error(`no order went out: ${JSON.stringify(answers)}`);
    openId = action.request.clientOrderId;
    written = encoder.encodeInto(JSON.stringify(action.request), buffer).written;
    return written;
  };

  return {
    decide: () => {
      bar = bar + 1 === bars ? 0 : bar + 1;
      ts += barMs;
      for (let k = 0; k < columns.length; k++) stream.values[k] = columns[k]![bar]!;
      stream.step(present);
      stream.read(0, values);
      if (values.target !== values.target) return 0;
      const price = close[bar]!;
      const wanted = size(price);
      return wanted === 0 ? 0 : place(wanted, price);
    },
    answer: () => {
      if (openId === "") return;
      const id = openId;
      openId = "";
      manage(blotter, { kind: "report", id, report: { kind: "accept" } }, ts);
      const fill = { fillId: id, lots: openLots, price: openPrice, liquidity: "maker", ts } as const;
      const { actions } = manage(blotter, { kind: "report", id, report: { kind: "fill", ...fill } }, ts);
      if (actions.length > 0) throw new Error(`a fill asked for ${JSON.stringify(actions)}`);
      lots += openSide === "buy" ? openLots : -openLots;
      filled++;
    },
    bytes: () => new TextDecoder().decode(buffer.subarray(0, written)),
    filled: () => filled,
  };
}
