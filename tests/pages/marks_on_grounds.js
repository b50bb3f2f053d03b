// Draws counts, facilities of every kind, places and names on grounds, and notes for every text and picture its ink and
// the pixels that it covers: what it stands out from.
({ grounds, kinds }) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 420, height: 260 });
  const ctx = canvas.getContext("2d", { willReadFrequently: true });
  const notes = [];
  const channels = (text) => text.match(/^#/) ? [1, 3, 5].map((n) => parseInt(text.slice(n, n + 2), 16))
    : text.match(/[\d.]+/g).map(Number).slice(0, 3);
  const watch = (name, what, boxOf) => {
    const plain = CanvasRenderingContext2D.prototype[name];
    ctx[name] = function (...given) {
      const box = boxOf(given);
      if (!box) return plain.apply(ctx, given);
      const before = ctx.getImageData(...box).data;
      plain.apply(ctx, given);
      const after = ctx.getImageData(...box).data, ink = channels(ctx.fillStyle);
      let thickest = 0;
      const seen = [];
      for (let n = 0; n < before.length; n += 4) {
        const [moved, whole] = [0, 1, 2].reduce(([a, b], k) =>
          [a + Math.abs(after[n + k] - before[n + k]), b + Math.abs(ink[k] - before[n + k])], [0, 0]);
        const cover = whole > 12 ? moved / whole : 0;
        if (cover > 0.15) seen.push([cover, before[n], before[n + 1], before[n + 2]]);
        thickest = Math.max(thickest, cover);
      }
      const under = new Set(seen.filter((one) => one[0] > Math.min(0.9, 0.8 * thickest)).map((one) => one.slice(1).join()));
      notes.push([what(given), ctx.fillStyle, [...under].map((one) => one.split(",").map(Number))]);
    };
  };
  watch("fillText", (given) => "text " + given[0], (given) => [given[1] - 60, given[2] - 10, 120, 20].map(Math.round));
  watch("fill", () => "picture", (given) => given[0] instanceof Path2D && (({ e, f }) => [Math.round(e), Math.round(f), 20, 20])(ctx.getTransform()));
  const holder = document.querySelector("#holder");
  const place = (at) => Array.isArray(at) ? { x: at[1], y: at[0] } : at;
  const names = [["community", "Ostend", 60, 150], ["grid", "Grid 7", 60, 200], ["grid", "under the scale", 370, 245]];
  const painter = {
    ctx: ctx, _zoom: 12.6, place: place, _bounds: { getSize: () => ({ x: 420, y: 260 }), min: 0 },
    _map: { options: { crs: { unproject: (at) => at } }, getContainer: () => holder, layerPointToContainerPoint: () => ({ x: 0, y: 0 }) },
    tiles: () => [{ side: 4096, left: 0, top: 0 }],
    tileOf: () => ({ hexes: [[20, 20, 900], [70, 20, 400], [120, 20, 150], [170, 20, 9]], points: [[200, 20, "c", "k"]] }),
    view: { level: () => "grids", address: (layer) => layer, store: { peek: (layer) => ({ labels: { features: names
      .filter(([kind]) => (kind === "grid") === (layer === "grids"))
      .map(([kind, name, x, y]) => ({ kind: kind, name: name, box: [x, y] })) } }) } },
  };
  const show = { incidents: { max_zoom: 16 }, facilities: { kinds: kinds,
    rows: kinds.map((kind, n) => [20 + 30 * (n % 13), 70 + 30 * Math.floor(n / 13), n, "x"]) } };
  return grounds.map((ground) => {
    notes.length = 0;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.fillStyle = ground;
    CanvasRenderingContext2D.prototype.fillRect.call(ctx, 0, 0, 420, 260);
    ["incidents", "facilities", "labels"].forEach((what) => gridkeeper.marks[what](painter, show));
    return [ground, notes.slice()];
  });
}
