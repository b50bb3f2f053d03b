// A button that turns the next clicks, or the next drag, into a line: it ends with a double click or Enter.
(function (gridkeeper) {
  "use strict";

  const NEAR = 12;
  // a drag shorter than this is a click of an unsteady hand
  const DRAG = 8;
  const SIMPLE = 2.5;
  // milliseconds for which a line that is done still lies over the map: the rest of a double click chooses no grid
  const REST = 400;

  gridkeeper.Pencil = function (map, words, drawn) {
    this.map = map;
    this.drawn = drawn;
    this.points = [];
    this.bar = L.DomUtil.create("div", "leaflet-bar gk-tools");
    this.button = L.DomUtil.create("button", "gk-lasso gk-pencil", this.bar);
    this.button.type = "button";
    this.label(words);
    const control = L.control({ position: "topleft" });
    control.onAdd = () => this.bar;
    control.addTo(map);
    L.DomEvent.disableClickPropagation(this.bar);
    this.button.onclick = () => this.turn(this.sheet.hidden);
    this.sheet = L.DomUtil.create("canvas", "gk-sheet", map.getContainer());
    this.sheet.hidden = true;
    this.sheet.onpointerdown = (event) => this.press(event);
    this.sheet.onpointermove = (event) => this.move(event);
    this.sheet.onpointerup = (event) => this.release(event);
    this.sheet.onpointercancel = () => this.turn(false);
    map.getContainer().addEventListener("keydown", (event) => this.key(event), true);
    L.DomEvent.disableClickPropagation(this.sheet);
    this.bar.hidden = true;
  };
  gridkeeper.Pencil.prototype = {
    label: function (words) {
      this.button.title = words.pencil;
      this.button.setAttribute("aria-label", words.pencil);
    },
    turn: function (on) {
      clearTimeout(this.resting);
      this.resting = 0;
      this.points = [];
      this.pressed = null;
      this.free = false;
      this.sheet.hidden = !on;
      this.sheet.width = this.map.getSize().x;
      this.sheet.height = this.map.getSize().y;
      this.button.setAttribute("aria-pressed", String(on));
      if (on) this.map.getContainer().focus();
    },
    at: function (event) {
      const box = this.sheet.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    },
    away: (one, other) => Math.hypot(one.x - other.x, one.y - other.y),
    press: function (event) {
      if (this.resting) return;
      this.sheet.setPointerCapture(event.pointerId);
      this.pressed = this.at(event);
    },
    move: function (event) {
      if (this.resting) return;
      const here = this.at(event);
      if (this.pressed && !this.points.length && this.away(this.pressed, here) > DRAG) {
        this.free = true;
        this.points = [this.pressed];
      }
      if (this.free) this.points.push(here);
      this.sketch(this.free ? this.points : [...this.points, here]);
    },
    release: function (event) {
      if (this.resting) return;
      const here = this.at(event), last = this.points[this.points.length - 1];
      this.pressed = null;
      if (this.free) return this.finish(L.LineUtil.simplify(this.points.map((p) => L.point(p.x, p.y)), SIMPLE));
      if (last && this.away(last, here) < NEAR) return this.finish(this.points);
      this.points.push(here);
      this.sketch(this.points);
    },
    key: function (event) {
      if (this.sheet.hidden || (event.key !== "Enter" && event.key !== "Escape")) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Escape") this.turn(false);
      else this.finish(this.points);
    },
    finish: function (points) {
      const line = points.map((point) => this.map.containerPointToLatLng([point.x, point.y]));
      if (line.length < 2) return;
      this.resting = setTimeout(() => this.turn(false), REST);
      this.drawn(line.map((place) => [place.lng, place.lat]));
    },
    sketch: function (points) {
      const ctx = this.sheet.getContext("2d");
      ctx.clearRect(0, 0, this.sheet.width, this.sheet.height);
      ctx.beginPath();
      points.forEach((point) => ctx.lineTo(point.x, point.y));
      ctx.lineWidth = 2.5;
      ctx.strokeStyle = "#b2182b";
      ctx.stroke();
      ctx.fillStyle = "#b2182b";
      if (!this.free) points.forEach((point) => ctx.fillRect(point.x - 3, point.y - 3, 6, 6));
    },
  };
})(window.gridkeeper);
