import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadPlainColumns } from "./plain-columns.ts";
import { newFolder } from "./testing/bars.ts";

const folder = newFolder();
const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

test("number columns come in the order of the file, row by row, empty cells as not known", async () => {
  const path = write("profits.csv", "second,name,first\n1.5,a,-3\n,b,4\n2,c,5\n");
  expect(await loadPlainColumns(path)).toEqual([
    { name: "second", values: Float64Array.of(1.5, Number.NaN, 2) },
    { name: "first", values: Float64Array.of(-3, 4, 5) },
  ]);
});

test("a word far below the rows by which a column is judged is told with its row", async () => {
  const lines = Array.from({ length: 50_000 }, (_, i) => `${i === 45_000 ? "abc" : i},${i}`);
  const path = write("late.csv", ["a,b", ...lines, ""].join("\n"));
  await expect(loadPlainColumns(path)).rejects.toThrow(
    'late.csv row 45001, column "a": "abc" is not a number',
  );
});

test("a file with times, without numbers, or of another kind is for others to read", async () => {
  expect(await loadPlainColumns(write("timed.csv", "time,x\n2020-01-01,1\n"))).toBeUndefined();
  expect(await loadPlainColumns(write("words.csv", "name,place\na,b\n"))).toBeUndefined();
  expect(await loadPlainColumns(write("page.html", "<p>1</p>"))).toBeUndefined();
});
