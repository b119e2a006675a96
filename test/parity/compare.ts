import { difference } from "../../engine/run/difference.ts";
import { createDecisionStream, runEvent } from "../../engine/run/event.ts";
import { columnOf } from "../../engine/run/market.ts";
import { decisionColumns, runVector } from "../../engine/run/vector.ts";
import { makeCase, type Parity, type ParityCase, parts } from "./case.ts";

/** Decisions of both compilers, bar by bar. */
function decisionDifference({ plan, market }: Parity): string | undefined {
  const columns = decisionColumns(plan, market);
  const stream = createDecisionStream(plan);
  const sources = stream.sources.map((source) => columnOf(market, source)!);
  const out = { target: 0, limit: 0, trigger: 0, stop: 0, takeProfit: 0, trail: 0 };
  for (let t = 0; t < market.ts.length; t++) {
    for (const [k, column] of sources.entries()) stream.values[k] = column[t]!;
    stream.step((slot) => market.bars[slot]!.open[t] === market.bars[slot]!.open[t]);
    for (const [slot, { columns: column }] of columns.entries()) {
      stream.read(slot, out);
      for (const role of Object.keys(out) as (keyof typeof out)[]) {
        const wanted = column[role]?.[t] ?? Number.NaN;
        if (!Object.is(wanted, out[role]))
          return `decision of bar ${t}, ${market.symbols[slot]}, ${role}: ${wanted} and ${out[role]}`;
      }
    }
  }
  return undefined;
}

/** Runs a case through both drivers; the first difference in decisions or results, or undefined. */
export function parityDifference(case_: ParityCase): {
  found: string | undefined;
  trades: number;
  verdicts: readonly string[];
  /** Kinds of orders with how they ended, and reasons of exits. */
  seen: readonly string[];
} {
  const made = makeCase(case_);
  const { plan, market, settings, finer } = made;
  const vector = runVector(plan, market, settings, 8_760, finer);
  const event = runEvent(plan, market, settings, 8_760, finer);
  if (vector.driver !== "vector" || event.driver !== "event") throw new Error("a driver did not run");
  const found = decisionDifference(made) ?? difference({ ...vector, driver: "" }, { ...event, driver: "" });
  const seen = [
    ...vector.orders.map(({ kind, status }) => `${kind} ${status}`),
    ...vector.trades.map(({ exitReason }) => `exit by ${exitReason}`),
  ];
  return { found, trades: vector.trades.length, verdicts: Object.keys(vector.verdicts), seen };
}

/** The smallest case found that still differs: fewer bars, symbols, operators and parts, as long as each step differs. */
export function shrink(case_: ParityCase): ParityCase {
  const differs = (candidate: ParityCase) => parityDifference(candidate).found !== undefined;
  let best = case_;
  for (let progress = true; progress; ) {
    const smaller: ParityCase[] = [
      ...[0.5, 0.75, 0.9].map((part) => ({ ...best, bars: Math.max(2, Math.floor(best.bars * part)) })),
      { ...best, bars: Math.max(2, best.bars - 1) },
      { ...best, symbols: Math.max(1, best.symbols - 1) },
      { ...best, ops: Math.max(0, best.ops - 1) },
      ...parts
        .filter((part) => !best.without.includes(part))
        .map((part) => ({ ...best, without: [...best.without, part] })),
    ].filter((candidate) => JSON.stringify(candidate) !== JSON.stringify(best));
    const next = smaller.find(differs);
    progress = next !== undefined;
    best = next ?? best;
  }
  return best;
}
