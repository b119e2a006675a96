import type { Regime, StressRow, Validation } from "../../research/validate/model.ts";
import { fixed, percent } from "../format.ts";
import { type Html, html } from "../html.ts";
import { fanChart } from "../svg/fan-chart.ts";
import { histogram } from "../svg/histogram.ts";
import { logChart } from "../svg/log-chart.ts";
import { type Column, figure, legend, panorama, signed, table } from "./section.ts";

/** What the checks drew; each drawing only where its check could be made. */
export function validationPlots(found: Validation): Html {
  return html`${fan(found)}${luck(found)}${terms(found)}`;
}

function fan({ figures: { fan: drawn } }: Validation): Html | false {
  if (!drawn) return false;
  const { ts, lines, own, levels } = drawn;
  const outer = `${fixed(levels[0]! * 100, 0)} to ${fixed(levels[levels.length - 1]! * 100, 0)} of 100`;
  const title = "Equity as it was, and resampled";
  return html`<h3>How much is luck</h3>${legend([
    { className: "strategy", label: "As it was" },
    { className: "benchmark", label: "Middle of the resamples" },
  ])}<div class="plots one">${panorama(title, fanChart({ title, ts, lines, own }), `logarithmic; bands hold ${outer} resamples of the bar returns, and the middle half`)}</div>`;
}

function luck({ figures, trials, policy, sharpe }: Validation): Html | false {
  const { logits, deflation, neighbours, paths } = figures;
  const plots: Html[] = [];
  if (deflation) {
    const title = "Deflated Sharpe ratio by the number of trials";
    const chart = logChart({
      title,
      x: deflation.trials,
      y: deflation.probability,
      range: [0, 1],
      level: policy.deflatedSharpe.probability,
      mark: { value: trials.count, label: `${fixed(trials.count, 0)} tried` },
    });
    plots.push(figure(title, chart, "level line: what the policy asks for"));
  }
  if (logits) {
    const title = "Rank out of sample of the best in sample";
    const marks = [{ value: 0, label: "median" }];
    const chart = histogram({ title, bins: logits, unit: "number", marks, signed: true });
    plots.push(
      figure(title, chart, "log odds over all ways to halve the bars; left of the median it was overfitted"),
    );
  }
  if (neighbours) {
    const title = "Sharpe ratio of neighbours";
    const marks = [{ value: sharpe, label: "chosen" }];
    plots.push(figure(title, histogram({ title, bins: neighbours, unit: "number", marks, signed: true })));
  }
  if (paths) {
    const title = "Total return on synthetic markets";
    const chart = histogram({ title, bins: paths, unit: "percent", signed: true });
    plots.push(figure(title, chart, "blocks of this market's bars, each market run through the pipeline"));
  }
  return plots.length > 0 && html`<div class="plots${plots.length === 1 && " one"}">${plots}</div>`;
}

const coloured = (value: number): Html => signed(value, percent(value));

function terms({ figures: { stress, regimes }, bars }: Validation): Html {
  const stressColumns: Column<StressRow>[] = [
    { head: "Terms", cell: ({ label }) => label },
    { head: "Return a year", cell: ({ annualReturn }) => coloured(annualReturn), number: true },
    { head: "Sharpe", cell: ({ sharpe }) => fixed(sharpe, 2), number: true },
    { head: "Drawdown", cell: ({ maxDrawdown }) => percent(maxDrawdown), number: true },
  ];
  const regimeColumns: Column<Regime>[] = [
    { head: "Market before", cell: ({ name }) => name },
    { head: "Share of bars", cell: (regime) => percent(regime.bars / bars, 0), number: true },
    { head: "Return a year", cell: ({ annualReturn }) => coloured(annualReturn), number: true },
    { head: "Sharpe", cell: ({ sharpe }) => fixed(sharpe, 2), number: true },
    { head: "Benchmark a year", cell: ({ heldReturn }) => coloured(heldReturn), number: true },
  ];
  return html`${stress && html`<h3>Under worse terms</h3>${table("Each a run of its own through the pipeline", stressColumns, stress, "narrow")}`}${regimes && html`<h3>By regime</h3>${table("Mean returns, not compounded", regimeColumns, regimes, "narrow")}`}`;
}
