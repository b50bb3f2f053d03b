// What of the canvas a new answer changes: a draft of some grids is painted where they lie, not all over.
(function (gridkeeper) {
  "use strict";

  // more grids than this are painted with everything else
  const FEW = 200;
  // how far what belongs to a grid reaches over its edge: outlines and hatching
  const REACH_PX = 14;
  // what stands on the map beside grids may lie anywhere
  const ANYWHERE = ["surface", "frames", "incidents", "facilities", "lines", "circles"];
  const ALIKE = ["stamps", "palette", "beats"];

  // the grids drawn otherwise than before; null where everything is to be painted
  function changed(before, show, recoloured, selected) {
    if (!before || ANYWHERE.some((part) => before[part] || show[part])) return null;
    if (ALIKE.some((part) => JSON.stringify(before[part]) !== JSON.stringify(show[part]))) return null;
    const old = before.fetched, now = show.fetched;
    if (!old || !now || old.first !== now.first || old.grids.length !== now.grids.length) return null;
    const ids = new Set(recoloured.keys());
    for (let n = 0; n < now.grids.length; n++) if (old.grids[n] !== now.grids[n]) ids.add(now.first + n);
    const outlined = [before, show].map((one) => new Map(one.outlines.map((each) => [each.style, new Set(each.ids)])));
    new Set([...outlined[0].keys(), ...outlined[1].keys()]).forEach((style) =>
      differ(outlined[0].get(style), outlined[1].get(style)).forEach((id) => ids.add(id)));
    differ(selected[0], selected[1]).forEach((id) => ids.add(id));
    return ids.size <= FEW ? ids : null;
  }
  // what is in one of two sets only
  function differ(some, others) {
    const [a, b] = [some || new Set(), others || new Set()];
    return [...[...a].filter((id) => !b.has(id)), ...[...b].filter((id) => !a.has(id))];
  }

  // the rectangle of the canvas, in its own dots, where some grids lie; null where none is in view
  function around(painter, ids) {
    const ratio = window.devicePixelRatio || 1;
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    painter.each("grids", (layers, pixel, ctx) => {
      const { a: scale, e: left, f: top } = ctx.getTransform();
      (layers.grids ? layers.grids.features : []).filter((feature) => ids.has(feature.id)).forEach(({ box: at }) => {
        box[0] = Math.min(box[0], left + at[0] * scale);
        box[1] = Math.min(box[1], top + at[1] * scale);
        box[2] = Math.max(box[2], left + at[2] * scale);
        box[3] = Math.max(box[3], top + at[3] * scale);
      });
    });
    if (box[0] > box[2]) return null;
    const reach = REACH_PX * ratio;
    return [Math.floor(box[0] - reach), Math.floor(box[1] - reach), Math.ceil(box[2] + reach), Math.ceil(box[3] + reach)];
  }

  gridkeeper.repaint = { changed: changed, around: around };
})(window.gridkeeper);
