// Draws the charts and makes the tables sortable; without it the tables are still there.
"use strict";
(() => {
  // An interpreter in place of eval, so that the page's policy can forbid it.
  const drawing = { mode: "vega-lite", renderer: "svg", actions: false, ast: true };
  for (const chart of document.querySelectorAll(".chart")) {
    const spec = JSON.parse(chart.querySelector("script.spec").textContent);
    window.vegaEmbed(chart.querySelector(".drawn"), spec, drawing).catch((error) => {
      chart.querySelector(".drawn").textContent = "The chart cannot be drawn.";
      console.error(error);
    });
  }

  const few = 12;
  const made = new Map();
  const make = (table) => {
    if (made.has(table)) return;
    const isLong = Number(table.dataset.rows) > few;
    const headings = [...table.querySelectorAll("thead th")];
    const filters = headings.map((heading) => heading.dataset.filter);
    const data = new window.DataTable(table, {
      autoWidth: false,
      order: [],
      paging: isLong,
      pageLength: 25,
      searching: isLong,
      info: isLong,
      layout: isLong ? {} : { topStart: null, topEnd: null, bottomStart: null, bottomEnd: null },
      language: { search: "Search in this table:" },
    });
    made.set(table, data);
    if (!isLong) return;
    // Several tables on a page: their turners have to be told apart.
    const turners = table.closest(".dt-container").querySelectorAll("nav");
    for (const turner of turners) turner.setAttribute("aria-label", `Pages of table ${made.size}`);
    const bar = document.createElement("p");
    bar.className = "filters";
    filters.forEach((title, at) => {
      if (!title) return;
      const texts = new Set();
      for (const row of table.tBodies[0].rows) texts.add(row.cells[at].textContent.trim());
      for (const cell of data.column(at).nodes().toArray()) texts.add(cell.textContent.trim());
      const label = document.createElement("label");
      label.append(`${title} `);
      const select = document.createElement("select");
      select.append(new Option("all", ""));
      for (const text of [...texts].sort()) select.append(new Option(text, text));
      select.addEventListener("change", () => {
        data.column(at).search((cell) => !select.value || text(cell) === select.value).draw();
      });
      label.append(select);
      bar.append(label);
    });
    if (bar.childElementCount) table.closest(".scroll").prepend(bar);
  };
  const reading = document.createElement("template");
  const text = (cell) => {
    reading.innerHTML = String(cell);
    return reading.content.textContent.trim();
  };
  for (const table of document.querySelectorAll("table.data")) {
    const details = table.closest("details");
    if (details) details.addEventListener("toggle", () => make(table), { once: true });
    else make(table);
  }
  // On paper there is nothing to turn over.
  window.addEventListener("beforeprint", () => {
    for (const data of made.values()) if (data.page.info().pages > 1) data.page.len(-1).draw();
  });
})();
