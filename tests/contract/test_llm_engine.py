import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from secondunit import plugins
from secondunit.core.errors import ConfigError, EngineError, InputError, NoCapableEngine, OutputInvalid, Unavailable
from secondunit.engines.api import Work
from secondunit.engines.llm import URL, LanguageModel, address
from secondunit.execution.workers import interpreter_for

ASK = {"model": "tiny", "system": "You break scripts down.", "prompt": "INT. BARN - DAY", "max_tokens": 50}


@pytest.fixture
def server(monkeypatch):
    """A chat completion server on this machine; yields what it was asked and what it shall answer."""
    state = {"asked": [], "status": 200, "answer": json.dumps({
        "model": "tiny-1", "choices": [{"message": {"content": "[]"}, "finish_reason": "stop"}]})}  # fmt: skip

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            size = int(self.headers["Content-Length"])
            state["asked"].append((self.path, json.loads(self.rfile.read(size))))
            self.send_response(state["status"])
            self.send_header("Location", "http://192.0.2.1/steal")
            self.end_headers()
            self.wfile.write(state["answer"].encode())

        def log_message(self, *_):
            pass

    web = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=web.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv(URL, f"http://127.0.0.1:{web.server_port}/v1")
    yield state
    web.shutdown()
    web.server_close()
    thread.join(5)


def make(folder, parameters=ASK):
    return LanguageModel().make("text.complete", Work(parameters, 1 << 40, {}, folder, lambda share: None))


def test_it_asks_once_with_the_recipes_words_and_seed(server, tmp_path):
    [output] = make(tmp_path)
    [(path, body)] = server["asked"]
    assert path == "/v1/chat/completions" and body["seed"] == 0 and body["temperature"] == 0
    assert [m["content"] for m in body["messages"]] == [ASK["system"], ASK["prompt"]]
    assert json.loads(output.path.read_text()) == {"model": "tiny-1", "text": "[]", "finish": "stop"}
    assert (output.role, output.media_type) == ("answer", "application/json")


@pytest.mark.parametrize(("status", "answer", "error"), [
    (500, "out of memory", EngineError), (302, "", EngineError), (200, "not json", OutputInvalid),
    (200, '{"choices": []}', OutputInvalid), (200, '{"choices": [{"message": {"content": 7}}]}', OutputInvalid),
    (200, "[" * 100_000, OutputInvalid), (200, "x" * (5 << 20), OutputInvalid),
])  # fmt: skip
def test_odd_answers_are_errors_and_redirects_are_not_followed(server, tmp_path, status, answer, error):
    server["status"], server["answer"] = status, answer
    with pytest.raises(error):
        make(tmp_path)
    assert len(server["asked"]) == 1


@pytest.mark.parametrize("url", [
    "http://example.com/v1", "http://169.254.169.254/latest", "https://127.0.0.1/v1", "http://127.0.0.1@example.com/",
    "http://user:secret@127.0.0.1/", "file:///etc/passwd", "http://127.0.0.1:port/", "http://[::2]/", "127.0.0.1:80",
])  # fmt: skip
def test_only_addresses_of_this_machine_are_asked(url):
    with pytest.raises(InputError, match="this machine"):
        address(url)


def test_loopback_addresses_are_taken():
    assert address("http://localhost:8080/v1/") == ("127.0.0.1", 8080, "/v1")
    assert address("http://[::1]:90") == ("::1", 90, "")


def test_without_a_server_it_is_unavailable(monkeypatch, tmp_path):
    monkeypatch.delenv(URL, raising=False)
    with pytest.raises(Unavailable, match="not configured"):
        interpreter_for(plugins.engine("llm"))
    monkeypatch.setenv(URL, "http://127.0.0.1:9/v1")
    with pytest.raises(Unavailable, match="cannot be reached"):
        make(tmp_path)


def test_what_is_asked_must_be_words(tmp_path):
    with pytest.raises(InputError):
        make(tmp_path, {**ASK, "model": ""})
    with pytest.raises(NoCapableEngine):
        LanguageModel().make("image.generate", Work(ASK, 1, {}, tmp_path, lambda share: None))


def test_an_engine_may_not_ask_for_other_variables():
    table = {"api": 1, "module": "m", "class": "C", "version": "1", "capabilities": [], "determinism": "exact",
             "licence": "x", "summary": "x", "environment": ["AWS_SECRET_ACCESS_KEY"]}  # fmt: skip
    with pytest.raises(ConfigError, match="SECONDUNIT_"):
        plugins.parse_engines({"engine": {"thief": table}}, "thief")
