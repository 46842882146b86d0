"""A library of many passages about fourteen councils: invented, and made once for a whole run.

Most of it is filler in which the field's common words are common. What the tests ask about is
planted in few places, so that its words are rare in the library as they would be in a real one.
"""

import random
from functools import cache
from pathlib import Path

import pytest

from index.extract import facts
from index.records import Document, Identity
from index.split import passages, sentences
from index.store import Library, Snapshot
from rag.assistant import Assistant
from rag.read import FeatureReader
from tests.fakes import HashEmbedder

COUNCILS = (
    "Barnet", "Bexley", "Bolton", "Bury", "Derby", "Essex", "Gateshead", "Kent", "Leeds", "Oldham",
    "Rochdale", "Stockport", "Wigan", "Wirral",
)  # fmt: skip
REGIONS = {"Barnet": "London", "Bexley": "London", "Derby": "East Midlands", "Essex": "East of England",
           "Gateshead": "North East", "Kent": "South East", "Leeds": "Yorkshire and the Humber"}  # fmt: skip
SHARED = "It inspects services for children looked after, safeguarding and child protection."
"""What every document says of those who wrote it."""
FILLER = (
    "Social workers visit children regularly and know their families well.",
    "Care leavers are helped by their personal advisers to find a home.",
    "Managers give advice and the plans of children are reviewed in good time.",
    "Young people say that the service listens to them and acts on their views.",
    "Carers receive training and support from the council.",
    "The police, schools and health services share what they know about children.",
    "Decisions are recorded, though not always with the reasons for them.",
    "Leaders of the council have a clear view of what needs to change.",
)
SAID = {
    (
        "Bolton",
        2019,
    ): "The council uses Mocking Bird, a model in which foster families form a cluster. "
    "Care leavers were offered driving lessons.",
    ("Bolton", 2023): "The Mockingbird programme has grown to three clusters. Services were judged "
    "inadequate overall at the last inspection in 2019.",
    ("Bury", 2023): "There is no Mockingbird programme yet.",
    ("Kent", 2023): "Kent was a Partner in Practice of the department for education. "
    "Care leavers are exempt from council tax until they are 25, wherever they live.",
    ("Leeds", 2019): "Foster carers are exempt from council tax.",
    ("Wigan", 2023): "Care experience is treated as a protected characteristic by the council.",
    (
        "Wirral",
        2023,
    ): "What needs to improve\n\nThe quality of support for care leavers in custody.\n\n"
    "The experiences of children in care: good",
    (
        "Oldham",
        2023,
    ): "What needs to improve\n\nThe effectiveness of the response to young carers.\n\n"
    "The timeliness of life-story work.\n\nThe experiences of children in care: good",
    ("Barnet", 2023): "A council tax exemption for care leavers is not provided as standard.",
    (
        "Gateshead",
        2019,
    ): "Approximately 31% of the local authority’s children are living in poverty, "
    "compared with 20% nationally.",
    (
        "Gateshead",
        2023,
    ): "Approximately 36% of the local authority’s children are living in poverty. "
    "Fifty-three children have independent visitors.",
    ("Essex", 2023): "Approximately 12% of the local authority’s children are living in poverty. "
    "The independent visitor scheme has 60 volunteers matched with 19 children.",
    ("Rochdale", 2023): "Care proceedings are concluded in 24 weeks on average.",
    (
        "Derby",
        2019,
    ): "In 2018–19, 61% of care leavers aged 19 to 21 were in education, employment or "
    "training. This rose from 52% in 2016–17.",
    ("Derby", 2023): "Some 66% of care leavers are in education, employment or training.",
    ("Leeds", 2023): "Lead inspector: Ann Bell, His Majesty’s Inspector. The Pause programme helps "
    "women whose children were removed.",
    ("Barnet", 2019): "Work on plans was paused in the summer, and staff had time to pause.",
    (
        "Bexley",
        2019,
    ): "The functional family therapy team works in the evenings. The family drug and "
    "alcohol court is well used.",
    ("Bexley", 2023): "The council commissions Catch 22 to find missing children.",
    (
        "Wigan",
        2019,
    ): "Therapy is offered in every family that needs it, and groups are functional. Staff catch up "
    "with 22 families. The council plans to set up a family drug and alcohol court.",
    (
        "Rochdale",
        2019,
    ): "A horse-riding club is open to children in care. Some care leavers live in bed "
    "and breakfast accommodation.",
    ("Oldham", 2019): "Some 90% of care leavers aged 16 to 17 were in education, employment or "
    "training.\n\nWhat needs to improve\n\nThe support for care leavers in prison.\n\n"
    "The experiences of children in care: good",
    ("Wirral", 2019): "Care leavers are guaranteed an interview for jobs with the council. No care "
    "leaver lives in bed and breakfast accommodation.",
    ("Stockport", 2023): "A focused visit in March 2021 led to an area for priority action. Care "
    "leavers who live in Stockport are exempt from council tax. The Stockport Youth Alliance was "
    "founded in 2018 by care leavers.",
    (
        "Stockport",
        2019,
    ): "In the last 12 months, 43 children became the subject of special guardianship orders. "
    "At the time of the inspection, 29 young people remained living with their foster carers after "
    "their 18th birthday as part of the ‘staying put’ programme. Of the 71 care leavers, 32 (45%) "
    "were in education, employment or training, well below similar areas at 57%.",
}
GRADES = {
    ("Bolton", 2019): ("inadequate", "requires improvement"),
    ("Bolton", 2023): ("good", "good"),
    ("Bury", 2019): ("good", "outstanding"),
    ("Bury", 2023): ("requires improvement", "good"),
    ("Kent", 2023): ("outstanding", "outstanding"),
    ("Leeds", 2023): ("good", "outstanding"),
    ("Derby", 2023): ("outstanding", "requires improvement"),
}
"""Overall, and of leaders; the others are good in both."""
PARAGRAPHS = 80


