import type { Io } from "../io.ts";
import type { Days } from "./daily.ts";

/** What the thread that writes the reports of a session's days starts with. */
export interface ReporterStart {
  readonly folder: string;
  readonly cwd: string;
  readonly env: Io["env"];
}

/** What it is sent. */
export type ReporterTask = Days;

/** What it sends back: the pages that it wrote, or what went wrong. */
export type ReporterResult = { readonly pages: readonly string[] } | { readonly message: string };
