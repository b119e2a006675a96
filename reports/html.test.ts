import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { embedJson, escapeText, html, trusted } from "./html.ts";

describe("html", () => {
  test("escapes text and keeps markup", () => {
    const name = `"><script>alert('1')</script>&`;
    expect(html`<b title="${name}">${html`<i>${name}</i>`}</b>`.markup).toBe(
      '<b title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;">' +
        "<i>&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;</i></b>",
    );
  });

  test("joins lists, writes numbers and drops what is absent", () => {
    expect(html`${[1, "<", [trusted("<br>"), false, undefined]]}`.markup).toBe("1&lt;<br>");
  });

  test("shows what would disguise a name", () => {
    expect(escapeText("a\u202eb\u0000c\u2066d\u007f")).toBe("a\ufffdb\ufffdc\ufffdd\ufffd");
    expect(escapeText("a\tb\nc")).toBe("a\tb\nc");
  });

  test.prop([fc.string({ unit: "binary" })])("never lets text make a tag or end an attribute", (text) => {
    expect(escapeText(text)).not.toMatch(/[<>"']/);
  });
});

describe("embedJson", () => {
  test.prop([fc.jsonValue()])("gives back what was embedded", (value) => {
    expect(JSON.parse(embedJson(value).markup)).toEqual(JSON.parse(JSON.stringify(value)));
  });

  test("cannot end its script element nor break a line", () => {
    const { markup } = embedJson({ a: "</script><!--\u2028\u2029" });
    expect(markup).not.toMatch(/[<\u2028\u2029]/);
    expect(JSON.parse(markup)).toEqual({ a: "</script><!--\u2028\u2029" });
  });

  test("writes what is not finite as null", () => {
    expect(embedJson({ a: [1, NaN, Infinity] }).markup).toBe('{"a":[1,null,null]}');
  });
});
