import { describe, expect, test } from "vitest";
import { seeded } from "../../../engine/core/random.ts";
import { type BlockScheme, blockSampler } from "./block-indices.ts";

const n = 50;
const methods: BlockScheme["method"][] = ["stationary", "circular", "moving"];

function drawn({ method, block }: BlockScheme, times: number): Int32Array[] {
  const draw = blockSampler(n, { method, block }, seeded(3));
  return Array.from({ length: times }, () => {
    const rows = new Int32Array(n);
    draw(rows);
    return rows;
  });
}

describe.each(methods)("%s", (method) => {
  test("rows are within the series, and follow each other in blocks of the stated mean length", () => {
    const samples = drawn({ method, block: 5 }, 400);
    let follow = 0;
    for (const rows of samples) {
      for (const [i, row] of rows.entries()) {
        expect(row >= 0 && row < n).toBe(true);
        if (i > 0 && row === (rows[i - 1]! + 1) % n) follow++;
      }
    }
    // A row follows within a block, and by chance at the beginning of one.
    const share = follow / (400 * (n - 1));
    const begins = method === "stationary" ? 1 / 5 : 9 / 49;
    expect(share).toBeCloseTo(1 - begins + begins / n, 1);
  });

  test("blocks of one row draw single rows", () => {
    const [rows] = drawn({ method, block: 1 }, 1);
    expect(new Set(rows).size).toBeGreaterThan(20);
    expect(new Set(rows).size).toBeLessThan(n);
  });

  test("one block of all rows keeps the order", () => {
    if (method === "stationary") return;
    const [rows] = drawn({ method, block: n }, 1);
    expect([...rows!].every((row, i) => i === 0 || row === (rows![i - 1]! + 1) % n)).toBe(true);
    if (method === "moving") expect(rows![0]).toBe(0);
  });
});

test("every row is drawn equally often around the circle, and less often at the ends of a moving block", () => {
  const counts = methods.map((method) => {
    const times = new Float64Array(n);
    for (const rows of drawn({ method, block: 10 }, 4000)) for (const row of rows) times[row]! += 1 / 4000;
    return times;
  });
  for (const times of counts.slice(0, 2))
    for (const time of times) expect(Math.abs(time - 1)).toBeLessThan(0.15);
  expect(counts[2]![0]).toBeLessThan(0.2);
  expect(counts[2]![25]).toBeGreaterThan(1.1);
});

test("bad blocks are refused", () => {
  const sampler = (scheme: BlockScheme) => () => blockSampler(n, scheme, seeded(1));
  expect(sampler({ method: "moving", block: 51 })).toThrow("blocks must have 1 to 50 rows; was 51");
  expect(sampler({ method: "stationary", block: 0.5 })).toThrow(/1 to 50 rows; was 0.5/);
  expect(sampler({ method: "circular", block: 2.5 })).toThrow(/whole rows; was 2.5/);
});
