"""`coach`: the program's console script."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Coroutine, Iterator, Optional, Sequence, get_args

from bot.content import ContentError
from bot.runtime.without_tensorflow import prepare
from bot.safety.records import Category
from bot.settings import Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from bot.journal.journal import Journal

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
    verb("understand", _understand, "intent, ranking and feelings of texts from standard input, as JSONL")
    measuring = verb("eval", _eval, "measure what is understood, and write it into docs/model-card.md")
    measuring.add_argument("--dir", type=Path, help="a folder of strangers' messages, to measure on too")
    screening = verb("screen", _screen, "screen texts (lines, or JSONL with `text`) from standard input")
    screening.add_argument("--lexicon", action="store_true", help="the first layer alone")
    rehearse = verb("rehearse", _rehearse, "analyse one sentence as the rehearsal does, as JSON")
    rehearse.add_argument("text")
    verb("doctor", _doctor, "what is configured, what is missing, what is stale")
    verb("review", _review, "rewrite docs/clinical-review.md; signatures whose text is unchanged stay")
    desk = verbs.add_parser("resources", help="the lines of help: their age, and what people see of them")
    acts = desk.add_subparsers(required=True, metavar="act")
    checking = acts.add_parser(
        "check", help="every row by age; exits 1 when one that is shown is over a year old"
    )
    checking.set_defaults(run=_resources_check)
    showing = acts.add_parser("show", help="what somebody in a country sees, word for word")
    showing.add_argument("country", help="a code such as GB, or a name")
    showing.add_argument("category", nargs="?", type=str.upper, choices=get_args(Category), help="or each")
    showing.set_defaults(run=_resources_show)
    nudges = verbs.add_parser("nudges", help="what nudges do, and when somebody's come")
    acts = nudges.add_subparsers(required=True, metavar="act")
    acts.add_parser("report", help="counts by month; no person in them").set_defaults(run=_nudges_report)
    previewing = acts.add_parser("preview", help="dates, times and kinds of what comes to one person")
    previewing.add_argument("user", help="the chat id")
    previewing.add_argument("--days", type=int, default=14)
    previewing.set_defaults(run=_nudges_preview)
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


def _texts() -> Iterator[str]:
    """Yields the texts on standard input: lines, or JSONL with `text`."""
    for line in sys.stdin:
        line = line.rstrip("\n")
        if not line:
            continue
        try:
            row = json.loads(line) if line.startswith("{") else {"text": line}
            yield str(row["text"])
        except (json.JSONDecodeError, KeyError):
            yield line


def _understand(options: argparse.Namespace, settings: Settings) -> int:
    from bot.runtime.training import train
    from bot.runtime.understand import Understanding

    understanding = Understanding(train())
    for text in _texts():
        print(json.dumps(understanding.of(text), ensure_ascii=False))
    return 0


def _eval(options: argparse.Namespace, settings: Settings) -> int:
    from bot.runtime.measure import measure, write
    from bot.runtime.training import progress, train

    model = train()
    with progress("Measuring"):
        figures = measure(model, options.dir)
    write(figures)
    print(figures)
    return 0


def _screen(options: argparse.Namespace, settings: Settings) -> int:
    from bot.safety.screen import screen

    if not options.lexicon:
        from bot.nlu.second_layer import both_layers as screen
    for text in _texts():
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


def _review(options: argparse.Namespace, settings: Settings) -> int:
    from bot.runtime.review import review

    print("\n".join(review()))
    return 0


def _resources_check(options: argparse.Namespace, settings: Settings) -> int:
    from bot.runtime.resources_desk import check

    lines, well = check(datetime.now(timezone.utc).date())
    print("\n".join(lines))
    return 0 if well else 1


def _resources_show(options: argparse.Namespace, settings: Settings) -> int:
    from bot.runtime.resources_desk import show

    print(show(options.country, options.category, datetime.now(timezone.utc)))
    return 0


def _nudges_report(options: argparse.Namespace, settings: Settings) -> int:
    from bot.runtime.nudge_desk import report

    return _told(settings, report)


def _nudges_preview(options: argparse.Namespace, settings: Settings) -> int:
    from bot.runtime.nudge_desk import preview

    now = datetime.now(timezone.utc)
    return _told(settings, lambda journal: preview(journal, "telegram", options.user, options.days, now))


def _told(settings: Settings, ask: Callable[[Journal], Coroutine[Any, Any, list[str]]]) -> int:
    """Prints what is read from the journal."""
    from bot.journal.journal import open_journal

    journal = open_journal(settings)
    journal.migrate()
    try:
        print("\n".join(asyncio.run(ask(journal))))
    finally:
        journal.close()
    return 0


def _rotate(options: argparse.Namespace, settings: Settings) -> int:
    from bot.journal.rotate import rotate_key

    print(rotate_key(settings, options.new_key))
    return 0


if __name__ == "__main__":
    sys.exit(main())
