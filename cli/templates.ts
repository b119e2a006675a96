import { basename, relative } from "node:path";
import { packageRoot } from "./package-root.ts";

/** A strategy that runs at once and whose comments say what may be changed. */
export const strategyTemplate = (name: string): string => `import { int, num, strategy } from "bot4/strategy";
import { atr, crossOver, crossUnder, ema, latch, mul } from "bot4/ops";

/** Long while the quick average is above the calm one, behind a trailing stop of a few ATRs. */
export default strategy({
  name: "${name}",
  about: "Long while a quick average is above a calm one, behind a trailing stop.",
  // Typed parameters: a default, and the range that a search may try. On the command line: --param quick=20
  params: {
    quick: int(20, { from: 2, to: 100 }),
    calm: int(100, { from: 5, to: 400 }),
    stop: num(4, { from: 1, to: 10 }),
  },
  // Combinations that make no sense are refused.
  where: ({ quick, calm }) => quick < calm,
  // Called once, with symbolic series: it describes the decision, and cannot see the future.
  // bot4 ops lists everything that may be used here.
  decide({ high, low, close }, { quick, calm, stop }) {
    const fast = ema(close, quick);
    const slow = ema(close, calm);
    return {
      // 1 is all equity long, 0 flat, -1 short; a latch is 1 from one event until the other.
      target: latch(crossOver(fast, slow), crossUnder(fast, slow)),
      // A distance in price. Also to be had: stop, takeProfit, limit, trigger, maxBars.
      trail: mul(atr({ high, low, close }, 14), stop),
    };
  },
});
`;

/** Files of a small research project. */
export const projectFiles = (folder: string): Readonly<Record<string, string>> => ({
  "package.json": json({
    name:
      basename(folder)
        .toLowerCase()
        .replace(/[^a-z0-9-]+/g, "-") || "research",
    private: true,
    type: "module",
    scripts: { first: "bot4 backtest ./strategies/first.ts" },
    // The copy that made the project: it works before the package is anywhere else.
    dependencies: { bot4: `file:${relative(folder, packageRoot())}` },
    devDependencies: { typescript: "^7.0.0" },
  }),
  "tsconfig.json": json({
    compilerOptions: {
      target: "es2023",
      module: "nodenext",
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      erasableSyntaxOnly: true,
      allowImportingTsExtensions: true,
    },
    include: ["strategies", "bot4.config.ts"],
  }),
  "bot4.config.ts": configTemplate,
  "strategies/first.ts": strategyTemplate("first"),
  ".gitignore": "node_modules/\nruns/\nruns.ledger/\nruns.sweeps/\nbot4-data/\n",
  "README.md": readmeTemplate,
});

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const configTemplate = `// Flags of bot4 that this project wants by default; a flag on the command line wins.
export default {
  data: "sample:SP500:1d",
  cash: 10_000,
  feeBps: 10,
};
`;

const readmeTemplate = `# Research with Bot4

    npm install
    npx bot4 backtest ./strategies/first.ts

The run and its report are kept below runs/. Then:

    npx bot4 new strategy my-idea             another strategy
    npx bot4 backtest ./strategies/first.ts --param quick=10 --fee-bps 5
    npx bot4 sweep ./strategies/first.ts --param quick=5:50:5   many parameters, the best first
    npx bot4 check lookahead ./strategies/first.ts
    npx bot4 compare <run> <run>              two runs side by side
    npx bot4 data import prices.csv           history of your own, then --data its name
    npx bot4 ops                              what a strategy may be made of
`;
