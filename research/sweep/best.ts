/** One variant among the best. */
export interface Ranked {
  readonly scenario: number;
  /** Number of the variant: of the grid, or of the trial. */
  readonly index: number;
  readonly point: Float64Array;
  readonly metrics: Float64Array;
  /** The objective, the higher the better; NaN is worst. */
  readonly score: number;
}

/** The best so far, in a heap whose root is the worst of them. */
export interface Best {
  readonly offer: (candidate: Ranked) => void;
  /** The best first. Equal ones by scenario and number, so that they come the same however they were computed. */
  readonly list: () => Ranked[];
}

const rankOf = ({ score }: Ranked): number => (Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score);

/** Below 0 where `a` ranks before `b`. */
function compare(a: Ranked, b: Ranked): number {
  const [x, y] = [rankOf(a), rankOf(b)];
  if (x !== y) return x > y ? -1 : 1;
  return a.scenario - b.scenario || a.index - b.index;
}

/** Keeps the `count` best of any number of variants. The arrays of a candidate are copied where it is kept. */
export function keepBest(count: number): Best {
  const heap: Ranked[] = [];
  const swap = (i: number, k: number): void => {
    [heap[i], heap[k]] = [heap[k]!, heap[i]!];
  };
  const isWorse = (i: number, k: number): boolean => compare(heap[i]!, heap[k]!) > 0;
  const rise = (at: number): void => {
    for (let i = at; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (!isWorse(i, parent)) return;
      swap(i, parent);
      i = parent;
    }
  };
  const sink = (): void => {
    for (let i = 0; ; ) {
      let worst = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < heap.length && isWorse(child, worst)) worst = child;
      }
      if (worst === i) return;
      swap(i, worst);
      i = worst;
    }
  };
  return {
    offer: (candidate) => {
      const full = heap.length === count;
      if (count === 0 || (full && compare(candidate, heap[0]!) >= 0)) return;
      const kept = { ...candidate, point: candidate.point.slice(), metrics: candidate.metrics.slice() };
      if (full) {
        heap[0] = kept;
        sink();
      } else rise(heap.push(kept) - 1);
    },
    list: () => heap.toSorted(compare),
  };
}
