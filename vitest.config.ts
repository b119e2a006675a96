import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^bot4\/ops$/, replacement: source("./engine/ops/index.ts") },
      { find: /^bot4\/strategy$/, replacement: source("./engine/graph/strategy.ts") },
      { find: /^bot4\/research$/, replacement: source("./research/index.ts") },
      { find: /^bot4\/reports$/, replacement: source("./reports/index.ts") },
      { find: /^bot4$/, replacement: source("./index.ts") },
    ],
  },
  test: {
    include: ["**/*.test.ts"],
    exclude: ["dist/**", "node_modules/**"],
    testTimeout: 60_000,
    coverage: {
      provider: "v8",
      include: ["cli/**", "data/**", "engine/**", "reports/**", "research/**", "strategies/**"],
      exclude: ["**/*.test.ts", "**/*.bench.ts"],
      thresholds: { lines: 95, branches: 90 },
    },
  },
});
