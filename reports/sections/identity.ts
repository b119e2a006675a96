import { formatTimeframe } from "../../engine/core/time.ts";
import type { Limits } from "../../engine/risk/limits.ts";
import type { DataIdentity } from "../../engine/trade/bars.ts";
import type { Instrument } from "../../engine/trade/instrument.ts";
import { flagsOf } from "../flags.ts";
import { bound, fixed, money, percent, period, span } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { ReportModel } from "../model.ts";
import { type Section, table } from "./section.ts";

/** The head of the page: what was tested, on what, and what to beware of. */
export function masthead(model: ReportModel): Html {
  const { identity, outcome } = model.run;
  const from = outcome.ts[outcome.start] ?? NaN;
  const to = outcome.ts[outcome.ts.length - 1] ?? NaN;
  const flags = flagsOf(model).map(
    (flag) => html`<li class="flag-${flag.level}"><b>${flag.label}</b> <span>${flag.text}</span></li>`,
  );
  return html`<header class="masthead">
<p class="kicker">${kicker(model)}</p>
<h1>${identity.strategy}</h1>
${identity.about !== "" && html`<p class="about">${identity.about}</p>`}
<p class="facts">${symbolList(outcome.symbols)}<span>${formatTimeframe(outcome.timeframeMs)} bars</span><span>${period(from, to + outcome.timeframeMs)}</span><span>${span(to - from + outcome.timeframeMs)}, ${fixed(outcome.ts.length - outcome.start, 0)} bars</span><span>run <code>${identity.id}</code></span></p>
${flags.length > 0 && html`<ul class="flags" aria-label="Warnings">${flags}</ul>`}
</header>`;
}

/** What kind of report it is. */
const kicker = ({ walkForward }: ReportModel): string =>
  walkForward === undefined
    ? "Backtest report"
    : walkForward.scheme === "walk-forward"
      ? "Walk-forward report: all figures are of test windows"
      : "Cross-validation report: all figures are of test windows";

function symbolList(symbols: readonly string[]): Html {
  const shown = symbols.slice(0, 8).join(", ");
  return html`<span>${shown}${symbols.length > 8 && ` and ${symbols.length - 8} more`}</span>`;
}

/** Everything needed to say which run this is and to repeat it. */
export function identitySection(model: ReportModel): Section {
  const { identity } = model.run;
  const hashes = [
    ["Run", identity.hash],
    ["Strategy source", identity.sourceHash],
    ["Graph", identity.graphHash],
    ["Code version", identity.codeVersion],
  ] as const;
  const short = (hash: string) => html`<code title="${hash}">${hash.slice(0, 12)}</code>`;
  // By name: a run that was stored and read again keeps no other order.
  const params = Object.keys(identity.params)
    .sort()
    .map((name) => [name, paramText(String(identity.params[name]))] as const);
  const body = html`<div class="columns">
<div><h3>Fills</h3>${definitions(fillRules(model))}</div>
<div><h3>Costs and money</h3>${definitions(costRules(model))}</div>
<div><h3>Strategy</h3>${definitions([
    ["Taken from", identity.target],
    ...params,
    [
      "Warm-up",
      `${fixed(identity.warmup, 0)} bars${model.walkForward ? " of the last choice" : ", then the first decision"}`,
    ],
    ["Run hash", short(identity.hash)],
    ["Source hash", short(identity.sourceHash)],
    ["Graph hash", short(identity.graphHash)],
  ])}</div>
</div>
${model.instruments.length > 0 && instrumentTable(model.instruments)}
${identity.data.length > 12 ? html`<details><summary>Data: ${identity.data.length} sets</summary>${dataTable(identity.data)}</details>` : dataTable(identity.data)}
<details><summary>Hashes</summary>${definitions(hashes.map(([name, hash]) => [name, html`<code>${hash}</code>`]))}</details>
<details><summary>Plan of the strategy</summary><pre tabindex="0">${identity.plan}</pre></details>`;
  return { id: "identity", title: "What was tested", short: "Identity", body };
}

