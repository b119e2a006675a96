/**
 * Values of a block. A function that is called once for a long column spends it in code that is compiled while it runs;
 * one that is called for each block of a column is soon compiled for good. A block also stays in the nearest cache.
 */
export const blockSize = 4096;

/** Sum of a column. */
export function sumOf(column: Float64Array): number {
  let sum = 0;
  for (let from = 0; from < column.length; from += blockSize) {
    sum += sumBetween(column, from, Math.min(column.length, from + blockSize));
  }
  return sum;
}

/** Four sums side by side: one would wait for each addition to end before the next begins. */
function sumBetween(column: Float64Array, from: number, to: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = to - ((to - from) % 4);
  for (let i = from; i < whole; i += 4) {
    a += column[i]!;
    b += column[i + 1]!;
    c += column[i + 2]!;
    d += column[i + 3]!;
  }
  for (let i = whole; i < to; i++) a += column[i]!;
  return a + b + (c + d);
}
