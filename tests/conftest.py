"""What every test may use: Rasa made importable, its logs silent, the words and the model at hand."""

from __future__ import annotations

import logging
import warnings

import structlog

from bot.runtime.without_tensorflow import prepare

prepare()
warnings.showwarning = lambda *_, **__: None  # type: ignore[assignment]
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
