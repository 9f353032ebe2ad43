"""Responses that are right and responses that are wrong, rule by rule."""

from __future__ import annotations

import pytest

from app.quiz.marking import mark
from app.quiz.responses import Response
from tests.quiz.kinds import short

WITHDREW = {
    "kind": "phrase",
    "value": "South Korea withdrew its complaint from the WTO",
    "groups": [
        ["withdrew", "dropped", "took back", "retracted"],
        ["complaint", "case", "report"],
        ["WTO", "World Trade Organization"],
    ],
    "reject": ["Japan withdrew", "Japan dropped", "filed", "withdrew from the WTO"],
}
EASED = {
    "kind": "phrase",
    "value": "Japan eased restrictions on South Korea",
    "groups": [["Japan"], ["eased", "lifted", "relaxed"], ["Korea", "Seoul"]],
}
GDP = {"kind": "number", "value": "4.4", "unit": "trillion USD", "tolerance": "0.05"}
YEARS = {"kind": "number", "value": "12", "unit": "years"}
SHARE = {"kind": "number", "value": "44", "unit": "%", "tolerance": "1"}
METRES = {"kind": "number", "value": "5", "unit": "m", "unit_aliases": ["metres"]}
PEOPLE = {"kind": "number", "value": "1500"}
SUMMIT = {"kind": "date", "value": "2023-03", "aliases": ["the month of the summit"]}
DAY = {"kind": "date", "value": "2023-03-16"}
YEAR = {"kind": "date", "value": "2019"}
COUNTRIES = {
    "kind": "set",
    "value": [
        {"value": "United States", "aliases": ["USA", "US", "America"]},
        "Japan",
        {"value": "South Korea", "aliases": ["Republic of Korea", "ROK"]},
    ],
}
STEPS = {"kind": "order", "value": ["restrictions", "complaint", "summit", "withdrawal"]}
SEA = {"value": "East China Sea", "reject": ["South China Sea"]}
ABE = {"value": "Shinzo Abe", "aliases": ["Abe"]}
ISLANDS = {"value": "Senkaku Islands", "aliases": ["Senkakus", "Diaoyu Islands"]}
LINE = "nine-dash line"
INDO = {"value": "Free and Open Indo-Pacific", "aliases": ["FOIP"]}
MODERN = "military modernisation"

