"""Where facilities stand best: five models, a quick answer first, then a proof of how good it is."""
