import { dieAt } from "./die-at.ts";

// Imports a file into a catalog and dies at the given step, if one is given.
const [file, catalog, step] = process.argv.slice(2);
if (step !== undefined) dieAt(Number(step));
const { importFiles } = await import("../import.ts");
try {
  const { datasets } = await importFiles([file!], catalog!, { replace: true });
  console.log(`imported ${datasets[0]!.manifest.rows}`);
} catch (error) {
  console.log((error as Error).message);
  process.exitCode = 2;
}
