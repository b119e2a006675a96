import { describe, expect, test } from "vitest";
import { copyWindows, windowsOf } from "./windows.ts";

const _ = Number.NaN;
const row = (...values: number[]) => Float64Array.from(values);

/** The windows as lists of rows. */
function read(samples: Parameters<typeof windowsOf>[1], steps: number) {
  const windows = windowsOf("samples", samples, steps);
  const { channels, ends } = windows;
  return Array.from(ends, (_, i) => {
    const out = new Float32Array(steps * channels);
    copyWindows(windows, Int32Array.of(i), out);
    return Array.from({ length: steps }, (_, t) => [...out.subarray(t * channels, (t + 1) * channels)]);
  });
}

describe("windows", () => {
  test("hold the samples before, oldest first", () => {
    const samples = { columns: [row(1, 2, 3, 4), row(10, 20, 30, 40)], y: row(0, 1, 0, 1) };
    expect(read(samples, 3)).toEqual([
      [
        [1, 10],
        [2, 20],
        [3, 30],
      ],
      [
        [2, 20],
        [3, 30],
        [4, 40],
      ],
    ]);
    expect([...windowsOf("samples", samples, 3).y]).toEqual([0, 1]);
  });

  test("of a history hold the last known bars of the sample's own symbol", () => {
    const history = {
      series: [[row(1, 2, _, 4, 5)], [row(_, 20, 30, 40, 50)]],
      symbol: Int32Array.of(1, 0, 1, 0, 1),
      row: Int32Array.of(1, 3, 3, 4, 4),
    };
    const samples = { columns: [row(20, 4, 40, 5, 50)], y: row(0, 1, 2, 3, 4), history };
    // The first sample has no known bar before it.
    expect(read(samples, 2)).toEqual([
      [[2], [4]],
      [[30], [40]],
      [[4], [5]],
      [[40], [50]],
    ]);
    expect([...windowsOf("samples", samples, 2).y]).toEqual([1, 2, 3, 4]);
    expect(read(samples, 3)).toEqual([
      [[1], [2], [4]],
      [[20], [30], [40]],
      [[2], [4], [5]],
      [[30], [40], [50]],
    ]);
  });

  test("pass over a sample of a bar that is not known", () => {
    const history = { series: [[row(1, _, 3)]], symbol: Int32Array.of(0, 0), row: Int32Array.of(1, 2) };
    expect(read({ columns: [row(0, 3)], y: row(0, 1), history }, 2)).toEqual([[[1], [3]]]);
  });

  test("weights have a mean of 1, and those of 0 are left out but looked back upon", () => {
    const windows = windowsOf(
      "samples",
      { columns: [row(1, 2, 3)], y: row(5, 6, 7), weights: row(0, 1, 3) },
      2,
    );
    expect([...windows.weights]).toEqual([0.5, 1.5]);
    expect([...windows.ends]).toEqual([1, 2]);
  });
});
