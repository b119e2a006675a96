// What browser tests ask of the page; it is put into the page before any script of its own runs.
/** @type {any} */ (globalThis).bot4Test = (() => {
  /**
   * What the canvases of a chart show: how many pixels have a hue, and a sum that tells one picture from another.
   * @param {string} id
   */
  const pixelsOf = async (id) => {
    // The chart draws on the next frames.
    for (let i = 0; i < 3; i++) await new Promise((done) => requestAnimationFrame(done));
    const canvases = /** @type {NodeListOf<HTMLCanvasElement>} */ (
      document.querySelectorAll(`#${id} canvas`)
    );
    let coloured = 0;
    let sum = 0;
    for (const canvas of canvases) {
      if (canvas.width === 0 || canvas.height === 0) continue;
      // Read from a copy: reading the chart's own canvas would slow it down, and the browser would say so.
      const context = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", {
        willReadFrequently: true,
      });
      context?.drawImage(canvas, 0, 0);
      const data = context?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      for (let i = 0; i < data.length; i += 4) {
        const [r, g, b, a] = [data[i], data[i + 1], data[i + 2], data[i + 3]];
        if (a > 40 && Math.max(r, g, b) - Math.min(r, g, b) > 30) coloured++;
        sum = (sum + (i + 1) * (r + 2 * g + 3 * b + a)) % 1_000_000_007;
      }
    }
    return { coloured, sum };
  };

  /** @param {string} text a computed colour @returns {number[]} red, green, blue of 255 and alpha */
  const parse = (text) => {
    const numbers = (text.match(/-?[\d.]+(e-?\d+)?/g) ?? []).map(Number);
    const scale = text.startsWith("color(") ? 255 : 1;
    return [numbers[0] * scale, numbers[1] * scale, numbers[2] * scale, numbers[3] ?? 1];
  };

  /** @param {number[]} top @param {number[]} under */
  const over = (top, under) => [...[0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])), 1];

  /** @param {Element} element */
  const groundOf = (element) => {
    const chain = [];
    for (let item = /** @type {Element | null} */ (element); item; item = item.parentElement) {
      chain.push(parse(getComputedStyle(item).backgroundColor));
    }
    return chain.reduceRight((under, top) => over(top, under), [255, 255, 255, 1]);
  };

  /** @param {number[]} colour relative luminance as WCAG 2.2 defines it */
  const luminance = (colour) => {
    const [r, g, b] = colour.map((c) =>
      c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };

  /** Visible texts whose contrast with what lies behind them is below 4.5 to 1. */
  const contrastFailures = () => {
    const failures = new Set();
    for (const element of document.querySelectorAll("body *")) {
      const own = [...element.childNodes].some(
        (node) => node.nodeType === 3 && node.textContent?.trim() !== "",
      );
      if (
        !own ||
        element.closest("script, style, :disabled, option") ||
        element.getClientRects().length === 0
      )
        continue;
      const style = getComputedStyle(element);
      const ground = groundOf(element);
      const ink = over(parse(element.closest("svg") ? style.fill : style.color), ground);
      const [dark, light] = [luminance(ink), luminance(ground)].sort((a, b) => a - b);
      const ratio = (light + 0.05) / (dark + 0.05);
      if (ratio < 4.5)
        failures.add(`${element.tagName} ${element.getAttribute("class") ?? ""} ${ratio.toFixed(2)}`);
    }
    return [...failures];
  };

  /** Drawings and tables that reach beyond the right edge of the page. */
  const beyondEdge = () =>
    [...document.querySelectorAll("svg.plot, table")]
      .filter(
        (item) => item.getClientRects().length > 0 && item.getBoundingClientRect().right > innerWidth + 1,
      )
      .map((item) => item.outerHTML.slice(0, 80));

  const ground = () => getComputedStyle(document.body).backgroundColor;
  const width = () => document.documentElement.scrollWidth;
  const focused = () => document.activeElement?.id;

  return { pixelsOf, contrastFailures, beyondEdge, ground, width, focused };
})();
