// Attaches to the map Folium made, shows what Python sends, answers with what was chosen.
(function (gridkeeper) {
  "use strict";

  const BLOCK = 256;
  // a frame smaller than its margins has no room to fit bounds into: Leaflet would answer with the deepest zoom
  const ROOM = 64;
  // levels of zoom that keeping clear of the legend may cost
  const MOST_SHRUNK = 0.75;

  function View(map) {
    this.map = map;
    this.selected = new Set();
    this.hovers = new Map();
    // grids painted in another grid's colour until Python answers
    this.recoloured = new Map();
    this.values = null;
    this.shown = null;
    this.store = new gridkeeper.Store((address) => this.fetchTile(address), () => this.painter.later());
    this.painter = new gridkeeper.Painter(this);
    this.panel = new gridkeeper.Panel(map);
    this.times = new gridkeeper.Times(this);
    this.picture = new gridkeeper.Picture(this);
    this.sent = "";
    this.focus = "";
    this.wanted = null;
    this.waits(true);
    this.listen();
  }

  View.prototype = {
    // ---- addresses and requests
    ask: function (path) {
      const mark = path.includes("?") ? "&" : "?";
      return fetch(gridkeeper.root + path + mark + "t=" + encodeURIComponent(this.token)).then((answer) => {
        if (answer.status === 403) this.renew();
        if (!answer.ok) throw new Error(String(answer.status));
        return answer;
      });
    },
    // the token is too old or from before a restart: a rerun of the page brings a new one
    renew: function () {
      if (this.renewed === this.token) return;
      this.renewed = this.token;
      this.send({ source: "renew", grid_ids: [...this.selected] });
    },
    address: function (layer, z, x, y) {
      const show = this.shown;
      if (layer === "incidents") {
        return "/incidents/" + show.incidents.stamp + "/" + z + "/" + x + "/" + y + "?" + show.incidents.query;
      }
      return "/tiles/" + layer + "/" + show.stamps[layer] + "/" + z + "/" + x + "/" + y;
    },
    fetchTile: function (address) {
      return this.ask(address).then((answer) => {
        if (answer.status === 204) return {};
        if (address.startsWith("/incidents")) return answer.json();
        return answer.arrayBuffer().then(gridkeeper.decode);
      });
    },

    // ---- what Python sends
    apply: function (show) {
      this.token = show.token;
      this.coming = show;
      this.waits(true);
      const parts = [this.fetchValues(show), this.fetchSteps(show), this.fetchFacilities(show),
        this.fetchLines(show), this.fetchSurface(show)];
      Promise.all(parts).then(() => {
        if (this.coming === show) this.take(show);
      }).catch(() => {
        setTimeout(() => this.coming === show && this.shown !== show && this.apply(show), 3000);
      });
    },
    take: function (show) {
      const before = this.shown;
      const first = !before;
      const selected = !this.sent || this.sent === show.answered ? new Set(show.selected) : this.selected;
      const changed = gridkeeper.repaint.changed(before, show, this.recoloured, [this.selected, selected]);
      this.shown = show;
      this.values = show.fetched;
      if (!this.brush || !this.brush.taken.length) this.recoloured.clear(); // not under a border being pushed
      this.selected = selected;
      this.times.take(show);
      this.picture.take(show);
      this.map.getContainer().classList.toggle("gk-awaits", Boolean(show.awaits));
      this.panel.fill(show, this.times.legend());
      this.panel.hush();
      this.dress(show);
      const focus = JSON.stringify(show.focus);
      const room = this.panel.legend.offsetWidth + " " + this.panel.legend.offsetHeight;
      if (focus !== this.focus && show.focus) this.look(show.focus, !first);
      else if (room !== this.room) this.fit(false);
      this.focus = focus;
      this.room = room;
      if (first) this.painter.addTo(this.map);
      else this.painter.later(changed);
    },
    dress: function (show) {
      if (!this.lasso) this.lasso = new gridkeeper.Lasso(this.map, show.words, (points, more) => this.lassoed(points, more));
      this.lasso.label(show.words);
      this.lasso.bar.hidden = !show.many;
      if (!this.pencil) this.pencil = new gridkeeper.Pencil(this.map, show.words, (line) => this.drew(line));
      this.pencil.label(show.words);
      this.pencil.bar.hidden = !show.draws;
      if (!this.brush) this.brush = new gridkeeper.Brush(this, show.words, (ids) => this.send({ source: "brush", grid_ids: ids }));
      this.brush.label(show.words);
      this.brush.bar.hidden = !show.brushes;
      const titles = { "leaflet-control-zoom-in": show.words.zoom_in, "leaflet-control-zoom-out": show.words.zoom_out };
      Object.entries(titles).forEach(([name, title]) => {
        const node = this.map.getContainer().querySelector("." + name);
        if (node) { node.title = title; node.setAttribute("aria-label", title); }
      });
    },
    once: function (name, fetcher) {
      this.kept = this.kept || new Map();
      if (!this.kept.has(name)) {
        const waiting = fetcher();
        waiting.catch(() => this.kept.delete(name));
        this.kept.set(name, waiting);
        if (this.kept.size > 40) this.kept.delete(this.kept.keys().next().value);
      }
      return this.kept.get(name);
    },
    fetchValues: function (show) {
      if (!show.values) return Promise.resolve();
      const name = "/payloads/" + show.values;
      return this.once(name, () => this.ask(name).then((answer) => answer.arrayBuffer()).then((buffer) => {
        const [first, count, parents] = new Uint32Array(buffer, 0, 3);
        return { first: first, grids: new Uint8Array(buffer, 12, count), parents: new Uint8Array(buffer, 12 + count, parents) };
      })).then((values) => (show.fetched = values));
    },
    fetchSteps: function (show) {
      if (!show.frames) return Promise.resolve();
      const name = "/payloads/" + show.frames.payload;
      return this.once(name, () => this.ask(name).then((answer) => answer.arrayBuffer()).then(gridkeeper.readSteps))
        .then((values) => (show.frames.values = values));
    },
    fetchFacilities: function (show) {
      if (!show.facilities) return Promise.resolve();
      const name = "/payloads/" + show.facilities.payload;
      return this.once(name, () => this.ask(name).then((answer) => answer.json()))
        .then((rows) => (show.facilities.rows = rows));
    },
    fetchLines: function (show) {
      if (!show.lines) return Promise.resolve();
      const name = "/payloads/" + show.lines.payload;
      return this.once(name, () => this.ask(name).then((answer) => answer.json())).then((rows) => (show.lines.rows = rows));
    },
    fetchSurface: function (show) {
      if (!show.surface) return Promise.resolve();
      const name = "/payloads/" + show.surface.payload;
      return this.once(name, () => this.ask(name).then((answer) => answer.blob()).then(createImageBitmap))
        .then((picture) => (show.surface.picture = picture));
    },

    // ---- where the map looks
    // What is ``wanted`` is tried when it changes and whenever the frame has another size, and stays wanted
    // until somebody moves the map. So it is fitted however late a frame gets its size, and never by a guess.
    look: function (bounds, animate) {
      this.wanted = bounds;
      this.fit(animate);
    },
    resized: function () {
      this.map.invalidateSize();
      this.panel.unfold();
      this.fit(false);
      this.painter.later();
    },
    fit: function (animate) {
      const size = this.map.getSize();
      if (!this.wanted || Math.min(size.x, size.y) < ROOM) return;
      const [west, south, east, north] = this.wanted;
      const bounds = L.latLngBounds([[south, west], [north, east]]);
      this.fitting = true;
      this.map.fitBounds(bounds, Object.assign(this.margins(bounds, size), { animate: animate, maxZoom: 17 }));
      this.fitting = false;
      if (!this.panel.dressed()) setTimeout(() => this.fit(false), 60); // styles are on their way
    },
    // The legend lies on the map: what it would cover moves beside it or above it, unless that makes it too small.
    margins: function (bounds, size) {
      const edge = size.x < 520 ? 6 : 14, legend = this.panel.legend;
      const plain = { paddingTopLeft: [edge, edge], paddingBottomRight: [edge, edge] };
      const right = legend.offsetLeft + legend.offsetWidth + 6, top = legend.offsetTop - 6;
      const zoom = (x, y) => size.x - x < ROOM || size.y - y < ROOM ? -1 : this.map.getBoundsZoom(bounds, false, L.point(x, y));
      const whole = zoom(2 * edge, 2 * edge);
      const pixels = this.map.project(bounds.getSouthEast(), whole).subtract(this.map.project(bounds.getNorthWest(), whole));
      if ((size.x - pixels.x) / 2 >= right || (size.y + pixels.y) / 2 <= top || !this.panel.open || !this.panel.dressed()) return plain;
      const beside = zoom(right + edge, 2 * edge), above = zoom(2 * edge, size.y - top + edge);
      if (Math.max(beside, above) < whole - MOST_SHRUNK) return plain;
      if (beside >= above) return Object.assign(plain, { paddingTopLeft: [right, edge] });
      return Object.assign(plain, { paddingBottomRight: [edge, size.y - top] });
    },

    // ---- what the painter asks
    level: function () {
      const z = Math.round(this.map.getZoom()) - 1;
      return z < this.shown.parents_below ? "communities" : "grids";
    },
    colour: function (layer, id) {
      if (this.times.step >= 0) return this.times.colour(layer, id);
      const values = this.values;
      if (!values) return null;
      const like = this.recoloured.get(id) || id;
      const index = layer === "communities" ? values.parents[id - 1] : values.grids[like - values.first];
      return this.shown.palette[index || 0];
    },
    // a grid in another one's colour, drawn at once without a repaint of the rest
    recolour: function (id, like) {
      this.recoloured.set(id, like);
      this.painter.dab(id);
    },
    painted: function () {
      this.paints = (this.paints || 0) + 1;
      const holder = this.map.getContainer();
      holder.dataset.paints = this.paints;
      holder.dataset.waiting = this.store.waiting.size;
      holder.dataset.values = this.shown.values || "";
      this.waits(this.coming !== this.shown || this.store.waiting.size > 0 || this.shown.awaits);
    },
    // a line runs along the top while something is on its way
    waits: function (on) {
      this.map.getContainer().classList.toggle("gk-waits", on);
    },

    // ---- what people do
    listen: function () {
      const map = this.map;
      map.on("click", (event) => this.clicked(event.containerPoint, event.originalEvent.shiftKey));
      map.on("mousemove", (event) => this.hover(event.containerPoint));
      map.on("mouseout movestart zoomstart", () => this.panel.hush());
      map.on("movestart zoomstart", () => { if (!this.fitting) this.wanted = null; });
      new ResizeObserver(() => this.resized()).observe(map.getContainer());
      map.on("move", () => this.shown && this.painter._map && !map._animatingZoom && this.painter._update());
      map.getContainer().addEventListener("keydown", (event) => {
        if (event.target !== map.getContainer() || (event.key !== "Enter" && event.key !== " ")) return;
        event.preventDefault();
        const middle = map.getSize().divideBy(2);
        this.clicked(middle, event.shiftKey);
        this.hover(middle);
      });
      document.addEventListener("keydown", (event) => this.pressed(event));
    },
    // the page does not hear what is pressed in this frame: its keys are passed on. On a Mac, Alt makes another
    // character of a letter; the place of the key tells which it was.
    pressed: function (event) {
      const letter = /^[a-z]$/i.test(event.key) ? event.key : event.code.slice(-1);
      const key = (event.ctrlKey || event.metaKey ? "Ctrl+" : event.altKey ? "Alt+" : "") + letter.toUpperCase();
      if (event.repeat || !this.shown || !this.shown.keys.includes(key)) return;
      event.preventDefault();
      this.send({ source: "key", key: key, grid_ids: [...this.selected] });
    },
    clicked: function (point, more) {
      if (!this.shown || this.chose(point)) return;
      const found = this.painter.hit(point);
      if (!found) return;
      if (found.layer === "communities") {
        this.map.setView(this.map.containerPointToLatLng(point), this.shown.parents_below + 1.5);
        return;
      }
      const only = this.selected.size === 1 && this.selected.has(found.id);
      if (more && this.shown.many) {
        if (!this.selected.delete(found.id)) this.selected.add(found.id);
      } else {
        this.selected = new Set(only ? [] : [found.id]);
      }
      this.choose("click");
    },
    // whether a click chose a facility: of several on one spot each in its turn, then none
    chose: function (point) {
      const facilities = this.shown.facilities;
      if (!facilities || facilities.chosen === null) return false;
      const here = this.placesAt(point).filter((place) => place.id);
      if (!here.length) return false;
      const next = here[here.findIndex((place) => place.id === facilities.chosen) + 1];
      facilities.chosen = next ? next.id : 0;
      this.painter.later();
      this.send({ source: "facility", facility_id: facilities.chosen, grid_ids: [...this.selected] });
      return true;
    },
    lassoed: function (points, more) {
      if (this.level() !== "grids") return;
      const inside = this.painter.inside(points);
      this.selected = new Set(more ? [...this.selected, ...inside] : inside);
      this.choose("lasso");
    },
    drew: function (line) {
      this.send({ source: "line", grid_ids: [...this.selected], line: line });
    },
    choose: function (source) {
      this.painter.later();
      this.send({ source: source, grid_ids: [...this.selected].sort((a, b) => a - b) });
    },
    send: function (answer) {
      this.sent = Date.now().toString(36) + Math.random().toString(36).slice(2, 8);
      window.Streamlit.setComponentValue(Object.assign({ event: this.sent }, answer));
    },

    // ---- hover
    hover: function (point) {
      this.pointer = point;
      if (this.hovering) return;
      this.hovering = requestAnimationFrame(() => {
        this.hovering = 0;
        if (this.shown && this.painter._map) this.tell(this.pointer);
      });
    },
    under: function (point, marks) {
      const at = this.map.containerPointToLayerPoint(point).subtract(this.painter._bounds.min);
      return (marks || []).filter((mark) => Math.hypot(mark.x - at.x, mark.y - at.y) <= mark.r);
    },
    // facilities and other places under a point, the topmost first
    placesAt: function (point) {
      return this.under(point, this.places).reverse();
    },
    tell: function (point) {
      const words = this.shown.words;
      const [place] = this.placesAt(point);
      if (place) {
        const chooses = place.id && this.shown.facilities.chosen !== null;
        this.map.getContainer().style.cursor = chooses ? "pointer" : "";
        return this.panel.say(point, place.name, [["", place.kind], ...(chooses ? [["", words.choose]] : [])]);
      }
      const [mark] = this.under(point, this.marks);
      if (mark && mark.cases) return this.panel.say(point, words.cases.replace("{n}", mark.cases), []);
      if (mark) return this.panel.say(point, mark.code, [["", this.shown.incidents.names[mark.category] || mark.category]]);
      const found = this.painter.hit(point);
      this.map.getContainer().style.cursor = found ? "pointer" : "";
      if (!found || found.layer !== "grids") return this.panel.hush();
      const block = Math.floor(found.id / BLOCK);
      const name = "/hover/" + this.shown.hover + "/" + block + "?s=" + this.shown.stamps.hover;
      this.once(name, () => this.ask(name).then((answer) => answer.json())).then((rows) => {
        const row = rows[found.id];
        if (!row || this.pointer !== point) return;
        const now = this.times.step >= 0 ? this.times.said(found.id) : [];
        this.panel.say(point, row[0], [...now, ...row[1].map(([what, text]) => [words[what] || what, text])]);
      }).catch(() => {});
    },
  };

  gridkeeper.attach = function (map, root) {
    gridkeeper.root = root;
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
    gridkeeper.view = new View(map);
  };
  // called with base64 of JSON in UTF-8: inert in any script around it
  gridkeeper.show = function (coded) {
    const bytes = Uint8Array.from(atob(coded), (letter) => letter.charCodeAt(0));
    window.feature_group = [];
    gridkeeper.view.apply(JSON.parse(new TextDecoder().decode(bytes)));
  };
})(window.gridkeeper);
