import { refuse } from "../../../engine/core/errors.ts";
import type { Random } from "../../../engine/core/random.ts";
import { checkSpans, type Span } from "./uniqueness.ts";

/** Mean over each span of 1 / (1 + labels drawn so far that cover the bar). */
function uniquenessBeside(spans: readonly Span[], drawn: Float64Array): Float64Array {
  return Float64Array.from(spans, ({ from, to }) => {
    let sum = 0;
    for (let t = from; t <= to; t++) sum += 1 / (1 + drawn[t]!);
    return sum / (to - from + 1);
  });
}

function addSpan(counts: Float64Array, { from, to }: Span): void {
  for (let t = from; t <= to; t++) counts[t]!++;
}

/**
 * How likely each label is to be drawn next: its average uniqueness beside the labels already drawn, as a share of all
 * (Lopez de Prado 2018, 4.5.1). `drawn` are indices of `spans` over `n` bars, repeats allowed.
 */
export function drawProbabilities(spans: readonly Span[], n: number, drawn: readonly number[]) {
  checkSpans(spans, n);
  const counts = new Float64Array(n);
  for (const index of drawn) addSpan(counts, spans[index] ?? refuse(`there is no label ${index}`));
  const uniqueness = uniquenessBeside(spans, counts);
  const total = uniqueness.reduce((sum, u) => sum + u, 0);
  return { uniqueness, probabilities: uniqueness.map((u) => u / total) };
}

/**
 * Draws `size` labels with replacement, each with the probabilities of {@link drawProbabilities}: labels that
 * overlap what was drawn come up less often. Costs size times the total length of the spans.
 */
export function sequentialBootstrap(
  spans: readonly Span[],
  { n, size = spans.length, random }: { readonly n: number; readonly size?: number; readonly random: Random },
): number[] {
  checkSpans(spans, n);
  if (spans.length === 0) refuse("a bootstrap needs at least one label; there is none");
  const counts = new Float64Array(n);
  return Array.from({ length: size }, () => {
    const uniqueness = uniquenessBeside(spans, counts);
    const total = uniqueness.reduce((sum, u) => sum + u, 0);
    let left = random() * total;
    let index = 0;
    while (index < spans.length - 1 && left >= uniqueness[index]!) left -= uniqueness[index++]!;
    addSpan(counts, spans[index]!);
    return index;
  });
}
