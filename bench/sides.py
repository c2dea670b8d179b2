"""The two sides of the bench: how each is installed, trained, served and played."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Callable, Optional, Sequence, TypeVar

import psutil

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
WORK = ROOT / "var" / "bench"
STOCK_ENVIRONMENT = HERE / ".venv-stock"
STOCK_LOCK = HERE / "stock-requirements.lock"
STOCK_ENDPOINTS = """\
action_endpoint:
  url: "http://127.0.0.1:{port}/webhook"
  enable_selective_domain: true
tracker_store:
  type: SQL
  dialect: sqlite
  db: "{store}/tracker.db"
"""
MASKED = (
    "TELEGRAM_BOT_TOKEN",
    "TELEGRAM_WEBHOOK_URL",
    "TELEGRAM_WEBHOOK_SECRET",
    "DATABASE_URL",
    "KEYS_DATABASE_URL",
    "COACH_ENCRYPTION_KEY",
    "COACH_OPERATOR_CHAT_ID",
    "COACH_HTTP_HOST",
)
"""Settings of the operator's own that a measurement must not use."""
START_WITHIN = 300.0
STOP_WITHIN = 20.0
"""Seconds."""


P = TypeVar("P", bound="Processes")


class BenchError(RuntimeError):
    """A side that cannot be measured; says where its log is."""


def free_port() -> int:
    """Returns a port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(store: Path, **more: str) -> dict[str, str]:
    """Returns the environment of a measured process, with everything it keeps under `store`."""
    own = {
        "COACH_VAR": str(store),
        "PYTHONPATH": str(ROOT),
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_CACHE_DIRECTORY": str(WORK / "cache"),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
    }
    return {**os.environ, **dict.fromkeys(MASKED, ""), **own, **more}


class Running:
    """A process of a side, its output in a log."""

    def __init__(self, name: str, command: Sequence[str], env: dict[str, str], talks: bool = False) -> None:
        self.log = WORK / "logs" / f"{name}.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        ends = subprocess.PIPE if talks else subprocess.DEVNULL
        with self.log.open("ab") as log:
            out: Any = subprocess.PIPE if talks else log
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=env, stdin=ends, stdout=out, stderr=log, text=True, bufsize=1
            )

    def rss(self) -> int:
        """Returns the resident bytes of the process and its children."""
        process = psutil.Process(self.process.pid)
        return sum(p.memory_info().rss for p in (process, *process.children(recursive=True)))

    def wait_for(self, url: str) -> None:
        """Returns once `url` answers 200; raises `BenchError` where it never does."""
        deadline = time.monotonic() + START_WITHIN
        while not _answers(url):
            self.check()
            if time.monotonic() > deadline:
                raise BenchError(f"{url} does not answer; see {self.log}")
            time.sleep(0.05)

    def check(self) -> None:
        """Raises `BenchError` where the process has ended."""
        if self.process.poll() is not None:
            raise BenchError(f"a process ended with {self.process.returncode}; see {self.log}")

    def say(self, **message: Any) -> None:
        """Writes one JSON line to the process."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(message) + "\n")

    def hear(self) -> dict[str, Any]:
        """Returns its next JSON line; raises `BenchError` where there is none."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            self.process.wait()
            self.check()
        answer: dict[str, Any] = json.loads(line)
        return answer

    def stop(self) -> None:
        """Ends the process: end of input for one that talks, SIGTERM otherwise."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        else:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


class Processes:
    """The processes of a side, stopped at the end of a `with`."""

    def __init__(self, *processes: Running) -> None:
        self.processes = processes

    def __enter__(self: P) -> P:
        return self

    def __exit__(self, *error: object) -> None:
        for process in reversed(self.processes):
            process.stop()

    def once(self: P, *waits: Callable[[], object]) -> P:
        """Returns itself after every wait; stops everything where one of them fails."""
        try:
            for wait in waits:
                wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def rss(self) -> int:
        """Returns the resident bytes of all processes."""
        return sum(process.rss() for process in self.processes)


class Served(Processes):
    """A side that runs as its users run it; `url` is Rasa's REST channel."""

    def __init__(self, url: str, *processes: Running) -> None:
        super().__init__(*processes)
        self.url = url

    def post(self, sender: str, text: str) -> None:
        """Says one text over REST and waits for the answer."""
        body = json.dumps({"sender": sender, "message": text}).encode()
        asked = urllib.request.Request(self.url, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=60) as answer:
            answer.read()


class Player(Processes):
    """A side that plays texts and tells milliseconds."""

    def turn(self, sender: str, text: str, **more: str) -> dict[str, Any]:
        """Plays one text; returns {ms, said}."""
        self.processes[-1].say(sender=sender, text=text, **more)
        return self.processes[-1].hear()


