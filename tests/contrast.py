"""How clearly text stands out from what lies behind it, as WCAG 2.2 measures it (1.4.3, level AA).

Colours are red, green, blue from 0 to 255 and how opaque they are from 0 to 1.
"""

import re

#: the least contrast of text, whatever its size
AA = 4.5

Colour = tuple[float, float, float, float]


def colour(text: str) -> Colour:
    """A colour as a style sheet writes it.

    >>> colour("#fff"), colour("rgba(31, 41, 51, .5)")
    ((255.0, 255.0, 255.0, 1.0), (31.0, 41.0, 51.0, 0.5))
    """
    if text.startswith("#"):
        digits = text[1:] if len(text) > 4 else "".join(digit * 2 for digit in text[1:])
        return (*(float(int(digits[n : n + 2], 16)) for n in (0, 2, 4)), 1.0)
    parts = [float(part) for part in re.findall(r"[\d.]+", text)]
    if not text.startswith("rgb") or len(parts) not in (3, 4):
        raise ValueError(text)
    return (*parts[:3], parts[3] if len(parts) == 4 else 1.0)


def over(front: Colour, behind: Colour) -> Colour:
    """A colour laid over an opaque one.

    >>> over((255, 255, 255, 0.5), (55, 155, 255, 1))
    (155.0, 205.0, 255.0, 1.0)
    """
    return (*(front[3] * a + (1 - front[3]) * b for a, b in zip(front[:3], behind[:3], strict=True)), 1.0)


def luminance(shade: Colour) -> float:
    """Relative luminance of an opaque colour."""
    parts = [part / 255 for part in shade[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(ink: Colour, ground: Colour) -> float:
    """Contrast of an ink with an opaque ground, from 1 to 21.

    >>> ratio(colour("#000"), colour("#fff"))
    21.0
    >>> round(ratio(colour("#777"), colour("#fff")), 2)  # the best known near miss
    4.48
    """
    dark, light = sorted((luminance(over(ink, ground)), luminance(ground)))
    return round((light + 0.05) / (dark + 0.05), 6)


def hues(text: str) -> set[str]:
    """Every colour of six digits that a source names."""
    return {found.lower() for found in re.findall(r"#[0-9a-fA-F]{6}\b", text)}


def pale(page) -> list[str]:
    """Texts of a page and its frames that stand out too little, with their contrast; what is switched off is left."""
    found = []
    for frame in page.frames:
        for words, ink, ground in frame.evaluate(_LAID):
            contrast = ratio(colour(ink), colour(ground))
            if contrast < AA:
                found.append(f"{words!r}: {ink} on {ground} is {contrast:.2f} : 1")
    return sorted(set(found))


#: every text in sight with its ink and its ground: what the grounds around it make when laid over each other.
#: A text over a picture is left out, and icons, which are no text.
_LAID = """() => {
  const parts = (text) => { const n = text.match(/[\\d.]+/g).map(Number); return [n[0], n[1], n[2], n[3] ?? 1]; };
  const plain = (text) => text.startsWith('rgb') ? parts(text) : null;
  const lay = (front, back) => [0, 1, 2].map((n) => front[3] * front[n] + (1 - front[3]) * back[n]).concat(1);
  const say = (c) => `rgba(${c.map((n) => Math.round(n * 1000) / 1000).join(', ')})`;
  const off = ':disabled, [disabled], [aria-disabled=true], [data-testid=stIconMaterial], script, style, noscript';
  const found = [], walk = document.createTreeWalker(document.body || document, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const words = walk.currentNode.textContent.trim(), holder = walk.currentNode.parentElement;
    if (!words || !holder || holder.closest(off)) continue;
    if (!holder.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    const box = range.getBoundingClientRect();
    if (box.width < 3 || box.height < 3) continue;
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const below = (one) => one.left <= x && x <= one.right && one.top <= y && y <= one.bottom;
    const style = getComputedStyle(holder);
    const ink = plain(holder instanceof SVGElement ? style.fill : style.color);
    const grounds = [];
    let strength = 1, picture = !ink;
    for (let node = holder; node; node = node.parentElement) {
      const look = getComputedStyle(node);
      strength *= Number(look.opacity);
      if (node.disabled) picture = true;
      if (look.backgroundImage !== 'none') { picture = true; break; }
      const ground = plain(look.backgroundColor);
      if (!ground || !ground[3] || !below(node.getBoundingClientRect())) continue; // some stand beside their holder
      grounds.push(ground);
      if (ground[3] === 1) break;
    }
    if (picture) continue;
    const ground = grounds.reduceRight((back, front) => lay(front, back), [255, 255, 255, 1]);
    found.push([words.slice(0, 60), say([ink[0], ink[1], ink[2], ink[3] * strength]), say(ground)]);
  }
  return found;
}"""
