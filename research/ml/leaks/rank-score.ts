/**
 * How well predictions order what came, in [-1, 1], 0 for chance: Spearman's rank correlation, and of labels of 0 and 1 Somers' D,
 * twice the area under the ROC curve less 1. Equal values share the mean of their places. NaN where either does not vary.
 *
 * @example
 * rankScore([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]) // => 0.5
 */
export function rankScore(predicted: ArrayLike<number>, y: ArrayLike<number>): number {
  const ranks = placesOf(predicted);
  const values = Array.from(y);
  const ones = values.filter((each) => each === 1).length;
  if (ones === values.length) return Number.NaN;
  if (values.every((each) => each === 0 || each === 1)) {
    const sum = values.reduce<number>((total, each, i) => total + (each === 1 ? ranks[i]! : 0), 0);
    return (2 * (sum - (ones * (ones + 1)) / 2)) / (ones * (values.length - ones)) - 1;
  }
  return correlationOf(ranks, placesOf(y));
}

/** Places from 1 in order of size; of equal values their mean. */
function placesOf(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const places = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let k = from; k < to; k++) places[order[k]!] = (from + to + 1) / 2;
    from = to;
  }
  return places;
}

function correlationOf(a: Float64Array, b: Float64Array): number {
  const mean = (a.length + 1) / 2;
  let [both, left, right] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    both += (a[i]! - mean) * (b[i]! - mean);
    left += (a[i]! - mean) ** 2;
    right += (b[i]! - mean) ** 2;
  }
  return both / Math.sqrt(left * right);
}
