// A button that turns a drag into a pushed border: the beat pressed on takes the grids that the pointer enters.
// By key: Enter takes hold of the beat under the middle, the arrows push its border, Enter lets go.
(function (gridkeeper) {
  "use strict";

  // a quick hand skips pixels: between two places the pointer told of, so often is looked
  const STEP = 5;

  gridkeeper.Brush = function (view, words, pushed) {
    this.view = view;
    this.map = view.map;
    this.pushed = pushed;
    this.taken = [];
    this.bar = L.DomUtil.create("div", "leaflet-bar gk-tools");
    this.button = L.DomUtil.create("button", "gk-lasso gk-brush", this.bar);
    this.button.type = "button";
    this.label(words);
    const control = L.control({ position: "topleft" });
    control.onAdd = () => this.bar;
    control.addTo(this.map);
    L.DomEvent.disableClickPropagation(this.bar);
    this.button.onclick = () => this.turn(this.sheet.hidden);
    this.sheet = L.DomUtil.create("div", "gk-sheet", this.map.getContainer());
    this.sheet.hidden = true;
    this.sheet.onpointerdown = (event) => this.press(event);
    this.sheet.onpointermove = (event) => this.last && this.drag(this.at(event));
    this.sheet.onpointerup = () => this.finish();
    this.sheet.onpointercancel = () => this.drop();
    this.map.on("move", () => this.centre && this.pan());
    this.map.getContainer().addEventListener("keydown", (event) => this.key(event), true);
    L.DomEvent.disableClickPropagation(this.sheet);
    this.bar.hidden = true;
  };
  gridkeeper.Brush.prototype = {
    label: function (words) {
      this.button.title = words.brush;
      this.button.setAttribute("aria-label", words.brush);
    },
    turn: function (on) {
      this.drop();
      this.sheet.hidden = !on;
      this.button.setAttribute("aria-pressed", String(on));
      if (on) this.map.getContainer().focus();
    },
    at: function (event) {
      const box = this.sheet.getBoundingClientRect();
      return L.point(event.clientX - box.left, event.clientY - box.top);
    },
    middle: function () {
      return this.map.getSize().divideBy(2);
    },
    press: function (event) {
      this.sheet.setPointerCapture(event.pointerId);
      this.last = this.at(event);
      this.hold(this.last);
    },
    drag: function (here) {
      this.sweep(this.last, here);
      this.last = here;
    },
    // the map moves under the middle
    pan: function () {
      this.sweep(this.map.latLngToContainerPoint(this.centre), this.middle());
      this.centre = this.map.getCenter();
    },
    sweep: function (from, to) {
      const steps = Math.ceil(from.distanceTo(to) / STEP);
      for (let n = 1; n <= steps; n++) this.take(from.add(to.subtract(from).multiplyBy(n / steps)));
    },
    // take hold of the beat of the grid at a point
    hold: function (point) {
      const found = this.view.painter.hit(point);
      this.taken = found && found.layer === "grids" ? [found.id] : [];
    },
    // the grid at a point joins the beat that is held, in its colour at once
    take: function (point) {
      const found = this.taken.length ? this.view.painter.hit(point) : null;
      if (!found || found.layer !== "grids" || this.taken.includes(found.id)) return;
      this.taken.push(found.id);
      this.view.recolour(found.id, this.taken[0]);
    },
    key: function (event) {
      if (this.sheet.hidden || !["Enter", " ", "Escape"].includes(event.key)) return;
      if (event.target !== this.map.getContainer()) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Escape") this.turn(false);
      else if (this.taken.length) this.finish();
      else {
        this.centre = this.map.getCenter();
        this.hold(this.middle());
      }
    },
    letGo: function () {
      this.taken = [];
      this.last = this.centre = null;
    },
    finish: function () {
      const taken = this.taken;
      this.letGo();
      if (taken.length) this.pushed(taken); // of one grid alone the page says why nothing moved
    },
    drop: function () {
      this.letGo();
      this.view.recoloured.clear();
      this.view.painter.later();
    },
  };
})(window.gridkeeper);
