import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { monthResult, monthText } from "./month-report.ts";

const root = mkdtempSync(join(tmpdir(), "bot4-month-"));

test("two days of five symbols run through under rough faults with nobody's help, every difference told", async () => {
  const folder = join(root, "journal");
  const result = await monthResult({ folder, days: 2, seed: 7, faults: "rough" });
  console.log(monthText(result));
  expect(result.interventions).toBe(0);
  expect(result.halted).toBe(false);
  expect(result.unknown).toEqual([]);
  expect(result.differences).toBe(0);
  expect(result.fills).toBeGreaterThan(100);
  expect(result.agreed / result.decisions).toBeGreaterThan(0.9);
  expect(Object.keys(result.struck).length).toBeGreaterThan(5);
  const told = Object.values(result.causes).reduce((sum, amount) => sum + amount, 0);
  expect(Math.abs(result.equity - result.shadowEquity - told)).toBeLessThan(1e-6 * result.equity);
}, 120_000);
