/* Sorting and filtering of tables. Pages are complete without it. */
"use strict";

(function () {
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  function textOf(row, column) {
    return row.cells[column].textContent.trim();
  }

  function sortBy(table, column, header) {
    const down = header.getAttribute("aria-sort") === "ascending";
    const body = table.tBodies[0];
    const rows = Array.from(body.rows);
    rows.sort(function (a, b) {
      const order = collator.compare(textOf(a, column), textOf(b, column));
      return down ? -order : order;
    });
    table.querySelectorAll("th[aria-sort]").forEach(function (other) {
      other.removeAttribute("aria-sort");
    });
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    rows.forEach(function (row) {
      body.appendChild(row);
    });
  }

  function makeSortable(table) {
    Array.from(table.tHead.rows[0].cells).forEach(function (header, column) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = header.textContent;
      button.title = "Sort by " + header.textContent;
      button.addEventListener("click", function () {
        sortBy(table, column, header);
      });
      header.textContent = "";
      header.appendChild(button);
    });
  }

  function makeFilter(table) {
    const name = table.id.slice(2);
    const tools = document.querySelector('[data-for="' + CSS.escape(name) + '"]');
    const count = tools.querySelector(".count");
    const total = table.tBodies[0].rows.length;
    const input = document.createElement("input");
    input.type = "search";
    input.placeholder = "Filter";
    input.setAttribute("aria-label", "Filter: " + table.caption.textContent);
    input.addEventListener("input", function () {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      Array.from(table.tBodies[0].rows).forEach(function (row) {
        const content = row.textContent.toLowerCase();
        const keep = words.every(function (word) {
          return content.includes(word);
        });
        row.hidden = !keep;
        shown += keep ? 1 : 0;
      });
      count.textContent = shown === total ? total + (total === 1 ? " row" : " rows") : shown + " of " + total + " rows";
    });
    tools.insertBefore(input, tools.firstChild);
  }

  document.querySelectorAll("table.sortable").forEach(makeSortable);
  document.querySelectorAll("table[data-filter]").forEach(makeFilter);
})();
