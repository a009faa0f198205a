// look.js: what look.py asks of a page from inside. Returns what is wrong, links and anchors.
function (ofStudent) {
  var wrong = [], contrasts = 0;
  function say(text) { if (wrong.length < 40) wrong.push(text); }
  function channels(colour) {
    var found = /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/.exec(colour);
    return found ? [+found[1], +found[2], +found[3], found[4] === undefined ? 1 : +found[4]] : null;
  }
  function luminance(c) {
    var part = c.slice(0, 3).map(function (v) {
      v /= 255;
      return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
    });
    return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
  }
  function contrast(a, b) {
    var x = luminance(a), y = luminance(b);
    return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
  }
  function ground(element) {  // nothing here is half transparent
    for (var at = element; at; at = at.parentElement) {
      var colour = channels(getComputedStyle(at).backgroundColor);
      if (colour && colour[3] === 1) return colour;
    }
    return [255, 255, 255, 1];
  }
  function name(element) {
    return element.tagName.toLowerCase() + "." + (element.getAttribute("class") || "") + " " +
      JSON.stringify(element.textContent.trim().slice(0, 30));
  }

  if (document.documentElement.scrollWidth > innerWidth)
    say("the page scrolls sideways: " + document.documentElement.scrollWidth + " > " + innerWidth);
  if (!document.documentElement.lang) say("no lang");
  if (!document.title) say("no title");
  if (document.querySelectorAll("h1").length !== 1) say("not one h1");
  var level = 0;
  document.querySelectorAll("h1, h2, h3, h4").forEach(function (heading) {
    var now = +heading.tagName[1];
    if (now > level + 1) say("h" + level + " is followed by h" + now + ": " + name(heading));
    level = now;
  });

  document.querySelectorAll("body *").forEach(function (element) {
    var own = Array.from(element.childNodes).some(function (node) {
      return node.nodeType === 3 && node.data.trim();
    });
    if (!own || element.tagName === "SCRIPT" || !element.getClientRects().length) return;
    var style = getComputedStyle(element);
    if (style.visibility !== "visible") return;
    var svg = element instanceof SVGElement;
    var ink = channels(svg ? style.fill : style.color), paper = ground(element);
    contrasts++;
    if (!ink || contrast(ink, paper) < 4.5)
      say("contrast " + (ink ? contrast(ink, paper).toFixed(2) : "?") + ": " + name(element));
  });

  document.querySelectorAll("svg").forEach(function (svg) {
    var box = svg.viewBox.baseVal, outer = svg.getBoundingClientRect();
    if (!svg.querySelector("title") || !svg.querySelector("desc")) say("svg without words");
    svg.querySelectorAll("rect, text, path").forEach(function (one) {
      var b = one.getBBox();
      if (b.x < -0.5 || b.y < -0.5 || b.x + b.width > box.width + 0.5 ||
          b.y + b.height > box.height + 0.5)
        say("outside of its drawing: " + name(one));
      if (one.tagName === "rect" && contrast(channels(getComputedStyle(one).fill), ground(svg)) < 3)
        say("a bar is hardly seen");
      if (one.tagName === "text" &&
          parseFloat(getComputedStyle(one).fontSize) * outer.width / box.width < 10.5)
        say("a number is too small to read: " + name(one));
    });
    var texts = Array.from(svg.querySelectorAll("text")).map(function (text) {
      return { box: text.getBBox(), text: text };
    });
    texts.forEach(function (a, i) {
      texts.slice(i + 1).forEach(function (b) {
        if (a.box.x < b.box.x + b.box.width - 1 && b.box.x < a.box.x + a.box.width - 1 &&
            a.box.y < b.box.y + b.box.height - 4 && b.box.y < a.box.y + a.box.height - 4)
          say("two numbers on each other: " + name(a.text) + " " + name(b.text));
      });
    });
  });

  document.querySelectorAll("table").forEach(function (table) {
    if (!table.caption) say("a table without caption");
    table.querySelectorAll("th").forEach(function (th) {
      if (!th.scope) say("th without scope: " + name(th));
      if (th.textContent.trim().length > 3 && th.offsetWidth < 40)
        say("a head so narrow that its words are broken: " + name(th));
    });
    var columns = table.rows[0].cells.length;
    Array.from(table.rows).forEach(function (row) {
      if (row.cells.length !== columns) say("a row with another number of cells");
    });
  });
  document.querySelectorAll(".grid td a, .grid th button, input").forEach(function (target) {
    var box = target.getBoundingClientRect();
    if (box.width < 44 || box.height < 44) say("too small to tap: " + name(target));
  });
  var first = document.querySelector(".grid td a, .lab a, .steps a");
  if (first) {
    first.focus({ focusVisible: true });
    if (getComputedStyle(first).outlineStyle === "none") say("focus cannot be seen");
    first.blur();
  }

  var box = document.querySelector("#scores .scroll"), grid = document.querySelector("table.grid");
  if (box) {  // heads stay in sight
    box.scrollTo(300, 200);
    var at = box.getBoundingClientRect(), corner = grid.rows[0].cells[0].getBoundingClientRect();
    if (box.scrollWidth > box.clientWidth + 300 && Math.abs(corner.left - at.left) > 3)
      say("the first column scrolls away");
    if (box.scrollHeight > box.clientHeight + 300 && Math.abs(corner.top - at.top) > 3)
      say("the heads scroll away");
    box.scrollTo(0, 0);
    var names = function () {
      return Array.from(grid.tBodies[0].rows).map(function (row) { return row.cells[0].textContent; });
    };
    var values = function (column) {
      return Array.from(grid.tBodies[0].rows).map(function (row) {
        return parseFloat(row.cells[column].textContent);
      });
    };
    var before = names().join("|"), total = 1;
    grid.rows[0].cells[total].querySelector("button").click();
    var down = values(total).filter(function (v) { return v === v; });
    if (down.some(function (v, i) { return i && v > down[i - 1]; })) say("totals are not sorted");
    if (grid.rows[0].cells[total].getAttribute("aria-sort") !== "descending") say("no aria-sort");
    grid.rows[0].cells[0].querySelector("button").click();
    if (names().length !== before.split("|").length) say("sorting loses rows");
    var input = document.querySelector("input");
    input.value = "zzz nobody";
    input.dispatchEvent(new Event("input"));
    if (Array.from(grid.tBodies[0].rows).some(function (row) { return !row.hidden; }))
      say("the filter lets everybody through");
    input.value = "";
    input.dispatchEvent(new Event("input"));
  } else if (!ofStudent && document.querySelector("input, script")) say("a script without a table");

  scrollTo(0, 0);
  return {
    wrong: wrong, contrasts: contrasts,
    links: Array.from(document.querySelectorAll("a[href]")).map(function (a) {
      var url = new URL(a.href);
      return decodeURIComponent(url.pathname) + url.hash;
    }),
    ids: Array.from(document.querySelectorAll("[id]")).map(function (one) { return one.id; })
  };
}
