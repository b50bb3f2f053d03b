"""Texts that try to become more than text: scripts, markup, templates, links, formulas.

Each would set ``window.__hit``, open a dialog, make an element or run as a formula where it is not
shown as it is. ``FORBIDDEN`` selects the elements that only such a text can have made.
"""

PAYLOADS = (
    "<script>window.__hit=1</script>",
    "</script><script>window.__hit=2</script>",
    "<img src=x onerror=window.__hit=3>",
    "<svg onload=window.__hit=4>",
    "<svg><script>window.__hit=5</script></svg>",
    '<iframe srcdoc="<script>parent.__hit=6</script>"></iframe>',
    '<iframe src="javascript:parent.__hit=7">',
    "<body onload=window.__hit=8>",
    "<details open ontoggle=window.__hit=9>x</details>",
    "<input autofocus onfocus=window.__hit=10>",
    "<video><source onerror=window.__hit=11></video>",
    "<math><mtext><style><img src=x onerror=window.__hit=12></style></mtext></math>",
    '<a href="javascript:window.__hit=13">here</a>',
    "[here](javascript:window.__hit=14)",
    '![x](x"onerror="window.__hit=15)',
    "[x](data:text/html,<script>window.__hit=16</script>)",
    "<javascript:window.__hit=17>",
    "${window.__hit=18}",
    "`${window.__hit=19}`",
    "`;window.__hit=20;`",
    "');window.__hit=21;//",
    '");window.__hit=22;//',
    r"\u003cimg src=x onerror=window.__hit=23\u003e",
    r"\x3cscript\x3ewindow.__hit=24\x3c/script\x3e",
    "&lt;img src=x onerror=window.__hit=25&gt;",
    "&#60;img src=x onerror=window.__hit=26&#62;",
    "{{constructor.constructor('window.__hit=27')()}}",
    "{% raw %}<script>window.__hit=28</script>{% endraw %}",
    "<style>@import 'javascript:window.__hit=29';</style>",
    '<meta http-equiv=refresh content="0;url=javascript:window.__hit=30">',
    '<object data="javascript:window.__hit=31"></object>',
    "<form><button formaction=javascript:window.__hit=32>X</button></form>",
    "\u202e<gpj.x=crs gmi>\u202c<img src=x onerror=window.__hit=33>",
    "<!--><img src=x onerror=window.__hit=34>-->",
    "]]><script>window.__hit=35</script>",
    ":red[<b onclick=window.__hit=36>x</b>] :material/home: $\\href{javascript:window.__hit=36}{x}$",
    "# <marquee onstart=window.__hit=37>x</marquee>",
    "%3Cscript%3Ewindow.__hit=38%3C/script%3E",
    "www.example.com/?window.__hit=39",
    "datum.name=window.__hit=40",
    '=HYPERLINK("javascript:window.__hit=41","x")',
    "@SUM(1)*cmd|' /C calc'!A0 42",
    "＝1+window.__hit+43",
    "+window.__hit+44",
    "-window.__hit-45",
)
EVENTS = ("onerror", "onload", "onfocus", "ontoggle", "onclick", "onstart", "formaction", "srcdoc")
FORBIDDEN = ", ".join(
    [
        *(f"[{event}]" for event in EVENTS),
        *(
            "[href*='javascript:']",
            "[href^='data:']:not(link[rel~='icon'])",  # the tab's icon is our own
            "[src*='javascript:']",
            "[src='x']",
            "[data*='javascript:']",
        ),
        *(
            "[href*='example.com']",
            "meta[http-equiv='refresh']",
            "marquee",
            "object",
            "svg > script",
            "math",
            "video",
        ),
        ".katex",
    ]
)
