"""The HTTP routes, over an assistant with two invented documents."""

import csv
import io
import json
import logging
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import LibraryLocked
from rag.web import build_app
from rag.web.guard import BODY_LIMIT, HEADERS, Taps, hosts_for
from rag.web.schemas import AnswerShown, DocumentShown, DocumentTextShown, Failure, HitShown
from rag.web.serve import AddressTaken, listen, page_address
from rag.web.shell import dressed, policy
from rag.web.tables import CSV_COLUMNS
from tests.fakes_web import HOSTILE, ROTHERHAM, FakeAssistant

HOME = "http://127.0.0.1"


class FakeWriter:
    suffixes = frozenset({".txt", ".pdf"})

    def __init__(self) -> None:
        self.files: list[tuple[str, bytes]] = []
        self.locked = False

    def add(self, files, progress=None):
        if self.locked:
            raise LibraryLocked("Another process is writing.", hint="Wait.")
        self.files += [(name, Path(place).read_bytes()) for name, place in files]
        return FakeSummary([name for name, _ in files])

    def remove(self, ids):
        return tuple(ids)


class FakeSummary:
    """Files whose names begin with "bad" could not be read."""

    def __init__(self, names) -> None:
        self.added = tuple(n for n in names if not n.startswith("bad"))
        self.failed = tuple(
            (n, "It holds no text.", "Scan it again.") for n in names if n.startswith("bad")
        )
        self.changed = self.unchanged = self.removed = self.duplicates = ()


@pytest.fixture(scope="module")
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture(scope="module")
def client(assistant: FakeAssistant):
    with TestClient(build_app(assistant), base_url=HOME) as found:
        yield found


@pytest.fixture
def writer() -> FakeWriter:
    return FakeWriter()


@pytest.fixture
def writing(writer: FakeWriter) -> TestClient:
    return TestClient(build_app(FakeAssistant(), writer=writer), base_url=HOME)


def failure(response) -> dict[str, str]:
    """The error of a response, which has exactly the form of the contract."""
    return Failure.model_validate(response.json()).error.model_dump()


# Questions


def test_a_question_gets_the_answer_of_the_contract(client):
    response = client.post("/api/ask", json={"question": "How many in Rotherham?"})
    assert response.status_code == 200
    answer = AnswerShown.model_validate(response.json())
    assert answer.status == "answered"
    cited = answer.citations[0]
    assert ROTHERHAM.text[cited.start : cited.end] == cited.quote


def test_the_schema_of_answers_knows_every_field_of_a_survey(client):
    response = client.post("/api/ask", json={"question": "Which councils target 75%?"})
    ledger = AnswerShown.model_validate(response.json()).ledger
    assert ledger is not None
    assert sum(ledger.counts.values()) == ledger.total == 4


def test_earlier_questions_reach_the_assistant(client, assistant):
    client.post("/api/ask", json={"question": "and Slough?", "history": ["EET in Swindon?"]})
    assert assistant.asked[-1] == ("and Slough?", ("EET in Swindon?",))


def test_control_characters_in_a_question_become_spaces(client, assistant):
    client.post("/api/ask", json={"question": "How\x00 many\r\n\tin\x1b Rotherham?"})
    assert assistant.asked[-1][0] == "How many in Rotherham?"


@pytest.mark.parametrize("question", ["", "   ", "\x00\x01\n"])
def test_an_empty_question_is_refused_with_400(client, question):
    response = client.post("/api/ask", json={"question": question})
    assert response.status_code == 400
    assert "empty" in failure(response)["message"]


@pytest.mark.parametrize(
    "body", [{"question": "x" * 2001}, {"question": "a", "history": ["y" * 2001]}]
)
def test_a_question_over_2000_characters_is_refused_and_told_the_limit(client, body):
    response = client.post("/api/ask", json=body)
    assert response.status_code == 413
    assert "2,000" in failure(response)["message"]


def test_a_question_of_2000_characters_is_answered(client):
    assert client.post("/api/ask", json={"question": "x" * 2000}).status_code == 200


def test_half_a_character_is_no_question(client):
    sent = b'{"question": "what about \\ud800?"}'
    response = client.post("/api/ask", content=sent, headers={"Content-Type": "application/json"})
    assert response.status_code == 400
    assert "no text" in failure(response)["message"]


