import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { importsOf } from "../../../scripts/tidy/imports.ts";
import { scan } from "../../../scripts/tidy/scan.ts";
import { backendOf, tensorflow } from "./tensorflow.ts";

const missing = () => {
  throw new Error("Cannot find module");
};

test("the native backend is taken where it is installed, WebAssembly else", () => {
  const loaded: string[] = [];
  const load = (file: string) => loaded.push(file);
  expect(backendOf({ resolve: missing, load })).toBe("wasm");
  expect(loaded).toEqual([]);
  expect(backendOf({ resolve: (name) => `/modules/${name}`, load })).toBe("tensorflow");
  expect(loaded).toEqual(["/modules/@tensorflow/tfjs-node"]);
});

test("a native backend that does not load is refused, not passed over", () => {
  expect(() => backendOf({ resolve: (name) => name, load: missing })).toThrow(
    "@tensorflow/tfjs-node is installed and does not load: Cannot find module; mend or remove it",
  );
});

test("starts once", async () => {
  const tf = await tensorflow();
  expect(["wasm", "tensorflow"]).toContain(tf.getBackend());
  expect(await tensorflow()).toBe(tf);
});

test("nothing but a training loads it: every import of it is lazy, or of types alone", () => {
  const folder = new URL("./", import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  const found = files.flatMap((name) => importsOf(scan(readFileSync(new URL(name, folder), "utf8"))));
  const vendor = found.filter(({ specifier }) => specifier.startsWith("@tensorflow/"));
  expect(vendor.length).toBeGreaterThan(3);
  expect(vendor.filter(({ lazy, typeOnly }) => !lazy && !typeOnly)).toEqual([]);
});
