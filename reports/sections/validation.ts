import type { Check, CheckUnit } from "../../research/validate/check.ts";
import type { Validation } from "../../research/validate/model.ts";
import { bound, fixed, percent } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { ReportModel } from "../model.ts";
import { type Column, type Section, table } from "./section.ts";
import { validationPlots } from "./validation-plots.ts";

/** What the gate found: the verdict of each check, and what the checks drew. */
export function validationSection({ validation }: ReportModel): Section[] {
  if (!validation) return [];
  const body = html`${summary(validation)}
${checkTable(validation)}
${validationPlots(validation)}
<p class="note">A check that is noted is reported and does not decide; one that cannot be measured counts as failed unless the policy excuses it. Resamples are drawn from seed ${String(validation.policy.seed)}. Bull, bear and sideways bars are told by the move of the ${fixed(validation.policy.regimes.days, 0)} days before them: up or down by more than ${fixed(validation.policy.regimes.deviations, 2)} deviations of a random walk, or less.</p>`;
  return [{ id: "validation", title: "Validation", body }];
}

function summary({ passed, checks, trials, space, fromMs, toMs }: Validation): Html {
  const binding = checks.filter((check) => check.binding);
  const shut = binding.filter(({ verdict }) => verdict !== "passed");
  const cards: [string, Html | string, string][] = [
    ["Verdict", passed ? "Passed" : html`<span class="loss">Failed</span>`, "by the policy's binding checks"],
    [
      "Binding checks that hold",
      `${binding.length - shut.length} of ${binding.length}`,
      `${checks.length} in all`,
    ],
    ["Trials in the ledger", fixed(trials.count, 0), "different variants, up to this one"],
  ];
  return html`<div class="figures">${cards.map(([name, value, note]) => html`<div class="figure"><span class="term">${name}</span><strong>${value}</strong><small>${note}</small></div>`)}</div>
<dl><div><dt>Judged</dt><dd>${bound(fromMs)} to ${bound(toMs)}</dd></div><div><dt>Varied</dt><dd>${space.params.join(" ") || "nothing"}${space.where !== undefined && html` where ${space.where}`}</dd></div></dl>`;
}

const passing: Readonly<Record<Check["passes"], string>> = {
  "at-least": "at least",
  above: "above",
  "at-most": "at most",
  below: "below",
};

const decimals: Readonly<Record<Exclude<CheckUnit, "percent">, number>> = {
  number: 2,
  probability: 3,
  count: 0,
  days: 0,
  bars: 0,
  money: 0,
};

/** A value of a check in its unit; `n/a` where it could not be measured. */
function valueText(value: number, unit: CheckUnit): string {
  if (value === Number.POSITIVE_INFINITY) return "∞";
  return unit === "percent" ? percent(value, 1) : fixed(value, decimals[unit]);
}

function verdict({ verdict: found, binding, threshold }: Check): Html {
  const words = found === "not-measurable" ? "not measurable" : found;
  const judges = !Number.isNaN(threshold);
  if (found === "passed" && judges) return html`<span class="gain">passed</span>`;
  return binding && (judges || found !== "passed")
    ? html`<span class="loss"><b>${words}</b></span>`
    : html`<span class="even">noted${found === "not-measurable" && `, ${words}`}</span>`;
}

function checkTable({ checks }: Validation): Html {
  const columns: Column<Check>[] = [
    { head: "Check", cell: ({ name, label }) => html`<b>${name}</b><br>${label}`, wrap: true },
    { head: "Verdict", cell: verdict },
    { head: "Value", cell: ({ value, unit }) => valueText(value, unit), number: true },
    {
      head: "Threshold",
      cell: ({ threshold, passes, unit }) =>
        Number.isNaN(threshold) ? "" : `${passing[passes]} ${valueText(threshold, unit)}`,
      number: true,
    },
    { head: "Why", cell: ({ reason }) => reason, wrap: true },
  ];
  return table("Checks, in the order in which they were made", columns, checks);
}
