import { describe, expect, test } from "vitest";
import { evaluate } from "../compile/evaluate.ts";
import { normal, seeded } from "../core/random.ts";
import type { Market } from "../graph/strategy.ts";
import type { Artefact } from "../model/artefact.ts";
import { type NetModel, netOutput } from "../model/net.ts";
import type { NetLayer } from "../model/net-layers.ts";
import { model } from "./model.ts";

const channels = 2;
const bars = 400;

/** An artefact of a net with random weights that looks at so many bars. */
function lookingBack(window: number, kind: "conv1d" | "gru", missing: Artefact["missing"] = "refuse") {
  const random = seeded(window);
  const draw = (length: number) => Float32Array.from({ length }, () => normal(random));
  const first: NetLayer =
    kind === "gru"
      ? { kind, units: 3, weights: draw(channels * 9), recurrent: draw(27), bias: draw(9) }
      : { kind, filters: 3, width: 2, activation: "relu", weights: draw(channels * 6), bias: draw(3) };
  const inputs = kind === "gru" ? 3 : 3 * (window - 1);
  const last: NetLayer = {
    kind: "dense",
    units: 1,
    activation: "linear",
    weights: draw(inputs),
    bias: draw(1),
  };
  const net: NetModel = {
    ...{ kind: "net", link: "identity", channels, window, shift: 0.5, scale: 2 },
    layers: [first, last],
  };
  const preparation = {
    fill: Float64Array.of(3, 4),
    shift: Float64Array.of(1, 0),
    scale: Float64Array.of(2, 4),
  };
  return {
    features: ["a", "b"],
    ...{ model: net, missing, preparation, seed: window, code: "1" },
    trainedOn: { fingerprint: "", rows: 1 },
  } satisfies Artefact;
}

const random = seeded(9);
const draw = (unknown: number) =>
  Float64Array.from({ length: bars }, () => (random() < unknown ? Number.NaN : normal(random)));
const ts = Float64Array.from({ length: bars }, (_, i) => i);
const build = (artefacts: Parameters<typeof model>[2]) => (market: Market) =>
  model(market, { a: market.open, b: market.close }, artefacts);

/** Column and stream, which must agree bit for bit. */
function both(fields: Parameters<typeof evaluate>[0], artefacts: Parameters<typeof model>[2]): Float64Array {
  const [column, stream] = (["column", "stream"] as const).map((mode) =>
    Float64Array.from(evaluate(fields, build(artefacts), { mode })),
  );
  for (let i = 0; i < bars; i++) expect(Object.is(column![i], stream![i])).toBe(true);
  return column!;
}

/** The prediction out of the window of the last bars with known features, built anew at each bar. */
function naive(open: Float64Array, close: Float64Array, { model: net }: { readonly model: NetModel }) {
  const rows: number[][] = [];
  return Float64Array.from(open, (a, i) => {
    if (Number.isNaN(a + close[i]!)) return Number.NaN;
    rows.push([(a - 1) / 2, close[i]! / 4]);
    if (rows.length < net.window) return Number.NaN;
    const window = Float64Array.from(rows.slice(-net.window).flat());
    return net.shift + net.scale * netOutput(net.layers, { steps: net.window, channels })(window, 0);
  });
}

describe.each(["conv1d", "gru"] as const)("the operator with a %s", (kind) => {
  const artefact = lookingBack(5, kind);

  test("predicts from the last bars of which the features are known", () => {
    const [open, close] = [draw(0.1), draw(0.1)];
    const found = both({ ts, open, close }, artefact);
    expect(found).toEqual(naive(open, close, artefact));
    expect(found.filter((value) => !Number.isNaN(value)).length).toBeGreaterThan(bars / 2);
  });

  test("takes bars with what is filled in, where the artefact says so, unless nothing of them is known", () => {
    const [open, close] = [draw(0.3), draw(0.3)];
    const filled = (column: Float64Array, other: Float64Array, by: number) =>
      column.map((value, i) => (Number.isNaN(value) && !Number.isNaN(other[i]!) ? by : value));
    const found = both({ ts, open, close }, lookingBack(5, kind, "take"));
    expect(found).toEqual(naive(filled(open, close, 3), filled(close, open, 4), artefact));
  });

  test("of a schedule remembers the bars before a change", () => {
    const [open, close] = [draw(0.1), draw(0.1)];
    const later = lookingBack(8, kind);
    const schedule = [
      { fromMs: 0, artefact },
      { fromMs: 200, artefact: later },
    ];
    const found = both({ ts, open, close }, schedule);
    const [before, after] = [artefact, later].map((each) => naive(open, close, each));
    expect(found.subarray(20, 200)).toEqual(before!.subarray(20, 200));
    expect(found.subarray(200)).toEqual(after!.subarray(200));
  });
});
