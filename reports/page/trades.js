// The list of trades: sorted, filtered and paged in the page, downloadable as CSV.

/** @param {Column} column @param {number} i the trade */
const bot4TradeCell = (column, i) => {
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

/** @param {Column} column @param {() => void} sort */
const bot4TradeHead = (column, sort) => {
  const th = document.createElement("th");
  th.scope = "col";
  th.dataset.key = column.key;
  th.className = column.left ? "text" : "number";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "sort";
  button.textContent = column.head;
  if (column.title) button.title = column.title;
  button.addEventListener("click", sort);
  th.append(button);
  return th;
};

/** @param {string} name @param {string} text */
const bot4Save = (name, text) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};

(() => {
  const trades = bot4.data("trade-data");
  const element = document.getElementById("trade-table");
  const form = /** @type {HTMLFormElement | null} */ (document.getElementById("trade-filter"));
  if (!trades || !element || !form) return;
  const columns = bot4TradeColumns(trades);
  const byKey = new Map(columns.map((column) => [column.key, column]));
  const cellOf = (/** @type {string} */ key, /** @type {number} */ i) => byKey.get(key)?.value(i);
  const state = { sort: "number", down: false, page: 0 };
  const part = (/** @type {string} */ id) => /** @type {HTMLButtonElement} */ (document.getElementById(id));
  const [back, next, status] = ["trade-back", "trade-next", "trade-page"].map(part);
  const field = (/** @type {string} */ name) =>
    /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value;

  const rows = () => {
    const [text, side, result] = [field("text").trim().toLowerCase(), field("side"), field("result")];
    const wanted = (/** @type {number} */ i) =>
      (side === "" || cellOf("side", i) === side) &&
      (result === "" || (trades.pnl[i] < 0 ? "loss" : "gain") === result) &&
      (text === "" || `${cellOf("symbol", i)} ${cellOf("exitReason", i)}`.toLowerCase().includes(text));
    const kept = trades.number.map((/** @type {number} */ _, /** @type {number} */ i) => i).filter(wanted);
    const sign = state.down ? -1 : 1;
    return kept.sort((/** @type {number} */ a, /** @type {number} */ b) => {
      const [x, y] = [cellOf(state.sort, a), cellOf(state.sort, b)];
      return x === y ? a - b : x < y ? -sign : sign;
    });
  };

  const render = () => {
    const found = rows();
    const size = Number(field("rows"));
    const pages = Math.max(1, Math.ceil(found.length / size));
    state.page = Math.min(state.page, pages - 1);
    const first = state.page * size;
    const shown = found.slice(first, first + size).map((/** @type {number} */ i) => {
      const tr = document.createElement("tr");
      tr.append(...columns.map((column) => bot4TradeCell(column, i)));
      return tr;
    });
    element.querySelector("tbody")?.replaceChildren(...shown);
    const count = (/** @type {number} */ v) => bot4.fixed(v, 0);
    status.textContent =
      found.length === 0
        ? "No trade matches"
        : `${count(first + 1)} to ${count(first + shown.length)} of ${count(found.length)}`;
    back.disabled = state.page === 0;
    next.disabled = state.page >= pages - 1;
    for (const th of element.querySelectorAll("th")) {
      if (th.dataset.key === state.sort)
        th.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      else th.removeAttribute("aria-sort");
    }
  };

  /** @param {Partial<typeof state>} change */
  const go = (change) => {
    Object.assign(state, { page: 0 }, change);
    render();
  };
  const sortBy = (/** @type {Column} */ { key, left }) =>
    go({ sort: key, down: state.sort === key ? !state.down : !left && key !== "number" });

  const heading = document.createElement("tr");
  heading.append(...columns.map((column) => bot4TradeHead(column, () => sortBy(column))));
  element.querySelector("thead")?.append(heading);
  form.addEventListener("input", () => go({}));
  form.addEventListener("submit", (event) => event.preventDefault());
  back.addEventListener("click", () => go({ page: state.page - 1 }));
  next.addEventListener("click", () => go({ page: state.page + 1 }));
  part("trade-csv").addEventListener("click", () =>
    bot4Save(`${document.documentElement.dataset.run}-trades.csv`, bot4Csv(columns, rows())),
  );
  render();
})();
