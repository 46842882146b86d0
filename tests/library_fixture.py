"""A small library of invented documents about real names of councils, made once for a whole run.

Derby has a target and an exemption, Leeds a full report with grades, Bury a letter that finds fault
and a discount, Kent an older and a newer release, one text names no council, and Wigan's file holds
nothing. None of it is true of any council.
"""

from functools import cache
from pathlib import Path

import pytest

from index.embed import MiniLM
from index.store import Library, Snapshot
from index.sync import add
from rag.assistant import Assistant

DERBY = """Derby’s young people leaving care get a better deal

Published: Tuesday, 9th November 2021

Inspectors from Ofsted spent two days with Derby City Council in early October on a focused visit \
to its service for care leavers.

Fifty-eight per cent of care leavers were in education, employment or training at the time of the \
visit. The council has set itself a target of 80 per cent of care leavers in education, \
employment or training by September 2023.

Since April 2020 care leavers up to the age of 25 have been exempt from paying council tax in the \
city. A drop-in café opens on three evenings a week and 46 young people use it.

Every young person has a pathway plan, and inspectors praised how personal these are. Too many \
young people wait for a dentist, however, and the need to improve health histories remains.

Councillor Ruth Bello, cabinet member for families at Derby City Council, said: “We promised our \
young people a fair start, and this letter shows that we keep our word.”

Alan Okafor, director of children’s services, said: “There is no room for complacency. Our \
personal advisers support 18 young people each on average.”
"""

LEEDS = """# Inspection of Leeds local authority children’s services

Inspection dates: 7 to 18 March 2022

Lead inspector: Hilary Sands, His Majesty’s Inspector

| Judgement | Grade |
|---|---|
| The impact of leaders on social work practice with children and families | Good |
| The experiences and progress of children who need help and protection | Requires improvement |
| The experiences and progress of children in care and care leavers | Outstanding |
| Overall effectiveness | Good |

## The experiences and progress of care leavers

Personal advisers know their young people well and stay in touch with 94 per cent of care leavers. \
They each work with between 20 and 24 young people.

Some 64% of care leavers aged 19 to 21 are in education, employment or training, compared with 52% \
nationally. Leaders are ambitious and aim for 75% of care leavers to be in education, \
employment or training by March 2024.

Nearly all care leavers, 91%, live in suitable accommodation, and 31 young people remain with \
their former foster carers. No care leaver lives in bed and breakfast accommodation.

Care leavers receive a council tax exemption until they are 25. They helped to write the local \
offer and hold the council to account through a lively forum.

## What needs to improve

- The timeliness of health assessments for children in care.
- The recording of management oversight, which is too variable.
"""

BURY = """<html><head><title>Third monitoring visit to Bury</title></head><body><main>
<h1>Monitoring visit to Bury children’s services</h1>
<p>24 June 2020</p>
<p>Dear Mr Farrow</p>
<p>This letter summarises the findings of the third monitoring visit to Bury children’s services \
on 2 and 3 June 2020. The local authority was judged inadequate in November 2018.</p>
<p>The council has not improved its pathway plans since the last visit, and their quality is \
inconsistent. Managers do not check them often enough.</p>
<p>More than a quarter of care leavers, 27 per cent, are not in education, employment or \
training. Senior leaders have set no target for this.</p>
<p>Care leavers get a council tax discount of half for two years after they leave care. Staff \
morale has risen and caseloads have fallen to 17 from 23 a year ago.</p>
</main></body></html>
"""

KENT_OLD = """Children’s services in Kent: news from the visit

Published: 14 January 2020

Ofsted’s letter on its first monitoring visit says that services in Kent are at an early stage of \
recovery.

Only 49 per cent of care leavers in Kent are in education, employment or training. The council is \
aiming for 60 per cent of care leavers in education, employment or training by 2021.

The council supports more than 900 unaccompanied asylum-seeking children.
"""

KENT_NEW = """Kent care leavers move up

Published: 22 February 2022

The share of care leavers in education, employment or training in Kent has risen to 61 per cent, \
up from 49 per cent two years ago. Leaders are aiming for at least 70 per cent of care leavers to \
be in education, employment or training by 2025.

A staying close scheme began last summer. Young people told inspectors that they feel listened to.

Sarah Chatham, Kent County Council’s cabinet member, said: “We are proud, but we are not done.”
"""

REGION = """Notes of a regional meeting

Members heard how trusts share training for foster carers. The group will meet again in spring.
"""

MANIFEST = """file,council,council_basis,publisher,kind,about,published,published_basis
blank.txt,Wigan,metadata,wigan.gov.uk,news,,,
"""

FILES = {
    "derby.txt": DERBY,
    "leeds.md": LEEDS,
    "bury.html": BURY,
    "kent_2020.txt": KENT_OLD,
    "kent_2022.txt": KENT_NEW,
    "region.txt": REGION,
    "blank.txt": "",
    "manifest.csv": MANIFEST,
}
COUNCILS = frozenset({"Bury", "Derby", "Kent", "Leeds", "Wigan"})
IN_SCOPE = COUNCILS | {"Notes of a regional meeting"}
"""What a survey of everything visits: a text that names no council stands for itself."""


@cache
def _made(base: Path) -> Path:
    files, folder = base / "invented" / "files", base / "invented" / "library"
    files.mkdir(parents=True)
    for name, text in FILES.items():
        (files / name).write_text(text, encoding="utf-8")
    with Library.open(folder, writable=True, create=True) as library:
        summary = add(library, [files], embedder=MiniLM.load())
    assert len(summary.added) == 6, summary
    return folder


@cache
def _opened(base: Path) -> Assistant:
    return Assistant.open(_made(base))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the invented library; tests must not write to it."""
    return _made(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The real assistant over the invented documents."""
    return _opened(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def snapshot(assistant: Assistant) -> Snapshot:
    """What questions are answered from."""
    return assistant.library.snapshot()
