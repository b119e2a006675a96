import { createHash } from "node:crypto";
import { barsPerYear } from "../engine/core/calendar.ts";
import { refuse } from "../engine/core/errors.ts";
import { formatTimeframe } from "../engine/core/time.ts";
import { type Plan, plan, type Strategy } from "../engine/graph/strategy.ts";
import type { Limits } from "../engine/risk/limits.ts";
import type { Alarm } from "../engine/risk/observe.ts";
import { type Driver, drivers } from "../engine/run/drive.ts";
import { alignBars, type MarketData } from "../engine/run/market.ts";
import type { Outcome, Run, RunIdentity } from "../engine/run/result.ts";
import { parseSettings, type Settings, type SettingsInput } from "../engine/run/settings.ts";
import { shapeOf } from "../engine/run/vector.ts";
import type { Dataset } from "../engine/trade/bars.ts";
import { withoutPaths } from "../engine/training/model-files.ts";
import { modelWarnings } from "../engine/training/model-warnings.ts";
import { atExchange, type FaultsRequest, faultsContent } from "./at-exchange.ts";
import { partlyFiner } from "./finer-coverage.ts";
import { type MetricsContext, metricsOf } from "./metrics/index.ts";
import { checkTapeRequest, overTape, type TapeRequest } from "./tape.ts";

/** Everything that a backtest is made from. */
export interface BacktestRequest {
  readonly strategy: Strategy;
  /** Name of a shipped strategy or path of its file, as the user gave it; the strategy's name unless given. */
  readonly target?: string;
  /** sha256 of the strategy's source; empty where a program holds the strategy itself. */
  readonly sourceHash?: string;
  /** Version of the code that runs; empty unless given. */
  readonly codeVersion?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly datasets: readonly Dataset[];
  /** Finer bars of the same symbols, which decide whether stop or target came first. */
  readonly finer?: readonly Dataset[];
  readonly settings?: SettingsInput;
  /** The vectorised driver unless told; `both` throws on any difference between the two. */
  readonly driver?: Driver;
  /** Run the other intrabar rule too, so that the report shows both bounds. */
  readonly bounds?: boolean;
  /** Trades that fill the orders, by the event driver alone; the bars are decided on. */
  readonly tape?: TapeRequest | undefined;
  /** What goes wrong at a simulated exchange, to which the orders then go, by the event driver alone. */
  readonly faults?: FaultsRequest | undefined;
}

/**
 * Backtests a strategy over data. Deterministic: equal requests give equal runs.
 * Throws a UserError for parameters, settings or data that do not fit.
 */
export function backtest(request: BacktestRequest): Run {
  const settings = parseSettings(request.settings);
  const market = alignBars(request.datasets.map((dataset) => dataset.bars));
  const bound = plan(request.strategy, {
    params: request.params ?? {},
    symbols: market.symbols,
    timeframeMs: market.timeframeMs,
  });
  const perYear = settings.barsPerYear ?? barsPerYear(market.ts, market.timeframeMs);
  const indices = new Set(request.datasets.filter((set) => set.identity.index).map((set) => set.bars.symbol));
  const contextOf = ({ bars }: MarketData): MetricsContext => ({
    bars: bars.filter(({ symbol }) => !indices.has(symbol)),
    cash: settings.cash,
  });
  const { tape, faults } = request;
  if (tape || faults) {
    const { driver, finer = [], bounds = false } = request;
    checkTapeRequest({ driver: driver !== "event", finer: finer.length > 0, bounds });
    const made = faults
      ? atExchange(faults, tape, bound, market, settings, perYear)
      : overTape(tape!, bound, market, settings, perYear);
    return {
      schema: "bot4/run@1",
      identity: identify(request, bound, made.settings),
      outcome: made.outcome,
      metrics: metricsOf(made.outcome, contextOf(made.market)),
      warnings: warningsOf(request, bound, made.market, made.settings, made.outcome),
      ...("struck" in made.record ? { exchange: made.record } : { tape: made.record }),
    };
  }
  const simulate = (intrabar: Settings["intrabar"]): Outcome =>
    drivers[request.driver ?? "vector"](
      bound,
      market,
      { ...settings, intrabar },
      perYear,
      request.finer?.map((dataset) => dataset.bars),
    );
  request.finer?.forEach(({ bars }) => {
    checkFiner(bars, market);
  });
  const outcome = simulate(settings.intrabar);
  const context = contextOf(market);
  const metrics = metricsOf(outcome, context);
  return {
    schema: "bot4/run@1",
    identity: identify(request, bound, settings),
    outcome,
    metrics,
    ...(request.bounds && { bounds: boundsOf(outcome, metrics, settings, context, simulate) }),
    warnings: warningsOf(request, bound, market, settings, outcome),
  };
}

