import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { importFiles } from "../../data/import.ts";
import { bot4, freshFolder } from "../../test/cli.ts";

const hour = 3_600_000;
const start = Date.UTC(2024, 0, 1);

/** Hours that rise by 2 and then fall by 4 within themselves, which no bar of an hour can tell from the reverse. */
function csv(stepsPerHour: number): string {
  const lines = ["timestamp,open,high,low,close,volume"];
  for (let h = 0; h < 48; h++) {
    const path = Array.from({ length: 5 }, (_, k) => 100 + [0, 2, 0, -2, 0][k]!);
    const size = 4 / stepsPerHour;
    for (let s = 0; s < stepsPerHour; s++) {
      const part = path.slice(s * size, (s + 1) * size + 1);
      const ts = start + h * hour + (s * hour) / stepsPerHour;
      lines.push(`${ts},${part[0]},${Math.max(...part)},${Math.min(...part)},${part.at(-1)},1`);
    }
  }
  return `${lines.join("\n")}\n`;
}

const bracket = `import { strategy } from "bot4/strategy";
export default strategy({ name: "bracket", decide: () => ({ target: 1, stop: 1, takeProfit: 1 }) });
`;

test("finer bars of another time, and those that cannot be read, do not disturb a run that did not ask", async () => {
  const cwd = freshFolder();
  writeFileSync(join(cwd, "bracket.ts"), bracket);
  writeFileSync(join(cwd, "hours.csv"), csv(1));
  const catalog = join(cwd, "bot4-data");
  const named = { exchange: "test", symbol: "X" };
  await importFiles([join(cwd, "hours.csv")], catalog, named);
  const shifted = csv(4).replace(/^\d+/gm, (ts) => String(Number(ts) + 1000 * hour));
  writeFileSync(join(cwd, "later.csv"), shifted);
  await importFiles([join(cwd, "later.csv")], catalog, named);
  const argv = ["backtest", "bracket.ts", "--data", "X:1h", "--to", "2024-01-03", "--json", "--no-report"];
  const later = await bot4(argv, cwd);
  expect(later.err).toBe("");
  expect(JSON.parse(later.out).run.data).toHaveLength(1);
  writeFileSync(join(cwd, "first.csv"), csv(4).split("\n").slice(0, 41).join("\n"));
  await importFiles([join(cwd, "first.csv")], catalog, { ...named, replace: true });
  const after = await bot4([...argv, "--from", "2024-01-01T12:00Z"], cwd);
  expect(JSON.parse(after.out).run.data).toHaveLength(1);
  writeFileSync(join(catalog, "test", "X", "15m", "manifest.json"), "{");
  expect((await bot4(argv, cwd)).out).toBe(later.out);
});

test("bars that reached both stop and target are settled by the catalog's finer ones", async () => {
  const cwd = freshFolder();
  writeFileSync(join(cwd, "bracket.ts"), bracket);
  writeFileSync(join(cwd, "hours.csv"), csv(1));
  writeFileSync(join(cwd, "quarters.csv"), csv(4));
  const named = { exchange: "test", symbol: "X" };
  await importFiles([join(cwd, "hours.csv")], join(cwd, "bot4-data"), named);
  const argv = ["backtest", "bracket.ts", "--data", "X:1h", "--json", "--no-report"];
  const alone = JSON.parse((await bot4(argv, cwd)).out);
  expect(alone.trades[0].exitReason).toBe("stop");
  expect(alone.run.data).toHaveLength(1);

  await importFiles([join(cwd, "quarters.csv")], join(cwd, "bot4-data"), named);
  const settled = JSON.parse((await bot4(argv, cwd)).out);
  expect(settled.trades[0].exitReason).toBe("take-profit");
  expect(settled.run.data.map(({ timeframe }: { timeframe: string }) => timeframe)).toEqual(["1h", "15m"]);
  expect(settled.ambiguousBars).toBe(0);

  const unsettled = JSON.parse((await bot4([...argv, "--no-finer"], cwd)).out);
  expect(unsettled.run.hash).toBe(alone.run.hash);
  writeFileSync(join(cwd, "X_15m.csv"), csv(4));
  const chosen = JSON.parse((await bot4([...argv, "--finer", "X_15m.csv"], cwd)).out);
  expect(chosen.trades).toEqual(settled.trades);
  const stranger = await bot4([...argv, "--finer", "quarters.csv"], cwd);
  expect(stranger.err).toContain("--finer must hold a symbol of the run (X); it holds ");
  const coarse = await bot4([...argv, "--finer", "X:1h"], cwd);
  expect(coarse.err).toContain("--finer must be finer than the data");

  const again = await bot4(["reproduce", settled.run.id], cwd);
  expect(again.out).toContain("hash and every number are identical");
});