class Ours:
    """The coach."""

    name = "ours"
    python = sys.executable
    installed = Path(sys.prefix)

    def train(self) -> None:
        """Trains from nothing, into the bench's own folder."""
        _train([self.python, "-m", "bot.cli", "rasa"], "config.yml", self.name)

    def make_ready(self) -> None:
        """Sees to the program's own model."""
        _run([self.python, "-m", "bot.cli", "train"], "ours-model", WORK)

    def serve(self, store: Path) -> Served:
        """Starts the program without a token, and returns once `/ready` answers."""
        port = free_port()
        env = environment(store, COACH_HTTP_PORT=str(port))
        coach = Running("ours-server", [self.python, "-m", "bot.cli", "run"], env)
        served = Served(f"http://127.0.0.1:{port}/webhooks/rest/webhook", coach)
        return served.once(lambda: coach.wait_for(f"http://127.0.0.1:{port}/ready"))

    def play(self, store: Path) -> Player:
        """Starts a player, and returns once it can play."""
        player = Running(
            "ours-player", [self.python, str(HERE / "play_ours.py")], environment(store), talks=True
        )
        return Player(player).once(player.hear)


class Stock:
    """Rasa as it comes: default pipeline and policies, an action server over HTTP, `SQLTrackerStore`."""

    name = "stock"
    python = str(STOCK_ENVIRONMENT / "bin" / "python")
    installed = STOCK_ENVIRONMENT
    model = WORK / "models" / "stock.tar.gz"

    def make_ready(self) -> None:
        """Builds the environment where it is missing or older than its lock."""
        stamp = STOCK_ENVIRONMENT / "locked"
        if stamp.exists() and stamp.read_bytes() == STOCK_LOCK.read_bytes():
            return
        uv = os.environ.get("UV") or shutil.which("uv", path=f"{ROOT}/.tools/bin{os.pathsep}{os.defpath}")
        if not uv:
            raise BenchError("uv is not here: `make bench` brings its own")
        _run([uv, "venv", "-q", "--clear", "--python", sys.executable, str(STOCK_ENVIRONMENT)], "uv", WORK)
        # From its own folder: the project's settings of uv would leave TensorFlow out.
        install = [
            "pip",
            "install",
            "--compile-bytecode",
            "--directory",
            str(HERE / "stock"),
            "--python",
            self.python,
        ]
        _run([uv, *install, "--no-deps", "--require-hashes", "-r", str(STOCK_LOCK)], "uv", WORK)
        stamp.write_bytes(STOCK_LOCK.read_bytes())

    def train(self) -> None:
        """Trains from nothing, into the bench's own folder."""
        _train([self.python, "-m", "rasa"], "bench/stock/config.yml", self.name)

    def _actions(self, store: Path) -> tuple[Running, int]:
        port = free_port()
        command = [self.python, "-m", "bot.cli", "rasa", "run", "actions", "-p", str(port)]
        return Running("stock-actions", command, environment(store)), port

    def serve(self, store: Path) -> Served:
        """Starts action server and Rasa at once, and returns once both are ready."""
        store.mkdir(parents=True, exist_ok=True)
        actions, actions_port = self._actions(store)
        endpoints = store / "endpoints.yml"
        endpoints.write_text(STOCK_ENDPOINTS.format(port=actions_port, store=store))
        port = free_port()
        command = [self.python, "-m", "rasa", "run", "--enable-api", "-i", "127.0.0.1", "-p", str(port)]
        command += ["-m", str(self.model), "--endpoints", str(endpoints), "--credentials", "credentials.yml"]
        rasa = Running("stock-server", command, environment(store))
        served = Served(f"http://127.0.0.1:{port}/webhooks/rest/webhook", actions, rasa)
        return served.once(
            lambda: rasa.wait_for(f"http://127.0.0.1:{port}/status"),
            lambda: actions.wait_for(f"http://127.0.0.1:{actions_port}/health"),
        )

    def play(self, store: Path) -> Player:
        """Starts action server and player, and returns once both are ready."""
        store.mkdir(parents=True, exist_ok=True)
        actions, port = self._actions(store)
        command = [
            self.python,
            str(HERE / "play_stock.py"),
            str(self.model),
            str(store / "tracker.db"),
            str(port),
        ]
        player = Running("stock-player", command, environment(store), talks=True)
        player.hear()
        actions.wait_for(f"http://127.0.0.1:{port}/health")
        return Player(actions, player)


Side = Ours | Stock


def _train(rasa: list[str], config: str, name: str) -> None:
    where = ["--domain", "domain.yml", "--data", "data", "--config", config, "--out", str(WORK / "models")]
    _run([*rasa, "train", "--force", *where, "--fixed-model-name", name], f"{name}-train", WORK)


def _run(command: Sequence[str], log: str, store: Path) -> None:
    running = Running(log, command, environment(store))
    if running.process.wait() != 0:
        raise BenchError(f"{Path(command[0]).name} failed; see {running.log}")


def size(folder: Path, without: Optional[str] = None) -> int:
    """Returns the bytes of all files under a folder, each once; leaves out folders named `without`."""
    seen: dict[tuple[int, int], int] = {}
    for path, folders, files in os.walk(folder):
        if without in folders:
            folders.remove(without)
        for file in files:
            stat = os.lstat(os.path.join(path, file))
            seen[stat.st_dev, stat.st_ino] = stat.st_size
    return sum(seen.values())
