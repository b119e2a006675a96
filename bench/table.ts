import Table from "cli-table3";
import type { Row } from "./harness.ts";

const time = (ms: number | undefined): string => {
  if (ms === undefined || Number.isNaN(ms)) return "";
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(2)} s`;
  if (ms >= 1) return `${ms.toFixed(ms < 10 ? 2 : 1)} ms`;
  if (ms >= 1e-3) return `${(ms * 1e3).toFixed(1)} µs`;
  return `${(ms * 1e6).toFixed(0)} ns`;
};

const perUnit = ({ nsPerUnit, unit, units }: Row): string =>
  units === 1 ? "" : `${nsPerUnit.toFixed(nsPerUnit < 10 ? 2 : 1)} ns/${unit}`;

const beside = ({ ratio, reference }: Row): string =>
  ratio === undefined ? "" : `${ratio.toFixed(2)} × ${reference}`;
const elsewhere = ({ peer, peerMs }: Row): string => (peer === undefined ? "" : `${time(peerMs)} ${peer}`);

const memory = ({ peakMiB, bytesPerCall }: Row): string => {
  if (bytesPerCall !== undefined) return `${bytesPerCall} B/call`;
  return peakMiB === undefined ? "" : `${peakMiB.toFixed(0)} MiB`;
};

/** The rows of one benchmark as a table for people. */
export function formatRows(title: string, rows: readonly Row[]): string {
  const table = new Table({
    head: [
      "",
      "cold",
      "p50",
      "p99",
      "p99.9",
      "max",
      "per unit",
      "beside it",
      "elsewhere",
      "target",
      "memory",
    ],
    style: { head: [], border: [], compact: true },
    colAligns: ["left", ...Array<"right">(6).fill("right"), "left", "left", "right", "right"],
  });
  for (const row of rows) {
    table.push([
      row.name,
      time(row.coldMs),
      time(row.p50Ms),
      time(row.p99Ms),
      time(row.p999Ms),
      time(row.maxMs),
      perUnit(row),
      beside(row),
      elsewhere(row),
      time(row.targetMs),
      memory(row),
    ]);
  }
  return `${title}\n${table.toString()}`;
}
