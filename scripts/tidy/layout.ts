/** What the files of a folder may import. Paths are prefixes of project paths; the longest folder that fits rules. */
export interface Zone {
  /** Folders whose values and types may be imported, besides the zone's own. */
  readonly may: readonly string[];
  /** Folders of which only types may be imported. */
  readonly types?: readonly string[];
  /** Never, even where `may` names a folder above. */
  readonly not?: readonly string[];
  /** Vendor packages (and `node:` modules) that belong here. */
  readonly vendors?: readonly string[];
  /** May read clock, chance and environment. */
  readonly outside?: boolean;
}

const anything = [
  "cli",
  "engine",
  "strategies",
  "data",
  "research",
  "reports",
  "bench",
  "index.ts",
  "scripts",
  "package.json",
];
const node = "node:*";

/** The table of ARCHITECTURE.md, as data. A file that no zone covers fails the test. */
export const zones: Readonly<Record<string, Zone>> = {
  "engine/core": { may: [] },
  "engine/graph": { may: ["engine/core"], vendors: ["node:crypto"] },
  "engine/model": { may: ["engine/core"], vendors: ["node:crypto"] },
  "engine/ops": { may: ["engine/graph", "engine/core", "engine/model"] },
  "engine/compile": { may: ["engine/graph", "engine/core"] },
  // What a model learns and how it is traded, as one value.
  "engine/training": {
    may: ["engine/core", "engine/graph", "engine/model", "engine/ops"],
    vendors: ["node:crypto"],
  },
  "engine/trade": { may: ["engine/core"] },
  "engine/risk": { may: ["engine/trade", "engine/core"] },
  "engine/execution": { may: ["engine/trade", "engine/core"], vendors: ["node:crypto"] },
  "engine/ring": { may: ["engine/core"], vendors: ["node:worker_threads"] },
  // Interfaces alone: what the outside world implements.
  "engine/ports.ts": { may: [], types: ["engine/execution", "engine/trade"] },
  "engine/venue": {
    may: ["engine/trade", "engine/core"],
    types: ["engine/ports.ts", "engine/execution/venue-request.ts"],
  },
  "engine/adapters": {
    may: ["engine/venue", "engine/trade", "engine/core"],
    types: ["engine/ports.ts", "engine/execution/venue-request.ts"],
    vendors: [
      "node:http",
      "node:net",
      "node:stream",
      "node:crypto",
      "node:fs",
      "node:path",
      "node:v8",
      "node:zlib",
      "ws",
      "ccxt",
      "@electric-sql/pglite",
      "pg",
    ],
  },
  "engine/run": { may: ["engine"], not: ["engine/ops"] },
  // Written as a user's are.
  strategies: { may: ["bot4/ops", "bot4/strategy", "bot4/training"] },
  data: {
    // The names of a bar's columns are a value, and written once.
    may: ["engine/core", "engine/trade/bars.ts"],
    types: ["engine/trade", "engine/run"],
    vendors: [node, "@duckdb/node-api", "apache-arrow", "ccxt", "vega-datasets", "zod"],
  },
  research: {
    may: ["engine"],
    types: ["data", "reports/model.ts"],
    vendors: [
      "node:crypto",
      "node:module",
      "zod",
      "@tensorflow/tfjs-core",
      "@tensorflow/tfjs-layers",
      "@tensorflow/tfjs-backend-wasm",
    ],
  },
  reports: {
    may: ["engine/core"],
    types: ["engine", "research"],
    vendors: ["node:fs", "node:module", "node:path", "node:url", "node:crypto", "lightweight-charts"],
  },
  cli: {
    may: anything,
    vendors: [
      node,
      "yargs",
      "yargs/helpers",
      "c12",
      "cli-progress",
      "cli-table3",
      "zod",
      "@swc/wasm-typescript",
    ],
    outside: true,
  },
  bench: { may: anything, vendors: [node, "cli-table3"], outside: true },
  scripts: { may: anything, vendors: [node, "playwright-core", "@swc/wasm-typescript"], outside: true },
  "index.ts": { may: ["engine", "research", "reports", "data"] },
  "vitest.config.ts": { may: [], vendors: [node, "vitest/config"], outside: true },
};

/** Whether a path is a folder or lies in it. */
export const within = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(`${folder}/`);

/** The zone of a path and its name. */
export function zoneOf(path: string): { readonly name: string; readonly zone: Zone } | undefined {
  const name = Object.keys(zones)
    .filter((folder) => within(path, folder))
    .sort((a, b) => b.length - a.length)[0];
  return name === undefined ? undefined : { name, zone: zones[name]! };
}

const listed = (names: readonly string[] | undefined): string =>
  (names ?? []).map((name) => `\`${name}\``).join(", ");

/** The layout as rows of a Markdown table, as ARCHITECTURE.md shows it. */
export const layoutRows = (): string[] =>
  Object.entries(zones)
    .filter(([name]) => !name.endsWith(".config.ts"))
    .map(([name, { may, types, not, vendors }]) => {
      const values = may === anything ? "anything" : listed(may) || "nothing of ours";
      const cells = [
        `\`${name}\``,
        not ? `${values} but not ${listed(not)}` : values,
        listed(types),
        listed(vendors),
      ];
      return `| ${cells.map((cell) => cell || "-").join(" | ")} |`;
    });
