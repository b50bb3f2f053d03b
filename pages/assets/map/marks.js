// What stands on top of the areas: counts of incidents, facilities, names.
(function (gridkeeper) {
  "use strict";

  const CJK = '"Noto Sans CJK SC","PingFang SC","Microsoft YaHei","Source Han Sans SC",system-ui,sans-serif';
  const LEVELS = { district: 700, street: 600, community: 500, grid: 400 };
  const INK = "#1f2933";
  const MARK = "#5b2a86";
  const COUNTED = "rgba(91,42,134,.78)"; // a white count is read on it whatever lies below
  const METRES_A_DEGREE = 111195; // of latitude

  // eight small pictures on a 24-unit square; a kind without one shows its letter
  const ICONS = {
    service_station: "M4 11 12 4l8 7v9h-5v-6H9v6H4z",
    clinic: "M9.5 4h5v5.5H20v5h-5.5V20h-5v-5.5H4v-5h5.5z",
    elderly_care: "M12 20C5 15 3.5 11.8 3.5 9A4.3 4.3 0 0 1 12 7.6 4.3 4.3 0 0 1 20.5 9c0 2.8-1.5 6-8.5 11z",
    kindergarten: "M12 3.5 14.5 9l6 .6-4.5 4 1.3 6L12 16.5l-5.3 3.1 1.3-6-4.5-4 6-.6z",
    primary_school: "M12 5 2.5 9.5 12 14l7-3.3V16h1.5V9.5zM6.5 13.4V17c1.5 1.3 3.4 2 5.5 2s4-.7 5.5-2v-3.6L12 16z",
    market: "M4 8h16l-1.6 11.5H5.6zM8 8a4 4 0 0 1 8 0h-1.8a2.2 2.2 0 0 0-4.4 0z",
    park: "M12 3a5.5 5.5 0 0 1 3.6 9.7 4 4 0 0 1-2.6 3V21h-2v-5.3a4 4 0 0 1-2.6-3A5.5 5.5 0 0 1 12 3z",
    police_post: "M12 3l7.5 2.6V12c0 4.3-3 7.3-7.5 9-4.5-1.7-7.5-4.7-7.5-9V5.6z",
  };
  const shapes = {};
  Object.keys(ICONS).forEach((kind) => (shapes[kind] = new Path2D(ICONS[kind])));

  function radius(cases, most) {
    return 3 + 16 * Math.sqrt(cases / Math.max(most, 1));
  }

  function incidents(painter, show) {
    const marks = [];
    painter.view.marks = marks;
    if (!show.incidents) return;
    const found = painter.tiles(show.incidents.max_zoom).map((tile) => [tile, painter.tileOf("incidents", tile)]);
    const world = (x, y) => {
      const place = painter._map.options.crs.unproject(L.point(x, y));
      return painter.place(place);
    };
    let most = 1;
    found.forEach(([, data]) => data && data.hexes && data.hexes.forEach((hex) => (most = Math.max(most, hex[2]))));
    const ctx = painter.ctx;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    found.forEach(([, data]) => {
      if (!data) return;
      (data.hexes || []).forEach((hex) => {
        const at = world(hex[0], hex[1]);
        disc(ctx, at, radius(hex[2], most), hex[2]);
        marks.push({ x: at.x, y: at.y, r: radius(hex[2], most), cases: hex[2] });
      });
      (data.points || []).forEach((point) => {
        const at = world(point[0], point[1]);
        dot(ctx, at);
        marks.push({ x: at.x, y: at.y, r: 6, code: point[2], category: point[3] });
      });
    });
  }
  function disc(ctx, at, size, cases) {
    ctx.beginPath();
    ctx.arc(at.x, at.y, size, 0, 7);
    ctx.fillStyle = COUNTED;
    ctx.fill();
    ctx.lineWidth = 1.2;
    ctx.strokeStyle = "#fff";
    ctx.stroke();
    ctx.font = "600 " + (size > 14 ? 12 : 10) + "px " + CJK;
    const count = cases > 9999 ? Math.round(cases / 1000) + "k" : String(cases);
    if (ctx.measureText(count).width > 2 * size - 4) return; // white beside its disc would be lost on a pale grid
    ctx.fillStyle = "#fff";
    ctx.fillText(count, at.x, at.y + 0.5);
  }
  function dot(ctx, at) {
    ctx.beginPath();
    ctx.arc(at.x, at.y, 4.2, 0, 7);
    ctx.fillStyle = MARK;
    ctx.fill();
    ctx.lineWidth = 1.4;
    ctx.strokeStyle = "#fff";
    ctx.stroke();
  }

  function facilities(painter, show) {
    painter.view.places = [];
    if (!show.facilities || !show.facilities.rows) return;
    const ctx = painter.ctx;
    const size = painter._bounds.getSize();
    const close = painter._zoom >= 14;
    const usual = close ? 9 : painter._zoom >= 12 ? 6.5 : 3.5;
    show.facilities.rows.forEach((row) => {
      const at = painter.place([row[1], row[0]]);
      if (at.x < -20 || at.y < -20 || at.x > size.x + 20 || at.y > size.y + 20) return;
      const kind = show.facilities.kinds[row[2]];
      const chosen = row[4] && row[4] === show.facilities.chosen;
      const large = Boolean(kind.large || chosen);
      const r = large ? 10 : usual;
      if (chosen) ring(ctx, at, r + 4);
      ctx.beginPath();
      ctx.arc(at.x, at.y, r, 0, 7);
      ctx.fillStyle = kind.colour;
      ctx.fill();
      ctx.lineWidth = 1.4;
      ctx.strokeStyle = "#fff";
      ctx.stroke();
      if (r > 5) icon(ctx, at, r, kind);
      painter.view.places.push({ x: at.x, y: at.y, r: r + 2, id: row[4], name: row[3], kind: kind.label, large: large });
    });
  }
  function ring(ctx, at, r) {
    ctx.beginPath();
    ctx.arc(at.x, at.y, r, 0, 7);
    ctx.fillStyle = "#fff";
    ctx.fill();
    ctx.lineWidth = 2.5;
    ctx.strokeStyle = INK;
    ctx.stroke();
  }
  function icon(ctx, at, r, kind) {
    ctx.fillStyle = "#fff";
    const shape = shapes[kind.kind];
    if (!shape) {
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.font = "700 " + Math.round(r * 1.15) + "px " + CJK;
      ctx.fillText(kind.letter, at.x, at.y + 0.5);
      return;
    }
    const scale = (r * 1.3) / 24;
    ctx.save();
    ctx.translate(at.x - 12 * scale, at.y - 12 * scale);
    ctx.scale(scale, scale);
    ctx.fill(shape, "evenodd");
    ctx.restore();
  }
  gridkeeper.icon = icon;

  // names, the larger area first; one that would touch another is left out
  function labels(painter, show) {
    const wanted = [];
    const level = painter.view.level();
    ["borders", level].forEach((layer) => {
      painter.tiles().forEach((tile) => {
        const data = painter.view.store.peek(painter.view.address(layer, tile.z, tile.x, tile.y));
        (data && data.labels ? data.labels.features : []).forEach((label) => {
          const kind = layer === "grids" ? "grid" : label.kind;
          if (kind === "district" && painter._zoom > 12) return;
          if (kind === "street" && painter._zoom > 15.5) return;
          if (kind === "community" && painter._zoom < 12.5) return;
          wanted.push({ kind: kind, name: label.name, x: tile.left + (label.box[0] / gridkeeper.UNITS) * tile.side,
            y: tile.top + (label.box[1] / gridkeeper.UNITS) * tile.side });
        });
      });
    });
    // from afar streets speak where no district does
    const quiet = painter._zoom < 10.5 && wanted.some((label) => label.kind === "district") ? "street" : "";
    const spoken = wanted.filter((label) => label.kind !== quiet);
    spoken.sort((a, b) => LEVELS[b.kind] - LEVELS[a.kind]);
    const marks = painter.view.places.filter((one) => one.large)
      .map((one) => [one.x - one.r, one.y - one.r, one.x + one.r, one.y + one.r]);
    place(painter.ctx, spoken, furniture(painter), marks);
  }
  // where scale and north stand, on the canvas: a name below them could not be read
  function furniture(painter) {
    const holder = painter._map.getContainer(), frame = holder.getBoundingClientRect();
    const at = painter._map.layerPointToContainerPoint(painter._bounds.min);
    return [...holder.querySelectorAll(".leaflet-control-scale-line, .gk-north")].map((node) => {
      const box = node.getBoundingClientRect();
      const [left, top] = [box.left - frame.left - at.x, box.top - frame.top - at.y];
      return [left, top, left + box.width, top + box.height];
    });
  }
  const touch = (box, others) =>
    others.some((b) => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1]);
  // a name steps above or below a large mark that it would hide
  function place(ctx, wanted, taken, marks) {
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    wanted.forEach((label) => {
      const size = label.kind === "grid" ? 11 : 13;
      ctx.font = LEVELS[label.kind] + " " + size + "px " + CJK;
      const half = ctx.measureText(label.name).width / 2 + 6;
      const at = (y) => [label.x - half, y - size, label.x + half, y + size];
      const y = [0, -2 * size, 2 * size].map((by) => label.y + by).find((there) => !touch(at(there), marks));
      if (y === undefined || touch(at(y), taken)) return;
      taken.push(at(y));
      ctx.lineWidth = 3;
      ctx.strokeStyle = "rgba(255,255,255,.92)";
      ctx.strokeText(label.name, label.x, y);
      ctx.fillStyle = INK;
      ctx.fillText(label.name, label.x, y);
    });
  }

  // pieces of street in the colours of their classes, the strongest on top
  function lines(painter, show) {
    if (!show.lines || !show.lines.rows) return;
    const ctx = painter.ctx;
    const broad = painter._zoom >= 14 ? 4 : painter._zoom >= 12 ? 2.5 : 1.6;
    const width = show.lines.filled ? Math.min(broad, 2) : broad;
    ctx.lineCap = "round";
    show.lines.colours.forEach((colour, n) => {
      ctx.beginPath();
      (show.lines.rows[n] || []).forEach((line) => {
        for (let i = 0; i < line.length; i += 2) {
          const at = painter.place([line[i + 1], line[i]]);
          if (i) ctx.lineTo(at.x, at.y);
          else ctx.moveTo(at.x, at.y);
        }
      });
      if (show.lines.filled) fill(ctx, colour, width);
      ctx.lineWidth = width;
      ctx.strokeStyle = colour;
      ctx.stroke();
      if (show.lines.arrows) (show.lines.rows[n] || []).forEach((line) => head(painter, line, colour));
    });
  }

  // what lines enclose shines through, with an edge that is seen on any ground
  function fill(ctx, colour, width) {
    ctx.globalAlpha = 0.35;
    ctx.fillStyle = colour;
    ctx.fill("evenodd");
    ctx.globalAlpha = 1;
    ctx.lineJoin = "round";
    ctx.lineWidth = width + 2.5;
    ctx.strokeStyle = "#fff";
    ctx.stroke();
  }

  // the head of an arrow at the end of a line
  function head(painter, line, colour) {
    const n = line.length;
    const from = painter.place([line[n - 3], line[n - 4]]);
    const to = painter.place([line[n - 1], line[n - 2]]);
    const turn = Math.atan2(to.y - from.y, to.x - from.x);
    const ctx = painter.ctx;
    ctx.beginPath();
    ctx.moveTo(to.x, to.y);
    [2.6, -2.6].forEach((side) => ctx.lineTo(to.x + 9 * Math.cos(turn + side), to.y + 9 * Math.sin(turn + side)));
    ctx.closePath();
    ctx.fillStyle = colour;
    ctx.fill();
  }

  // circles on the ground; one of no radius is still seen
  function circles(painter, show) {
    const ctx = painter.ctx;
    (show.circles || []).forEach((circle) => {
      const at = painter.place([circle.lat, circle.lon]);
      const edge = painter.place([circle.lat + circle.radius_m / METRES_A_DEGREE, circle.lon]);
      ctx.beginPath();
      ctx.arc(at.x, at.y, Math.max(7, at.y - edge.y), 0, 7);
      ctx.lineWidth = 4.5;
      ctx.strokeStyle = "rgba(255,255,255,.85)";
      ctx.stroke();
      ctx.lineWidth = 2.4;
      ctx.strokeStyle = gridkeeper.STYLES[circle.style].colour;
      ctx.stroke();
    });
  }

  gridkeeper.marks = { circles: circles, lines: lines, incidents: incidents, facilities: facilities, labels: labels };
})(window.gridkeeper);
