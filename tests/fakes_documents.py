"""Invented reports, letters and releases for the tests of what a document is."""

from dataclasses import replace

from index.identify import identify
from index.records import Identity, Loaded


def told(text: str, *, name: str | None = None, **metadata: object) -> Identity:
    return identify(replace(Loaded(text=text), **metadata), name=name)


REPORT = """Inspection of Barsetshire and Wigan local authority children’s services

Inspection dates: 10 to 21 July 2023

Lead inspector: Ada Byron, His Majesty’s Inspector

Judgement | Grade

The impact of leaders on social work practice with children and families | Good

The experiences and progress of children who need help and protection | Requires improvement

The experiences and progress of children in care | Outstanding

The experiences and progress of care leavers | Inadequate

Overall effectiveness | Good

Wigan was judged inadequate in 2019. Staff moved here from Bolton Council and Bury Council."""

FOCUSED_LETTER = """Ofsted, Piccadilly Gate, Manchester

14 March 2019

Ms Ada Byron, Director of Children’s Services

Dear Ms Byron

Focused visit to Rochdale Borough Council children’s services

This letter summarises the findings of a focused visit to Rochdale on 12 and 13 February 2019. \
The visit was carried out in line with the ILACS framework. The last inspection was in June 2018."""

MONITORING_LETTER = """Monitoring visit to Medway children’s services

Dear Mr Pepys

This letter summarises the findings of the third monitoring visit to Medway children’s services \
that took place on 4 and 5 March 2020. It was the third monitoring visit since the local authority \
was judged inadequate in July 2019."""

SINGLE_INSPECTION = """Borough of Poole

Inspection of services for children in need of help and protection, children looked after and \
care leavers

Inspection date: 3 June – 25 June 2014

Report published: 8 August 2014

The overall judgement is that children’s services require improvement

1. Children who need help and protection | Requires improvement

2. Children looked after and achieving permanence | Good

2.1 Adoption performance | Outstanding

2.2 Experiences and progress of care leavers | Requires improvement to be good

3. Leadership, management and governance | Inadequate"""

NEWS = """Praise for children’s services

Published: Tuesday, 5th May 2020

Inspectors who carried out a two-week inspection in March judged services in Thurrock to be ‘good’ \
overall. The impact of leaders was judged to be ‘outstanding’. The previous inspection in 2016 \
judged services as ‘requires improvement’.

Councillor Mary Bolton, Thurrock Council’s cabinet member, said: “We are proud.”"""
