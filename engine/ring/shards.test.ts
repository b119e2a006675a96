import { describe, expect, test } from "vitest";
import { UserError } from "../core/errors.ts";
import { seeded } from "../core/random.ts";
import { shardOf } from "./shard-of.ts";
import { openShards } from "./shards.ts";
import { startWorker } from "./testing/worker.ts";

const symbols = Array.from({ length: 12 }, (_, k) => `S${k}/USDT`);

async function run(shards: number, ticks: number, bad = -1): Promise<Float64Array[]> {
  const results: number[][] = symbols.map(() => []);
  const opened = openShards({
    symbols,
    shards,
    tickWidth: 2,
    resultWidth: 3,
    capacity: 64,
    start: (data) => startWorker("./shard-worker.ts", data),
    onResult: ([symbol, sum, count]) => results[symbol!]!.push(sum!, count!),
  });
  const random = seeded(5);
  const tick = new Float64Array(2);
  for (let k = 0; k < ticks; k++) {
    tick[0] = Math.floor(random() * symbols.length);
    tick[1] = k === bad ? Number.NaN : random();
    opened.send(tick);
  }
  await opened.close();
  return results.map((each) => Float64Array.from(each));
}

describe("shards", () => {
  test("the results of a symbol do not depend on the number of shards", async () => {
    const ticks = 20_000;
    const alone = await run(1, ticks);
    expect(alone.reduce((sum, { length }) => sum + length / 2, 0)).toBe(ticks);
    for (const shards of [2, 3]) expect(await run(shards, ticks)).toEqual(alone);
  });

  test("what a handler throws comes out of close", async () => {
    await expect(run(2, 40, 10)).rejects.toThrow(/has no value/);
  });

  test("every symbol has one shard, and many symbols use all of them", () => {
    const used = new Set<number>();
    for (let k = 0; k < 1_000; k++) used.add(shardOf(`COIN${k}/USDT`, 7));
    expect([...used].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    // FNV-1a of "a" is published as e40c292c.
    expect(shardOf("a", 2 ** 31)).toBe(0xe40c292c % 2 ** 31);
    expect(() => shardOf("a", 0)).toThrow(UserError);
  });
});
