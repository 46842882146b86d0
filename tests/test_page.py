"""The page in a real browser, over an assistant with two invented documents."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.web import build_app
from rag.web.serve import listen, page_address
from tests.fakes_web import HOSTILE, FakeAssistant
from tests.test_api import FakeWriter

sync_api = pytest.importorskip("playwright.sync_api")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SURVEY = "Which councils target 75% EET?"
AXE = Path(os.environ.get("COUNCILQA_AXE", "node_modules/axe-core/axe.min.js"))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::Warning:gradio.*")]


@pytest.fixture(scope="module")
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture(scope="module")
def writer() -> FakeWriter:
    return FakeWriter()


@pytest.fixture(scope="module")
def address(assistant, writer) -> Iterator[str]:
    uvicorn = pytest.importorskip("uvicorn")
    config = uvicorn.Config(build_app(assistant, writer=writer), log_level="critical")
    config.timeout_graceful_shutdown = 1
    server = uvicorn.Server(config)
    with listen("127.0.0.1", 0) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield page_address(*listening.getsockname())
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="module")
def browser() -> Iterator["sync_api.Browser"]:
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no browser installed: none of {', '.join(NAMES)} is on the path")
    with sync_api.sync_playwright() as play:
        started = play.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        started.close()


class Visit:
    """A page that was opened, with all that it asked for and complained of."""

    def __init__(self, browser, address: str, path: str = "", **options) -> None:
        self.context = browser.new_context(reduced_motion="reduce", **options)
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._console)
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog {dialog.message}"))
        self.page.goto(address + path)
        self.page.wait_for_selector("#ask, .reader")

    def _console(self, message) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def ask(self, question: str, turn: int = 1) -> None:
        self.page.get_by_label("Your question").fill(question)
        self.page.keyboard.press("Enter")
        self.answered(turn)

    def answered(self, turn: int) -> None:
        self.page.wait_for_selector(f"article:has(#t{turn}) .said")
        self.page.wait_for_selector("#stop[disabled]")

    def focused(self) -> str:
        return self.page.evaluate("document.activeElement.id || document.activeElement.tagName")


@pytest.fixture
def visit(browser, address) -> Iterator[Visit]:
    opened = Visit(browser, address)
    yield opened
    opened.context.close()
    assert opened.complaints == []
    foreign = [u for u in opened.requests if not u.startswith((address, "data:", "blob:"))]
    assert foreign == []


def test_a_citation_opens_its_passage_with_the_cited_words_marked(visit):
    visit.ask(SURVEY)
    mark = visit.page.locator("#t1-c1 mark")
    assert not mark.is_visible()
    visit.page.get_by_role("link", name="Open source 1", exact=True).first.click()
    assert mark.inner_text() == "Senior leaders are aiming for 75 per cent by 2022."
    assert mark.is_visible()
    assert visit.focused() == "t1-c1"
    assert "Currently 62 per cent" in visit.page.locator("#t1-c1 blockquote").inner_text()


def test_everything_can_be_done_by_keyboard(visit):
    page = visit.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Go to the question box"
    page.keyboard.press("Enter")
    page.keyboard.type(SURVEY)
    page.keyboard.press("Enter")
    visit.answered(1)
    page.locator("a.cite").first.focus()
    page.keyboard.press("Enter")
    assert visit.focused() == "t1-c1"
    page.get_by_role("link", name="Back to the answer").first.focus()
    page.keyboard.press("Enter")
    assert visit.focused() == "t1-r1"
    page.locator("#t1-r1").press("Enter")
    assert page.locator("#t1-c1 mark").is_visible()


def test_a_follow_up_is_answered_below_and_open_passages_stay_open(visit, assistant):
    visit.ask(SURVEY)
    visit.page.locator("a.cite").first.click()
    visit.ask("and by when?", 2)
    assert assistant.asked[-1] == ("and by when?", (SURVEY,))
    assert visit.page.locator("#t1-c1 mark").is_visible()
    assert "Understood as: and by when? (Rotherham)" in visit.page.content()
    top = visit.page.locator("#t2").bounding_box()["y"]
    assert 0 <= top < 200


def test_the_ledger_is_a_table_that_sorts(visit):
    visit.ask(SURVEY)
    page = visit.page
    names = page.locator(".ledger tbody th")
    assert names.all_inner_texts() == ["Rotherham", "Westhaven", "Eastmoor", "Scanned letter"]
    page.locator("button.sort", has_text="Council").click()
    assert names.all_inner_texts() == ["Eastmoor", "Rotherham", "Scanned letter", "Westhaven"]
    heading = page.locator(".ledger thead th").first
    assert heading.get_attribute("aria-sort") == "ascending"
    page.get_by_role("button", name="Value").click()
    assert names.all_inner_texts()[:2] == ["Westhaven", "Rotherham"]
    page.get_by_role("button", name="Value").click()
    assert names.all_inner_texts()[:2] == ["Rotherham", "Westhaven"]


def test_the_table_downloads_as_csv(visit):
    visit.ask(SURVEY)
    link = visit.page.get_by_role("link", name="Download the table (CSV)").get_attribute("href")
    text = visit.context.request.get(visit.page.url + link).text()
    assert text.removeprefix("\ufeff").startswith("council,verdict,statement")


def test_markup_in_questions_and_documents_is_text(visit):
    visit.ask(HOSTILE)
    visit.ask("How many in Rotherham?", 2)
    page = visit.page
    assert page.locator("#t1").inner_text() == HOSTILE
    assert page.locator("#conversation :is(img, strong, .katex)").count() == 0
    page.locator("a.cite").first.click()
    assert page.evaluate("typeof window.alerted") == "undefined"


def test_a_question_that_is_not_answered_shows_the_closest_passages(visit):
    visit.ask("Is there a dragon?")
    page = visit.page
    page.get_by_text("Closest passages (these do not answer the question)").wait_for()
    page.locator(".nearest summary").click()
    assert page.locator("#t1-n1 mark").inner_text() == "Social workers know children well."


def test_an_example_is_asked_by_a_click(visit):
    visit.page.get_by_role("button", name="Compare EET in Rotherham and Westhaven").click()
    visit.answered(1)
    assert not visit.page.locator("#examples").is_visible()


def test_an_empty_question_is_answered_with_advice(visit):
    visit.page.get_by_role("button", name="Ask").click()
    visit.page.locator("#status", has_text="The question is empty").wait_for()
    assert visit.page.locator("#status").get_attribute("role") == "status"


def test_a_question_that_is_too_long_is_kept_for_the_reader_to_shorten(visit):
    box = visit.page.get_by_label("Your question")
    box.fill("x" * 2001)
    box.press("Enter")
    visit.page.locator("#status", has_text="2,000 characters").wait_for()
    assert len(box.input_value()) == 2001


def test_a_question_can_be_stopped(visit, assistant):
    assistant.slow = 3.0
    visit.page.get_by_label("Your question").fill("How many in Rotherham?")
    visit.page.keyboard.press("Enter")
    visit.page.locator("#status", has_text="Reading 3 documents…").wait_for()
    visit.page.get_by_label("Your question").fill("And now?")
    visit.page.keyboard.press("Enter")
    visit.page.locator("#status", has_text="Wait for the answer, or stop it").wait_for()
    visit.page.get_by_role("button", name="Stop").click()
    visit.page.get_by_text("You stopped this question.").wait_for()
    assistant.slow = 0.0
    visit.ask("How many in Rotherham now?", 2)
    assert visit.page.locator("#t1 ~ .said").count() == 0


def test_a_fault_in_the_program_is_said_and_the_next_question_is_answered(visit):
    visit.page.get_by_label("Your question").fill("break this")
    visit.page.keyboard.press("Enter")
    visit.page.locator("#conversation", has_text="Something in the program broke.").wait_for()
    visit.ask("How many in Rotherham?", 2)
    visit.complaints.clear()


def test_a_new_conversation_forgets_the_old_one(visit, assistant):
    visit.ask(SURVEY)
    visit.page.get_by_role("button", name="New conversation").click()
    visit.page.locator("#t1").wait_for(state="detached")
    visit.page.get_by_role("button", name="Compare EET").wait_for()
    visit.ask("How many in Rotherham?")
    assert assistant.asked[-1] == ("How many in Rotherham?", ())


def test_a_wrong_answer_can_be_reported(visit, assistant):
    visit.ask(SURVEY)
    page = visit.page
    page.get_by_role("button", name="This answer is wrong").click()
    page.get_by_label("Something is missing").check()
    page.get_by_label("What should it say? (optional)").fill("Eastmoor has one too.")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Your note is kept").wait_for()
    kept = assistant.library.feedback[-1]
    assert (kept["question"], kept["verdict"]) == (SURVEY, "Something is missing")
    assert kept["answer"]["status"] == "answered"


def test_an_answer_is_copied_with_its_sources(browser, address):
    visit = Visit(browser, address, permissions=["clipboard-read", "clipboard-write"])
    visit.ask("How many in Rotherham?")
    visit.page.get_by_role("button", name="Copy answer with sources").click()
    visit.page.get_by_role("button", name="Copied").wait_for()
    text = visit.page.evaluate("navigator.clipboard.readText()")
    assert "Rotherham reports 62 per cent" in text
    assert "[1] Rotherham, Rotherham care leavers: what inspectors found" in text
    assert "“Currently 62 per cent of care leavers”" in text
    visit.context.close()


def test_a_question_in_the_address_is_asked_once(browser, address, assistant):
    before = len(assistant.asked)
    visit = Visit(browser, address, "?q=How+many+in+Rotherham%3F")
    visit.answered(1)
    assert assistant.asked[before:] == [("How many in Rotherham?", ())]
    assert visit.page.url == f"{address}ui/"
    visit.page.locator("a.cite").first.click()
    assert visit.page.locator("#t1-c1 mark").is_visible()
    visit.context.close()


def test_the_documents_are_listed_narrowed_and_opened(visit):
    page = visit.page
    page.get_by_role("tab", name="Documents").click()
    page.get_by_text("3 documents", exact=True).wait_for()
    page.get_by_label("Show only documents with these words").fill("westhaven")
    page.get_by_text("1 document", exact=True).wait_for()
    link = page.get_by_role("link", name="Progress in Westhaven").get_attribute("href")
    page.goto(page.url + link)
    assert page.locator("h1").inner_text() == "Progress in Westhaven"


def test_a_source_opens_the_whole_document_at_the_cited_words(visit):
    visit.ask("How many in Rotherham?")
    visit.page.locator("a.cite").first.click()
    with visit.context.expect_page() as opened:
        visit.page.get_by_role("link", name="Open the whole document here").click()
    found = opened.value.locator("#cited")
    assert found.inner_text() == "Currently 62 per cent of care leavers"
    assert opened.value.locator("script").count() == 0


def test_files_are_added_where_that_is_allowed(visit, writer, tmp_path):
    file = tmp_path / "letter.txt"
    file.write_text("A letter.", encoding="utf-8")
    page = visit.page
    page.get_by_role("tab", name="Documents").click()
    page.get_by_role("button", name="Add documents").click()
    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_text("letter.txt").first.wait_for()
    page.get_by_role("button", name="Add to the library").click()
    page.get_by_text("Done: 1 added.").wait_for()
    assert writer.files[-1] == ("letter.txt", b"A letter.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(320, 640), (390, 844), (1280, 900)])
def test_nothing_sticks_out_sideways(browser, address, width, height, scheme):
    size = {"width": width, "height": height}
    visit = Visit(browser, address, viewport=size, color_scheme=scheme)
    visit.ask(SURVEY)
    visit.page.locator("a.cite").first.click()
    for tab in ("Ask", "Documents"):
        visit.page.get_by_role("tab", name=tab).click()
        visit.page.wait_for_timeout(200)
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    visit.context.close()


@pytest.mark.skipif(not AXE.is_file(), reason=f"axe-core is not at {AXE} (npm install axe-core)")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_wrong(browser, address, width, scheme):
    size = {"width": width, "height": 900}
    visit = Visit(browser, address, viewport=size, color_scheme=scheme, bypass_csp=True)
    page = visit.page
    found = _axe(page, "start")
    visit.ask(SURVEY)
    visit.ask("How many in Rotherham?", 2)
    visit.ask("Is there a dragon?", 3)
    for summary in page.locator("summary").all():
        summary.click()
    page.get_by_role("button", name="This answer is wrong").click()
    page.get_by_label("Something is missing").wait_for()
    found += _axe(page, "answers")
    page.get_by_role("tab", name="Documents").click()
    page.get_by_text("3 documents", exact=True).wait_for()
    for name in ("Add documents", "Remove documents"):
        page.get_by_role("button", name=name).click()
    time.sleep(0.5)
    found += _axe(page, "documents")
    page.goto(f"{address}documents/rotherham?start=154&end=204#cited")
    found += _axe(page, "document")
    visit.context.close()
    assert found == []


def _axe(page, place: str) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [
        f"{place}: {fault['id']}: {node['html'][:120]}"
        for fault in result["violations"]
        for node in fault["nodes"]
    ]