RIGHT = [
    (ABE, "Shinzo Abe"),
    (ABE, "shinzō abe."),
    (ABE, "  ABE "),
    (ABE, "It was Shinzo Abe"),
    (ABE, "Prime Minister Abe"),
    (ABE, "former PM Abe"),
    (ABE, "Abe Shinzo"),
    (ABE, "I think it was Abe"),
    (SEA, "the East China Sea"),
    (SEA, "in the East China Sea"),
    (SEA, "East Chiina Sea"),
    (SEA, "“East China Sea”"),
    (ISLANDS, "the Senkaku islands"),
    (ISLANDS, "Senkaku Island"),
    (ISLANDS, "Sekaku Islands"),
    (ISLANDS, "senkakus"),
    (LINE, "nine dash line"),
    (LINE, "the ninedash line"),
    (LINE, "9-dash line"),
    (LINE, "Nine–Dash Line"),
    (INDO, "free & open Indo-Pacific"),
    (INDO, "F.O.I.P."),
    (INDO, "Free and Open Indo Pacific"),
    (MODERN, "military modernization"),
    (MODERN, "military modernisaton"),
    ("Track III", "track 3"),
    ("Track III", "Track Three"),
    ("G7", "the G-7"),
    ("labour", "labor"),
    ("North Korea", "N. Korea"),
    ("aggression", "agression"),
    ("public opinion", "public opinon"),
    ("cooperation", "coöperation"),
    ("the second-largest", "2nd largest"),
    ("forced labour", "forced labors"),
    ("Rahm Emanuel", "Rahm Emmanuel"),
    ("China’s claims", "China claims"),
    ("Tokyo and Seoul", "Seoul and Tokyo"),
    ("12 years", "twelve years"),
    ("September 2019", "Sept. 2019"),
    ("September 2019", "2019-09"),
    ("third", "3rd"),
    ("third", "3"),
    ("2019", "in 2019"),
    ("2019", "September 2019"),
    (WITHDREW, "it withdrew its WTO complaint"),
    (WITHDREW, "the complaint at the WTO was dropped by Seoul"),
    (
        WITHDREW,
        "Korea took back its case from the WTO",
    ),
    (WITHDREW, "South Korea withdrawn the complaint from the World Trade Organisation"),
    (WITHDREW, "After talks with Japan, South Korea withdrew the complaint to the WTO"),
    (EASED, "Japan relaxed the restrictions for Korea"),
    (EASED, "the restrictions on Korea were lifted by Japan"),
    (GDP, "4.4"),
    (GDP, "4.4 trillion"),
    (GDP, "$4.4tn"),
    (GDP, "US$ 4.4 trillion"),
    (GDP, "4400 billion USD"),
    (GDP, "about 4,4 trillion dollars"),
    (GDP, "four point four trillion US dollars"),
    (GDP, "4.42 trillion"),
    (GDP, "4,400,000,000,000"),
    (GDP, "4.4 × 10¹²"),
    (YEARS, "12"),
    (YEARS, "12yrs"),
    (GDP, "USD4.4 trillion"),
    (GDP, "4.4 trilion"),
    (YEARS, "twelve"),
    (YEARS, "a dozen years"),
    (YEARS, "12 years ago"),
    (YEARS, "It was twelve (12) years."),
    (SHARE, "44%"),
    (SHARE, "44.5 per cent"),
    (SHARE, "forty-four percent"),
    (METRES, "5 m"),
    (METRES, "five metres"),
    (PEOPLE, "1,500"),
    (PEOPLE, "1.5k"),
    (PEOPLE, "fifteen hundred"),
    (PEOPLE, "one thousand five hundred"),
    ({"kind": "number", "value": "0"}, "none"),
    ({"kind": "number", "value": "0.44"}, "44%"),
    ("?!", "?!"),
    (SUMMIT, "March 2023"),
    (SUMMIT, "3/2023"),
    (SUMMIT, "2023-03"),
    (SUMMIT, "16 March 2023"),
    (SUMMIT, "the month of the summit"),
    (DAY, "March 16th, 2023"),
    (DAY, "16/3/2023"),
    (DAY, "2023年3月16日"),
    (YEAR, "twenty nineteen"),
    (YEAR, "early 2019"),
    (COUNTRIES, "USA, Japan and South Korea"),
    (COUNTRIES, "1. the Republic of Korea\n2. America\n3. Japan"),
    (COUNTRIES, "Japan / US / ROK"),
    (COUNTRIES, "Japan,, USA; ROK;"),
    (COUNTRIES, "Japan & South Korea, plus the United States"),
    (STEPS, "restrictions, complaint, summit, withdrawal"),
    (STEPS, "restrictions -> complaint -> summit -> withdrawal"),
    (STEPS, "restrictions, then complaint, then the summit and then withdrawal"),
]
WRONG = [
    (
        WITHDREW,
        "Japan helped when Seoul at long last withdrew the WTO complaint",
    ),  # a person has to look
    (ABE, "Fumio Kishida"),
    (ABE, "Abo"),
    (ABE, "Yoon"),
    (ABE, "Abe or Kishida"),
    (ABE, "not Abe"),
    (SEA, "South China Sea"),
    (SEA, "West China Sea"),
    (SEA, "South Chiina Sea"),
    (SEA, "East Sea of Japan"),
    (SEA, "the Yellow Sea"),
    (SEA, "East China Sea or South China Sea"),
    (ISLANDS, "Ieodo Rocks"),
    (ISLANDS, "Kuril Islands"),
    ({"value": "Senkaku", "reject": ["Senkoku"]}, "Senkiku"),
    (ABE, "?"),
    (WITHDREW, "…"),
    (LINE, "ten-dash line"),
    (LINE, "11-dash line"),
    (LINE, "90-dash line"),
    (INDO, "Belt and Road"),
    (MODERN, "economic modernisation"),
    ("Track III", "Track II"),
    ("G7", "G20"),
    ("G7", "G77"),
    ("WTO", "WHO"),
    ("SIPRI", "SIPRO"),
    ("nitrate", "nitrite"),
    ("export", "import"),
    *(
        tuple(row.split())
        for row in (
            "deterrence deference;conservation conversation;deport depart;complement compliment;"
            "principal principle;imminent immanent;assertive assertion;reinstate reinstall;"
            "cooperation corporation;adverse averse;suspended suspected;condemned condensed;"
            "eased erased;lifted listed;bilateral unilateral;commemorate commiserate;1910s 1910;"
            "Bangalore Bangladesh;Korea Korean;hypertension hypotension;country county"
        ).split(";")
    ),
    ("Australia", "Austria"),
    ("employer", "employee"),
    ("intranational", "international"),
    ("resolved", "not resolved"),
    ("12 years", "10 years"),
    ("12 years", "12 months"),
    ("September 2019", "September 2018"),
    ("September 2019", "August 2019"),
    ("third", "second"),
    ("third", "three"),
    ("2019", "2020"),
    ("2019", "19"),
    (WITHDREW, "Japan withdrew its complaint from the WTO"),
    (WITHDREW, "Japan formally withdrew its WTO complaint"),
    (WITHDREW, "South Korea filed a complaint with the WTO"),
    (WITHDREW, "South Korea did not withdraw its complaint from the WTO"),
    (WITHDREW, "Korea refused to withdraw the complaint at the WTO"),
    (WITHDREW, "South Korea withdrew from the WTO"),
    (WITHDREW, "It never dropped the WTO case"),
    (WITHDREW, "it dropped the visa rules"),
    (EASED, "Korea eased restrictions on Japan"),
    (EASED, "restrictions on Japan were eased by Korea"),
    (EASED, "Japan did not ease restrictions on Korea"),
    (EASED, "Japan tightened restrictions on Korea"),
    (EASED, "Japan or Korea eased them"),
    (GDP, "4.4 billion"),
    (GDP, "44 trillion"),
    (GDP, "4.6 trillion"),
    (GDP, "4.4 trillion yen"),
    (GDP, "1.9"),
    (GDP, "4.4 USD"),
    (GDP, "between 4 and 5 trillion"),
    (GDP, "trillions"),
    (YEARS, "12 months"),
    (YEARS, "120"),
    (YEARS, "1.2"),
    (YEARS, "twenty"),
    (YEARS, "10-12"),
    (YEARS, "not 12"),
    (YEARS, "more than 12 years"),
    (YEARS, "-12"),
    (YEARS, "12 decades"),
    (YEARS, "12 light years"),
    (YEARS, "twelfth"),
    ("two weeks", "second"),
    (SHARE, "0.44"),
    (SHARE, "44 dollars"),
    (SHARE, "46"),
    (METRES, "5 million"),
    (METRES, "5 km"),
    (PEOPLE, "1.5"),
    (PEOPLE, "150"),
    (PEOPLE, "1,500%"),
    (SUMMIT, "April 2023"),
    (SUMMIT, "March 2022"),
    (SUMMIT, "4/2023"),
    (SUMMIT, "2023"),
    (SUMMIT, "March"),
    (SUMMIT, "March or April 2023"),
    (DAY, "March 2023"),
    (DAY, "17 March 2023"),
    ({"kind": "date", "value": "2023-03-05"}, "5/3/2023"),
    (YEAR, "2010s"),
    (YEAR, "1919"),
    (COUNTRIES, "Japan, China and India"),
    (COUNTRIES, "Japan and South Korea"),
    (COUNTRIES, "USA, Japan, North Korea"),
    (COUNTRIES, "USA, Japan, South Korea, China"),
    (STEPS, "complaint, restrictions, summit, withdrawal"),
    (STEPS, "withdrawal, summit, complaint, restrictions"),
]


@pytest.mark.parametrize(("answer", "text"), RIGHT)
def test_a_right_response_is_marked_correct(answer, text):
    found = mark(short(answer), Response(texts=(text,)))
    assert (found.outcome, found.points) == ("correct", 1), found


@pytest.mark.parametrize(("answer", "text"), WRONG)
def test_a_wrong_response_is_never_marked_correct(answer, text):
    found = mark(short(answer), Response(texts=(text,)))
    assert found.outcome in ("wrong", "almost"), found
    assert found.points < 1


@pytest.mark.parametrize("text", ["a,", "1 ", "a b;", "½", "one hundred ", "(", ".a"])
def test_a_hostile_list_is_only_wrong(text):
    entries = [{"value": f"entry {n}", "aliases": [f"x {n}", f"y {n}"]} for n in "abcdefgh"]
    item = short({"kind": "set", "value": entries})
    boxes = tuple(f"{text * 100}{n}"[-200:] for n in range(20))

    assert mark(item, Response(texts=boxes)).outcome == "wrong"
