import { reachable } from "../engine/graph/node.ts";
import { rootsOf } from "../engine/graph/strategy.ts";
import { closeBar, openBar } from "../engine/run/bar.ts";
import { createDecisionValues, decideAll } from "../engine/run/decide.ts";
import { createDecisionStream, runEvent } from "../engine/run/event.ts";
import { columnOf, loadBar, sessionMarket } from "../engine/run/market.ts";
import { createRecords, record } from "../engine/run/record.ts";
import { createSession } from "../engine/run/session.ts";
import { shapeOf } from "../engine/run/vector.ts";
import { allocation } from "./allocation.ts";
import { measure, type Row } from "./harness.ts";
import { barsPerYear, bound, calm, holding, restless, settings, still } from "./hot-path-market.ts";
import { latency } from "./latency.ts";
import { livePathRows } from "./live-path.ts";
import { orderManagerRows } from "./order-manager.ts";
import { orderPath } from "./order-path.ts";
import { breakerCheck } from "./risk.ts";

const wrap = 8_192;
const ticks = 10_000_000;

/** One bar through a decision stream of eight operators: source values in, decision out. */
export function decisionTick(): () => void {
  const { market, plan } = bound(restless, wrap);
  const stream = createDecisionStream(plan);
  const columns = stream.sources.map((source) => columnOf(market, source)!);
  const present = () => true;
  const values = createDecisionValues();
  let t = 0;
  return () => {
    t = (t + 1) & (wrap - 1);
    for (let k = 0; k < columns.length; k++) stream.values[k] = columns[k]![t]!;
    stream.step(present);
    stream.read(0, values);
  };
}

/** One bar through every stage of a session that trades nothing: what a tick costs that only has to be looked at. */
export const sessionTick = (): (() => void) => ticker(still, 0);

/** The same with a position and its stop, entered at the start. */
export const holdingTick = (): (() => void) => ticker(holding, 1);

function ticker(which: typeof still, fillsMax: number): () => void {
  const { market, plan } = bound(which, wrap);
  const session = createSession(sessionMarket(market, barsPerYear), settings, 0);
  const stream = createDecisionStream(plan);
  const columns = stream.sources.map((source) => columnOf(market, source)!);
  const shapes = plan.decisions.map(shapeOf);
  const records = createRecords(wrap, 1);
  const present = (slot: number) => session.slots[slot]!.present;
  let t = 0;
  return () => {
    t = (t + 1) & (wrap - 1);
    loadBar(session, market, t);
    for (let k = 0; k < columns.length; k++) stream.values[k] = columns[k]![t]!;
    stream.step(present);
    openBar(session);
    closeBar(session);
    decideAll(session, shapes, stream.read);
    record(session, records, t);
    if (session.fills.length > fillsMax) throw new Error("a strategy that should stand still has traded");
  };
}

/** For a process of its own: one order from decision to bytes, and its fill. */
export function orderTick(): () => void {
  const path = orderPath();
  return () => {
    path.decide();
    path.answer();
  };
}

/** Throws unless the graph has eight operators, a decision becomes an order in decimal strings, and it fills. */
export function verify(): void {
  const roots = bound(restless, 64).plan.decisions.flatMap((each) => Object.values(rootsOf(each, false)));
  const calls = reachable(roots).filter(({ body }) => body.type === "call").length;
  if (calls !== 8) throw new Error(`the graph has ${calls} operators, not 8`);
  const path = orderPath();
  for (let k = 0; k < 1_000; k++) {
    path.decide();
    path.answer();
  }
  if (path.filled() < 900) throw new Error(`only ${path.filled()} of 1000 decisions became orders`);
  const { quantity, price, clientOrderId } = JSON.parse(path.bytes()) as Record<string, unknown>;
  for (const text of [quantity, price]) {
    if (typeof text !== "string" || !/^\d+(\.\d+)?$/.test(text))
      throw new Error(`"${text}" is no decimal text`);
  }
  if (typeof clientOrderId !== "string") throw new Error("an order has no client order id");
}

/** A run of the event-driven driver over a market; the unit is a bar, or an order where every bar makes one. */
async function drive(name: string, which: typeof calm, bars: number, perSecond: number): Promise<Row> {
  const { market, plan } = bound(which, bars);
  const run = () => runEvent(plan, market, settings, barsPerYear);
  const orders = run().fills.length;
  const each = which === restless;
  const units = each ? orders : bars;
  return measure({
    name,
    unit: each ? "order" : "event",
    units,
    run,
    verify: () => {
      if (each && orders < bars / 2) throw new Error(`only ${orders} orders in ${bars} bars`);
    },
    targetMs: (units / perSecond) * 1e3,
    budgetMs: 1_500,
  });
}

/** A row that only tells what a tick allocates. */
function allocationRow(name: string, exportName: string, calls: number, run: () => unknown): Row {
  const { bytesPerCall } = allocation(import.meta.url, exportName, calls);
  const quick = { name, unit: "tick", batch: 100, samples: 5_000, verify: () => undefined };
  return { ...latency({ ...quick, run }), bytesPerCall };
}

/** The way of an event through the pipeline: its latencies, its rate, what it allocates. */
export async function hotPathBench(): Promise<Row[]> {
  const path = orderPath();
  const long = orderPath();
  return [
    latency({
      name: "decision, 8 operators, one bar",
      unit: "bar",
      batch: 50,
      samples: 20_000,
      run: decisionTick(),
      verify,
      targetMs: 1e-3,
    }),
    latency({
      name: "circuit breakers, one check",
      unit: "check",
      batch: 100,
      samples: 50_000,
      run: breakerCheck(),
      verify,
      targetMs: 100e-6,
    }),
    latency({
      name: "order, decision to bytes, every rule on",
      unit: "order",
      batch: 1,
      samples: 50_000,
      run: path.decide,
      between: path.answer,
      verify,
      targetMs: 0.1,
    }),
    latency({
      name: "order, decision to fill taken in",
      unit: "order",
      batch: 1,
      samples: 50_000,
      run: () => {
        long.decide();
        long.answer();
      },
      verify,
      targetMs: 0.2,
    }),
    ...(await orderManagerRows()),
    ...(await livePathRows()),
    await drive("orders through the session, each bar one", restless, 20_000, 5_000),
    await drive("events through the pipeline, few orders", calm, 200_000, 500_000),
    allocationRow("10M ticks, decision", "decisionTick", ticks, decisionTick()),
    allocationRow("10M ticks, whole session, flat", "sessionTick", ticks, sessionTick()),
    allocationRow("10M ticks, whole session, position held", "holdingTick", ticks, holdingTick()),
    allocationRow("100k orders, decision to fill", "orderTick", 100_000, orderTick()),
  ];
}
