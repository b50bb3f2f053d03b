"""Layers as values: the hues of beats."""

import numpy as np
import pandas as pd
import pytest

from pages.parts.maps import HUES, NO_DATA, Beats


def test_a_worker_has_the_colour_given_or_one_by_number():
    beats = Beats(pd.Series([5.0, 14.0]), {}, "Beats", colours={14: 7})
    assert [beats.hue(5), beats.hue(14), beats.hue(13)] == [4, 7, 0]


#: what is left of red, green and blue light for people without one kind of cone (Machado et al. 2009, severity 1)
SIGHTS = {
    "all cones": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}  # fmt: skip


def lab(colour: str, sight: list[list[float]]) -> np.ndarray:
    """A colour as seen, in CIELAB under D65."""
    rgb = np.array([int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)])
    light = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    light = np.clip(np.array(sight) @ light, 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ light
    xyz = xyz / [0.9505, 1, 1.089]
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", SIGHTS.values(), ids=SIGHTS)
def test_hues_differ_whatever_one_sees(sight):
    """A difference of 2.3 can just be noticed (Mahy et al. 1994); six colours suffice for beats in one piece."""
    seen = [lab(colour, sight) for colour in (NO_DATA, *HUES)]
    apart = np.array([[np.linalg.norm(one - other) for one in seen] for other in seen])
    apart[np.diag_indices(len(seen))] = np.inf
    assert apart[:7, :7].min() > 19
    assert apart.min() > 10
