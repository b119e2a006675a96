import { createBlotter } from "../engine/execution/blotter.ts";
import { manage } from "../engine/execution/order-manager.ts";
import { toTarget } from "../engine/execution/sizing.ts";
import { countOrder, review } from "../engine/risk/review.ts";
import { createDecisionValues } from "../engine/run/decide.ts";
import { createDecisionStream } from "../engine/run/event.ts";
import { columnOf } from "../engine/run/market.ts";
import { limitTicksOf, lotsWithin, priceOfTicks, quantityOfLots } from "../engine/trade/instrument.ts";
import { parseInstrument } from "../engine/trade/parse-instrument.ts";
import { bound, restless } from "./hot-path-market.ts";
import { everyRule, ready } from "./risk.ts";

const [bars, equity, feeRate, lot] = [8_192, 10_000, 0.001, 0.001];

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

/** The order that is at the venue, and what it has come to. */
interface Book {
  ts: number;
  sequence: number;
  /** Whole lots that are held. */
  lots: number;
  filled: number;
  open:
    | { readonly id: string; readonly side: "buy" | "sell"; readonly lots: number; readonly price: number }
    | undefined;
}

/** An order path over a market that starts again when it ends. */
export function orderPath(): OrderPath {
  const next = decider();
  const size = sizer();
  const place = placer();
  const book: Book = { ts: 0, sequence: 0, lots: 0, filled: 0, open: undefined };
  return {
    decide: () => {
      book.ts += barMs;
      const { target, price } = next();
      if (target !== target) return 0;
      const wanted = size(book, target, price);
      return wanted === 0 ? 0 : place.order(book, wanted, price);
    },
    answer: () => place.answer(book),
    bytes: place.bytes,
    filled: () => book.filled,
  };
}

/** Gives bar after bar the close, and the target that the stream of the strategy decides there. */
function decider(): () => { readonly target: number; readonly price: number } {
  const { market, plan } = bound(restless, bars);
  const stream = createDecisionStream(plan);
  const columns = stream.sources.map((source) => columnOf(market, source)!);
  const { close } = market.bars[0]!;
  const present = () => true;
  const values = createDecisionValues();
  let bar = 0;
  return () => {
    bar = bar + 1 === bars ? 0 : bar + 1;
    for (let k = 0; k < columns.length; k++) stream.values[k] = columns[k]![bar]!;
    stream.step(present);
    stream.read(0, values);
    return { target: values.target, price: close[bar]! };
  };
}

/** Gives the signed whole lots that a target comes to, after review by every rule. */
function sizer(): (book: Book, target: number, price: number) => number {
  const risk = ready(everyRule);
  const { request, exposures } = risk;
  const others = exposures.reduce((sum, x, i) => (i === 0 ? sum : sum + Math.abs(x)), 0);
  return ({ ts, lots }, target, price) => {
    const quantity = quantityOfLots(instrument, lots);
    const context = {
      price,
      unit: price,
      equity,
      free: equity - others,
      others,
      quantity,
      feeRate,
      feeFixed: 0,
      lot,
    };
    exposures[0] = quantity * price;
    request.symbol = 0;
    request.wanted = toTarget(target)(context);
    request.price = price;
    request.unit = price;
    request.quoted = price;
    request.mark = price;
    request.quantity = quantity;
    request.equity = equity;
    request.others = others;
    request.feeRate = feeRate;
    request.lot = lot;
    request.ts = ts;
    const verdict = review(risk, request);
    if (verdict.rule !== undefined)
      throw new Error(`${verdict.rule} cut an order that every rule should pass`);
    countOrder(risk, request);
    return lotsWithin(instrument, verdict.quantity);
  };
}

/** Sends limit orders through an order manager, as bytes, and takes in what the venue says of them. */
function placer() {
  const blotter = createBlotter("bench", [instrument]);
  const encoder = new TextEncoder();
  const buffer = new Uint8Array(1_024);
  let written = 0;
  return {
    bytes: () => new TextDecoder().decode(buffer.subarray(0, written)),
    order: (book: Book, wanted: number, price: number): number => {
      const side = wanted > 0 ? "buy" : "sell";
      const lots = Math.abs(wanted);
      const limitTicks = limitTicksOf(instrument, side, price);
      const terms = { symbol: "S0", side, kind: "limit", lots, tif: "gtc", limitTicks } as const;
      book.sequence++;
      const command = { kind: "place", symbol: "S0", sequence: book.sequence, terms, price } as const;
      const { actions, answers } = manage(blotter, { kind: "command", command }, book.ts);
      const [action] = actions;
      if (action?.kind !== "place") throw new Error(`no order went out: ${JSON.stringify(answers)}`);
      const { clientOrderId } = action.request;
      book.open = { id: clientOrderId, side, lots, price: priceOfTicks(instrument, limitTicks) };
      written = encoder.encodeInto(JSON.stringify(action.request), buffer).written;
      return written;
    },
    answer: (book: Book): void => {
      const { open, ts } = book;
      if (!open) return;
      const { id, lots, price } = open;
      manage(blotter, { kind: "report", id, report: { kind: "accept" } }, ts);
      const fill = { fillId: id, lots, price, liquidity: "maker", ts } as const;
      const { actions } = manage(blotter, { kind: "report", id, report: { kind: "fill", ...fill } }, ts);
      if (actions.length > 0) throw new Error(`a fill asked for ${JSON.stringify(actions)}`);
      book.lots += open.side === "buy" ? lots : -lots;
      book.filled++;
      book.open = undefined;
    },
  };
}
