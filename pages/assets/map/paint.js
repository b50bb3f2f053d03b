// Draws everything on one canvas that follows the map: a change of values is one repaint, never a request.
(function (gridkeeper) {
  "use strict";

  const TILE = 512;
  const UNITS = 4096;
  const MAX_ZOOM = 16;
  // half of the widest line that is no outline
  const WIDEST = 2;
  const INK = "#1f2933";
  const QUIET = {
    water: "#c3dcea", green: "#dde8d3", grid: "rgba(255,255,255,.85)", street: "rgba(255,255,255,.75)",
    absent: "#f1efea", street_line: "#8a97a3", district_line: "#56636f", beat: "#46525e",
  };
  const STYLES = {
    hot: { colour: "#9b1226", width: 2.6 }, cold: { colour: "#0b4a8f", width: 2.6 },
    plain: { colour: "#3b4754", width: 2 }, changed: { colour: "#1f2933", width: 2, hatch: true },
    action: { colour: "#00695c", width: 2.6 }, locked: { colour: "#8a6d00", width: 3 },
  };

  gridkeeper.Painter = L.Renderer.extend({
    options: { padding: 0.12 },

    initialize: function (view) {
      L.Renderer.prototype.initialize.call(this, {});
      this.view = view;
      this.frame = 0;
    },
    _initContainer: function () {
      this._container = L.DomUtil.create("canvas", "gk-canvas");
      this._container.setAttribute("aria-hidden", "true");
      this.ctx = this._container.getContext("2d");
      this.spare = document.createElement("canvas");
    },
    _destroyContainer: function () {
      L.DomUtil.remove(this._container);
      cancelAnimationFrame(this.frame);
    },
    _updatePaths: function () {},
    _update: function () {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const ratio = window.devicePixelRatio || 1;
      L.DomUtil.setPosition(this._container, this._bounds.min);
      if (this._container.width !== size.x * ratio || this._container.height !== size.y * ratio) {
        this._container.width = size.x * ratio;
        this._container.height = size.y * ratio;
        this._container.style.width = size.x + "px";
        this._container.style.height = size.y + "px";
      }
      this.draw();
    },
    // paint with the next frame: everything, or only around some grids
    later: function (ids) {
      if (!this.frame) this.due = ids || null;
      else this.due = this.due && ids ? new Set([...this.due, ...ids]) : null;
      if (this.frame) return;
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        if (!this._map || this._map._animatingZoom) return;
        if (!this.due || this.view.level() !== "grids") this.draw();
        else this.patch(this.due);
      });
    },
    patch: function (ids) {
      const box = gridkeeper.repaint.around(this, ids);
      if (box) this.draw(box);
      else this.view.painted();
    },

    // the tiles in view: zoom, and for each its address and the rectangle it fills on the canvas
    tiles: function (limit) {
      const zoom = this._zoom;
      const z = Math.max(0, Math.min(limit || MAX_ZOOM, Math.round(zoom) - 1));
      const side = (256 * Math.pow(2, zoom)) / Math.pow(2, z);
      const origin = this._map.getPixelOrigin().add(this._bounds.min);
      const size = this._bounds.getSize();
      const count = Math.pow(2, z);
      const found = [];
      for (let y = Math.floor(origin.y / side); y * side < origin.y + size.y; y++) {
        for (let x = Math.floor(origin.x / side); x * side < origin.x + size.x; x++) {
          if (x < 0 || y < 0 || x >= count || y >= count) continue;
          found.push({ z: z, x: x, y: y, side: side, left: x * side - origin.x, top: y * side - origin.y });
        }
      }
      return found;
    },
    tileOf: function (layer, tile) {
      return this.view.store.get(this.view.address(layer, tile.z, tile.x, tile.y));
    },
    // a coarser tile that covers this one, so that a zoom shows something at once
    standIn: function (layer, tile) {
      for (let up = 1; up <= 4 && tile.z - up >= 0; up++) {
        const share = Math.pow(2, up);
        const x = Math.floor(tile.x / share);
        const y = Math.floor(tile.y / share);
        const found = this.view.store.peek(this.view.address(layer, tile.z - up, x, y));
        if (found) {
          const side = tile.side * share;
          return { data: found, side: side, left: tile.left - (tile.x - x * share) * tile.side,
            top: tile.top - (tile.y - y * share) * tile.side };
        }
      }
      return null;
    },
    // run paint(layers, scale, ctx, near) inside every tile of a layer that is painted now, clipped to it, in tile
    // units; near(features) are those that may reach into what is painted
    each: function (layer, paint, ctx) {
      ctx = ctx || this.ctx;
      const ratio = window.devicePixelRatio || 1;
      const dirty = this.box || [0, 0, this._container.width, this._container.height];
      this.tiles().forEach((tile) => {
        let at = { data: this.tileOf(layer, tile), side: tile.side, left: tile.left, top: tile.top };
        if (!at.data) at = this.standIn(layer, tile);
        if (!at || !at.data) return;
        const edge = (n) => Math.round(n * ratio);
        const [left, top, right, bottom] = [tile.left, tile.top, tile.left + tile.side, tile.top + tile.side].map(edge);
        if (left > dirty[2] || top > dirty[3] || right < dirty[0] || bottom < dirty[1]) return;
        ctx.save();
        ctx.setTransform(1, 0, 0, 1, 0, 0);
        ctx.beginPath();
        ctx.rect(left, top, right - left, bottom - top);
        ctx.clip();
        const scale = (at.side * ratio) / UNITS;
        ctx.setTransform(scale, 0, 0, scale, at.left * ratio, at.top * ratio);
        const reach = WIDEST * ratio / scale;
        const unit = (n, start) => (n - start * ratio) / scale;
        const [west, north] = [unit(dirty[0], at.left) - reach, unit(dirty[1], at.top) - reach];
        const [east, south] = [unit(dirty[2], at.left) + reach, unit(dirty[3], at.top) + reach];
        paint(at.data, ratio / scale, ctx, (features) => features.filter(({ box }) =>
          box[0] <= east && box[2] >= west && box[1] <= south && box[3] >= north));
        ctx.restore();
      });
    },

    // all of it, or only what lies in a box of the canvas
    draw: function (box) {
      if (!this.view.shown || !this._map) return;
      const { width, height } = this._container;
      if (!width || !height) return; // a frame not laid out yet has nothing to paint
      const ctx = this.ctx;
      this.box = box || null;
      const [left, top, right, bottom] = box || [0, 0, width, height];
      ctx.save();
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.beginPath();
      ctx.rect(left, top, right - left, bottom - top);
      ctx.clip();
      ctx.clearRect(left, top, right - left, bottom - top);
      this.layers(this.view.shown);
      ctx.restore();
      this.box = null;
      this.view.painted();
    },
    layers: function (show) {
      const ctx = this.ctx;
      const ratio = window.devicePixelRatio || 1;
      this.backdrop(["green"]);
      if (show.surface && show.surface.below) this.surface(show.surface);
      this.grids(show);
      if (show.surface && !show.surface.below) this.surface(show.surface);
      this.backdrop(["water", "street"]);
      this.borders(show);
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      gridkeeper.marks.lines(this, show);
      gridkeeper.marks.incidents(this, show);
      show.outlines.filter((outline) => this.view.times.begun(outline)).forEach((outline) =>
        this.outline(new Set(outline.ids), STYLES[outline.style] || STYLES.plain));
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      gridkeeper.marks.circles(this, show);
      gridkeeper.marks.facilities(this, show);
      if (this.view.selected.size) {
        this.outline(this.view.selected, { colour: "#fff", width: 5 });
        this.outline(this.view.selected, { colour: INK, width: 3 });
      }
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      gridkeeper.marks.labels(this, show);
    },
    // one grid again over what is there
    dab: function (id) {
      this.each("grids", (layers, pixel, ctx) => {
        (layers.grids ? layers.grids.features : []).filter((feature) => feature.id === id).forEach((feature) => {
          ctx.fillStyle = this.view.colour("grids", id) || QUIET.absent;
          ctx.fill(feature.path, "evenodd");
        });
      });
    },
    backdrop: function (kinds) {
      const streets = kinds.includes("street");
      this.each("backdrop", (layers, pixel, ctx, near) => {
        near(layers.backdrop ? layers.backdrop.features : []).forEach((feature) => {
          if (feature.type === 3 && kinds.includes(feature.kind)) {
            ctx.globalAlpha = feature.kind === "water" ? 0.85 : 1;
            ctx.fillStyle = QUIET[feature.kind];
            ctx.fill(feature.path, "evenodd");
            ctx.globalAlpha = 1;
          } else if (feature.type === 2 && streets) {
            ctx.lineWidth = (feature.kind === "residential" || feature.kind === "lane" ? 0.8 : 1.6) * pixel;
            ctx.strokeStyle = QUIET.street;
            ctx.stroke(feature.path);
          }
        });
      });
    },
    grids: function (show) {
      const layer = this.view.level();
      this.each(layer, (layers, pixel, ctx, near) => {
        if (!layers[layer]) return;
        ctx.globalAlpha = 0.9;
        near(layers[layer].features).forEach((feature) => {
          ctx.fillStyle = this.view.colour(layer, feature.id) || QUIET.absent;
          ctx.fill(feature.path, "evenodd");
        });
        ctx.globalAlpha = 1;
        const small = layers[layer].features.length > 1500;
        ctx.lineWidth = (small ? 0.35 : 0.8) * pixel;
        ctx.strokeStyle = QUIET.grid;
        ctx.stroke(this.edges(layers[layer], near));
      });
    },
    borders: function (show) {
      this.each("borders", (layers, pixel, ctx, near) => {
        near(layers.borders ? layers.borders.features : []).forEach((feature) => {
          const far = this._zoom < 11 ? 0.5 : 1;
          ctx.lineWidth = (feature.kind === "district" ? 1.8 : 1.1) * far * pixel;
          ctx.strokeStyle = QUIET[feature.kind === "district" ? "district_line" : "street_line"];
          ctx.stroke(feature.path);
        });
      });
      if (!show.beats) return;
      this.each("beats", (layers, pixel, ctx, near) => {
        if (!layers.beats) return;
        ctx.lineWidth = 1.8 * pixel;
        ctx.strokeStyle = QUIET.beat;
        ctx.stroke(this.edges(layers.beats, near));
      });
    },
    // the edges of a layer as one line: where two features share one it is drawn once
    edges: function (layer, near) {
      if (!this.box) return layer.outline;
      const line = new Path2D();
      near(layer.features).forEach((feature) => feature.path && line.addPath(feature.path));
      return line;
    },
    // The edge around a set of grids without the lines between them: stroke all, then cut the inside out.
    outline: function (ids, style) {
      if (!ids.size || this.view.level() !== "grids") return;
      const canvas = this._container;
      const spare = this.spare;
      if (spare.width !== canvas.width || spare.height !== canvas.height) {
        spare.width = canvas.width;
        spare.height = canvas.height;
      }
      const brush = spare.getContext("2d");
      brush.setTransform(1, 0, 0, 1, 0, 0);
      brush.clearRect(0, 0, spare.width, spare.height);
      this.each("grids", (layers, pixel, ctx) => {
        const chosen = (layers.grids ? layers.grids.features : []).filter((feature) => ids.has(feature.id));
        if (!chosen.length) return;
        ctx.lineJoin = "round";
        ctx.lineWidth = 2 * style.width * pixel;
        ctx.strokeStyle = style.colour;
        chosen.forEach((feature) => ctx.stroke(feature.path));
        ctx.globalCompositeOperation = "destination-out";
        ctx.lineWidth = 1.2 * pixel;
        chosen.forEach((feature) => {
          ctx.fill(feature.path, "evenodd");
          ctx.stroke(feature.path);
        });
        ctx.globalCompositeOperation = "source-over";
        if (style.hatch) this.hatch(ctx, chosen, pixel, style.colour);
      }, brush);
      this.ctx.setTransform(1, 0, 0, 1, 0, 0);
      // a frame that is just being laid out has no size yet, and an empty canvas cannot be drawn
      if (spare.width && spare.height) this.ctx.drawImage(spare, 0, 0);
    },
    hatch: function (ctx, features, pixel, colour) {
      features.forEach((feature) => {
        ctx.save();
        ctx.clip(feature.path, "evenodd");
        ctx.globalAlpha = 0.55;
        ctx.lineWidth = 1.2 * pixel;
        ctx.strokeStyle = colour;
        ctx.beginPath();
        const [left, top, right, bottom] = feature.box;
        const step = 8 * pixel;
        const from = Math.floor((left - bottom) / step) * step;
        for (let n = from; n < right - top; n += step) {
          ctx.moveTo(n + top, top);
          ctx.lineTo(n + bottom, bottom);
        }
        ctx.stroke();
        ctx.restore();
      });
    },
    surface: function (surface) {
      if (!surface.picture) return;
      const [west, south, east, north] = surface.bounds;
      const ratio = window.devicePixelRatio || 1;
      const from = this.place([north, west]);
      const to = this.place([south, east]);
      this.ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      this.ctx.globalAlpha = 0.75;
      this.ctx.drawImage(surface.picture, from.x, from.y, to.x - from.x, to.y - from.y);
      this.ctx.globalAlpha = 1;
    },
    // canvas pixels of a place in degrees
    place: function (latlng) {
      return this._map.latLngToLayerPoint(latlng).subtract(this._bounds.min);
    },

    // the grid (or community) under a point of the container
    hit: function (point) {
      const layer = this.view.level();
      const at = this._map.containerPointToLayerPoint(point).subtract(this._bounds.min);
      for (const tile of this.tiles()) {
        const x = ((at.x - tile.left) / tile.side) * UNITS;
        const y = ((at.y - tile.top) / tile.side) * UNITS;
        if (x < 0 || y < 0 || x >= UNITS || y >= UNITS) continue;
        const data = this.tileOf(layer, tile);
        if (!data || !data[layer]) return null;
        this.ctx.setTransform(1, 0, 0, 1, 0, 0);
        const found = data[layer].features.find((feature) => feature.box[0] <= x && x <= feature.box[2] &&
          feature.box[1] <= y && y <= feature.box[3] && this.ctx.isPointInPath(feature.path, x, y, "evenodd"));
        return found ? { layer: layer, id: found.id } : null;
      }
      return null;
    },
    // grids whose middle lies inside a polygon of container points
    inside: function (polygon) {
      const shape = new Path2D();
      polygon.forEach((point, n) => (n ? shape.lineTo(point.x, point.y) : shape.moveTo(point.x, point.y)));
      shape.closePath();
      const offset = this._map.layerPointToContainerPoint(this._bounds.min);
      const middles = new Map();
      this.tiles().forEach((tile) => {
        const data = this.tileOf("grids", tile);
        (data && data.grids ? data.grids.features : []).forEach((feature) => {
          const [left, top, right, bottom] = feature.box;
          const area = (right - left) * (bottom - top);
          const known = middles.get(feature.id);
          if (known && known.area >= area) return;
          middles.set(feature.id, { area: area,
            x: offset.x + tile.left + ((left + right) / 2 / UNITS) * tile.side,
            y: offset.y + tile.top + ((top + bottom) / 2 / UNITS) * tile.side });
        });
      });
      this.ctx.setTransform(1, 0, 0, 1, 0, 0);
      return [...middles].filter(([, at]) => this.ctx.isPointInPath(shape, at.x, at.y)).map(([id]) => id);
    },
  });
  gridkeeper.UNITS = UNITS;
  gridkeeper.STYLES = STYLES;
  gridkeeper.TILE = TILE;
})(window.gridkeeper);
