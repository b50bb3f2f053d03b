"""What a face of the coverage gaps cannot say, because the record knows nothing of it."""

import pandas as pd

from pages.parts.text import N_, _

#: face → whether the record knows enough to speak of it, and what to say where it does not
KNOWN = {
    "service": (
        lambda frame: (frame["residents_beyond"].notna() & (frame["population"] > 0)).any(),
        N_("No such facility or no residents are recorded: who lives beyond reach cannot be said."),
    ),
    "presence": (
        lambda frame: frame["presence_known"].any(),
        N_("No visits are recorded: who has not been visited cannot be said."),
    ),
    "responsibility": (
        lambda frame: frame["responsibility_known"].any(),
        N_("No workers are recorded: who is responsible cannot be said."),
    ),
    "voice": (
        lambda frame: (frame["voice_answer"] != "too_little").any(),
        N_("Too few people or cases to say which grids are silent."),
    ),
}  # fmt: skip


def everything(frame: pd.DataFrame) -> bool:
    """Whether the record knows nothing of any face."""
    return not any(is_known(frame) for is_known, _words in KNOWN.values())


def of(frame: pd.DataFrame, face: str) -> list[str]:
    """What this face cannot say because the record does not know, in sentences."""
    if frame.empty:
        return []
    asked = KNOWN if face in ("all", "debt") else [face]
    said = [_(words) for name, (is_known, words) in KNOWN.items() if name in asked and not is_known(frame)]
    return [*said, _("The debt leaves that out.")] if said and face == "debt" else said
