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

    ``shares`` of the candidates and of the places ``uncovered``: the average of the last steps. ``prices`` by row,
    those of places first.
    """

    def __init__(self, near: sparse.csr_array, people: np.ndarray, number: int) -> None:
        places, count = near.shape
        self.near, self.people, self.number = near, people, number
        self.touched = sparse.csr_array((0, count))
        self.members = sparse.csr_array((0, places))
        self.least = np.zeros(0)
        self.shares, self.uncovered = np.full(count, number / count), np.zeros(places)
        often = near.sum(axis=1).mean() * number / count
        self.prices = people / max(often, 1.0)
        self._pace = PACE * float(np.linalg.norm(people)) / np.sqrt(number)
        self._level = 0.0
        self._prepare()

    def add(self, touched: sparse.csr_array, members: sparse.csr_array, least: np.ndarray) -> None:
        """More rows: touched @ shares + members @ uncovered ≥ least; old ones without a price are let go."""
        priced = self.prices[len(self.people) :] > 0
        self.touched = sparse.csr_array(sparse.vstack([self.touched[priced], touched]))
        self.members = sparse.csr_array(sparse.vstack([self.members[priced], members]))
        self.least = np.r_[self.least[priced], least]
        kept = self.prices[len(self.people) :][priced]
        self.prices = np.r_[self.prices[: len(self.people)], kept, np.zeros(len(least))]
        self._prepare()

    def run(self, steps: int, progress) -> None:
        """So many steps from where it was; then their average, and of the last prices and their average the better."""
        shares, uncovered, prices = self.shares, self.uncovered, self.prices
        sums = [np.zeros_like(one) for one in (shares, uncovered, prices)]
        given = self._given(shares, uncovered)
        for k in range(steps):
            if k % OFTEN == 0:
                progress()
            down, left = self._down(shares, uncovered, prices)
            got = self._given(down, left)
            up = np.clip(prices + self._up * (self._asked - 2 * got + given), 0.0, self._most)
            for total, end in zip(sums, (down, left, up), strict=True):
                total += end
            shares, uncovered, prices, given = (
                now + FURTHER * (end - now)
                for now, end in ((shares, down), (uncovered, left), (prices, up), (given, got))
            )
        self.shares, self.uncovered, average = (total / steps for total in sums)
        self.prices = max(average, up, key=self.bound)

    def bound(self, prices: np.ndarray | None = None) -> float:
        """Nothing costs less: what the rows ask at these prices, less what the cheapest choice can give."""
        prices = self.prices if prices is None else prices
        saved = self.people - prices[: len(self.people)] - self.members.T @ prices[len(self.people) :]
        scores = self._scores(prices)
        cheapest = np.partition(scores, self.number - 1)[: self.number]
        return float(self._asked @ prices + np.minimum(saved, 0.0).sum() + cheapest.sum())

    @property
    def gains(self) -> np.ndarray:
        """What a unit of each candidate's share adds to the bound."""
        scores = self._scores(self.prices)
        return scores - np.partition(scores, self.number - 1)[self.number - 1]

    def _prepare(self) -> None:
        """The matrix, and the pace of every share and price: the longer its row or column, the slower."""
        self._rows = sparse.csr_array(sparse.vstack([self.near, self.touched]))
        self._columns = sparse.csr_array(self._rows.T)
        self._member_of = sparse.csr_array(self.members.T)
        self._asked = np.r_[np.ones(len(self.people)), self.least]
        self._most = np.r_[self.people, np.full(len(self.least), np.inf)]
        self._down_shares = 1.0 / np.maximum(self._rows.sum(axis=0), 1.0) / self._pace
        self._down_uncovered = 1.0 / (1.0 + self.members.sum(axis=0)) / self._pace
        own = np.r_[np.ones(len(self.people)), self.members.sum(axis=1)]
        self._up = self._pace / np.maximum(self._rows.sum(axis=1) + own, 1.0)

    def _given(self, shares: np.ndarray, uncovered: np.ndarray) -> np.ndarray:
        """The left side of every row."""
        return self._rows @ shares + np.r_[uncovered, self.members @ uncovered]

    def _down(self, shares, uncovered, prices) -> tuple[np.ndarray, np.ndarray]:
        places = len(self.people)
        wish = shares + self._down_shares * (self._columns @ prices)
        due = prices[:places] - self.people + self._member_of @ prices[places:]
        return self._added_up(wish), np.clip(uncovered + self._down_uncovered * due, 0.0, 1.0)

    def _added_up(self, wish: np.ndarray) -> np.ndarray:
        """The nearest shares from 0 to 1 that add up: the wish less one level for all, at each one's pace."""
        pace, level = self._down_shares, self._level
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

    def _scores(self, prices: np.ndarray) -> np.ndarray:
        """What a candidate costs, less what its rows pay for it."""
        return -(self._columns @ prices)
