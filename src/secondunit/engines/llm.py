"""Engine `llm`: `text.complete` by a language model server on this machine.

Speaks the chat completion form that local servers (llama.cpp, Ollama, vLLM) share. Only addresses of this machine
are asked: what the script says never leaves it, whatever a production's settings hold.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import os
from typing import Any
from urllib.parse import urlsplit

from secondunit.core.errors import EngineError, EngineTimeout, InputError, NoCapableEngine, OutputInvalid, Unavailable
from secondunit.engines.api import Output, Work

URL = "SECONDUNIT_LLM_URL"
MAX_ANSWER = 4 << 20
SECONDS = 300


class LanguageModel:
    """Capability `text.complete`; output `answer` (JSON: model, text, finish, usage).

    Parameters: `model` (the name the server knows), `system`, `prompt`, `max_tokens` (1024). Temperature is 0 and
    the recipe's seed is passed on; servers still differ between versions and devices, so the answer is recorded, not
    repeatable. The server's address is no part of a recipe: it stands in the environment as SECONDUNIT_LLM_URL.
    """

    def make(self, capability: str, work: Work) -> list[Output]:
        """Ask once and write the answer; raise EngineError for a server that refuses or answers oddly."""
        if capability != "text.complete":
            raise NoCapableEngine(f"llm does not offer {capability}", hint="it offers text.complete")
        texts = {key: work.parameters.get(key) for key in ("model", "system", "prompt")}
        if not all(isinstance(value, str) for value in texts.values()) or not texts["model"]:
            raise InputError("text.complete needs the texts model, system and prompt")
        body = {
            "model": texts["model"], "temperature": 0, "seed": work.seed % (1 << 31), "stream": False,
            "max_tokens": int(work.parameters.get("max_tokens", 1024)),
            "messages": [{"role": "system", "content": texts["system"]}, {"role": "user", "content": texts["prompt"]}],
        }  # fmt: skip
        answer = _ask(os.environ.get(URL, ""), body)
        path = work.scratch / "answer.json"
        path.write_text(json.dumps(answer, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
        work.progress(1.0)
        return [Output("answer", path, "application/json")]


def address(url: str) -> tuple[str, int, str]:
    """Return host, port and path of a server on this machine; Unavailable for none, InputError for any other."""
    if not url:
        raise Unavailable("no language model server is named", hint=f"set {URL}=http://127.0.0.1:8080/v1")
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
        port = parts.port or 80
    except ValueError:
        local, port = False, 0
    if parts.scheme != "http" or not local or parts.username is not None:
        raise InputError(f"{URL} must be an http address of this machine", hint="for example http://127.0.0.1:8080/v1")
    return "127.0.0.1" if host == "localhost" else host, port, parts.path.rstrip("/")


def _ask(url: str, body: dict[str, Any]) -> dict[str, Any]:
    host, port, path = address(url)
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)  # follows no redirect, uses no proxy
    try:
        connection.request("POST", f"{path}/chat/completions", json.dumps(body), {"Content-Type": "application/json"})
        response = connection.getresponse()
        data = response.read(MAX_ANSWER + 1)
    except TimeoutError as error:
        raise EngineTimeout(f"the language model gave no answer in {SECONDS} s", hint="try a smaller model") from error
    except (OSError, http.client.HTTPException) as error:
        raise Unavailable(f"the language model server cannot be reached: {error}", hint=f"check {URL}") from error
    finally:
        connection.close()
    if response.status != 200:
        words = data[:200].decode("utf-8", "replace")
        raise EngineError(f"the language model server says {response.status}: {words}", hint="see the server's log")
    if len(data) > MAX_ANSWER:
        raise OutputInvalid("the language model's answer is larger than 4 MB")
    try:
        parsed = json.loads(data)
        choice = parsed["choices"][0]
        text = choice["message"]["content"]
    except (ValueError, RecursionError, LookupError, TypeError):
        text = None
    if not isinstance(text, str):
        raise OutputInvalid("the language model server's answer is no chat completion")
    model, finish = parsed.get("model"), choice.get("finish_reason")
    return {"model": model if isinstance(model, str) else body["model"], "text": text,
            "finish": finish if isinstance(finish, str) else ""}  # fmt: skip
