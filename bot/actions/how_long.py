"""How long it takes, bad days and zig-zags, told honestly (content 2.13)."""

from __future__ import annotations

from bot.actions.leaflets import Browsed


class HowLongForm(Browsed):
    """Shows the lines about time; its last one is said once, at the end (amendments 3.1)."""

    form = "how_long_form"
    leaflet = "how_long"
