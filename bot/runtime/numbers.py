"""The operator's page of numbers, in Prometheus's form: counts and durations, never a text, a name or an id.

Every label takes its values from a short list of ours, so nothing anybody wrote can get in.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Callable, Literal, Mapping, get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot.journal.handoffs import Status
from bot.safety.records import Category
from bot.safety.screen import Screening

Found = Literal["edge", "turn"]
"""Where a danger was found: in the words at once, or in the turn, by meaning or by an answer."""
CONTENT_TYPE = CONTENT_TYPE_LATEST
NO_CATEGORY = "-"
QUICK = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
PATIENT = (10.0, 30.0, 60.0, 120.0, 180.0, 300.0, 600.0, 1800.0)
"""Upper bounds of the histograms, in seconds."""
OPEN: tuple[Status, ...] = ("waiting", "late", "taken")


class Numbers:
    """What is counted in one process, since it started."""

    def __init__(self) -> None:
        self._registry = kept = CollectorRegistry()
        self._screens = Counter(
            "coach_screens", "Messages screened", ("level", "category", "found"), registry=kept
        )
        self._first_line = Histogram(
            "coach_first_line_seconds",
            "From receiving a crisis text to its lines of help being delivered",
            buckets=QUICK,
            registry=kept,
        )
        self._alerts = Counter(
            "coach_alerts", "Alerts to the people on call", ("category", "outcome"), registry=kept
        )
        self._alerted = Histogram(
            "coach_alert_seconds", "From a case being opened to its alert", buckets=QUICK, registry=kept
        )
        self._taken = Histogram(
            "coach_taken_seconds",
            "From a case being opened to its being taken",
            buckets=PATIENT,
            registry=kept,
        )
        self._open = Gauge("coach_handoffs_open", "Cases that are not over", ("status",), registry=kept)
        self._due = Counter("coach_followups_due", "Check-ins whose time came", registry=kept)
        self._sent = Counter("coach_followups_sent", "Check-ins that were sent", registry=kept)

    def screened(self, screening: Screening, found: Found = "edge") -> None:
        """Counts a message that was screened."""
        category = _category(str(screening.category))
        self._screens.labels(screening.level, category, found).inc()

    def first_line(self, seconds: float) -> None:
        """Takes how long a person in danger waited for the lines of help."""
        self._first_line.observe(seconds)

    def alert(self, category: str, seconds: float, delivered: bool) -> None:
        """Counts an alert, and how long it took where it arrived."""
        self._alerts.labels(_category(category), "delivered" if delivered else "lost").inc()
        if delivered:
            self._alerted.observe(seconds)

    def taken(self, waited: timedelta) -> None:
        """Takes how long a case waited until somebody took it."""
        self._taken.observe(waited.total_seconds())

    def watch(self, handoffs: Callable[[], Mapping[Status, int]]) -> None:
        """Has the open cases counted whenever the page is read."""
        for status in OPEN:
            self._open.labels(status).set_function(partial(_number, handoffs, status))

    def followup(self, sent: bool) -> None:
        """Counts a check-in whose time came, and whether it was sent."""
        self._due.inc()
        if sent:
            self._sent.inc()

    def page(self) -> bytes:
        """Returns the page as Prometheus reads it."""
        return generate_latest(self._registry)


def _number(handoffs: Callable[[], Mapping[Status, int]], status: Status) -> float:
    return float(handoffs().get(status, 0))


def _category(told: str) -> str:
    """Returns one of our own categories, or a dash."""
    return told if told in get_args(Category) else NO_CATEGORY