/** A value; the sha256 with which that of a model ends, short. */
function paramText(value: string): Html | string {
  const [, path, sha256] = /^(.+)#([0-9a-f]{64})$/s.exec(value) ?? [];
  return path === undefined || sha256 === undefined
    ? value
    : html`${path} <code title="${sha256}">${sha256.slice(0, 12)}</code>`;
}

export function definitions(rows: readonly (readonly [string, Html | string])[]): Html {
  return html`<dl>${rows.map(([term, text]) => html`<div><dt>${term}</dt><dd>${text}</dd></div>`)}</dl>`;
}

const sizeText = ({ by, amount }: ReportModel["run"]["identity"]["settings"]["size"]): string =>
  by === "equity"
    ? `${percent(amount, 0)} of equity`
    : `${amount} ${by === "notional" ? "of money" : "units"}, fixed`;

function fillRules({ run, instruments }: ReportModel): [string, string][] {
  const { settings } = run.identity;
  const { order, account } = settings.limits;
  return [
    ["Earliest fill", settings.fill === "next-open" ? "open of the next bar" : "close of the deciding bar"],
    ["Stop and target in one bar", settings.intrabar === "pessimistic" ? "stop is taken" : "target is taken"],
    ["Limit order fills", settings.limitFill === "through" ? "when traded through" : "when touched"],
    ["A target of 1 is", sizeText(settings.size)],
    [
      "Lot, least notional",
      `${instruments.length > 0 ? "as the instruments below; else " : ""}${settings.lot === 0 ? "any fraction" : settings.lot}, ${order.notionalMin}`,
    ],
    ["Leverage, short", `up to ${account.grossMax}\u00d7, ${account.short ? "allowed" : "not allowed"}`],
    [
      "Least change traded",
      settings.rebalance === undefined ? "as the strategy says" : percent(settings.rebalance),
    ],
    ["Halt at a drawdown of", account.maxDrawdown >= 1 ? "never" : percent(account.maxDrawdown, 0)],
    ["Further limits of risk", furtherLimits(settings.limits)],
    ["Driver", run.outcome.driver],
    ...exchangeRules(run),
  ];
}

/** The simulated exchange that the orders went to, and what went wrong there. */
function exchangeRules({ exchange }: ReportModel["run"]): [string, string][] {
  if (!exchange) return [];
  const { faults, seed, latencyMs, struck, unknownOrders } = exchange;
  const wrong = Object.entries(struck).map(([kind, times]) => `${kind} ${fixed(times, 0)}`);
  return [
    ["Exchange", `simulated, faults ${faults}, seed ${seed}`],
    ["Median latency", `${latencyMs.out} ms out, ${latencyMs.back} ms back`],
    ["Faults that struck", wrong.join(", ") || "none"],
    ["Orders of unknown fate", unknownOrders.join(", ") || "none"],
  ];
}

/** Named in rows of their own, or how others are measured and no limit by themselves. */
const toldElsewhere: readonly string[] = ["notionalMin", "grossMax", "short", "maxDrawdown"];
const measures: readonly string[] = ["window", "level", "atrBars"];

/** Every other limit that is on, as a file of limits spells it; breakers are of the venue, which has none here. */
function furtherLimits({ breakers: _, ...groups }: Limits): string {
  const on = Object.entries(groups).flatMap(([group, limits]) =>
    Object.entries<unknown>({ ...limits })
      .filter(([name]) => !toldElsewhere.includes(name) && !measures.includes(name))
      .map(([name, value]) => [`${group}.${name}`, textOf(value)] as const)
      .filter(([, text]) => text !== ""),
  );
  return on.length === 0 ? "none" : on.map((words) => words.join(" ")).join("; ");
}

