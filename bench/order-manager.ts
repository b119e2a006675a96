import { type Blotter, blotterLimits, createBlotter } from "../engine/execution/blotter.ts";
import type { ManagerInput, SingleCommand } from "../engine/execution/commands.ts";
import { manage } from "../engine/execution/order-manager.ts";
import { parseInstrument } from "../engine/trade/parse-instrument.ts";
import { allocation } from "./allocation.ts";
import { measure, type Row } from "./harness.ts";
import { latency } from "./latency.ts";
import { collect } from "./memory.ts";

const instrument = parseInstrument({
  symbol: "BTC/USDT:USDT",
  kind: "perpetual",
  base: "BTC",
  quote: "USDT",
  tick: "0.1",
  lot: "0.001",
  notionalMin: 5,
  margin: { initial: 0.1, maintenance: 0.05 },
  fees: { taker: 0.0005, maker: 0.0002 },
});
const { symbol } = instrument;
const price = 100_000.1;
const terms = { symbol, side: "buy", kind: "limit", lots: 100, tif: "gtc", limitTicks: 1_000_001 } as const;

type Written<T> = { -readonly [Field in keyof T]: T[Field] };
type Of<Union, Kind> = Written<Extract<Union, { readonly kind: Kind }>>;

/** One order after the other through an order manager, from its command to its end. */
interface OrderDesk {
  readonly blotter: Blotter;
  /** Placed, accepted, filled. */
  readonly fill: () => void;
  /** Placed, accepted, cancelled by a second command. */
  readonly cancel: () => void;
}

/**
 * An order desk on which so many ms pass between two orders. The inputs are made once and written over: what is
 * allocated is the manager's alone, with what it gives back.
 */
function orderDesk(stepMs: number): OrderDesk {
  const blotter = createBlotter("bench", [instrument]);
  const place: Of<SingleCommand, "place"> = { kind: "place", symbol, sequence: 0, terms, price };
  const withdraw: Of<SingleCommand, "cancel"> = { kind: "cancel", symbol, sequence: 0, id: "" };
  const filled = { kind: "fill" as const, fillId: "", lots: 100, price, liquidity: "maker" as const, ts: 0 };
  const placing: ManagerInput = { kind: "command", command: place };
  const withdrawing: ManagerInput = { kind: "command", command: withdraw };
  const accepted: Of<ManagerInput, "report"> = { kind: "report", id: "", report: { kind: "accept" } };
  const done: Of<ManagerInput, "report"> = { kind: "report", id: "", report: filled };
  const cancelled: Of<ManagerInput, "report"> = { kind: "report", id: "", report: { kind: "cancel" } };
  let [nowMs, sequence] = [1_700_000_000_000, 0];
  const send = (): string => {
    nowMs += stepMs;
    place.sequence = ++sequence;
    const { actions, answers } = manage(blotter, placing, nowMs);
    const [action] = actions;
    if (action?.kind !== "place") throw new Error(`no order went out: ${JSON.stringify(answers)}`);
    accepted.id = action.request.clientOrderId;
    manage(blotter, accepted, nowMs);
    return accepted.id;
  };
  return {
    blotter,
    fill: () => {
      done.id = send();
      filled.fillId = done.id;
      manage(blotter, done, nowMs);
    },
    cancel: () => {
      withdraw.id = send();
      withdraw.sequence = ++sequence;
      manage(blotter, withdrawing, nowMs);
      cancelled.id = withdraw.id;
      manage(blotter, cancelled, nowMs);
    },
  };
}

/** So long between two orders that the last 24 hours have 10,000 of them, as many as are remembered when they ended. */
const quietMs = 8_640;

/** For a process of its own: one order to its fill, or to its cancellation. */
export const filledOrder = (): (() => void) => orderDesk(quietMs).fill;
export const cancelledOrder = (): (() => void) => orderDesk(quietMs).cancel;

/** Throws unless orders end as they should and nothing is left open. */
export function verifyOrders(): void {
  const { blotter, fill, cancel } = orderDesk(quietMs);
  for (let k = 0; k < 1_000; k++) {
    fill();
    cancel();
  }
  const { open, closed, entries } = blotter.orders;
  const ends = entries.map(({ order }) => order.status);
  const [fills, cancels] = ["filled", "cancelled"].map((end) => ends.filter((each) => each === end).length);
  if (open.size !== 0 || closed.size !== 2_000 || fills !== 1_000 || cancels !== 1_000) {
    throw new Error(`of 2000 orders ${fills} filled, ${cancels} were cancelled and ${open.size} are open`);
  }
}

const { commandsMax, keepMs } = blotterLimits;

/** An order desk that remembers as many commands as it may, and the MiB that these take. */
function fullDesk(): OrderDesk & { readonly mebibytes: number } {
  const occupied = () => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = occupied();
  const desk = orderDesk((keepMs / commandsMax) * 1.001);
  for (let k = 0; k < commandsMax; k++) desk.fill();
  return { ...desk, mebibytes: (occupied() - before) / 2 ** 20 };
}

const batch = 20_000;

/** What an order costs in the order manager: time, its tail, garbage, and the memory of a day with a million commands. */
export async function orderManagerRows(): Promise<Row[]> {
  const quick = { unit: "order", batch: 1, samples: 200_000, verify: verifyOrders, targetMs: 5e-3 };
  const bytes = (name: string) => allocation(import.meta.url, name, 100_000).bytesPerCall;
  const rows = [
    latency({
      ...quick,
      name: "order through the order manager: placed, accepted, filled",
      run: filledOrder(),
      bytes: () => bytes("filledOrder"),
    }),
    latency({
      ...quick,
      name: "order through the order manager: placed, accepted, cancelled",
      run: cancelledOrder(),
      bytes: () => bytes("cancelledOrder"),
    }),
  ];
  const one = filledOrder();
  const inRow = await measure({
    name: "orders through the order manager in a row",
    unit: "order",
    units: batch,
    run: () => {
      for (let k = 0; k < batch; k++) one();
    },
    verify: verifyOrders,
    targetMs: (batch / 200_000) * 1e3,
  });
  const { fill, mebibytes } = fullDesk();
  const full = latency({ ...quick, name: "the same with 1M commands of 24 h remembered", run: fill });
  return [...rows, inRow, { ...full, peakMiB: mebibytes }];
}
