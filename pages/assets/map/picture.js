// The map as a picture to keep: title, map, legend, scale, north and how it came to be, with the viewer's own fonts.
(function (gridkeeper) {
  "use strict";

  const FONT = 'system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif';
  const INK = "#1f2933";
  const QUIET = "#56636f";
  const EDGE = 24;
  const COLUMN = 250;
  const NARROWEST = 640;

  // text in lines no wider than the room; Chinese breaks between any two characters
  function lines(ctx, text, room) {
    const found = [];
    let line = "";
    const parts = text.match(/[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+\s*|\s+/g) || [];
    parts.forEach((part) => {
      if (line && ctx.measureText(line + part.trimEnd()).width > room) {
        found.push(line.trimEnd());
        line = part.trimStart();
      } else line += part;
    });
    if (line.trim()) found.push(line.trimEnd());
    return found;
  }

  // a pen that goes down a column; without ink it only measures
  function Pen(ctx, x, y, room, ink) {
    Object.assign(this, { ctx: ctx, x: x, y: y, room: room, ink: ink });
  }
  Pen.prototype.write = function (text, size, colour, weight, left) {
    this.ctx.font = (weight || 400) + " " + size + "px " + FONT;
    this.ctx.textAlign = "left";
    this.ctx.textBaseline = "alphabetic";
    lines(this.ctx, text, this.room - (left || 0)).forEach((line) => {
      this.y += Math.round(size * 1.4);
      this.ctx.fillStyle = colour;
      if (this.ink) this.ctx.fillText(line, this.x + (left || 0), this.y - size * 0.3);
    });
  };
  Pen.prototype.swatch = function (row) {
    const ctx = this.ctx;
    const [x, y] = [this.x, this.y + 3];
    if (row.icon || row.shape === "dot") {
      ctx.beginPath();
      ctx.arc(x + 9, y + 7, row.icon ? 8 : 5, 0, 7);
      ctx.fillStyle = row.colour;
      ctx.fill();
      if (row.icon) gridkeeper.icon(ctx, { x: x + 9, y: y + 7 }, 8, row.icon);
    } else if (row.shape === "ring") {
      ctx.beginPath();
      ctx.arc(x + 9, y + 7, 6.5, 0, 7);
      ctx.lineWidth = 2.5;
      ctx.strokeStyle = row.colour;
      ctx.stroke();
    } else if (row.shape === "line") {
      ctx.lineWidth = 2.5;
      ctx.strokeStyle = row.colour;
      ctx.strokeRect(x + 1.5, y + 2, 15, 9);
    } else {
      ctx.fillStyle = row.colour;
      ctx.fillRect(x, y + 1, 18, 12);
      ctx.lineWidth = 1;
      ctx.strokeStyle = "rgba(31,41,51,.2)";
      ctx.strokeRect(x + 0.5, y + 1.5, 17, 11);
    }
  };
  Pen.prototype.part = function (part) {
    if (part.title) this.write(part.unit ? part.title + " (" + part.unit + ")" : part.title, 13, INK, 600);
    if (part.method) this.write(part.method, 11, QUIET);
    part.rows.forEach((row) => {
      if (this.ink) this.swatch(row);
      this.write(row.count === undefined ? row.label : row.label + "  " + row.count, 12, INK, 400, 26);
      this.y += 2;
    });
    this.y += 10;
  };

  // parts without a title that follow each other are one
  function joined(parts) {
    return parts.reduce((kept, part) => {
      const last = kept[kept.length - 1], plain = (one) => one && !one.title && !one.method;
      if (!plain(last) || !plain(part)) return [...kept, part];
      return [...kept.slice(0, -1), Object.assign({}, last, { rows: [...last.rows, ...part.rows] })];
    }, []);
  }

  // legend parts side by side, wrapped where there is no room; how far down they reach
  function legend(ctx, all, top, width, ink) {
    const parts = joined(all);
    const across = Math.max(1, Math.floor((width - EDGE) / (COLUMN + EDGE)));
    let [deepest, start] = [top, top];
    parts.forEach((part, n) => {
      if (n && n % across === 0) start = deepest + 4;
      const pen = new Pen(ctx, EDGE + (n % across) * (COLUMN + EDGE), start, COLUMN, ink);
      pen.part(part);
      deepest = Math.max(deepest, pen.y);
    });
    return deepest;
  }

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

  function compose(view) {
    const size = view.map.getSize();
    const ratio = Math.max(2, window.devicePixelRatio || 1);
    const width = Math.max(NARROWEST, size.x + 2 * EDGE);
    const box = { x: Math.round((width - size.x) / 2), y: 0, width: size.x, height: size.y };
    const canvas = document.createElement("canvas");
    const ctx = canvas.getContext("2d");
    const paper = (ink) => {
      const about = view.shown.picture;
      const pen = new Pen(ctx, EDGE, EDGE - 8, width - 2 * EDGE, ink);
      pen.write(about.title, 20, INK, 600);
      const time = view.times.frames && view.times.step >= 0 ? view.times.frames.labels[view.times.step] : "";
      if (about.lead || time) pen.write([time, about.lead].filter(Boolean).join(" · "), 13, QUIET);
      box.y = pen.y + 12;
      pen.y = legend(ctx, view.times.legend(), box.y + box.height + 10, width, ink);
      about.lines.forEach((line) => pen.write(line, 11.5, QUIET));
      return pen.y + EDGE - 8;
    };
    const height = Math.ceil(paper(false));
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    ctx.scale(ratio, ratio);
    ctx.fillStyle = "#fff";
    ctx.fillRect(0, 0, width, height);
    paper(true);
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
    return canvas;
  }

  // a button below the zoom buttons; the file goes where the browser keeps downloads
  gridkeeper.Picture = function (view) {
    this.bar = L.DomUtil.create("div", "leaflet-bar gk-save");
    const button = L.DomUtil.create("button", "gk-picture", this.bar);
    button.type = "button";
    const control = L.control({ position: "topleft" });
    control.onAdd = () => this.bar;
    control.addTo(view.map);
    L.DomEvent.disableClickPropagation(this.bar);
    this.bar.hidden = true;
    button.onclick = () => compose(view).toBlob((blob) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = view.shown.picture.file;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    }, "image/png");
    this.button = button;
  };
  gridkeeper.Picture.prototype.take = function (show) {
    this.bar.hidden = !show.picture;
    this.button.title = show.words.picture;
    this.button.setAttribute("aria-label", show.words.picture);
  };
})(window.gridkeeper);
