import type { Costs } from "../../engine/run/result.ts";
import { fixed, formatUnit, money, percent } from "../format.ts";
import { html } from "../html.ts";
import type { MetricLine, ReportModel } from "../model.ts";
import { type Section, table } from "./section.ts";

const costLabels: readonly (readonly [keyof Costs, string])[] = [
  ["fees", "Fees"],
  ["spread", "Spread"],
  ["slippage", "Slippage"],
  ["funding", "Funding"],
  ["borrow", "Borrow"],
];

/** What trading cost, in money and beside the profit before costs. */
export function costSection({ run }: ReportModel): Section {
  const { costs, fills, equity, start } = run.outcome;
  const total = costLabels.reduce((sum, [key]) => sum + costs[key], 0);
  const before = start > 0 ? equity[start - 1]! : run.identity.settings.cash;
  const net = (equity[equity.length - 1] ?? NaN) - before;
  const gross = net + total;
  const traded = fills.reduce((sum, fill) => sum + fill.notional, 0);
  const share = (value: number) => (gross > 0 ? percent(value / gross) : "n/a");
  const rows = [
    ...costLabels.map(([key, label]) => ({ label, value: costs[key] })),
    { label: "All costs", value: total },
  ];
  const body = html`${table<{ label: string; value: number }>(
    "Costs",
    [
      { head: "Cost", cell: (row) => row.label },
      { head: "Money", cell: (row) => money(row.value), number: true },
      { head: "Of profit before costs", cell: (row) => share(row.value), number: true },
      {
        head: "Of notional traded",
        cell: (row) => `${fixed((row.value / traded) * 1e4, 2)} bps`,
        number: true,
      },
    ],
    rows,
    "narrow quiet",
  )}
<p class="note">Profit before costs ${money(gross)}, after them ${money(net)}; ${fixed(fills.length, 0)} fills of ${money(traded)} notional in all. Spread and slippage are the distance of each fill from the price before them.</p>`;
  return { id: "costs", title: "Costs", body };
}

const boundKeys = [
  "totalReturn",
  "cagr",
  "sharpe",
  "sortino",
  "calmar",
  "maxDrawdown",
  "winRate",
  "profitFactor",
  "trades",
];

/** The same run under both rules for bars that could have hit stop and target. */
export function boundsSection(model: ReportModel): Section {
  const { bounds, outcome, identity } = model.run;
  const count = outcome.ambiguousBars;
  const used = identity.settings.intrabar;
  const lead =
    count === 0
      ? "No bar could have hit both stop and target: the result does not depend on the order of prices within a bar."
      : `${fixed(count, 0)} bar${count === 1 ? "" : "s"} could have hit both stop and target; all figures of this report take the ${used === "pessimistic" ? "stop" : "target"} there.`;
  const lines = boundKeys.flatMap((key) => model.metrics.find((line) => line.key === key) ?? []);
  const rows =
    bounds !== undefined &&
    count > 0 &&
    table<MetricLine>(
      "Intrabar bounds",
      [
        { head: "Metric", cell: (line) => line.label },
        {
          head: "Pessimistic",
          cell: (line) => formatUnit(bounds.pessimistic[line.key] ?? NaN, line.unit),
          number: true,
        },
        {
          head: "Optimistic",
          cell: (line) => formatUnit(bounds.optimistic[line.key] ?? NaN, line.unit),
          number: true,
        },
      ],
      lines,
      "narrow quiet",
    );
  const hint =
    bounds === undefined &&
    count > 0 &&
    html`<p class="note">The other bound was not computed; run with <code>--intrabar both</code>.</p>`;
  return {
    id: "bounds",
    title: "Intrabar bounds",
    short: "Bounds",
    body: html`<p>${lead}</p>${rows}${hint}`,
  };
}

/** What is known about the data, and what the risk stage refused. */
export function qualitySection(model: ReportModel): Section {
  const { identity, outcome } = model.run;
  const sets = identity.data.map((set) => {
    const found = set.allowed.length === 0 ? "no defect was found" : set.allowed.join("; ");
    return html`<li><b>${set.symbol}</b>: ${fixed(set.rows, 0)} rows, ${found}${set.synthetic && "; synthetic"}.</li>`;
  });
  const refused = Object.entries(outcome.verdicts).filter(([, count]) => count > 0);
  const verdicts =
    refused.length === 0
      ? html`<p>The risk stage refused nothing.</p>`
      : table<[string, number]>(
          "Refused or cut by the risk stage",
          [
            { head: "Rule", cell: ([rule]) => rule },
            { head: "Times", cell: ([, count]) => fixed(count, 0), number: true },
          ],
          refused,
          "narrow",
        );
  const body = html`<ul>${sets}${model.dataNotes.map((note) => html`<li>${note}</li>`)}</ul>${verdicts}`;
  return { id: "quality", title: "Data quality and refusals", short: "Data", body };
}
