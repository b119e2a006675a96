import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// In CI one run of the tests also measures coverage and leaves its counts where .ci/run reads them.
const ci = process.env.CI === "true";

export default defineConfig({
  resolve: {
    alias: [
      { find: /^bot4\/ops$/, replacement: source("./engine/ops/index.ts") },
      { find: /^bot4\/strategy$/, replacement: source("./engine/graph/strategy.ts") },
      { find: /^bot4\/training$/, replacement: source("./engine/training/training.ts") },
      { find: /^bot4\/research$/, replacement: source("./research/index.ts") },
      { find: /^bot4\/reports$/, replacement: source("./reports/index.ts") },
      { find: /^bot4$/, replacement: source("./index.ts") },
    ],
  },
  test: {
    include: ["**/*.test.ts"],
    exclude: ["dist/**", "node_modules/**"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    globalSetup: "test/temporary.ts",
    // Files share the modules that a worker has loaded, which halves the time. So no test may leave a change of its
    // process behind: `tidy.test.ts` looks for the usual ones.
    isolate: false,
    // All cores: left to itself vitest leaves one out, which of two is half.
    maxWorkers: "100%",
    reporters: ci ? ["default", ["json", { outputFile: "coverage/tests.json" }]] : ["default"],
    coverage: {
      enabled: ci,
      reporter: ["text-summary", "json-summary"],
      // The counts of the tests stand in the same folder.
      clean: false,
      reportOnFailure: true,
      provider: "v8",
      include: ["{cli,data,engine,reports,research,strategies}/**/*.ts"],
      exclude: ["**/*.test.ts", "**/testing/**"],
      thresholds: { lines: 95, branches: 90 },
    },
  },
});
