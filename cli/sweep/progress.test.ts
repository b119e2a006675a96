import { afterEach, expect, test, vi } from "vitest";
import type { Io } from "../io.ts";
import { showProgress } from "./progress.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

function progressOn(terminal: boolean) {
  const said: string[] = [];
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  const io = { err: (text: string) => said.push(text), terminal, columns: 100 } as unknown as Io;
  return { said, io, at: (seconds: number) => (now = seconds * 1000) };
}

test("without a terminal a line comes every ten seconds, of what was computed now", async () => {
  const { said, io, at } = progressOn(false);
  const { advance, end } = await showProgress(10_000, {}, io);
  advance(1_000, 500, false);
  at(5);
  advance(1_000, 500, true);
  at(10);
  advance(1_000, 500, true);
  at(12);
  advance(1_000, 500, true);
  at(20);
  advance(4_000, 500, true);
  end();
  expect(said).toEqual([
    "3,000 variants (30%), 100k bar-variants/s, 35 s left\n",
    "8,000 variants (80%), 175k bar-variants/s, 6 s left\n",
  ]);
});

test("nothing is said with --json and --quiet, and a terminal has a bar", async () => {
  const { said, io } = progressOn(true);
  for (const wishes of [{ json: true }, { quiet: true }, {}]) {
    const { advance, end } = await showProgress(10, wishes, io);
    advance(10, 5, true);
    end();
  }
  expect(said).toEqual([]);
});
