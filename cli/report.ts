import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { makeFolder } from "../data/make-folder.ts";
import { checkReplaceable } from "../data/replaceable.ts";
import { checkWritable } from "../data/writable.ts";
import { refuse } from "../engine/core/errors.ts";
import type { Run } from "../engine/run/result.ts";
import type { Dataset } from "../engine/trade/bars.ts";
import type { ReportModel } from "../reports/model.ts";
import type { Validation } from "../research/validate/model.ts";
import type { Io } from "./io.ts";
import { type OpenedRun, storedHistory } from "./store.ts";

/** The report of a run as HTML. */
export async function reportOf(run: Run, datasets: readonly Dataset[], io: Io): Promise<string> {
  const { reportModelOf } = await import("../research/report-model.ts");
  const { renderReport } = await import("../reports/index.ts");
  const bars = datasets.map((dataset) => dataset.bars);
  return io.compute(() => renderReport(reportModelOf(run, bars)));
}

/** The report of a run that was judged, with what the gate found, as HTML. */
export async function validationReportOf(
  run: Run,
  validation: Validation,
  datasets: readonly Dataset[],
  io: Io,
): Promise<string> {
  const { reportModelOf } = await import("../research/report-model.ts");
  const { renderReport } = await import("../reports/index.ts");
  const bars = datasets.map((dataset) => dataset.bars);
  return io.compute(() => renderReport({ ...reportModelOf(run, bars), validation }));
}

/** Runs side by side as HTML. */
export async function comparisonOf(opened: readonly OpenedRun[], io: Io): Promise<string> {
  const { reportModelOf } = await import("../research/report-model.ts");
  const { renderComparison } = await import("../reports/index.ts");
  const models: ReportModel[] = [];
  for (const each of opened) {
    const { datasets } = await storedHistory(each, io);
    models.push(
      reportModelOf(
        each.run,
        datasets.map(({ bars }) => bars),
      ),
    );
  }
  return io.compute(() => renderComparison(models));
}

/** Refuses a `--report` that could not be written, before the work that it would show; false and undefined ask for none. */
export function checkReport(report: unknown, io: Io): void {
  if (typeof report === "string") checkWritable(resolve(io.cwd, report));
}

/** Refuses `--open` of a command that writes a report only where it is told to, and was not. */
export function checkOpen(open: boolean | undefined, report: string | undefined): void {
  if (open && report === undefined) {
    refuse("--open must come with --report, which names the file to write and open; it has none");
  }
}

/** Writes a file whole or not at all. Throws a UserError where something is that is no ordinary file. */
export async function writeWhole(path: string, content: string): Promise<void> {
  checkReplaceable(path);
  const aside = `${path}.writing-${process.pid}`;
  await makeFolder(dirname(path));
  try {
    await writeFile(aside, content, { flush: true });
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw Object.assign(error as Error, { path });
  }
}

/** Opens a file with what the desktop opens such files with; where there is none, nothing happens. */
export function openInBrowser(path: string): void {
  const opener = { darwin: "open", win32: "explorer" }[process.platform as string] ?? "xdg-open";
  const child = spawn(opener, [path], { detached: true, stdio: "ignore" });
  child.on("error", () => {});
  child.unref();
}

/** A path as short as it can be said from the working folder. */
export const shortPath = (path: string, io: Io): string => {
  const near = relative(io.cwd, path);
  return near === "" ? "." : near.startsWith("..") ? path : near;
};

/** Refuses a path at which something is. */
export function refuseExisting(path: string, io: Io): void {
  if (existsSync(path)) refuse(`${shortPath(path, io)} is there already; it is never overwritten`);
}

/** Writes a file where none is. */
export async function writeNew(path: string, content: string, io: Io): Promise<void> {
  refuseExisting(path, io);
  await writeWhole(path, content);
}