/** A limit in words; empty where it limits nothing. */
function textOf(value: unknown): string {
  if (value === null || value === 0) return "";
  return typeof value === "object" ? Object.keys(value).join(", ") : String(value);
}

function costRules({ run, instruments }: ReportModel): [string, string][] {
  const { settings } = run.identity;
  const { fees } = settings;
  return [
    ["Starting cash", `${money(settings.cash)}${instruments[0] ? ` ${instruments[0].settle}` : ""}`],
    [
      "Taker, maker fee",
      instruments.length === run.outcome.symbols.length
        ? "as the instruments below"
        : `${percent(fees.taker, 3)}, ${percent(fees.maker, 3)}${instruments.length > 0 ? ", or as the instruments below" : ""}`,
    ],
    ["Fixed fee", fees.fixed === 0 ? "none" : `${money(fees.fixed)} a fill`],
    ["Half spread, slippage", `${percent(settings.halfSpread, 3)}, ${percent(settings.slippage, 3)}`],
    ["Funding", settings.funding ? "as in the data" : "not counted"],
    ["Borrow", `${percent(settings.borrowRate)} a year`],
    ["Idle cash", "earns nothing"],
    [
      "Benchmark",
      `bought at the open of the first bar, held, without costs${instruments.some(({ payoff }) => payoff === "inverse") ? "; of inverse contracts the coins, kept" : ""}`,
    ],
    ["Bars per year", fixed(run.outcome.barsPerYear, 0)],
  ];
}

/** On which terms each symbol traded. */
function instrumentTable(instruments: readonly Instrument[]): Html {
  return table<Instrument>(
    "Instruments",
    [
      { head: "Symbol", cell: ({ symbol }) => symbol },
      { head: "Kind", cell: ({ kind, payoff }) => (kind === "spot" ? kind : `${payoff} ${kind}`) },
      { head: "Settles in", cell: ({ settle }) => settle },
      { head: "Tick", cell: ({ tick }) => tick.text, number: true },
      { head: "Lot", cell: ({ lot }) => lot.text, number: true },
      {
        head: "Contract",
        cell: ({ contractSize, payoff, base, quote }) =>
          `${contractSize} ${payoff === "inverse" ? quote : base}`,
        number: true,
      },
      {
        head: "Least notional",
        cell: ({ notionalMin, quote }) => (notionalMin === 0 ? "none" : `${notionalMin} ${quote}`),
        number: true,
      },
      {
        head: "Margin: initial, maintenance",
        cell: ({ kind, margin }) =>
          kind === "spot" ? "fully paid" : `${percent(margin.initial)}, ${percent(margin.maintenance)}`,
        number: true,
      },
      {
        head: "Taker, maker fee",
        cell: ({ fees }) => `${percent(fees.taker, 3)}, ${percent(fees.maker, 3)}`,
        number: true,
      },
      { head: "Expires", cell: ({ expiryMs }) => (expiryMs === undefined ? "never" : bound(expiryMs)) },
    ],
    instruments,
  );
}

function dataTable(data: readonly DataIdentity[]): Html {
  return table<DataIdentity>(
    "Data",
    [
      {
        head: "Symbol",
        cell: (set) =>
          html`${set.symbol}${set.role === "finer" && html` <span class="muted">inside bars</span>`}${set.role === "tape" && html` <span class="muted">fills</span>`}${set.synthetic && html` <b class="tag">synthetic</b>`}`,
      },
      { head: "Market", cell: (set) => `${set.exchange} ${set.timeframe}`.trim() },
      { head: "From", cell: (set) => bound(set.fromMs) },
      { head: "To (exclusive)", cell: (set) => bound(set.toMs) },
      { head: "Rows", cell: (set) => fixed(set.rows, 0), number: true },
      { head: "Source", cell: (set) => set.source, wrap: true },
      { head: "sha256", cell: (set) => html`<code title="${set.sha256}">${set.sha256.slice(0, 12)}</code>` },
    ],
    data,
    "data",
  );
}
