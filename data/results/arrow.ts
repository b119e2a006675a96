import { rm, writeFile } from "node:fs/promises";
import type { Data, Vector } from "apache-arrow";
import { explainWrite, publish } from "../catalog/files.ts";
import { removedOnExit } from "../catalog/on-exit.ts";
import type { ResultColumn } from "./parquet.ts";
import { checkResultsPath } from "./path.ts";

/**
 * Writes rows, given in parts as `writeResults` takes them, as an Arrow IPC file (Feather 2): whole or not at all, in their
 * order. NaN becomes null. Throws a UserError where it cannot be written. Returns the number of rows.
 */
export async function writeArrow(
  path: string,
  columns: readonly ResultColumn[],
  parts: AsyncIterable<Float64Array> | Iterable<Float64Array>,
): Promise<number> {
  checkResultsPath(path, ".arrow");
  const values = await byColumn(parts, columns.length);
  const draft = `${path}.${process.pid}.part`;
  try {
    await removedOnExit(draft, async () => {
      // Loaded on use: most commands do without it.
      const arrow = await import("apache-arrow");
      const vectors = columns.map(({ name, type }, k) => [name, vectorOf(arrow, values[k]!, type)]);
      await writeFile(draft, arrow.tableToIPC(new arrow.Table(Object.fromEntries(vectors)), "file"));
      await publish(draft, path);
    });
  } catch (error) {
    throw explainWrite(error, path);
  } finally {
    await rm(draft, { force: true });
  }
  return values[0]?.length ?? 0;
}

/** The values of each column out of rows. */
async function byColumn(
  parts: AsyncIterable<Float64Array> | Iterable<Float64Array>,
  width: number,
): Promise<Float64Array[]> {
  const held: Float64Array[] = [];
  let rows = 0;
  for await (const part of parts) {
    held.push(part);
    rows += part.length / width;
  }
  const values = Array.from({ length: width }, () => new Float64Array(rows));
  let row = 0;
  for (const part of held) {
    for (let at = 0; at < part.length; at += width, row++) {
      for (let k = 0; k < width; k++) values[k]![row] = part[at + k]!;
    }
  }
  return values;
}

type Arrow = typeof import("apache-arrow");

function vectorOf(arrow: Arrow, values: Float64Array, type: ResultColumn["type"]): Vector {
  if (typeof type === "object") {
    return arrow.vectorFromArray(
      Array.from(values, (at) => (at === at ? type.texts[at]! : null)),
      new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()),
    );
  }
  if (type === "boolean") {
    return arrow.vectorFromArray(
      Array.from(values, (x) => (x === x ? x !== 0 : null)),
      new arrow.Bool(),
    );
  }
  return new arrow.Vector([numbersOf(arrow, values, type)]);
}

/** Numbers with a bit for each that is known. */
function numbersOf(arrow: Arrow, values: Float64Array, type: "integer" | "number" | "time"): Data {
  const nullBitmap = new Uint8Array((values.length + 7) >> 3);
  let nullCount = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] === values[i]) nullBitmap[i >> 3]! |= 1 << (i & 7);
    else nullCount++;
  }
  const common = { length: values.length, nullCount, nullBitmap };
  if (type === "number") return arrow.makeData({ type: new arrow.Float64(), data: values, ...common });
  const whole = BigInt64Array.from(values, (x) => (x === x ? BigInt(Math.round(x)) : 0n));
  return type === "time"
    ? arrow.makeData({ type: new arrow.TimestampMillisecond("UTC"), data: whole, ...common })
    : arrow.makeData({ type: new arrow.Int64(), data: whole, ...common });
}