def test_too_many_earlier_questions_are_refused(client):
    response = client.post("/api/ask", json={"question": "a", "history": ["b"] * 51})
    assert response.status_code == 400


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b"{}", 422),
        (b'{"question": 7}', 422),
        (b'{"question": "a", "history": "b"}', 422),
        (b"\xff\xfe", 400),
    ],
)
def test_a_body_that_is_no_question_gets_an_error_of_the_right_kind(client, body, status):
    response = client.post("/api/ask", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == status
    assert failure(response)["message"]


def test_a_body_that_is_not_json_is_refused_with_415(client):
    response = client.post("/api/ask", data={"question": "a"})
    assert response.status_code == 415


def test_a_body_over_the_limit_is_refused_before_it_is_read(client):
    response = client.post("/api/ask", json={"question": "a", "more": "x" * BODY_LIMIT})
    assert response.status_code == 413


def test_a_body_without_a_length_is_refused(client):
    response = client.post(
        "/api/ask", content=iter([b"{}"]), headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 411


def test_a_question_limited_to_a_document_that_is_not_there_gets_404(client):
    response = client.post("/api/ask", json={"question": "a", "documents": ["nowhere"]})
    assert response.status_code == 404
    assert failure(response)["code"] == "unknown_document"


@settings(max_examples=60, deadline=None)
@given(question=st.text(max_size=2200), history=st.lists(st.text(max_size=30), max_size=4))
def test_whatever_is_asked_gets_an_answer_or_an_error_that_says_why(client, question, history):
    body = json.dumps({"question": question, "history": history}).encode()
    response = client.post("/api/ask", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code in (200, 400, 413)
    if response.status_code == 200:
        AnswerShown.model_validate(response.json())
    else:
        assert failure(response)["hint"]


def events(text: str) -> list[tuple[str, dict]]:
    found = re.findall(r"event: (\w+)\ndata: (.*)\n\n", text)
    return [(name, json.loads(data)) for name, data in found]


def test_a_stream_gives_stages_then_text_then_the_answer(client):
    response = client.post("/api/ask/stream", json={"question": "How many in Rotherham?"})
    assert response.headers["content-type"].startswith("text/event-stream")
    found = events(response.text)
    names = [name for name, _ in found]
    assert names == sorted(names, key=("stage", "text", "answer").index)
    assert found[0][1]["name"] == "understand"
    assert AnswerShown.model_validate(found[-1][1]).status == "answered"


def test_what_is_wrong_with_a_streamed_question_is_said_by_its_status(client):
    assert client.post("/api/ask/stream", json={"question": " "}).status_code == 400


def test_retrieve_gives_ranked_passages_with_their_places(client):
    response = client.post("/api/retrieve", json={"question": "pathway plans", "k": 5})
    hit = HitShown.model_validate(response.json()[0])
    assert ROTHERHAM.text[hit.start : hit.end] == hit.text
    assert (hit.rank, hit.page) == (1, 2)


@pytest.mark.parametrize("k", [0, -1, 101])
def test_retrieve_refuses_a_number_of_passages_out_of_range(client, k):
    assert client.post("/api/retrieve", json={"question": "a", "k": k}).status_code == 400


def test_the_table_of_an_answer_can_be_downloaded_as_csv(client):
    response = client.get("/api/ledger.csv", params={"question": "Which councils target 75%?"})
    assert response.headers["content-disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert [r["council"] for r in rows] == ["Rotherham", "Westhaven", "Eastmoor", "Scanned letter"]
    assert rows[0]["quote"] == "Senior leaders are aiming for 75 per cent by 2022."


def test_feedback_is_kept_in_the_library(client, assistant):
    said = {"question": "How many?", "verdict": "wrong", "comment": "It is 63."}
    assert client.post("/api/feedback", json=said).status_code == 201
    assert assistant.library.feedback[-1]["comment"] == "It is 63."


# Documents


def test_every_document_is_listed_those_that_could_not_be_read_too(client):
    found = [DocumentShown.model_validate(d) for d in client.get("/api/documents").json()]
    assert {d.id: d.state for d in found}["scanned"] == "unreadable"


def test_a_document_comes_with_the_text_that_offsets_count_in(client):
    found = DocumentTextShown.model_validate(client.get("/api/documents/rotherham").json())
    assert found.text == ROTHERHAM.text
    assert found.page_spans[1].page == 2


def test_an_unknown_document_gets_404(client):
    response = client.get("/api/documents/nowhere")
    assert response.status_code == 404
    assert failure(response)["code"] == "unknown_document"


def test_facts_can_be_limited_by_measure_council_and_role(client):
    asked = {"measure": "eet", "council": "Rotherham", "role": "target"}
    found = client.get("/api/facts", params=asked).json()
    assert [f["value"] for f in found] == [75.0]


def test_documents_cannot_be_changed_unless_that_was_allowed(client):
    sent = client.post("/api/documents", files={"file": ("a.txt", b"text")})
    assert (sent.status_code, failure(sent)["code"]) == (403, "read_only")
    assert client.delete("/api/documents/rotherham").status_code == 403


def test_files_are_added_under_their_names(writing, writer):
    files = [("file", ("a.txt", b"one")), ("file", ("bad.pdf", b"two"))]
    response = writing.post("/api/documents", files=files)
    assert response.status_code == 201
    assert response.json()["added"] == ["a.txt"]
    assert response.json()["failed"][0]["reason"] == "It holds no text."
    assert writer.files == [("a.txt", b"one"), ("bad.pdf", b"two")]


def test_an_upload_of_which_nothing_could_be_read_fails_with_the_reason(writing):
    response = writing.post("/api/documents", files={"file": ("bad.pdf", b"two")})
    assert response.status_code == 422
    assert failure(response)["message"] == "It holds no text."


def test_a_library_that_another_process_writes_gets_409(writing, writer):
    writer.locked = True
    response = writing.post("/api/documents", files={"file": ("a.txt", b"one")})
    assert response.status_code == 409
    assert response.headers["retry-after"]


def test_a_document_can_be_removed(writing):
    assert writing.delete("/api/documents/rotherham").json() == {"removed": ["rotherham"]}
    assert writing.delete("/api/documents/nowhere").status_code == 404


def test_a_whole_document_is_a_page_that_marks_the_cited_words(client):
    start = ROTHERHAM.text.index("Senior")
    page = client.get("/documents/rotherham", params={"start": start, "end": start + 14}).text
    assert '<mark id="cited" tabindex="-1">Senior leaders</mark>' in page
    assert "<img" not in page
    assert client.get("/documents/nowhere").status_code == 404


# Upkeep


def test_health_says_how_much_there_is(client):
    assert client.get("/healthz").json() == {"status": "ok", "documents": 3, "pending": 3}


def test_metrics_count_requests_and_answers(client):
    client.post("/api/ask", json={"question": "How many in Rotherham?"})
    client.get("/api/documents/nowhere")
    text = client.get("/metrics").text
    assert 'councilqa_answers_total{surface="api",kind="lookup",status="answered"}' in text
    assert 'route="/api/documents/{name}",method="GET",code="404"' in text
    assert 'councilqa_documents{state="unreadable"} 1' in text
    assert re.search(r'councilqa_answer_seconds_bucket\{le="\+Inf"\} [1-9]', text)


def test_the_routes_are_described(client):
    described = client.get("/api/openapi.json").json()
    assert set(described["paths"]) == {
        "/api/ask",
        "/api/ask/stream",
        "/api/ledger.csv",
        "/api/retrieve",
        "/api/feedback",
        "/api/documents",
        "/api/documents/{name}",
        "/api/facts",
        "/healthz",
        "/metrics",
    }


@pytest.mark.parametrize("path", ["/nowhere", "/api/nowhere", "/docs", "/page/../guard.py"])
def test_an_unknown_address_gets_404_in_our_form(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert failure(response)["code"] == "not_found"


def test_a_method_that_an_address_does_not_take_gets_405(client):
    response = client.get("/api/ask")
    assert (response.status_code, failure(response)["code"]) == (405, "method_not_allowed")


def test_a_fault_in_the_program_gets_500_and_no_details(caplog):
    class Broken(FakeAssistant):
        def ask(self, *args, **kwargs):
            raise ZeroDivisionError("secret")

    caplog.set_level(logging.CRITICAL)
    client = TestClient(build_app(Broken()), base_url=HOME, raise_server_exceptions=False)
    response = client.post("/api/ask", json={"question": "a"})
    assert response.status_code == 500
    assert "secret" not in response.text
    assert failure(response)["code"] == "broken"


# What is kept out


def test_every_response_carries_the_protective_headers(client):
    for path in (
        "/ui/",
        "/api/documents",
        "/nowhere",
        "/documents/rotherham",
        "/ui/gradio_api/runs",
    ):
        headers = client.get(path).headers
        assert {name: headers[name] for name in HEADERS} == HEADERS
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_the_policy_of_the_page_allows_no_eval_and_no_foreign_script(client):
    rules = client.get("/ui/").headers["content-security-policy"]
    scripts = re.search(r"script-src ([^;]*);", rules)[1].split()
    assert scripts[0] == "'self'"
    assert all(source.startswith("'sha256-") for source in scripts[1:])
    assert len(scripts) > 1


def test_the_page_names_no_other_site(client):
    page = client.get("/ui/").text
    assert not re.search(r"(?:src|href|content)=[\"']?(?:https?:)?//", page)
    assert "<title>Council questions</title>" in page


def test_a_dressed_page_keeps_its_scripts_and_allows_each():
    page = dressed("<head><script>one()</script></head><gradio-app>", "T & T")
    assert "<title>T &amp; T</title>" in page
    assert policy(page).count("'sha256-") == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/ui/gradio_api/upload"),
        ("GET", "/ui/gradio_api/file=/etc/passwd"),
        ("GET", "/ui/gradio_api/proxy=http://127.0.0.1"),
        ("GET", "/ui/gradio_api/deep_link"),
        ("POST", "/ui/gradio_api/run/answer"),
        ("POST", "/ui/gradio_api/call/answer"),
        ("GET", "/ui/gradio_api/info"),
        ("GET", "/ui/gradio_api/runs"),
        ("GET", "/ui/monitoring"),
        ("GET", "/ui/assets/../../app.py"),
        ("GET", "/ui/static/..%2f..%2fapp.py"),
        ("DELETE", "/ui/"),
        ("PUT", "/ui/gradio_api/queue/join"),
    ],
)
def test_what_the_page_does_not_need_of_its_framework_is_closed(client, method, path):
    assert client.request(method, path).status_code in (404, 405)


def test_uploads_by_the_page_are_open_where_writing_is_allowed(writing):
    assert writing.post("/ui/gradio_api/upload").status_code != 404


def test_the_root_leads_to_the_page_and_keeps_the_question(client):
    response = client.get("/?q=EET+in+Swindon%3F", follow_redirects=False)
    assert response.headers["location"] == "ui/?q=EET+in+Swindon%3F"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "[", ""])
def test_a_foreign_host_name_is_refused(client, host):
    response = client.get("/api/documents", headers={"Host": host})
    assert response.status_code == 421


@pytest.mark.parametrize("host", ["localhost:7860", "127.0.0.1", "[::1]:7860"])
def test_this_machines_own_names_are_taken(client, host):
    assert client.get("/api/documents", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_another_sites_page_cannot_ask_or_change(client, origin):
    response = client.post("/api/ask", json={"question": "a"}, headers={"Origin": origin})
    assert (response.status_code, failure(response)["code"]) == (403, "strange_origin")
    join = client.post("/ui/gradio_api/queue/join", json={}, headers={"Origin": origin})
    assert join.status_code == 403


def test_another_sites_page_gets_no_leave_to_read(client):
    headers = client.get("/api/documents", headers={"Origin": "https://evil.example"}).headers
    assert "access-control-allow-origin" not in headers
    page = client.get("/ui/", headers={"Origin": "https://evil.example", "Host": "localhost"})
    assert "access-control-allow-origin" not in page.headers


def test_a_named_origin_may_ask():
    app = build_app(FakeAssistant(), origins=["https://council.example"])
    client = TestClient(app, base_url=HOME)
    response = client.post(
        "/api/ask", json={"question": "a"}, headers={"Origin": "https://council.example"}
    )
    assert response.headers["access-control-allow-origin"] == "https://council.example"


def test_a_server_that_others_reach_lets_each_ask_so_many_a_minute():
    client = TestClient(build_app(FakeAssistant(), hosts=(), per_minute=2), base_url=HOME)
    codes = [client.post("/api/ask", json={"question": "a"}).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert client.get("/api/documents").status_code == 200


def test_questions_may_be_asked_again_when_time_has_passed():
    taps = Taps(per_minute=2)
    assert [taps.take("a", 0.0) for _ in range(3)] == [True, True, False]
    assert taps.take("b", 0.0)
    assert not taps.take("a", 29.0)
    assert taps.take("a", 31.0)


def test_only_this_machines_names_are_taken_where_only_it_can_connect():
    assert hosts_for("127.0.0.1") == {"127.0.0.1", "localhost", "::1"}
    assert hosts_for("0.0.0.0") == frozenset()
    assert "qa.council.example" in hosts_for("0.0.0.0", ["qa.council.example"])


def test_markup_in_a_question_is_data_in_json(client):
    answer = client.post("/api/ask", json={"question": HOSTILE}).json()
    assert answer["question"] == HOSTILE


# Where it listens


def test_the_next_free_port_is_taken_where_none_was_asked_for():
    with listen("127.0.0.1", None) as first, listen("127.0.0.1", None) as second:
        assert first.getsockname()[1] != second.getsockname()[1]


def test_a_port_that_was_asked_for_and_is_taken_is_an_error_that_says_so():
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(AddressTaken, match=f"Port {port} .* used by another program") as caught:
            listen("127.0.0.1", port)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("port", [70_000, -1])
def test_a_port_that_does_not_exist_is_an_error_that_says_so(port):
    with pytest.raises(AddressTaken, match="Cannot listen"):
        listen("127.0.0.1", port)


def test_the_address_shown_is_one_that_a_browser_can_open():
    assert page_address("0.0.0.0", 7860) == "http://127.0.0.1:7860/"
    assert page_address("::1", 1) == "http://[::1]:1/"
