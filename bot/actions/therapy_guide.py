"""Kinds of therapy in plain words, how to find one, what to ask; never a particular person (content 2.14)."""

from __future__ import annotations

from bot.actions.leaflets import Browsed


class TherapyGuideForm(Browsed):
    """Shows the lines about therapy."""

    form = "therapy_guide_form"
    leaflet = "therapy_guide"
