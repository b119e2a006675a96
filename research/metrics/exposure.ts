/** Sums of a run's exposure, as multiples of its equity. Bars without a position add to none of them. */
export interface ExposureSums {
  /** Bars that closed with a position. */
  bars: number;
  gross: number;
  net: number;
}

/** No bars yet. */
export const noExposure = (): ExposureSums => ({ bars: 0, gross: 0, net: 0 });

/** Adds bars of given gross and net exposure. */
export function addExposure(sums: ExposureSums, gross: Float64Array, net: Float64Array): ExposureSums {
  let { bars, gross: size, net: sum } = sums;
  for (let t = 0; t < gross.length; t++) {
    bars += +(gross[t] !== 0);
    size += gross[t]!;
    sum += net[t]!;
  }
  sums.bars = bars;
  sums.gross = size;
  sums.net = sum;
  return sums;
}
