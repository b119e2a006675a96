import { existsSync } from "node:fs";
import { join } from "node:path";

/** Folder of real data for tests. */
export const sharedData = join(
  process.env.BOT4_SHARED ?? join(import.meta.dirname, "..", "..", "..", "shared"),
  "data",
);

/** Whether tests on real data run: where the folder is there, and in CI, where its absence must fail. */
export const hasSharedData = existsSync(sharedData) || process.env.CI === "true";

/** The title of such tests, which says why they are skipped. */
export const onRealData = (title: string): string =>
  hasSharedData ? title : `${title} (skipped: no folder of real data; BOT4_SHARED may name one)`;
