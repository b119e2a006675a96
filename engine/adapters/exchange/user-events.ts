import { priceText, quantityText } from "../../trade/instrument.ts";
import type { Client } from "../../venue/exchange/exchange-state.ts";
import type { Fee, Held, Report } from "../../venue/exchange/state.ts";
import type { ExchangeDesk } from "./desk.ts";
import { balancesOf } from "./private-api.ts";
import { listIdOf, orderJson, turnoverText } from "./words.ts";

const executions: Readonly<Partial<Record<Report["kind"], string>>> = {
  accept: "NEW",
  trigger: "NEW",
  fill: "TRADE",
  amend: "REPLACED",
  cancel: "CANCELED",
  expire: "EXPIRED",
  reject: "REJECTED",
};

/** What a client's own stream says of an order. */
export function executionReport(
  desk: ExchangeDesk,
  held: Held,
  report: Report,
  fee: Fee | undefined,
): object {
  const { instrument, id } = desk.bySymbol.get(held.terms.symbol)!;
  const order = orderJson(instrument, id, held);
  const fill = report.kind === "fill" ? report : undefined;
  const price = fill ? priceText(instrument, Math.round(fill.price / instrument.tick.step)) : "0.00000000";
  const now = Math.floor(desk.marketMs());
  const execution = executions[report.kind] ?? "NEW";
  return {
    e: "executionReport",
    E: now,
    s: id,
    c: held.id,
    S: order.side,
    o: order.type,
    f: order.timeInForce,
    q: order.origQty,
    p: order.price,
    P: order.stopPrice,
    F: order.icebergQty,
    g: listIdOf(held),
    C: "",
    // A cancel that nobody asked for is an expiry.
    x: execution === "CANCELED" && order.status === "EXPIRED" ? "EXPIRED" : execution,
    X: order.status,
    r: "NONE",
    i: held.number,
    l: fill ? quantityText(instrument, fill.lots) : "0.00000000",
    z: order.executedQty,
    L: price,
    n: String(fee?.amount ?? 0),
    N: fee?.currency ?? null,
    T: now,
    t: fill ? held.number * 1_000 + held.fills : -1,
    I: 0,
    w: held.stage === "resting",
    m: fill?.liquidity === "maker",
    M: false,
    O: order.time,
    Z: order.cummulativeQuoteQty,
    Y: fill
      ? turnoverText(instrument, fill.lots * Math.round(fill.price / instrument.tick.step))
      : "0.00000000",
    Q: "0.00000000",
    W: order.time,
    V: "EXPIRE_TAKER",
  };
}

/** What a client's own stream says of its money once it has changed. */
export function accountPosition(desk: ExchangeDesk, client: Client): object {
  const now = Math.floor(desk.marketMs());
  const B = balancesOf(desk, client).map(({ asset, free, locked }) => ({ a: asset, f: free, l: locked }));
  return { e: "outboundAccountPosition", E: now, u: now, B };
}
