// Takes the picture of a report for the README: `node scripts/screenshot.mjs <report.html> [docs/report.png]`.
// The browser is BOT4_CHROMIUM, or the system's Chromium.
import { existsSync, mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [report, picture = "docs/report.png"] = process.argv.slice(2);
if (report === undefined || !existsSync(report)) {
  console.error(
    `the first argument must be a report; was ${report ?? "absent"}; make one with: npm run demo`,
  );
  process.exit(2);
}
const executablePath =
  process.env.BOT4_CHROMIUM ??
  ["/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => existsSync(path));
if (executablePath === undefined) {
  console.error("no Chromium found; set BOT4_CHROMIUM to the path of one");
  process.exit(2);
}
// An excerpt: the parts that say at a glance what a report is.
const excerpt = `section:not(#headline, #equity, #price), .metric-groups, .note, footer { display: none }
  .figures { margin-bottom: 0 } .masthead { padding-top: 1.4rem }`;

const browser = await chromium.launch({
  executablePath,
  args: ["--headless", "--no-sandbox", "--disable-gpu"],
});
const page = await browser.newPage({ viewport: { width: 1160, height: 1000 }, colorScheme: "light" });
await page.goto(pathToFileURL(resolve(report)).href);
await page.addStyleTag({ content: excerpt });
const height = await page.evaluate("document.documentElement.scrollHeight");
await page.setViewportSize({ width: 1160, height });
// The charts follow the new size on the frames after it.
await page.waitForTimeout(500);
mkdirSync(dirname(resolve(picture)), { recursive: true });
await page.screenshot({ path: picture });
await browser.close();
