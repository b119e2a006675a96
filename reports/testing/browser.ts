import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const usual = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The browser of this machine: `BOT4_CHROMIUM`, or where one usually is. */
export const browserPath: string | undefined =
  process.env.BOT4_CHROMIUM ?? usual.find((path) => existsSync(path));

/** In CI a browser must be there: a test that needs one then fails rather than being skipped. */
export const skipBrowser: boolean = browserPath === undefined && process.env.CI !== "true";

const flags =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";

export function launch(): Promise<Browser> {
  if (browserPath === undefined)
    throw new Error("no Chromium found; install one or set BOT4_CHROMIUM to its path");
  return chromium.launch({ executablePath: browserPath, args: flags.split(" ") });
}

/** A page opened from a file, and everything it said or asked for that it should not. */
export interface Opened {
  readonly page: Page;
  /** Console messages, errors, dialogs and requests other than for the file itself. */
  readonly complaints: string[];
}

/** Writes a report to a file and opens it by file://, as a reader does. */
export async function open(
  browser: Browser,
  text: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const path = join(mkdtempSync(join(tmpdir(), "bot4-report-")), "report.html");
  writeFileSync(path, text);
  const url = pathToFileURL(path).href;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  await context.addInitScript({ path: fileURLToPath(new URL("./in-page.js", import.meta.url)) });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith("blob:"))
      complaints.push(`request: ${request.url()}`);
  });
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(url);
  return { page, complaints };
}

/** What the canvases of a chart show. */
export const pixelsOf = (page: Page, id: string): Promise<{ coloured: number; sum: number }> =>
  page.evaluate(`bot4Test.pixelsOf("${id}")`);

/** Asks the page one of the questions of `in-page.js`. */
export const ask = <T>(
  page: Page,
  question: "contrastFailures" | "beyondEdge" | "ground" | "width" | "focused",
): Promise<T> => page.evaluate(`bot4Test.${question}()`);
