"""How each view of the hotspot screen finds what it shows, in plain words: one click away."""

from pages.parts.text import N_

EXPLAINED = {
    "now": N_(
        "A grid is hot when it and the grids around it hold more new cases than chance would gather there. "
        "The statistic is Gi* (Getis and Ord). Its chance is counted exactly: over all ways of dealing the "
        "same cases to the grids, not from a bell curve, which cries wolf where cases are few. Compared with "
        "the people who live there, a grid is hot when there is more than they explain. Local Moran asks "
        "something else: is a high grid among high ones, or alone? Because hundreds of grids are tested at "
        "once, the chances are adjusted (Benjamini and Hochberg): of all grids called hot at 95 %, about one "
        "in twenty is expected to be a false alarm."
    ),
    "emerging": N_(
        "Every week of the last half year is tested like a map of its own, each grid together with its "
        "neighbours and with the week before. What a grid went through makes its class: new, consecutive, "
        "persistent and so on. The arrow is apart from the class: it tells whether cases rise or fall "
        "(Mann-Kendall). Over a whole year even a steady rise would look sporadic; hence half a year."
    ),
    "alarm": N_(
        "Every circle over the grids and every stretch of the last days is compared with what chance would "
        "put there, and the strongest is kept. The cases are then shuffled 999 times; how often a shuffled "
        "map holds something as strong tells how seldom chance alone does it. An alarm that comes about once "
        "a week by chance is no news; one in a hundred days is worth a look this morning."
    ),
    "density": N_(
        "Each case is spread over its surroundings like ink on paper, or along the streets. How far is "
        "stated. A density shows where cases lie; it does not say whether that is more than chance, and it "
        "proves nothing."
    ),
    "repeats": N_(
        "All pairs of cases are sorted by how far and how many days apart they are, and the days are then "
        "shuffled among the cases. A number above 1 says: after one case there are more cases that near and "
        "that soon than chance would make. Then a visit next door the day after is worth the way."
    ),
    "trial": N_(
        "The last weeks are hidden, the grids are ranked by each method on what came before, and the hidden "
        "cases on the list are counted; then the same again further back. A method is called better only "
        "when it beats plain counting beyond doubt. PAI: share of cases caught over share of the area. PEI: "
        "PAI over the best that any list of that area could have reached."
    ),
    "months": N_(
        "The last twelve whole months, each tested by itself as on the first view. A month with too few "
        "cases stays grey: nothing can be said of it."
    ),
    "actions": N_(
        "The worst grids get better by themselves: what is high by luck falls back. So what came after an "
        "action is held against what grids like these, where nothing was done, lead to expect. Below a few "
        "weeks it is too early to tell; with few cases there is too little to tell."
    ),
}
