import { pushWeighted, weighted } from "../../../engine/ops/weighted-moments.ts";

/**
 * Exponentially weighted standard deviation of simple returns up to each price, corrected for bias (as pandas'
 * `ewm(span).std()`): the usual width of barriers (Lopez de Prado 2018, 3.3). Known from the third price on. A price that
 * is not known has none, and the next return is from the last known price.
 */
export function returnDeviations(prices: Float64Array, span: number): Float64Array {
  // Known from the second return on, not from the span-th.
  const moments = { ...weighted(span), seen: span };
  let last = Number.NaN;
  return prices.map((price) => {
    if (Number.isNaN(price)) return Number.NaN;
    const change = price / last - 1;
    last = price;
    return Number.isNaN(change) ? Number.NaN : Math.sqrt(pushWeighted(moments, change));
  });
}
