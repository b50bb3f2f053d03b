// The legend, the tooltip and the lasso button. People's text arrives as data and is set as text, never as HTML.
(function (gridkeeper) {
  "use strict";

  function make(name, className, parent, text) {
    const node = document.createElement(name);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    if (parent) parent.appendChild(node);
    return node;
  }

  function Panel(map, words) {
    this.map = map;
    const holder = map.getContainer();
    this.legend = make("section", "gk-legend", holder);
    this.tip = make("div", "gk-tip", holder);
    this.tip.setAttribute("role", "status");
    this.north = make("div", "gk-north", holder);
    make("div", "gk-cross", holder).setAttribute("aria-hidden", "true");
    L.DomEvent.disableClickPropagation(this.legend);
    L.DomEvent.disableScrollPropagation(this.legend);
    this.open = this.asked = null;
  }

  Panel.prototype.fill = function (show, parts) {
    this.words = show.words;
    this.north.textContent = show.words.north;
    this.map.getContainer().setAttribute("aria-label", show.words.map);
    this.map.getContainer().setAttribute("role", "application");
    const box = this.legend;
    box.textContent = "";
    box.hidden = !parts.length;
    const toggle = make("button", "gk-toggle", box, show.words.legend);
    toggle.type = "button";
    const body = make("div", "gk-body", box);
    toggle.onclick = () => {
      this.asked = !this.open;
      this.unfold();
    };
    parts.forEach((part) => section(body, part));
    this.unfold();
  };
  // open as somebody asked, else where there is room; a frame may get its size late
  Panel.prototype.unfold = function () {
    this.open = this.asked === null ? this.map.getContainer().clientWidth > 520 : this.asked;
    const [toggle, body] = this.legend.children;
    if (!body) return;
    body.hidden = !this.open;
    toggle.setAttribute("aria-expanded", String(this.open));
  };

  // whether the legend has its place and size: styles arrive in their own time
  Panel.prototype.dressed = function () {
    return getComputedStyle(this.legend).position === "absolute";
  };

  function section(body, part) {
    make("h2", "", body, part.unit ? part.title + " (" + part.unit + ")" : part.title);
    if (part.method) make("p", "gk-method", body, part.method);
    const list = make("ul", "", body);
    part.rows.forEach((row) => {
      const item = make("li", "", list);
      swatch(item, row);
      make("span", "gk-label", item, row.label);
      if (row.count !== undefined) make("span", "gk-count", item, row.count);
    });
  }
  function swatch(item, row) {
    if (row.icon) {
      const canvas = make("canvas", "gk-icon", item);
      canvas.width = canvas.height = 36;
      const ctx = canvas.getContext("2d");
      ctx.scale(2, 2);
      ctx.beginPath();
      ctx.arc(9, 9, 8.5, 0, 7);
      ctx.fillStyle = row.colour;
      ctx.fill();
      gridkeeper.icon(ctx, { x: 9, y: 9 }, 9, row.icon);
      return;
    }
    const node = make("span", "gk-swatch gk-" + (row.shape || "fill"), item);
    if (row.shape === "line" || row.shape === "ring") node.style.borderColor = row.colour;
    else node.style.background = row.colour;
  }

  // title in bold, then label and value a line
  Panel.prototype.say = function (point, title, rows) {
    this.tip.textContent = "";
    make("strong", "", this.tip, title);
    rows.forEach(([label, text]) => {
      const line = make("div", "gk-line", this.tip);
      if (label) make("span", "gk-what", line, label);
      make("span", "gk-value", line, text);
    });
    const size = this.map.getSize();
    this.tip.classList.add("gk-on");
    const left = point.x + 16 + this.tip.offsetWidth > size.x ? point.x - 12 - this.tip.offsetWidth : point.x + 16;
    const top = Math.min(point.y + 14, size.y - this.tip.offsetHeight - 6);
    this.tip.style.transform = "translate(" + Math.max(4, Math.round(left)) + "px," + Math.max(4, Math.round(top)) + "px)";
  };
  Panel.prototype.hush = function () {
    this.tip.classList.remove("gk-on");
  };

  // a button that turns the next drag into a line around grids
  gridkeeper.Lasso = function (map, words, chosen) {
    this.map = map;
    this.chosen = chosen;
    this.on = false;
    const bar = L.DomUtil.create("div", "leaflet-bar gk-tools");
    this.button = make("button", "gk-lasso", bar);
    this.button.type = "button";
    this.label(words);
    const control = L.control({ position: "topleft" });
    control.onAdd = () => bar;
    control.addTo(map);
    L.DomEvent.disableClickPropagation(bar);
    this.button.onclick = () => this.turn(!this.on);
    this.sheet = make("canvas", "gk-sheet", map.getContainer());
    this.sheet.hidden = true;
    this.sheet.onpointerdown = (event) => this.start(event);
    this.sheet.onpointermove = (event) => this.move(event);
    this.sheet.onpointerup = (event) => this.end(event);
    this.sheet.onpointercancel = () => this.turn(false);
    L.DomEvent.disableClickPropagation(this.sheet);
    bar.hidden = true;
    this.bar = bar;
  };
  gridkeeper.Lasso.prototype = {
    label: function (words) {
      this.button.title = words.lasso;
      this.button.setAttribute("aria-label", words.lasso);
    },
    turn: function (on) {
      this.on = on;
      this.points = [];
      this.sheet.hidden = !on;
      this.sheet.width = this.map.getSize().x;
      this.sheet.height = this.map.getSize().y;
      this.button.setAttribute("aria-pressed", String(on));
    },
    at: function (event) {
      const box = this.sheet.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    },
    start: function (event) {
      this.sheet.setPointerCapture(event.pointerId);
      this.points = [this.at(event)];
    },
    move: function (event) {
      if (!this.points.length) return;
      this.points.push(this.at(event));
      const ctx = this.sheet.getContext("2d");
      ctx.clearRect(0, 0, this.sheet.width, this.sheet.height);
      ctx.beginPath();
      this.points.forEach((point) => ctx.lineTo(point.x, point.y));
      ctx.fillStyle = "rgba(31,41,51,.10)";
      ctx.fill();
      ctx.setLineDash([6, 4]);
      ctx.lineWidth = 2;
      ctx.strokeStyle = "#1f2933";
      ctx.stroke();
    },
    end: function (event) {
      const points = this.points;
      this.turn(false);
      if (points.length > 2) this.chosen(points, event.shiftKey);
    },
  };
  gridkeeper.Panel = Panel;
})(window.gridkeeper);
