"""The relaxed program of covering, by steps that go up in prices and down in shares at the same time.

Where ``number`` facilities may stand in parts, everybody who is not covered costs their weight. A step costs two
products with the matrix, so that rows can be added again and again and the work goes on from where it was; a
simplex method begins each of these rounds with seconds of pivots. Any prices at all give a bound that is true:
how far the steps have come decides only how near it is.

Source: Chambolle & Pock (2011), A first-order primal-dual algorithm for convex problems; Pock & Chambolle (2011),
Diagonal preconditioning, for the pace of each share and price; Applegate et al. (2021), Practical large-scale
linear programming using primal-dual hybrid gradient, for beginning anew from the average; Condat (2013), A primal-dual
splitting method for convex optimization, for going further.
"""

import numpy as np
from scipy import sparse

#: prices go so much faster than shares
PACE = 0.1
#: how near the shares add up to the number, and how long that is sought
NEAR, MOST_TRIES = 1e-6, 40
#: steps between two calls of ``progress``
OFTEN = 50
#: each step goes on so much further than where it would end
FURTHER = 1.7


class PrimalDual:
    """Least ``people`` @ uncovered where ``near`` @ shares + uncovered ≥ 1, the shares add up to ``number``, and the
    rows hold that were added.

    Args:
        near: places × candidates, 1 where covered.
        people: by place.
        number: of facilities.

    ``values``: shares of the candidates, then of the places what is uncovered, the average of the last steps.
    ``prices`` by row, those of places first. ``added``: the rows that were added, over the values.
    """

    def __init__(self, near: sparse.csr_array, people: np.ndarray, number: int) -> None:
        places, self.count = near.shape
        self.people, self.number = people, number
        self._near = sparse.csr_array(sparse.hstack([near, sparse.eye_array(places)]))
        self.added = sparse.csr_array((0, self.count + places))
        self.least = np.zeros(0)
        self.values = np.r_[np.full(self.count, number / self.count), np.zeros(places)]
        often = near.sum(axis=1).mean() * number / self.count
        self.prices = people / max(often, 1.0)
        self._costs = np.r_[np.zeros(self.count), people]
        self._pace = PACE * float(np.linalg.norm(people)) / np.sqrt(number)
        self._level = 0.0
        self._prepare()

    @property
    def shares(self) -> np.ndarray:
        """Of every candidate, how much of it stands."""
        return self.values[: self.count]

    def add(self, touched: sparse.csr_array, members: sparse.csr_array, least: np.ndarray) -> None:
        """More rows: touched @ shares + members @ uncovered ≥ least; old ones without a price are let go."""
        own, priced = self.prices[: len(self.people)], self.prices[len(self.people) :] > 0
        kept = self.prices[len(self.people) :][priced]
        self.added = sparse.csr_array(sparse.vstack([self.added[priced], sparse.hstack([touched, members])]))
        self.least = np.r_[self.least[priced], least]
        self.prices = np.r_[own, kept, np.zeros(len(least))]
        self._prepare()

    def run(self, steps: int, progress) -> None:
        """So many steps from where it was; then their average, and of the last prices and their average the better."""
        values, prices = self.values, self.prices
        sums = [np.zeros_like(one) for one in (values, prices)]
        given = self._rows @ values
        for k in range(steps):
            if k % OFTEN == 0:
                progress()
            down = self._down(values, prices)
            got = self._rows @ down
            up = np.clip(prices + self._up * (self._asked - 2 * got + given), 0.0, self._most)
            for total, end in zip(sums, (down, up), strict=True):
                total += end
            values, prices, given = (
                now + FURTHER * (end - now) for now, end in ((values, down), (prices, up), (given, got))
            )
        self.values, average = (total / steps for total in sums)
        self.prices = max(average, up, key=self.bound)

    def bound(self, prices: np.ndarray | None = None) -> float:
        """Nothing costs less: what the rows ask at these prices, less what the cheapest choice can give."""
        prices = self.prices if prices is None else prices
        left = self._costs - self._columns @ prices
        cheapest = np.partition(left[: self.count], self.number - 1)[: self.number]
        return float(self._asked @ prices + np.minimum(left[self.count :], 0.0).sum() + cheapest.sum())

    @property
    def gains(self) -> np.ndarray:
        """What a unit of each candidate's share adds to the bound."""
        scores = -(self._columns @ self.prices)[: self.count]
        return scores - np.partition(scores, self.number - 1)[self.number - 1]

    def _prepare(self) -> None:
        """The matrix, and the pace of every value and price: the longer its row or column, the slower."""
        self._rows = sparse.csr_array(sparse.vstack([self._near, self.added]))
        self._columns = sparse.csr_array(self._rows.T)
        self._asked = np.r_[np.ones(len(self.people)), self.least]
        self._most = np.r_[self.people, np.full(len(self.least), np.inf)]
        self._slow = 1.0 / np.maximum(self._rows.sum(axis=0), 1.0) / self._pace
        self._up = self._pace / np.maximum(self._rows.sum(axis=1), 1.0)

    def _down(self, values: np.ndarray, prices: np.ndarray) -> np.ndarray:
        """Values that cost less at these prices: shares that add up, and uncovered parts from 0 to 1."""
        wish = values + self._slow * (self._columns @ prices - self._costs)
        return np.r_[self._added_up(wish[: self.count]), np.clip(wish[self.count :], 0.0, 1.0)]

    def _added_up(self, wish: np.ndarray) -> np.ndarray:
        """The nearest shares from 0 to 1 that add up: the wish less one level for all, at each one's pace."""
        pace, level = self._slow[: self.count], self._level
        low, high = ((wish - 1) / pace).min(), (wish / pace).max()
        for _ in range(MOST_TRIES):
            if not low < level < high:
                level = (low + high) / 2
            shares = np.clip(wish - level * pace, 0.0, 1.0)
            over = shares.sum() - self.number
            if abs(over) < NEAR:
                break
            low, high = (level, high) if over > 0 else (low, level)
            slope = pace[(shares > 0) & (shares < 1)].sum()
            level = level + over / slope if slope else np.nan
        self._level = level
        return shares
