// The map as a picture to keep: title, map, legend, scale, north and how it came to be.
(function (gridkeeper) {
  "use strict";

  const { FONT, INK, QUIET, EDGE, NARROWEST, Pen, legend } = gridkeeper.paper;

  function ornaments(ctx, view, box) {
    const [x, y] = [box.x + box.width - 22, box.y + 14];
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x - 5, y + 12);
    ctx.lineTo(x + 5, y + 12);
    ctx.fillStyle = "#46525e";
    ctx.fill();
    ctx.font = "600 12px " + FONT;
    ctx.textAlign = "center";
    ctx.fillText(view.shown.words.north, x, y + 25);
    const bar = view.map.getContainer().querySelector(".leaflet-control-scale-line");
    if (!bar || !bar.offsetWidth) return;
    const [right, base] = [box.x + box.width - 16, box.y + box.height - 16];
    ctx.lineWidth = 2;
    ctx.strokeStyle = "#46525e";
    ctx.beginPath();
    ctx.moveTo(right - bar.offsetWidth, base - 6);
    ctx.lineTo(right - bar.offsetWidth, base);
    ctx.lineTo(right, base);
    ctx.lineTo(right, base - 6);
    ctx.stroke();
    ctx.font = "11px " + FONT;
    ctx.lineWidth = 3;
    ctx.strokeStyle = "rgba(255,255,255,.9)";
    ctx.strokeText(bar.textContent, right - bar.offsetWidth / 2, base - 5);
    ctx.fillText(bar.textContent, right - bar.offsetWidth / 2, base - 5);
  }

  function keep(view) {
    const about = view.shown.picture;
    const size = view.map.getSize();
    const width = Math.max(NARROWEST, size.x + 2 * EDGE);
    const box = { x: Math.round((width - size.x) / 2), y: 0, width: size.x, height: size.y };
    const draw = (ctx, ink) => {
      const pen = new Pen(ctx, EDGE, EDGE - 8, width - 2 * EDGE, ink);
      pen.write(about.title, 20, INK, 600);
      const time = view.times.frames && view.times.step >= 0 ? view.times.frames.labels[view.times.step] : "";
      if (about.lead || time) pen.write([time, about.lead].filter(Boolean).join(" · "), 13, QUIET);
      box.y = pen.y + 12;
      if (ink) ground(ctx, view, box);
      pen.y = legend(ctx, view.times.legend(), box.y + box.height + 10, width, ink);
      about.lines.forEach((line) => pen.write(line, 11.5, QUIET));
      return pen.y + EDGE - 8;
    };
    gridkeeper.paper.keep(width, Math.max(2, window.devicePixelRatio || 1), draw, about.file);
  }

  function ground(ctx, view, box) {
    ctx.save();
    ctx.beginPath();
    ctx.rect(box.x, box.y, box.width, box.height);
    ctx.fillStyle = "#f7f6f2";
    ctx.fill();
    ctx.clip();
    const painter = view.painter;
    const at = view.map.layerPointToContainerPoint(painter._bounds.min);
    const whole = painter._bounds.getSize();
    ctx.drawImage(painter._container, box.x + at.x, box.y + at.y, whole.x, whole.y);
    ctx.restore();
    ornaments(ctx, view, box);
  }

  // a button below the zoom buttons
  gridkeeper.Picture = function (view) {
    this.bar = L.DomUtil.create("div", "leaflet-bar gk-save");
    const button = L.DomUtil.create("button", "gk-picture", this.bar);
    button.type = "button";
    const control = L.control({ position: "topleft" });
    control.onAdd = () => this.bar;
    control.addTo(view.map);
    L.DomEvent.disableClickPropagation(this.bar);
    this.bar.hidden = true;
    button.onclick = () => keep(view);
    this.button = button;
  };
  gridkeeper.Picture.prototype.take = function (show) {
    this.bar.hidden = !show.picture;
    this.button.title = show.words.picture;
    this.button.setAttribute("aria-label", show.words.picture);
  };
})(window.gridkeeper);
