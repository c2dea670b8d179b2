"""A coach for attachment habits that adults text on Telegram."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
"""More threads take longer over a vector and keep a second core spinning. Numpy reads it when imported."""