def text_of(council: str, year: int) -> str:
    """The text of one report: filler, with what is planted in the middle."""
    rng = random.Random(f"{council}{year}")
    own = [f"{sentence.rstrip('.')} in {council}." for sentence in FILLER]
    paragraphs = [" ".join(rng.sample(own, 3)) for _ in range(PARAGRAPHS)]
    if said := SAID.get((council, year)):
        paragraphs.insert(PARAGRAPHS // 2, said)
    overall, leaders = GRADES.get((council, year), ("good", "good"))
    rows = f"Overall effectiveness | {overall.capitalize()}\n\nThe impact of leaders on social work practice with children and families | {leaders.capitalize()}"
    return "\n\n".join(
        [f"Inspection of {council} local authority children’s services", rows, *paragraphs, SHARED]
    )


def put(library: Library, council: str, year: int) -> None:
    """One report with its sentences, passages and facts."""
    text, name = text_of(council, year), f"{council.lower()}_{year}"
    overall, leaders = GRADES.get((council, year), ("good", "good"))
    document = Document(
        id=name,
        title=f"Inspection of {council}",
        source=f"{name}.txt",
        sha256=name.encode().hex().ljust(64, "0"),
        text=text,
        identity=Identity(
            kind="full inspection",
            framework="ILACS",
            council=council,
            council_basis="text",
            councils=(council,),
            region=REGIONS.get(council, "North West"),
            published=f"{year}-06-03",
            published_basis="text",
            grades=(("overall", overall), ("leaders", leaders)),
        ),
    )
    parts = sentences(name, text)
    cut = passages(name, text, parts, count=HashEmbedder().count, limit=40)
    library.put(document, parts, cut, facts(document, parts))


@cache
def made(folder: Path) -> Path:
    """The library, in a folder."""
    embedder = HashEmbedder()
    with Library.open(folder, writable=True, create=True) as library:
        for council in COUNCILS:
            for year in (2019, 2023):
                put(library, council, year)
        while batch := library.pending(500):
            library.put_vectors([p.id for p in batch], embedder.embed([p.text for p in batch]),
                                embedder=embedder.name)  # fmt: skip
    return folder


@pytest.fixture(scope="session")
def large_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("large") / "library")


@pytest.fixture(scope="session")
def large(large_folder: Path) -> Assistant:
    return Assistant(Library.open(large_folder), HashEmbedder(), FeatureReader())


@pytest.fixture(scope="session")
def many(large: Assistant) -> Snapshot:
    return large.library.snapshot()
