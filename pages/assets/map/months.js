// Twelve little maps on one sheet to keep, as they stand on the page: what their button carries says the rest.
(function (gridkeeper) {
  "use strict";

  const { INK, QUIET, EDGE, Pen, legend, keep } = gridkeeper.paper;
  const ACROSS = 4;
  const MAP = { width: 240, height: 200 };
  const GAP = 20;
  const WIDTH = 2 * EDGE + ACROSS * MAP.width + (ACROSS - 1) * GAP;

  function little(ctx, image, box, ink) {
    if (!ink) return;
    ctx.fillStyle = "#f7f6f2";
    ctx.fillRect(box.x, box.y, MAP.width, MAP.height);
    const share = Math.min(MAP.width / image.naturalWidth, MAP.height / image.naturalHeight);
    const [width, height] = [image.naturalWidth * share, image.naturalHeight * share];
    ctx.drawImage(image, box.x + (MAP.width - width) / 2, box.y + (MAP.height - height) / 2, width, height);
  }

  // a row of maps with their captions; how far down it reaches
  function row(ctx, figures, top, ink) {
    return figures.reduce((deepest, figure, n) => {
      const box = { x: EDGE + n * (MAP.width + GAP), y: top };
      little(ctx, figure.querySelector("img"), box, ink);
      const pen = new Pen(ctx, box.x, top + MAP.height + 2, MAP.width, ink);
      pen.write(figure.querySelector("figcaption").textContent, 12, INK);
      return Math.max(deepest, pen.y);
    }, top);
  }

  function sheet(about, figures) {
    return (ctx, ink) => {
      const pen = new Pen(ctx, EDGE, EDGE - 8, WIDTH - 2 * EDGE, ink);
      pen.write(about.title, 20, INK, 600);
      pen.write(about.lead, 13, QUIET);
      for (let n = 0; n < figures.length; n += ACROSS) {
        pen.y = row(ctx, figures.slice(n, n + ACROSS), pen.y + 12, ink);
      }
      pen.y = legend(ctx, [{ rows: about.legend }], pen.y + 10, WIDTH, ink);
      about.lines.forEach((line) => pen.write(line, 11.5, QUIET));
      return pen.y + EDGE - 8;
    };
  }

  // the page may run this again; the button is found when it is pressed
  document.onclick = (event) => {
    const button = event.target.closest("button[data-months]");
    if (!button) return;
    const about = JSON.parse(button.dataset.months);
    keep(WIDTH, 2, sheet(about, [...document.querySelectorAll(".months figure")]), about.file);
  };
})(window.gridkeeper);
