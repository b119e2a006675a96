import { type ResultColumn, writeResults } from "../../data/results/parquet.ts";
import { assert } from "../../engine/core/errors.ts";
import type { Params } from "../../engine/graph/params.ts";
import { backtest } from "../../research/backtest.ts";
import type { Ranked } from "../../research/sweep/best.ts";
import { eachVariant, type VariantRow } from "../../research/sweep/collect.ts";
import { describeVariant } from "../../research/sweep/evaluate-batch.ts";
import { scenarioDatasets } from "../../research/sweep/scenario.ts";
import { codeVersion } from "../code-version.ts";
import type { Io } from "../io.ts";
import { guarded } from "../perform.ts";
import type { SweepOutcome } from "./perform.ts";

/** Reads the rows of a finished sweep once more, in their order, so that sums over them are the same in every run. */
export async function readBack(
  { prepared, units, segments, metrics }: SweepOutcome,
  visit: (row: VariantRow) => void,
): Promise<void> {
  for (const unit of units) {
    eachVariant(prepared.space, unit, await rowsOf(segments, unit, metrics.length), visit);
  }
}

async function rowsOf(
  segments: SweepOutcome["segments"],
  unit: SweepOutcome["units"][number],
  width: number,
): Promise<Float64Array> {
  const rows = await segments.read(unit.id, unit.batch.variants * width);
  assert(rows !== undefined, `the rows of batch ${unit.id} are in ${segments.folder}`);
  return rows;
}

/** Writes every variant of a finished sweep: its number, scenario, parameters and metrics. */
export async function writeVariants(path: string, outcome: SweepOutcome): Promise<void> {
  const { prepared, units, segments, metrics } = outcome;
  const { space, job, loaded } = prepared;
  const params: Params = loaded.strategy.params;
  const names = Object.keys(params);
  const symbols = job.scenarios.map((scenario) => scenario.symbols.join(","));
  const columns = columnsOf(params, metrics, symbols);
  const width = columns.length;
  async function* parts() {
    for (const unit of units) {
      const part = new Float64Array(unit.batch.variants * width);
      let at = 0;
      eachVariant(space, unit, await rowsOf(segments, unit, metrics.length), (row) => {
        const { fromMs, toMs } = job.scenarios[row.scenario]!;
        const values = space.paramsAt(row.point);
        part.set([row.index, row.scenario, fromMs ?? Number.NaN, toMs ?? Number.NaN], at);
        for (const [k, name] of names.entries()) part[at + 4 + k] = codeOf(params[name]!, values[name]!);
        part.set(row.metrics, at + 4 + names.length);
        at += width;
      });
      yield part;
    }
  }
  await writeResults(path, columns, parts());
}

/** A parameter that bears the name of another column is told from it by a prefix; names of columns know no case. */
function columnsOf(params: Params, metrics: readonly string[], symbols: readonly string[]): ResultColumn[] {
  const fixed: ResultColumn[] = [
    { name: "variant", type: "integer" },
    { name: "symbols", type: { texts: symbols } },
    { name: "from", type: "time" },
    { name: "to", type: "time" },
  ];
  const taken = new Set([...fixed.map(({ name }) => name), ...metrics].map((name) => name.toLowerCase()));
  const own = Object.entries(params).map(([name, param]): ResultColumn => {
    const free = !taken.has(name.toLowerCase());
    taken.add(name.toLowerCase());
    return { name: free ? name : `param_${name}`, type: typeOf(param) };
  });
  return [...fixed, ...own, ...metrics.map((name): ResultColumn => ({ name, type: "number" }))];
}

function typeOf({ type, choices }: Params[string]): ResultColumn["type"] {
  if (type === "int") return "integer";
  if (type === "num") return "number";
  return type === "flag" ? "boolean" : { texts: choices!.map(String) };
}

const codeOf = ({ type, choices }: Params[string], value: unknown): number =>
  type === "choice" ? choices!.indexOf(value) : Number(value);

/**
 * Runs a variant by itself, as `bot4 backtest` does, and gives the warnings of that run. Its metrics must be those that
 * the sweep found: a difference would be a fault of ours, and is thrown.
 */
export async function confirm({ prepared, metrics }: SweepOutcome, best: Ranked, io: Io): Promise<string[]> {
  const { loaded, job, history, space } = prepared;
  const scenario = job.scenarios[best.scenario]!;
  const params = space.paramsAt(best.point);
  const run = await guarded(io, () =>
    backtest({
      strategy: loaded.strategy,
      target: loaded.target,
      sourceHash: loaded.sourceHash,
      codeVersion: codeVersion(),
      params,
      datasets: scenarioDatasets(history.datasets, scenario),
      finer: scenarioDatasets(history.finer, scenario),
      settings: { ...job.settings, ...(scenario.fromMs !== undefined && { fromMs: scenario.fromMs }) },
    }),
  );
  for (const [k, key] of metrics.entries()) {
    const [swept, single] = [best.metrics[k]!, run.metrics[key]!];
    const same = Object.is(swept, single) || Math.abs(swept - single) <= 1e-12 * Math.abs(single);
    assert(same, `${key} of ${describeVariant(params)} is ${swept} in the sweep and ${single} by itself`);
  }
  return [...run.warnings];
}
