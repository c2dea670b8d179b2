"""`coach`: the program's console script."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import sys
from typing import Callable, Optional, Sequence

from bot.content import ContentError
from bot.runtime.without_tensorflow import prepare
from bot.settings import Settings, SettingsError, read_settings

HOW_TO_GET_A_TOKEN = """\
No TELEGRAM_BOT_TOKEN is set: write to @BotFather on Telegram, send /newbot, and put the token it gives you
into .env as TELEGRAM_BOT_TOKEN=…, then start again."""


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Runs one command and returns its exit code; a wrong setting or content file is one clear line."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["rasa"]:
        return _rasa(given[1:])
    options = _parser().parse_args(given)
    prepare(all_of_rasa=False)
    _logging()
    from bot.journal.keys import MissingKey
    from bot.journal.pool import DatabaseDown

    try:
        run: Callable[[argparse.Namespace, Settings], int] = options.run
        return run(options, read_settings(os.environ))
    except (SettingsError, ContentError) as error:
        print(f"coach: {error}", file=sys.stderr)
        return 2
    except DatabaseDown as error:
        print(f"coach: DATABASE_URL or KEYS_DATABASE_URL does not answer ({error})", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        print(f"coach: {error.strerror or error}", file=sys.stderr)
        return 1
    except (RuntimeError, MissingKey) as error:
        print(f"coach: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="coach", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="command")

    def verb(name: str, run: Callable[..., int], about: str) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, help=about, description=about)
        added.set_defaults(run=run)
        return added

    verb("run", _run, "start the coach on Telegram; without a token, as a chat in this terminal")
    verb("chat", _chat, "chat with the coach in this terminal")
    train = verb("train", _train, "train the model if its sources changed")
    train.add_argument("--force", action="store_true", help="train even if nothing changed")
    screening = verb("screen", _screen, "screen texts (lines, or JSONL with `text`) from standard input")
    screening.add_argument("--lexicon", action="store_true", help="the first layer alone")
    rehearse = verb("rehearse", _rehearse, "analyse one sentence as the rehearsal does, as JSON")
    rehearse.add_argument("text")
    verb("doctor", _doctor, "what is configured, what is missing, what is stale")
    rotate = verb("rotate-key", _rotate, "wrap every user's key with a new operator key")
    rotate.add_argument("--new-key", help="32 bytes in base64; made if left out")
    verbs.add_parser("rasa", help="any of Rasa's own commands, such as `coach rasa data validate`")
    return parser


def _logging() -> None:
    """Lets warnings through and no text of a user: Rasa logs what it parses at DEBUG, through structlog."""
    import warnings

    import structlog

    warnings.showwarning = lambda *_, **__: None  # type: ignore[assignment]  # imports reset the filters
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    for name in ("rasa", "rasa_sdk", "httpx", "telegram", "sanic.root", "sanic.error", "apscheduler"):
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.getLogger("bot").setLevel(logging.INFO)


def _rasa(arguments: list[str]) -> int:
    """Passes a command through to Rasa."""
    prepare()
    from bot.runtime.rasa_commands import run_rasa

    run_rasa(arguments)
    return 0


def _run(options: argparse.Namespace, settings: Settings) -> int:
    if settings.token is None:
        print(HOW_TO_GET_A_TOKEN, file=sys.stderr)
        if sys.stdin.isatty():
            return _chat(options, settings)
        address = f"http://{settings.http_host}:{settings.http_port}/webhooks/rest/webhook"
        print(f"There is no terminal here either: serving Rasa's REST channel at {address}", file=sys.stderr)
    from bot.runtime.training import progress, train

    train()
    with progress("Starting"):
        from bot.runtime.serve import run_rest, run_telegram
    asyncio.run(run_rest(settings) if settings.token is None else run_telegram(settings))
    return 0


def _chat(options: argparse.Namespace, settings: Settings) -> int:
    from bot.runtime.training import progress, train

    train()
    with progress("Starting"):
        from bot.runtime.serve import run_terminal
    print("The same coach as on Telegram. Type; [Label] presses a button; /quit ends.", file=sys.stderr)
    asyncio.run(run_terminal(settings))
    return 0


def _train(options: argparse.Namespace, settings: Settings) -> int:
    from bot.runtime.training import train

    train(force=options.force)
    return 0


def _screen(options: argparse.Namespace, settings: Settings) -> int:
    from bot.safety.screen import screen

    for line in sys.stdin:
        line = line.rstrip("\n")
        if not line:
            continue
        try:
            row = json.loads(line) if line.startswith("{") else {"text": line}
            text = str(row["text"])
        except (json.JSONDecodeError, KeyError):
            text = line
        found = screen(text)
        answer = {
            "text": text,
            "level": found.level,
            "category": found.category,
            "matched": found.matched,
        }
        print(json.dumps(answer, ensure_ascii=False))
    return 0


def _rehearse(options: argparse.Namespace, settings: Settings) -> int:
    from bot.language.rehearse import analyse_text, as_json

    print(json.dumps(as_json(analyse_text(options.text)), indent=2, ensure_ascii=False))
    return 0


def _doctor(options: argparse.Namespace, settings: Settings) -> int:
    from bot.runtime.doctor import examine

    lines, well = examine(settings)
    print("\n".join(lines))
    return 0 if well else 1


def _rotate(options: argparse.Namespace, settings: Settings) -> int:
    from bot.journal.rotate import rotate_key

    print(rotate_key(settings, options.new_key))
    return 0


if __name__ == "__main__":
    sys.exit(main())
