// A sheet of paper to keep: text in the viewer's own fonts, legends in columns, and the file it becomes.
window.gridkeeper = window.gridkeeper || {};
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

  // drawn twice: once to learn how high it gets, once with ink; the file goes where the browser keeps downloads
  function keep(width, ratio, draw, file) {
    const canvas = document.createElement("canvas");
    const ctx = canvas.getContext("2d");
    const height = Math.ceil(draw(ctx, false));
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    ctx.scale(ratio, ratio);
    ctx.fillStyle = "#fff";
    ctx.fillRect(0, 0, width, height);
    draw(ctx, true);
    canvas.toBlob((blob) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = file;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    }, "image/png");
  }

  gridkeeper.paper = { FONT, INK, QUIET, EDGE, NARROWEST, Pen, legend, keep };
})(window.gridkeeper);
