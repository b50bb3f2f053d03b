// Watches, frame by frame, whether a reader who waits is told so: the longest time without a sign of progress.
(() => {
  const QUIET_MS = 250;
  if (window !== window.parent) {
    // the map's frame has an origin of its own: it tells the page how it stands
    const tell = () => {
      const holder = document.querySelector("#map_div.gk-waits");
      const view = window.gridkeeper && window.gridkeeper.view;
      // until the map's own ground is there, what moves behind the frame shows through it
      const through = document.body && getComputedStyle(document.body).backgroundColor === "rgba(0, 0, 0, 0)";
      parent.postMessage({
        watched: true,
        busy: !view || view.coming !== view.shown || view.store.waiting.size > 0,
        through: Boolean(through),
        sign: Boolean(holder && Number(getComputedStyle(holder, "::after").opacity) > 0.3),
      }, "*");
      requestAnimationFrame(tell);
    };
    requestAnimationFrame(tell);
    addEventListener("pointerdown", () => parent.postMessage({ pressed: true }, "*"), true);
    return;
  }
  const SIGNS = "[data-testid=stSpinner], [data-testid=stProgress], [data-testid=stSkeleton], " +
    "[data-testid=stAppSkeleton], [data-testid=stStatusWidget], .st-key-work";
  let map = {}, watch = null;
  window.addEventListener("message", (event) => {
    if (event.data && event.data.pressed) press();
    if (event.data && event.data.watched) map = Object.assign({ from: event.source }, event.data);
  });

  // what is measured begins when the hand presses, not when the robot sets out
  const press = () => {
    if (watch && !watch.pressed) Object.assign(watch, { pressed: true, since: performance.now(), last: performance.now(), worst: 0 });
  };
  addEventListener("pointerdown", press, true);

  const within = (node) => {
    const box = node.getBoundingClientRect();
    return box.width >= 2 && box.height >= 2 && box.bottom >= 0 && box.top <= innerHeight;
  };
  const seen = (node) => within(node) && node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const bar = (node) => {
    const style = node && getComputedStyle(node, "::before");
    return style && style.content !== "none" && Number(style.opacity) > 0.3;
  };
  const look = () => {
    const app = document.querySelector("[data-testid=stApp]");
    const state = app && app.getAttribute("data-test-script-state");
    const frame = document.querySelector("iframe[title*=st_folium]");
    const known = frame && map.from === frame.contentWindow;
    // work that stands on the page with its bar and its way out is waited for no longer
    const long = watch && performance.now() - watch.since > 2000;
    // what is further down the page and still on its way, nobody waits for who looks at what is there
    const waiting = [...document.querySelectorAll("[data-testid=stSkeleton]" + (long ? "" : ", .st-key-work"))].some(within);
    return {
      busy: state !== "notRunning" || waiting || Boolean(frame && (!known || map.busy)),
      sign: bar(app) || bar(document.getElementById("root")) || Boolean(frame && seen(frame)
          && (known && !map.through ? map.sign : getComputedStyle(frame).animationName !== "none"))
        || [...document.querySelectorAll(SIGNS)].some(seen),
    };
  };
  const step = () => {
    const now = performance.now(), one = look();
    if (watch && !watch.done) {
      if (one.busy) { watch.was_busy = true; watch.quiet = 0; }
      else if (!watch.quiet) watch.quiet = now;
      if (one.sign || watch.told) watch.worst = Math.max(watch.worst, watch.told ? 0 : now - watch.last);
      if (one.sign || watch.told) watch.last = now;
      watch.told = one.sign;
      watch.signs += one.sign;
      if (watch.was_busy && watch.quiet && now - watch.quiet > QUIET_MS) {
        watch.answered = watch.quiet - watch.since;
        watch.worst = Math.max(watch.worst, watch.quiet - watch.last);
        watch.done = true;
      }
    }
    requestAnimationFrame(step);
  };
  const begin = (since) => {
    watch = { since: since, last: since, worst: 0, signs: 0, told: false, was_busy: false, quiet: 0, done: false };
    window.watched = () => watch;
  };
  window.beginWatch = () => begin(performance.now());
  begin(0);
  requestAnimationFrame(step);
})();
