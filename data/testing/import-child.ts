import { dieAt } from "./die-at.ts";

// Imports a file into a catalog and ends at the given step, if one is given.
const [file, catalog, step, how = "kill"] = process.argv.slice(2);
if (step !== undefined) dieAt(Number(step), how as "kill" | "exit");
const { importFiles } = await import("../import.ts");
try {
  const { datasets } = await importFiles([file!], catalog!, { replace: true });
  console.log(`imported ${datasets[0]!.manifest.rows}`);
} catch (error) {
  console.log((error as Error).message);
  process.exitCode = 2;
}
