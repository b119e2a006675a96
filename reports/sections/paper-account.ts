import type { PeriodModel } from "../../research/paper/period-model.ts";
import { fixed, money, percent } from "../format.ts";
import { type Html, html } from "../html.ts";
import { timeChart } from "../svg/time-chart.ts";
import { keys, panorama, type Section, signed } from "./section.ts";

/** The account of a session over a period beside its shadow: the figures that are asked for first, and both equities. */
export function paperAccountSection(model: PeriodModel): Section {
  const body = html`<div class="figures">${figures(model).map(([name, value, note]) => html`<div class="figure"><span class="term">${name}</span><strong>${value}</strong><small>${note}</small></div>`)}</div>
${chart(model)}
<p class="note">The shadow is the backtest of the very bars that the session saw, by the settings of its dossier, from the same cash and the same moment on.</p>`;
  return { id: "account", title: "Account", body };
}

const gain = (to: number, from: number): number => to / from - 1;

function figures(model: PeriodModel): [string, Html | string, string][] {
  const { equity, shadowEquity, before, shadowBefore, change, difference, agreement, upMs, wholeMs } = model;
  const own = gain(equity.at(-1)!, before);
  const other = gain(shadowEquity.at(-1)!, shadowBefore);
  const fees = model.fills.reduce((sum, { fee }) => sum + fee, 0);
  const uptime = wholeMs > 0 ? upMs / wholeMs : Number.NaN;
  return [
    ["Return", signed(own, percent(own, 3)), `shadow ${percent(other, 3)}`],
    ["Equity", money(equity.at(-1)!), `shadow ${money(shadowEquity.at(-1)!)}`],
    ["Against the shadow", signed(change, money(change)), `${money(difference)} since the begin`],
    ["Fills", fixed(model.fills.length, 0), `fees ${money(fees)}`],
    [
      "Trades ended",
      fixed(model.trades.length, 0),
      `${fixed(model.orders.length, 0)} ${model.orders.length === 1 ? "order" : "orders"}`,
    ],
    [
      "Decisions agreed",
      fixed(agreement.agreed, 0),
      `of ${fixed(agreement.decisions, 0)}, bar by bar and symbol by symbol`,
    ],
    ["Feed up", percent(uptime), "of the time of the session"],
  ];
}

function chart({ closes, equity, shadowEquity, before, shadowBefore, fromMs }: PeriodModel): Html {
  const ts = Float64Array.from([fromMs, ...closes]);
  const lines = [
    { className: "benchmark", values: Float64Array.from([shadowBefore, ...shadowEquity]) },
    { className: "strategy", values: Float64Array.from([before, ...equity]) },
  ];
  return panorama(
    "Equity at each close",
    timeChart({ title: "Equity of the session and of its shadow", ts, lines }),
    keys([
      { className: "strategy", label: "session" },
      { className: "benchmark", label: "shadow" },
    ]),
  );
}
