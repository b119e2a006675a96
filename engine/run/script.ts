import { refuse } from "../core/errors.ts";
import { ofFree, ofQuantity, toFlat } from "../execution/sizing.ts";
import { onTick } from "../trade/contract.ts";
import type { LevelSpec, OrderWish, Protection, Sizing } from "../trade/order.ts";
import type { Lot } from "../trade/position.ts";
import { closeBar, openBar } from "./bar.ts";
import { settle } from "./book.ts";
import { submit } from "./decide.ts";
import { cancelAll } from "./execute.ts";
import { loadBar, type MarketData, sessionMarket } from "./market.ts";
import { createRecords, outcomeOf, record } from "./record.ts";
import type { Outcome } from "./result.ts";
import { createSession, equityOf, type Session, type Slot } from "./session.ts";
import type { Settings } from "./settings.ts";
import { firstIndex, warmUp } from "./vector.ts";

/** An order of a script. Market unless a limit or a trigger is given. */
export interface ScriptOrder {
  readonly side: "buy" | "sell";
  /** A fraction of the free equity with costs, a quantity, or a policy; all free equity unless told. */
  readonly size?: { readonly fraction: number } | { readonly quantity: number } | { readonly policy: Sizing };
  readonly limit?: number;
  readonly trigger?: number;
  readonly tif?: OrderWish["tif"];
  readonly postOnly?: boolean;
  readonly reduceOnly?: boolean;
  readonly stop?: LevelSpec;
  readonly takeProfit?: LevelSpec;
  readonly trail?: LevelSpec;
  readonly maxBars?: number;
  /** Bars that it may wait; without end unless told. */
  readonly expire?: number;
}

/** What a script may see and do at the close of a bar, for one symbol. */
export interface Desk {
  /** Signed position. */
  readonly quantity: number;
  readonly equity: number;
  readonly lots: readonly Readonly<Lot>[];
  /** Orders that have not filled yet. */
  readonly pending: number;
  /** Fills of this symbol at the bar that has just closed. */
  readonly filled: number;
  readonly order: (order: ScriptOrder) => void;
  readonly close: () => void;
  readonly cancel: () => void;
  /** Sets the protective levels of all lots, in force from the next bar. */
  readonly protect: (levels: { readonly stop?: number; readonly takeProfit?: number }) => void;
}

/** Called at each close with the bar's index; `desk` is that of the given symbol, or of the only one. */
export type Script = (index: number, desk: (symbol?: string) => Desk) => void;

/**
 * Runs explicit orders instead of a strategy through the same pipeline: to replay what another tool did, or what a
 * human wrote down.
 */
export function runScript(
  market: MarketData,
  settings: Settings,
  barsPerYear: number,
  script: Script,
): Outcome {
  const session = createSession(sessionMarket(market, barsPerYear), settings);
  const records = createRecords(market.ts.length, market.bars.length);
  const start = firstIndex(market.ts, settings.fromMs);
  records.equity.fill(settings.cash, 0, start);
  if (session.risk.watches) warmUp(session, market, start);
  for (let t = start; t < market.ts.length; t++) {
    const fills = session.fills.length;
    loadBar(session, market, t);
    openBar(session);
    closeBar(session);
    script(t, (symbol) => deskOf(session, symbol, fills));
    record(session, records, t);
  }
  return outcomeOf(session, market, records, "vector", start, barsPerYear);
}

function deskOf(session: Session, symbol: string | undefined, fills: number): Desk {
  const slot = symbol === undefined ? session.slots[0]! : session.slots.find((s) => s.symbol === symbol);
  if (!slot)
    refuse(`unknown symbol "${symbol}"; the run has ${session.slots.map((s) => s.symbol).join(", ")}`);
  return {
    quantity: slot.quantity,
    equity: equityOf(session),
    lots: slot.lots,
    pending: slot.orders.length,
    filled: session.fills.slice(fills).filter((fill) => fill.symbol === slot.symbol).length,
    order: (order) =>
      submit(session, slot, {
        side: order.side,
        sizing: sizingOf(order),
        ...onGrid(slot, order),
        tif: order.tif ?? "gtc",
        postOnly: order.postOnly ?? false,
        reduceOnly: order.reduceOnly ?? false,
        lastIndex: session.index + (order.expire ?? Number.POSITIVE_INFINITY),
        protection: protectionOf(order),
        reason: "entry",
      }),
    close: () => submit(session, slot, { side: "either", sizing: toFlat, reason: "entry" }),
    cancel: () => cancelAll(session, slot),
    protect: (levels) => protectAll(session, slot, levels),
  };
}

/** Prices on the grid as those of decisions are: never worse for their owner, never triggering sooner than asked. */
function onGrid(
  { contract }: Slot,
  { side, limit, trigger }: ScriptOrder,
): Pick<OrderWish, "limit" | "trigger"> {
  const [better, later] = side === "buy" ? (["down", "up"] as const) : (["up", "down"] as const);
  return {
    limit: limit === undefined ? undefined : onTick(contract, limit, better),
    trigger: trigger === undefined ? undefined : onTick(contract, trigger, later),
  };
}

function sizingOf({ side, size = { fraction: 1 } }: ScriptOrder): Sizing {
  if ("policy" in size) return size.policy;
  return "fraction" in size ? ofFree(side, size.fraction) : ofQuantity(side, size.quantity);
}

const protectionOf = ({ stop, takeProfit, trail, maxBars }: ScriptOrder): Protection => ({
  ...(stop && { stop }),
  ...(takeProfit && { takeProfit }),
  ...(trail && { trail }),
  ...(maxBars !== undefined && { maxBars }),
});

function protectAll(session: Session, slot: Slot, levels: { stop?: number; takeProfit?: number }): void {
  for (const lot of slot.lots) {
    const [later, better] = lot.quantity > 0 ? (["down", "up"] as const) : (["up", "down"] as const);
    if (levels.stop !== undefined) lot.stop = onTick(slot.contract, levels.stop, later);
    if (levels.takeProfit !== undefined) lot.takeProfit = onTick(slot.contract, levels.takeProfit, better);
  }
  settle(session, slot);
}
