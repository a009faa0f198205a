// sort.js: the grid of scores gets sortable heads and a filter. Without it the page says the same.
(function () {
  "use strict";
  var grid = document.querySelector("table.grid");
  if (!grid) return;
  var body = grid.tBodies[0];
  var rows = Array.from(body.rows);
  var heads = Array.from(grid.tHead.rows[0].cells);

  function key(row, column) {
    var text = row.cells[column].textContent.trim();
    return column === 0 ? text.toLocaleLowerCase() : parseFloat(text);
  }
  function order(column, down) {
    var keyed = rows.map(function (row, i) { return { row: row, key: key(row, column), i: i }; });
    keyed.sort(function (a, b) {
      var none = (a.key !== a.key) - (b.key !== b.key);  // no score: last, either way
      if (none) return none;
      if (a.key !== a.key) return a.i - b.i;
      var by = column === 0 ? a.key.localeCompare(b.key) : a.key - b.key;
      return (down ? -by : by) || a.i - b.i;
    });
    var sorted = document.createDocumentFragment();
    keyed.forEach(function (one) { sorted.appendChild(one.row); });
    body.appendChild(sorted);
  }
  heads.forEach(function (head, column) {
    var button = document.createElement("button");
    button.type = "button";
    while (head.firstChild) button.appendChild(head.firstChild);
    head.appendChild(button);
    button.addEventListener("click", function () {
      var first = column === 0 ? "ascending" : "descending";
      var now = head.getAttribute("aria-sort");
      var next = !now ? first : now === "ascending" ? "descending" : "ascending";
      heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", next);
      order(column, next === "descending");
    });
  });

  var tools = document.createElement("p");
  tools.className = "tools";
  var label = document.createElement("label");
  label.textContent = "Find a student ";
  var input = document.createElement("input");
  input.type = "search";
  var hint = document.createElement("span");
  hint.className = "legend";
  hint.textContent = "The head of a column sorts by it.";
  var told = document.createElement("span");
  told.className = "legend";
  told.setAttribute("role", "status");
  label.appendChild(input);
  tools.appendChild(label);
  tools.appendChild(hint);
  tools.appendChild(told);
  var box = grid.parentNode;
  box.parentNode.insertBefore(tools, box);
  input.addEventListener("input", function () {
    var wanted = input.value.trim().toLocaleLowerCase();
    var shown = 0;
    rows.forEach(function (row) {
      row.hidden = key(row, 0).indexOf(wanted) < 0;
      if (!row.hidden) shown++;
    });
    told.textContent = wanted ? shown + " of " + rows.length + " students" : "";
  });
})();
