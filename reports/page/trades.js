// The list of trades: sorted, filtered and paged in the page, downloadable as CSV.
(() => {
  const trades = bot4.data("trade-data");
  const element = document.getElementById("trade-table");
  const form = /** @type {HTMLFormElement | null} */ (document.getElementById("trade-filter"));
  if (!trades || !element || !form) return;
  const { money, percent, moment, fixed } = bot4;
  const count = trades.number.length;
  const sideOf = (/** @type {number} */ i) => (trades.side[i] > 0 ? "long" : "short");
  const reasonOf = (/** @type {number} */ i) =>
    trades.reasons[trades.reason[i]] + (trades.open[i] ? " (open)" : "");
  const symbolOf = (/** @type {number} */ i) => trades.symbols[trades.symbol[i]];
  const number = (/** @type {string} */ key) => (/** @type {number} */ i) => trades[key][i];

  // One count of decimals for a symbol's column, so that the points stand below each other.
  const ownOf = (/** @type {number} */ s) => (/** @type {string} */ key) =>
    bot4.decimalsOf(
      trades[key].filter((/** @type {number} */ _, /** @type {number} */ i) => trades.symbol[i] === s),
    );
  const decimals = trades.symbols.map((/** @type {string} */ _, /** @type {number} */ s) => ({
    price: Math.max(ownOf(s)("entryPrice"), ownOf(s)("exitPrice")),
    quantity: ownOf(s)("quantity"),
  }));
  const priceText = (/** @type {number} */ v, /** @type {number} */ i) =>
    fixed(v, decimals[trades.symbol[i]].price);
  const quantityText = (/** @type {number} */ v, /** @type {number} */ i) =>
    fixed(v, decimals[trades.symbol[i]].quantity);

  /** @typedef {{ key: string, head: string, title?: string, value: (i: number) => any, text?: (value: any, i: number) => string, signed?: boolean, left?: boolean }} Column */
  /** @type {Column[]} */
  const columns = [
    { key: "number", head: "#", value: number("number"), text: (v) => fixed(v, 0) },
    { key: "symbol", head: "Symbol", value: symbolOf, left: true },
    { key: "side", head: "Side", value: sideOf, left: true },
    {
      key: "entryTs",
      head: "Entry",
      title: "Open of the entry bar, UTC",
      value: number("entryTs"),
      text: (v) => moment(v, trades.intraday),
      left: true,
    },
    {
      key: "exitTs",
      head: "Exit",
      title: "Open of the exit bar, UTC",
      value: number("exitTs"),
      text: (v) => moment(v, trades.intraday),
      left: true,
    },
    { key: "bars", head: "Bars", value: number("bars"), text: (v) => fixed(v, 0) },
    {
      key: "entryPrice",
      head: "Entry price",
      title: "Fill price after spread and slippage",
      value: number("entryPrice"),
      text: priceText,
    },
    {
      key: "exitPrice",
      head: "Exit price",
      title: "Fill price; the last close where still open",
      value: number("exitPrice"),
      text: priceText,
    },
    { key: "quantity", head: "Quantity", value: number("quantity"), text: quantityText },
    { key: "fees", head: "Fees", title: "Entry and exit fees, money", value: number("fees"), text: money },
    {
      key: "pnl",
      head: "Profit",
      title: "Money, after fees",
      value: number("pnl"),
      text: money,
      signed: true,
    },
    {
      key: "return",
      head: "Return",
      title: "Profit over entry notional",
      value: number("return"),
      text: percent,
      signed: true,
    },
    {
      key: "mae",
      head: "MAE",
      title: "Greatest loss on the way, of the entry price",
      value: number("mae"),
      text: percent,
    },
    {
      key: "mfe",
      head: "MFE",
      title: "Greatest gain on the way, of the entry price",
      value: number("mfe"),
      text: percent,
    },
    { key: "reason", head: "Exit by", value: reasonOf, left: true },
  ];

  const state = { sort: "number", down: false, page: 0 };
  const all = Array.from({ length: count }, (_, i) => i);
  const head = /** @type {HTMLTableSectionElement} */ (element.querySelector("thead"));
  const body = /** @type {HTMLTableSectionElement} */ (element.querySelector("tbody"));
  const field = (/** @type {string} */ name) =>
    /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value;

  const rows = () => {
    const [text, side, result] = [field("text").trim().toLowerCase(), field("side"), field("result")];
    const kept = all.filter(
      (i) =>
        (side === "" || sideOf(i) === side) &&
        (result === "" || (trades.pnl[i] < 0 ? "loss" : "gain") === result) &&
        (text === "" || `${symbolOf(i)} ${reasonOf(i)}`.toLowerCase().includes(text)),
    );
    const column = columns.find((item) => item.key === state.sort) ?? columns[0];
    const sign = state.down ? -1 : 1;
    return kept.sort((a, b) => {
      const [x, y] = [column.value(a), column.value(b)];
      return x === y ? a - b : x < y ? -sign : sign;
    });
  };

  /** @param {Column} column @param {number} i */
  const cell = (column, i) => {
    const td = document.createElement("td");
    const value = column.value(i);
    td.className = column.left ? "text" : "number";
    if (column.signed && value !== 0) td.classList.add(value < 0 ? "loss" : "gain");
    const text = column.text ? column.text(value, i) : String(value);
    if (column.key !== "number") {
      td.textContent = text;
      return td;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = text;
    button.title = "Show on the price";
    button.addEventListener("click", () =>
      document.dispatchEvent(new CustomEvent("bot4:trade", { detail: i })),
    );
    td.append(button);
    return td;
  };

  const back = /** @type {HTMLButtonElement} */ (document.getElementById("trade-back"));
  const next = /** @type {HTMLButtonElement} */ (document.getElementById("trade-next"));
  const status = /** @type {HTMLElement} */ (document.getElementById("trade-page"));

  const render = () => {
    const found = rows();
    const size = Number(field("rows"));
    const pages = Math.max(1, Math.ceil(found.length / size));
    state.page = Math.min(state.page, pages - 1);
    const first = state.page * size;
    const shown = found.slice(first, first + size);
    body.replaceChildren(
      ...shown.map((i) => {
        const tr = document.createElement("tr");
        tr.append(...columns.map((column) => cell(column, i)));
        return tr;
      }),
    );
    status.textContent =
      found.length === 0
        ? "No trade matches"
        : `${fixed(first + 1, 0)} to ${fixed(first + shown.length, 0)} of ${fixed(found.length, 0)}`;
    back.disabled = state.page === 0;
    next.disabled = state.page >= pages - 1;
    for (const th of head.querySelectorAll("th")) {
      const own = th.dataset.key === state.sort;
      if (own) th.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      else th.removeAttribute("aria-sort");
    }
  };

  const heading = document.createElement("tr");
  for (const column of columns) {
    const th = document.createElement("th");
    th.scope = "col";
    th.dataset.key = column.key;
    th.className = column.left ? "text" : "number";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.textContent = column.head;
    if (column.title) button.title = column.title;
    button.addEventListener("click", () => {
      state.down = state.sort === column.key ? !state.down : !column.left && column.key !== "number";
      state.sort = column.key;
      state.page = 0;
      render();
    });
    th.append(button);
    heading.append(th);
  }
  head.append(heading);

  form.addEventListener("input", () => {
    state.page = 0;
    render();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  back.addEventListener("click", () => {
    state.page--;
    render();
  });
  next.addEventListener("click", () => {
    state.page++;
    render();
  });

  /** @param {unknown} value text of one CSV field; a leading sign of a formula is disarmed for spreadsheets */
  const field4 = (value) => {
    const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value ?? "");
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const csv = () => {
    const names = columns.map((column) => (column.key === "reason" ? "exitReason" : column.key));
    const line = (/** @type {number} */ i) =>
      columns
        .map((column) =>
          field4(column.key.endsWith("Ts") ? new Date(column.value(i)).toISOString() : column.value(i)),
        )
        .join(",");
    return `${[names.join(","), ...rows().map(line)].join("\r\n")}\r\n`;
  };
  document.getElementById("trade-csv")?.addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv" }));
    link.download = `${document.documentElement.dataset.run ?? "run"}-trades.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  render();
})();