/** Finer bars can only tell what happened within the bars of the run. */
function checkFiner({ symbol, timeframeMs }: Dataset["bars"], market: MarketData): void {
  if (!market.symbols.includes(symbol)) {
    refuse(`finer bars of ${symbol} do not belong to the run; it has ${market.symbols.join(", ")}`);
  }
  if (timeframeMs >= market.timeframeMs || market.timeframeMs % timeframeMs !== 0) {
    refuse(
      `finer bars must divide the ${formatTimeframe(market.timeframeMs)} bars of the run; those of ${symbol} are ${formatTimeframe(timeframeMs)}`,
    );
  }
}

function boundsOf(
  outcome: Outcome,
  metrics: Run["metrics"],
  settings: Settings,
  context: MetricsContext,
  simulate: (intrabar: Settings["intrabar"]) => Outcome,
): NonNullable<Run["bounds"]> {
  const pessimistic = settings.intrabar === "pessimistic";
  const other = simulate(pessimistic ? "optimistic" : "pessimistic");
  const others = metricsOf(other, context);
  return {
    pessimistic: pessimistic ? metrics : others,
    optimistic: pessimistic ? others : metrics,
    optimisticEquity: pessimistic ? other.equity : outcome.equity,
  };
}

function identify(request: BacktestRequest, bound: Plan, settings: Settings): RunIdentity {
  const { strategy, datasets, finer = [], tape } = request;
  const { target = strategy.name, sourceHash = "", codeVersion = "" } = request;
  const hashed = ({ identity: { symbol, timeframe, sha256, rows, allowed } }: Dataset) => ({
    symbol,
    timeframe,
    sha256,
    rows,
    allowed,
  });
  const content = {
    codeVersion,
    strategy: strategy.name,
    sourceHash,
    graphHash: bound.hash,
    params: withoutPaths(bound.params),
    settings,
    bounds: request.bounds ?? false,
    driver: request.driver ?? "vector",
    // What the graph does not hold: without a file there is no hash of a source that would.
    rebalance: bound.rebalance,
    shapes: bound.decisions.map(shapeOf),
    data: datasets.map(hashed),
    finer: finer.map(hashed),
    ...(tape && { tape: { sha256: tape.tape.identity.sha256, latencyMs: tape.latencyMs } }),
    ...(request.faults && { faults: faultsContent(request.faults.plan) }),
  };
  const hash = createHash("sha256").update(JSON.stringify(content)).digest("hex");
  return {
    id: `${strategy.name}-${hash.slice(0, 10)}`,
    hash,
    strategy: strategy.name,
    about: strategy.about ?? "",
    target,
    sourceHash,
    graphHash: bound.hash,
    plan: bound.text,
    warmup: bound.warmup,
    params: bound.params,
    data: [
      ...datasets.map(({ identity }) => identity),
      ...finer.map(({ identity }) => ({ ...identity, role: "finer" as const })),
      ...(tape ? [tape.tape.identity] : []),
    ],
    settings,
    codeVersion,
  };
}

const dayMs = 86_400_000;
/** A year of data, less the few days that a calendar year begins and ends without trading. */
const yearMs = 360 * dayMs;

