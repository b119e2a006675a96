import type { Outcome } from "../../../engine/run/result.ts";
import type { Settings } from "../../../engine/run/settings.ts";
import { metricsOf } from "../../metrics/index.ts";
import type { Answer, Examination } from "../examine.ts";
import { oneBarLate } from "../late.ts";
import type { StressRow } from "../model.ts";
import type { Study } from "../study.ts";
import { percentText, tidy } from "../words.ts";

/** Greatest fraction that a setting of costs takes. */
const most = 0.5;

/** The same strategy under worse terms, each a run of its own through the pipeline. */
export const stress: Examination = {
  questions: ({ policy: { stress: rule } }) => {
    const asked = { unit: "percent", threshold: rule.annualReturn, passes: "above" } as const;
    return [
      { name: "costs-doubled", label: `annual return at ${rule.costs} times the costs`, ...asked },
      { name: "fills-pessimistic", label: "annual return with pessimistic fills", ...asked },
      { name: "one-bar-late", label: "annual return one bar late", ...asked },
    ];
  },
  answer: (study) => {
    const { run, settings, request, policy } = study;
    const { costs, slippageBps } = policy.stress;
    const rows = [
      rowOf(study, "as it is", "As it is", study.outcome),
      rowOf(study, "costs-doubled", `Costs times ${costs}`, run({ settings: dearer(settings, costs) })),
      rowOf(
        study,
        "fills-pessimistic",
        "Pessimistic fills",
        run({ settings: pessimistic(settings, slippageBps) }),
      ),
      rowOf(study, "one-bar-late", "One bar late", run({ strategy: oneBarLate(request.strategy) })),
    ];
    const [own, ...worse] = rows as [StressRow, ...StressRow[]];
    const answers = worse.map(({ annualReturn, sharpe }): Answer => {
      const text = `${percentText(annualReturn)} a year, Sharpe ratio ${tidy(sharpe)}; as it is ${percentText(own.annualReturn)} and ${tidy(own.sharpe)}`;
      return [annualReturn, text];
    });
    if (isFree(settings)) answers[0] = [Number.NaN, "the run has no costs: give fees, spread or slippage"];
    return { answers, figures: { stress: rows } };
  },
};

function rowOf({ context }: Study, name: string, label: string, outcome: Outcome): StressRow {
  const { annualReturn, sharpe, maxDrawdown } = metricsOf(outcome, context);
  return { name, label, annualReturn, sharpe, maxDrawdown };
}

const isFree = ({ fees, halfSpread, slippage, instruments }: Settings): boolean =>
  fees.taker <= 0 &&
  fees.fixed === 0 &&
  halfSpread === 0 &&
  slippage === 0 &&
  Object.values(instruments).every(({ fees: own }) => own === undefined);

/** A cost grows; a rebate does not. */
const times = (value: number, factor: number): number => Math.min(most, value > 0 ? value * factor : value);

/** All that trading and holding cost, times a factor. */
function dearer(settings: Settings, factor: number): Settings {
  const feesOf = <T extends Readonly<Record<string, unknown>>>(fees: T): T =>
    Object.fromEntries(
      Object.entries(fees).map(([name, value]) => [
        name,
        typeof value === "number" ? (name === "fixed" ? value * factor : times(value, factor)) : value,
      ]),
    ) as T;
  const { fees, halfSpread, slippage, borrowRate, instruments } = settings;
  return {
    ...settings,
    fees: feesOf(fees as never),
    halfSpread: times(halfSpread, factor),
    slippage: times(slippage, factor),
    borrowRate: Math.min(10, borrowRate * factor),
    instruments: Object.fromEntries(
      Object.entries(instruments).map(([symbol, each]) => [
        symbol,
        typeof each.fees === "object" && each.fees !== null
          ? { ...each, fees: feesOf(each.fees as never) }
          : each,
      ]),
    ),
  };
}

/** Stops before targets, limits only when traded through, and more slippage. */
const pessimistic = (settings: Settings, slippageBps: number): Settings => ({
  ...settings,
  intrabar: "pessimistic",
  limitFill: "through",
  slippage: Math.min(most, settings.slippage + slippageBps / 1e4),
});
