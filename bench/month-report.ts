import { foldSession } from "../engine/run/paper/fold-session.ts";
import { equityOf } from "../engine/run/session.ts";
import { isFinal } from "../engine/trade/order-transitions.ts";
import { compareToShadow } from "../research/paper/compare.ts";
import { collect } from "./memory.ts";
import { journalBytes, type MonthRequest, makeMonth, playMonth } from "./month.ts";

/** What a month came to. */
export interface MonthResult {
  readonly symbols: readonly string[];
  readonly days: number;
  readonly events: number;
  readonly wallMs: number;
  /** Part of the time in which its feed was heard. */
  readonly uptime: number;
  /** Closes at which it or its shadow decided, and those at which both decided the same. */
  readonly decisions: number;
  readonly agreed: number;
  readonly orders: number;
  /** Orders that have not ended and do not rest at the venue either. */
  readonly unknown: readonly string[];
  readonly fills: number;
  /** How often each fault struck. */
  readonly struck: Readonly<Record<string, number>>;
  /** What an operator had to do: nothing. */
  readonly interventions: number;
  /** Differences to the account at the venue that halted or were mended. */
  readonly differences: number;
  readonly halted: boolean;
  readonly equity: number;
  readonly shadowEquity: number;
  /** Their difference by cause, and what is left of it. */
  readonly causes: Readonly<Record<string, number>>;
  readonly unexplained: number;
  readonly journalBytes: number;
  /** Heap in use before the first event and after the last, MiB, and the resident memory then. */
  readonly heapMiB: readonly [before: number, after: number];
  readonly residentMiB: readonly [before: number, after: number];
  /** Time to open it again, ms. */
  readonly openMs: number;
}

const mebibytes = (bytes: number): number => bytes / 2 ** 20;
const memory = (): { readonly heap: number; readonly resident: number } => {
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: mebibytes(heapUsed), resident: mebibytes(rss) };
};

/** Plays a month to its end, reads it out of its journal, and puts it beside the backtest of its bars. */
export async function monthResult(request: MonthRequest): Promise<MonthResult> {
  const month = await makeMonth(request);
  const { session, exchange } = month.open();
  const before = memory();
  const started = performance.now();
  const played = await playMonth(month, session);
  const wallMs = performance.now() - started;
  const after = memory();
  const { desk } = session.trader;
  const { mode } = session.trader.session.risk.state.standing;
  const equity = equityOf(session.trader.session);
  await session.close();
  const opening = performance.now();
  const again = month.open();
  const openMs = performance.now() - opening;
  if (equityOf(again.session.trader.session) !== equity)
    throw new Error("opened again, its equity is another");
  await again.session.close();
  const { plan, settings, barsPerYear, history } = month;
  const folded = foldSession(request.folder, {
    run: "month",
    plan,
    settings,
    barsPerYear,
    history,
    bars: "feed",
  });
  const compared = compareToShadow(folded, { plan, settings, barsPerYear });
  const { amounts, unexplained } = compared.at(folded.market.ts.length - 1);
  const { uptime, orders } = folded;
  return {
    symbols: plan.symbols,
    days: request.days,
    events: played.events,
    wallMs,
    uptime: uptime.upMs / (uptime.toMs - uptime.fromMs),
    decisions: compared.agreement.decisions,
    agreed: compared.agreement.agreed,
    orders: orders.length,
    unknown: orders
      .filter(({ id, status }) => !isFinal(status) && !exchange.client.orders.has(id))
      .map(({ id }) => id),
    fills: folded.fills.length,
    struck: { ...played.struck, ...ofNetwork(exchange.network.struck) },
    interventions: folded.events.filter(({ kind }) => kind === "operator").length,
    differences: desk.reconciling.found.length,
    halted: mode !== "active",
    equity,
    shadowEquity: compared.shadow.outcome.equity.at(-1) ?? Number.NaN,
    causes: amounts,
    unexplained,
    journalBytes: journalBytes(request.folder),
    heapMiB: [before.heap, after.heap],
    residentMiB: [before.resident, after.resident],
    openMs,
  };
}

const ofMarket: readonly string[] = ["halt", "flash-crash", "delisting", "stale-feed"];

/** What struck at the venue; the market's own faults come by its feed. */
const ofNetwork = (struck: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(struck).filter(([kind]) => !ofMarket.includes(kind)));

/** A month in lines of text. */
export function monthText(result: MonthResult): string {
  const count = (n: number): string => Math.round(n).toLocaleString("en-US");
  const money = (n: number): string => n.toLocaleString("en-US", { maximumFractionDigits: 2 });
  const percent = (part: number): string => `${(100 * part).toFixed(2)}%`;
  const [heapBefore, heapAfter] = result.heapMiB;
  const [residentBefore, residentAfter] = result.residentMiB;
  const listed = (record: Readonly<Record<string, number>>, text: (n: number) => string): string =>
    Object.entries(record)
      .filter(([, value]) => value !== 0)
      .map(([name, value]) => `${name} ${text(value)}`)
      .join(", ") || "none";
  return [
    `played         ${result.days} days of ${result.symbols.join(", ")}: ${count(result.events)} market events in ${(result.wallMs / 1e3).toFixed(1)} s`,
    `uptime         ${percent(result.uptime)} of the time its feed was heard; ${result.interventions} interventions${result.halted ? "; halted at the end" : ""}`,
    `decisions      ${count(result.decisions)} by it or its shadow, ${count(result.agreed)} of them the same`,
    `orders         ${count(result.orders)}, ${count(result.fills)} fills; fate unknown: ${result.unknown.join(", ") || "none"}`,
    `faults         ${listed(result.struck, count)}`,
    `reconciliation ${result.differences} differences to the account at the venue`,
    `equity         ${money(result.equity)}, of its shadow ${money(result.shadowEquity)}`,
    `difference     ${listed(result.causes as Record<string, number>, money)}; unexplained ${result.unexplained.toExponential(1)}`,
    `journal        ${count(result.journalBytes / 1e6)} MB; opened again in ${(result.openMs / 1e3).toFixed(2)} s`,
    `memory         heap ${count(heapBefore)} MiB before, ${count(heapAfter)} after; resident ${count(residentBefore)}, ${count(residentAfter)}`,
  ].join("\n");
}