/** What a reader must know of the data before believing the numbers; what holds of several sets alike is said once. */
export function dataWarnings(datasets: readonly Pick<Dataset, "identity">[]): string[] {
  const namesBy = new Map<string, string[]>();
  for (const { identity } of datasets) {
    const { name, synthetic, allowed, notes = [] } = identity;
    const said = [
      ...(synthetic ? [" is SYNTHETIC: generated, not traded"] : []),
      ...allowed.map((defect) => ` is used in spite of ${defect}`),
      ...notes.map((note) => `: ${note}`),
    ];
    for (const words of said) namesBy.set(words, [...(namesBy.get(words) ?? []), name]);
  }
  return [...namesBy].map(([words, names]) => `${together(names)}${words}`);
}

function together(names: readonly string[]): string {
  const more = names.length > 7 ? ` and ${names.length - 6} more` : "";
  return names.length === 1 ? names[0]! : `each of ${names.slice(0, more === "" ? 7 : 6).join(", ")}${more}`;
}

/** What a reader must know before believing the numbers. */
function warningsOf(
  request: BacktestRequest,
  bound: Plan,
  market: MarketData,
  settings: Settings,
  outcome: Outcome,
): string[] {
  const warnings = dataWarnings([...request.datasets, ...(request.finer ?? [])]);
  if (request.tape) warnings.push(...dataWarnings([request.tape.tape]));
  warnings.push(...partlyFiner(request.datasets, request.finer ?? [], settings.fromMs));
  const { symbols, ts } = market;
  warnings.push(...modelWarnings(bound.params, { symbols, ts, start: outcome.start }));
  if (settings.fill === "close") {
    warnings.push(
      "orders fill at the close that decided them (fill: close): for comparison with other tools only",
    );
  }
  const first = market.bars[0]!;
  if (market.ts.length <= bound.warmup) {
    warnings.push(`no decision: warm-up takes ${bound.warmup} bars, ${first.symbol} has ${first.ts.length}`);
  } else if (outcome.fills.length === 0) warnings.push("no order was filled");
  else if (outcome.trades.length < 30) {
    warnings.push(fewTrades(outcome.trades.length));
  }
  const tested = (market.ts.at(-1) ?? Number.NaN) + market.timeframeMs - market.ts[outcome.start]!;
  if (tested < yearMs) {
    warnings.push(
      `the tested period is ${Number((tested / dayMs).toFixed(1))} days, under a year: annualised figures (CAGR, volatility, Sharpe, Calmar) are extrapolations`,
    );
  }
  if (outcome.ambiguousBars > 0) {
    warnings.push(
      `${outcome.ambiguousBars} bar${outcome.ambiguousBars === 1 ? "" : "s"} reached both stop and target; taken ${settings.intrabar === "pessimistic" ? "as the stop" : "as the target"}`,
    );
  }
  for (const [rule, count] of Object.entries(outcome.verdicts)) {
    warnings.push(verdictText(rule, count, settings));
  }
  return warnings;
}

/** That trades are too few to judge by. */
export const fewTrades = (count: number): string =>
  `${count} trade${count === 1 ? " is" : "s are"} too few to tell skill from luck (under 30)`;

const shareText = (share: number | null): string => `${Number(((share ?? Number.NaN) * 100).toFixed(4))}%`;

/** What a limit of the whole account did when equity reached it. */
const alarmTexts: Readonly<Record<NonNullable<Alarm>, (limits: Limits) => string>> = {
  liquidation: () => "equity no longer backed what was held: the account was liquidated, and trading ended",
  "max-drawdown": ({ account }) =>
    `the limit of drawdown (account.maxDrawdown, ${shareText(account.maxDrawdown)}) was reached: everything was left, and trading ended`,
  "strategy-drawdown": ({ stops }) =>
    `the strategy's limit of drawdown (stops.strategyDrawdown, ${shareText(stops.strategyDrawdown)}) was reached: it was left, and added nothing any more`,
  "daily-loss": ({ account }) =>
    `the limit of daily loss (account.dailyLoss, ${shareText(account.dailyLoss)}) was reached: nothing was added for the rest of the day`,
};

function verdictText(rule: string, count: number, { limits }: Settings): string {
  if (Object.hasOwn(alarmTexts, rule)) {
    return alarmTexts[rule as NonNullable<Alarm>](limits) + (count === 1 ? "" : ` (${count} times)`);
  }
  return `risk rule ${rule} cut or refused ${count} order${count === 1 ? "" : "s"}`;
}
