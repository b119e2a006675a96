import { serveShard } from "../serve-shard.ts";

/** Gives, for each tick (symbol, value), the sum of the symbol's values and how many there were. Fails on NaN. */
serveShard(() => {
  const sums = new Map<number, readonly [sum: number, count: number]>();
  return (tick, result) => {
    const [symbol, value] = tick as unknown as [number, number];
    if (value !== value) throw new Error(`symbol ${symbol} has no value`);
    const [sum, count] = sums.get(symbol) ?? [0, 0];
    sums.set(symbol, [sum * 0.9 + value, count + 1]);
    result[0] = symbol;
    result[1] = sum * 0.9 + value;
    result[2] = count + 1;
    return true;
  };
});
