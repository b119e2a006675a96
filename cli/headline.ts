import type { Driver } from "../engine/run/drive.ts";
import type { Run, VenueCounts } from "../engine/run/result.ts";
import type { Settings } from "../engine/run/settings.ts";
import { parseInstrument } from "../engine/trade/parse-instrument.ts";
import { metricRows } from "../research/metrics/table.ts";
import { orderCounts } from "../research/order-counts.ts";
import { basisPoints, feesText } from "./asked.ts";
import { formatMetric, formatTime } from "./format.ts";
import type { Io } from "./io.ts";
import { bold, dim, tableText, warm } from "./table.ts";

/** The figures that a first look wants, each with the benchmark's where that has one. */
const figures: readonly (readonly [metric: string, benchmark?: string])[] = [
  ["totalReturn", "benchmarkReturn"],
  ["cagr", "benchmarkCagr"],
  ["volatility", "benchmarkVolatility"],
  ["sharpe", "benchmarkSharpe"],
  ["sortino", "benchmarkSortino"],
  ["calmar", "benchmarkCalmar"],
  ["maxDrawdown", "benchmarkMaxDrawdown"],
  ["exposure"],
  ["turnover"],
  ["costs"],
  ["trades"],
  ["winRate"],
  ["profitFactor"],
  ["expectancy"],
  ["sqn"],
];

/** What `bot4 backtest` prints of a run: who and what, the headline table, the bounds, the warnings. */
export function headlineText(run: Run, driver: Driver, io: Io): string {
  const parts = [
    `${bold(run.identity.strategy, io)}  ${dim(run.identity.about, io)}`.trimEnd(),
    describeRun(run),
    ...(driver === "both" ? ["drivers     vector and event agree on every number"] : []),
    "",
    figuresTable(run),
    ...boundsLines(run),
    ...(run.warnings.length > 0 ? [""] : []),
    ...run.warnings.map((warning) => warm(`! ${warning}`, io)),
  ];
  return parts.join("\n");
}

function describeRun(run: Run): string {
  const { identity, outcome } = run;
  const { params, data, settings } = identity;
  const named = Object.entries(params).map(([name, value]) => `${name}=${value}`);
  const counted = outcome.ts.subarray(outcome.start);
  const span =
    counted.length === 0
      ? "no bars"
      : `${formatTime(counted[0]!)} to ${formatTime(counted[counted.length - 1]!)}, ${counted.length.toLocaleString("en-US")} bars`;
  const bps = (fraction: number) => `${basisPoints(fraction)} bps`;
  const names = data.filter(({ role }) => role !== "tape").map(({ name }) => name);
  const [traded, finer] = [names.slice(0, outcome.symbols.length), names.slice(outcome.symbols.length)];
  const { halfSpread, slippage, size, instruments } = settings;
  const terms = outcome.symbols.filter((symbol) => Object.hasOwn(instruments, symbol));
  const whole = size.by === "equity" && size.amount === 1;
  return [
    `parameters  ${named.join(" ") || "none"}`,
    `data        ${listed(traded)}, ${span}`,
    ...(finer.length > 0 ? [`finer       ${listed(finer)}, to tell stop from target`] : []),
    ...(terms.length > 0
      ? [`instruments ${listed(terms.map((symbol) => termsText(symbol, settings)))}`]
      : []),
    ...tapeLines(run),
    ...exchangeLines(run),
    ...(whole ? [] : [`size        ${sizeText(size)}`]),
    `costs       ${feesText(settings, outcome.symbols)}, spread ${bps(halfSpread * 2)}, slippage ${bps(slippage)}; fill ${settings.fill}`,
  ].join("\n");
}

/** The trades that filled the orders, and what became of these. */
function tapeLines(run: Run): string[] {
  const { tape } = run;
  return tape
    ? [
        `${tapeLine(run)}; latency ${tape.latencyMs} ms each way`,
        ...tape.derived.map((text) => `derived     ${text}`),
        orderLine(run.outcome, tape),
      ]
    : [];
}

function tapeLine({ identity }: Run): string {
  const { name, rows, fromMs, toMs } = identity.data.find(({ role }) => role === "tape")!;
  return `trades      ${name}, ${formatTime(fromMs)} to ${formatTime(toMs)}, ${rows.toLocaleString("en-US")} trades`;
}

/** The exchange that the orders went to, what went wrong there, and what became of them. */
function exchangeLines(run: Run): string[] {
  const { exchange, identity, outcome } = run;
  if (!exchange) return [];
  const { faults, seed, latencyMs, derived, struck } = exchange;
  const wrong = Object.entries(struck).map(([kind, times]) => `${kind} ${times.toLocaleString("en-US")}`);
  return [
    ...(identity.data.some(({ role }) => role === "tape") ? [tapeLine(run)] : []),
    `exchange    simulated, faults ${faults}, seed ${seed}; latency ${latencyMs.out} ms out, ${latencyMs.back} ms back, in the median`,
    `struck      ${wrong.join(", ") || "nothing"}`,
    ...derived.map((text) => `derived     ${text}`),
    orderLine(outcome, exchange),
  ];
}

function orderLine(outcome: Run["outcome"], { actions, reports, unknownOrders }: VenueCounts): string {
  const count = (n: number) => n.toLocaleString("en-US");
  const orders = orderCounts(outcome.orders);
  const sum = (of: "placed" | "filled" | "cancelled" | "expired" | "rejected" | "open") =>
    count(orders.reduce((total, each) => total + each[of], 0));
  const unknown = unknownOrders.length === 0 ? "" : `; fate unknown: ${unknownOrders.join(", ")}`;
  return (
    `orders      ${sum("placed")} placed, ${sum("filled")} filled, ${sum("cancelled")} cancelled, ${sum("expired")} expired, ` +
    `${sum("rejected")} rejected, ${sum("open")} open; ${count(actions)} requests, ${count(reports)} reports${unknown}`
  );
}

/** What a target of 1 stands for, in words. */
const sizeText = ({ by, amount }: Settings["size"]): string =>
  by === "equity" ? `${amount} of equity` : `${amount} ${by === "notional" ? "of money" : "units"}, fixed`;

/** An instrument in a few words. */
function termsText(symbol: string, { instruments }: Settings): string {
  const { kind, payoff, settle, tick, lot } = parseInstrument({ symbol, ...instruments[symbol] });
  const what = kind === "spot" ? kind : `${payoff} ${kind}`;
  return `${symbol} (${what} in ${settle}, tick ${tick.text}, lot ${lot.text})`;
}

const listed = (names: readonly string[]): string =>
  names.length <= 4 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;

function figuresTable({ metrics }: Run): string {
  const rows = figures.map(([key, benchmark]) => {
    const { label, unit } = metricRows.get(key)!;
    return [label, formatMetric(metrics[key], unit), benchmark ? formatMetric(metrics[benchmark], unit) : ""];
  });
  return tableText(rows, { head: ["", "strategy", "buy and hold"], right: [1, 2] });
}

function boundsLines({ bounds, outcome }: Run): string[] {
  if (!bounds) return [];
  const { pessimistic, optimistic } = bounds;
  const range = (key: string, unit: "percent" | "ratio") =>
    `${formatMetric(pessimistic[key], unit)} to ${formatMetric(optimistic[key], unit)}`;
  return [
    "",
    `intrabar bounds (${outcome.ambiguousBars} ambiguous bars)  ` +
      `total return ${range("totalReturn", "percent")}, Sharpe ${range("sharpe", "ratio")}`,
  ];
}
