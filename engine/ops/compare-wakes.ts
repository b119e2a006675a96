import type { Wakes } from "../graph/op.ts";

/** Bars at which left comes to be above right, or no longer is. */
export const aboveWakes: Wakes = ([left, right], from, at) => {
  const a = left!;
  const b = right!;
  const { length } = a;
  let count = 0;
  for (let i = from; i < length; ) {
    at[count++] = i;
    if (a[i]! > b[i]!) while (i < length && a[i]! > b[i]!) i++;
    else while (i < length && a[i]! <= b[i]!) i++;
  }
  return count;
};

/** Bars at which left comes to be below right, or no longer is. */
export const belowWakes: Wakes = ([left, right], from, at) => aboveWakes([right!, left!], from, at);
