// A slider over time: many steps of classes on the same shapes, kept in memory, so that a step is one repaint.
(function (gridkeeper) {
  "use strict";

  const PACE = 700; // milliseconds a step stays while playing
  const CALM = 350; // milliseconds until a step is one somebody came to rest at
  const SVG = "http://www.w3.org/2000/svg";
  const PLAY = "M7 4.5v15l13-7.5z";
  const PAUSE = "M6 4.5h4.5v15H6zM13.5 4.5H18v15h-4.5z";
  const NEXT = "M5 4.5v15l10-7.5zM16 4.5h3v15h-3z";

  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  function make(name, className, parent) {
    const node = document.createElement(name);
    node.className = className;
    if (parent) parent.appendChild(node);
    return node;
  }

  // steps: classes of grids and communities, one array a step
  gridkeeper.readSteps = function (buffer) {
    const [first, count, parents, steps] = new Uint32Array(buffer, 0, 4);
    const start = 16 + steps * count;
    const cut = (from, size) => Array.from({ length: steps }, (_none, n) => new Uint8Array(buffer, from + n * size, size));
    return { first: first, grids: cut(16, count), parents: cut(start, parents) };
  };

  gridkeeper.Times = function (view) {
    this.view = view;
    this.step = -1; // the whole period
    this.timer = 0;
    const holder = view.map.getContainer();
    this.bar = make("div", "gk-time", holder);
    this.bar.hidden = true;
    this.bar.setAttribute("role", "group");
    this.play = make("button", "gk-play", this.bar);
    this.slider = make("input", "gk-slider", this.bar);
    this.when = make("output", "gk-when", this.bar);
    this.whole = make("button", "gk-whole", this.bar);
    const picture = this.play.appendChild(document.createElementNS(SVG, "svg"));
    picture.setAttribute("viewBox", "0 0 24 24");
    picture.setAttribute("aria-hidden", "true");
    this.shape = picture.appendChild(document.createElementNS(SVG, "path"));
    this.play.type = this.whole.type = "button";
    this.slider.type = "range";
    this.slider.min = 0;
    this.play.onclick = () => (calm() ? this.rest(this.next()) : this.turn(!this.timer));
    this.slider.oninput = () => this.rest(Number(this.slider.value));
    this.whole.onclick = () => this.rest(-1);
    this.bar.addEventListener("keydown", (event) => {
      if (event.key !== " " || event.target !== this.slider) return;
      event.preventDefault();
      this.play.click();
    });
    L.DomEvent.disableClickPropagation(this.bar);
    L.DomEvent.disableScrollPropagation(this.bar);
  };

  gridkeeper.Times.prototype = {
    // what Python sent: the steps are those of before if their bytes are
    take: function (show) {
      const frames = show.frames;
      this.bar.hidden = !frames;
      this.view.map.getContainer().classList.toggle("gk-timed", Boolean(frames));
      if (!frames) {
        this.frames = null;
        this.step = -1;
        this.turn(false);
        return;
      }
      const same = this.frames && this.frames.payload === frames.payload;
      this.frames = frames;
      this.words = show.words;
      this.bar.setAttribute("aria-label", show.words.time);
      this.slider.setAttribute("aria-label", show.words.time);
      this.slider.max = frames.labels.length - 1;
      this.whole.textContent = frames.whole;
      this.whole.hidden = !frames.whole;
      if (!same) {
        this.turn(false);
        this.step = frames.step >= 0 || frames.whole ? frames.step : frames.labels.length - 1;
        this.sent = this.step;
      }
      this.tell();
    },
    next: function () {
      return (this.step + 1) % this.frames.labels.length;
    },
    go: function (step) {
      this.step = step;
      this.tell();
      this.view.panel.fill(this.view.shown, this.legend());
      this.view.panel.hush();
      this.view.painter.later();
    },
    turn: function (on) {
      clearInterval(this.timer);
      this.timer = on ? setInterval(() => this.ahead(), PACE) : 0;
      if (on) this.ahead();
      if (this.frames) this.tell();
      if (this.frames && !on) this.arrive();
    },
    // somebody came to rest at a step: the address says so from now on
    arrive: function () {
      clearTimeout(this.arriving);
      this.arriving = setTimeout(() => {
        if (!this.frames || this.timer || this.sent === this.step) return;
        this.sent = this.step;
        this.view.send({ source: "step", step: this.step, grid_ids: [...this.view.selected] });
      }, CALM);
    },
    rest: function (step) {
      this.turn(false);
      this.go(step);
    },
    // one step on while playing; the last one is the end
    ahead: function () {
      const last = this.frames.labels.length - 1;
      this.go(this.step === last ? 0 : this.step + 1);
      if (this.step === last) this.turn(false);
    },
    tell: function () {
      const words = this.words;
      const label = this.step < 0 ? this.frames.whole : this.frames.labels[this.step];
      this.slider.value = this.step < 0 ? this.slider.max : this.step;
      this.slider.setAttribute("aria-valuetext", label);
      this.slider.classList.toggle("gk-resting", this.step < 0);
      this.when.textContent = label;
      this.whole.setAttribute("aria-pressed", String(this.step < 0));
      const what = calm() ? words.next_step : this.timer ? words.pause : words.play;
      this.play.setAttribute("aria-label", what);
      this.play.title = what;
      this.shape.setAttribute("d", calm() ? NEXT : this.timer ? PAUSE : PLAY);
      this.view.map.getContainer().dataset.step = this.step;
    },

    // ---- what painter and tooltip ask while a step is shown
    colour: function (layer, id) {
      const values = this.frames.values;
      const index = layer === "communities" ? values.parents[this.step][id - 1] : values.grids[this.step][id - values.first];
      return this.frames.palette[index || 0];
    },
    said: function (id) {
      const index = this.frames.values.grids[this.step][id - this.frames.values.first];
      const row = this.frames.legend.rows[index - 2];
      return row ? [[this.frames.labels[this.step], row.label]] : [];
    },
    // whether what an outline stands for had begun by the end of the step that is shown
    begun: function (part) {
      const next = this.frames && this.step >= 0 && this.frames.names[this.step + 1];
      return !part.begun || !next || part.begun < next;
    },
    // the legend's parts, the step's own in the place of the whole period's, its classes counted
    legend: function () {
      const parts = [...this.view.shown.legend];
      if (!this.frames || this.step < 0) return parts;
      const counts = new Map();
      this.frames.values.grids[this.step].forEach((index) => counts.set(index, (counts.get(index) || 0) + 1));
      const counted = this.frames.legend.rows.map((row, n) =>
        Object.assign({}, row, { count: (counts.get(n + 2) || 0).toLocaleString("en") }));
      parts[this.frames.at] = Object.assign({}, this.frames.legend, { rows: counted });
      return parts.filter((part) => this.begun(part));
    },
  };
})(window.gridkeeper);
