import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../core/errors.ts";
import { type Random, seeded } from "../core/random.ts";
import { createTable, isNode, type Node, type Source, sourceNode, type Table } from "../graph/node.ts";
import type { Param } from "../graph/params.ts";
import { traceMarket } from "../graph/strategy.ts";
import { line, stump } from "../model/testing/artefacts.ts";
import { type CatalogEntry, catalog } from "../ops/catalog.ts";
import { gt } from "../ops/gt.ts";
import * as ops from "../ops/index.ts";
import { createColumns } from "./columns.ts";
import { createStream } from "./stream.ts";
import { cleanColumn, wildCalendar, wildColumn } from "./testing/series.ts";

const hourMs = 3_600_000;
type Data = ReadonlyMap<string, Float64Array>;
const keyOf = ({ symbol, field }: Source) => `${field}@${symbol}`;

function draw(random: Random, { type, choices, fallback, from = 0, to = from + 12 }: Param): unknown {
  if (type === "choice" || type === "flag") return choices![Math.floor(random() * choices!.length)];
  if (fallback !== undefined && random() < 0.3) return fallback;
  const value = from + random() * (Math.min(to, from + 12) - from);
  return type === "int" ? Math.round(value) : value;
}

const isOn = (node: Node) => gt(node as never, 0);

/** The nodes of an operator of the catalog with random parameters, and now and then a constant for an input. */
function build(table: Table, { info, params, named, call }: CatalogEntry, random: Random): readonly Node[] {
  const inputs = info.inputs.map(({ name, kind }, i) => {
    const source = sourceNode(table, "X", name);
    if (kind === "boolean") return isOn(source);
    return i > 0 && random() < 0.1 ? Math.round(4 * random() - 1) : source;
  });
  const record = Object.fromEntries(info.inputs.map(({ name }, i) => [name, inputs[i]]));
  const values = Object.fromEntries(
    Object.entries(params).map(([name, param]) => [name, draw(random, param)]),
  );
  const made = call!(...(named ? [record] : inputs), values);
  return isNode(made) ? [made] : Object.values(made);
}

function wildData(random: Random, nodes: readonly Node[], length: number): Data {
  const data = new Map<string, Float64Array>();
  const calendar = wildCalendar(random, length, hourMs);
  for (const source of createStream(nodes).sources) {
    data.set(keyOf(source), source.field === "ts" ? calendar : wildColumn(random, length));
  }
  return data;
}

const columnsOf = (nodes: readonly Node[], data: Data, length: number): Float64Array[] => {
  const columns = createColumns(length, (source) => data.get(keyOf(source))!.subarray(0, length));
  return nodes.map(columns.of);
};

function streamOf(nodes: readonly Node[], data: Data, length: number): Float64Array[] {
  const stream = createStream(nodes);
  const out = nodes.map(() => new Float64Array(length));
  for (let i = 0; i < length; i++) {
    stream.sources.forEach((source, k) => {
      stream.values[k] = data.get(keyOf(source))![i]!;
    });
    stream.step();
    nodes.forEach((node, k) => {
      out[k]![i] = stream.read(node);
    });
  }
  return out;
}

function firstDifference(left: Float64Array, right: Float64Array): string {
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    if (!Object.is(left[i], right[i])) return `bar ${i}: ${left[i]} and ${right[i]}`;
  }
  return "none";
}

/** Column equals stream, a prefix of the data gives a prefix of the column, and values are what a series may hold. */
function holdParity(nodes: readonly Node[], data: Data, length: number, cut: number): void {
  const columns = columnsOf(nodes, data, length);
  const streams = streamOf(nodes, data, length);
  const prefixes = columnsOf(nodes, data, cut);
  nodes.forEach((node, k) => {
    expect(firstDifference(columns[k]!, streams[k]!), "column and stream differ").toBe("none");
    expect(firstDifference(prefixes[k]!, columns[k]!), "the future changes the past").toBe("none");
    for (const value of columns[k]!) {
      const allowed = node.kind === "boolean" ? [0, 1, Number.NaN].some((v) => Object.is(v, value)) : true;
      if (!allowed || Math.abs(value) === Number.POSITIVE_INFINITY) throw new Error(`holds ${value}`);
    }
  });
}

const cases = { numRuns: 40 };
const entries = catalog().filter(({ call }) => call);

describe("every operator: column equals stream bit for bit, and no future is seen", () => {
  test.each(entries.map((entry) => [entry.info.name, entry] as const))("%s", (_, entry) => {
    let built = 0;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seeded(seed);
        const length = Math.floor(random() * 160);
        let nodes: readonly Node[];
        try {
          nodes = build(createTable(), entry, random);
        } catch (error) {
          // A combination of parameters that the operator itself refuses.
          if (error instanceof UserError) return;
          throw error;
        }
        built++;
        holdParity(nodes, wildData(random, nodes, length), length, Math.floor(random() * (length + 1)));
      }),
      cases,
    );
    expect(built).toBeGreaterThan(cases.numRuns / 4);
  });
});

