import { expect, test } from "vitest";
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