/** Grows a graph by operators on random nodes of it, of the kinds that they take. */
function grow(random: Random, steps: number): readonly Node[] {
  const market = traceMarket(createTable(), ["X"], hourMs, "X");
  const nodes: Node[] = [market.open, market.high, market.low, market.close, market.volume];
  nodes.push(gt(market.close, market.open));
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  for (let k = 0; k < steps; k++) {
    const { info, named, params, call } = pick(entries);
    const inputs = info.inputs.map(({ kind }) => pick(nodes.filter((node) => node.kind === kind)));
    const record = Object.fromEntries(info.inputs.map(({ name }, i) => [name, inputs[i]]));
    const values = Object.fromEntries(
      Object.entries(params).map(([name, param]) => [name, draw(random, param)]),
    );
    const within = () => call!(...(named ? [record] : inputs), values);
    try {
      const made = within();
      nodes.push(...(isNode(made) ? [made] : Object.values(made)));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
    if (random() < 0.2) {
      const n = 1 + Math.floor(random() * 3);
      nodes.push(ops.resample(market, pick(["2h", "6h", "1d"]), ({ close }) => ops.sma(close, n)));
    }
  }
  return nodes;
}

describe("random graphs of operators upon operators: the same", () => {
  test("column, stream and prefix agree at every node", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seeded(seed);
        const length = Math.floor(random() * 200);
        const nodes = grow(random, 12);
        holdParity(nodes, wildData(random, nodes, length), length, Math.floor(random() * (length + 1)));
      }),
      { numRuns: 150 },
    );
  });
});

const symbols = ["A", "B", "C", "D"];
type Build = (market: ReturnType<typeof traceMarket>) => Node | Record<string, Node>;
const calmAndWild = {
  means: Float64Array.of(0, 0.5),
  deviations: Float64Array.of(0.5, 3),
  transition: Float64Array.of(0.9, 0.1, 0.2, 0.8),
  initial: Float64Array.of(0.5, 0.5),
};
const special: Record<string, Build> = {
  meanAcross: (m) => ops.meanAcross(m, ({ close }) => close),
  stdAcross: (m) => ops.stdAcross(m, ({ close }) => close),
  demeanAcross: (m) => ops.demeanAcross(m, ({ close }) => ops.diff(close)),
  zscoreAcross: (m) => ops.zscoreAcross(m, ({ close }) => ops.lag(close, 2)),
  rankAcross: (m) => ops.rankAcross(m, ({ close }) => close),
  topAcross: (m) => ops.topAcross(m, ({ close }) => close, 2),
  model: (m) => {
    const stages = [line(["a", "b"], 1, 2, 3), stump].map((artefact, k) => ({
      fromMs: (300 + 200 * k) * hourMs,
      artefact,
    }));
    return ops.model(m, { a: ops.diff(m.close), b: m.of("A").close }, stages);
  },
  featureDrift: (m) => {
    const [cuts, edges] = [Int32Array.of(2, 1), Float64Array.of(-1, 1, 2)];
    const spread = { cuts, edges, shares: Float64Array.of(0.2, 0.5, 0.3, 0.4, 0.6) };
    const stages = [300, 500].map((hours) => ({
      fromMs: hours * hourMs,
      artefact: { ...line(["a", "b"], 1, 2, 3), spread },
    }));
    return ops.featureDrift(m, { a: ops.diff(m.close), b: m.of("A").close }, stages, 10);
  },
  countAcross: (m) => ops.countAcross(m, ({ close }) => ops.rising(close)),
  regime: (m) => ops.regime(m, ops.diff(m.close), { n: 30, everyMs: 86_400_000 }),
  hmmFilter: (m) => ops.hmmFilter(ops.diff(m.close), calmAndWild, 1),
  features: (m) => ops.features(m, ["rsi_14", "return_rank_5", "weekend"]) as Record<string, Node>,
  resample: (m) =>
    ops.resample(m, "4h", (four) => ({
      open: four.open,
      range: ops.sub(four.high, four.low),
      average: ops.sma(four.close, 3),
      up: ops.rising(four.volume),
      other: four.of("B").close,
      funding: four.series("funding"),
      start: four.ts,
      day: ops.resample(four, "1d", (day) => ops.lag(day.close)),
      week: ops.resample(m, "1w", (week) => week.close),
    })),
};

describe("every function of markets: the same", () => {
  test("none is missing", () => {
    const described = catalog().flatMap(({ call, info }) => (call ? [] : [info.name]));
    expect(Object.keys(special).sort()).toEqual([...described].sort());
  });

  test.each(Object.entries(special))("%s", (_, build) => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seeded(seed);
        const length = Math.floor(random() * 400);
        const made = build(traceMarket(createTable(), symbols, hourMs, "C"));
        const nodes = isNode(made) ? [made] : Object.values(made);
        holdParity(nodes, wildData(random, nodes, length), length, Math.floor(random() * (length + 1)));
      }),
      cases,
    );
  });
});

describe("every operator: the derived warm-up is where clean data gives the first value", () => {
  // Their first value depends on what the data is, not only on how much there is.
  const byData = new Set(["barsSince", "valueWhen", "share"]);
  const fixed = entries.filter(({ info }) => !byData.has(info.name));
  test.each(fixed.map((entry) => [entry.info.name, entry] as const))(
    "%s",
    (_, { call, info, named, params }) => {
      const table = createTable();
      const length = 400;
      const inputs = info.inputs.map(({ name, kind }) => {
        const source = sourceNode(table, "X", name);
        return kind === "boolean" ? isOn(source) : source;
      });
      const record = Object.fromEntries(info.inputs.map(({ name }, i) => [name, inputs[i]]));
      const values = Object.fromEntries(
        Object.entries(params).map(([name, { fallback, from = 1 }]) => [name, fallback ?? from + 7]),
      );
      const made = call!(...(named ? [record] : inputs), values);
      const nodes: Record<string, Node> = isNode(made) ? { result: made } : made;
      const columns = createColumns(length, ({ field }) => cleanColumn(field, length));
      for (const [output, node] of Object.entries(nodes)) {
        const first = columns.of(node).findIndex((value) => !Number.isNaN(value));
        expect({ output, first }).toEqual({ output, first: node.warmup });
      }
    },
  );
});
