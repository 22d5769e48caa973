"""The embedded engine against brute force: filters, facets, order and pages of random lists."""

import tempfile
from dataclasses import replace
from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from search.documents import OrganisationDocument
from search.embedded import EmbeddedIndex
from search.index import Index
from search.query import FACETS, Filters, Query, Sort
from tests.search import reference

quick = settings(derandomize=True, max_examples=40, deadline=None)
brief = settings(derandomize=True, max_examples=15, deadline=None)

WORDS = [
    *"mawar mawir melati melatih pendampingan lbh rsud rumah sakit umum daerah".split(),
    *"bantuan hukum konselor serang perempuan anak flamboyan ii kab".split(),
]
ASKED = [
    *WORDS,
    *"mawer kawar melatti mendampingi damping psikolog konseling serong perempuen".split(),
    *"xerempuan anek flamboyant flamb flanbo xlamboyann 2 kabupaten di ser p".split(),
]
REGIONS = ["36", "36.73", "36.73.01", "36.73.02", "36.01", "52", "52.71", "52.71.01"]
sentence = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
asked = st.lists(st.sampled_from(ASKED), max_size=3).map(" ".join)
codes = st.lists(st.sampled_from(REGIONS), max_size=3, unique=True).map(tuple)
few = {
    "kind": st.sampled_from(["ngo", "media", "legal_aid"]),
    "speciality": st.sampled_from(["legal_aid", "outreach", "parenting"]),
    "stage": st.sampled_from(["prevention", "handling"]),
    "region": st.sampled_from(REGIONS),
    "language": st.sampled_from(["id", "su"]),
    "capacity": st.sampled_from(reference.CAPACITIES),
    "referral": st.just("yes"),
    "open": st.just("24h"),
    "cost": st.just("free"),
    "sex": st.sampled_from(["female", "male"]),
    "age": st.sampled_from(["child", "adult"]),
    "disability": st.just("yes"),
    "case": st.sampled_from(["neglect", "trafficking"]),
    "resource": st.sampled_from(["goods", "facility"]),
}
# So many facets at once would leave nobody: a question filters by a few of them.
MANY = ("referral", "open", "cost", "sex", "age", "disability", "case", "resource")


def some(facet: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(few[facet], max_size=2, unique=True).map(tuple)


document = st.builds(
    OrganisationDocument,
    id=st.just(""),
    slug=st.just("x"),
    name=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join),
    short_name=st.sampled_from(["", "LBH", "MAWAR"]),
    other_names=st.lists(sentence, max_size=1).map(tuple),
    kind=few["kind"],
    specialities=some("speciality"),
    speciality_labels=st.lists(sentence, max_size=1).map(tuple),
    aliases=st.lists(sentence, max_size=1).map(tuple),
    services=st.lists(sentence, max_size=1).map(tuple),
    about=sentence,
    stages=some("stage"),
    languages=some("language"),
    places=st.lists(sentence, max_size=1).map(tuple),
    regions=codes,
    regions_whole=codes,
    capacity=few["capacity"],
    referrals=st.booleans(),
    open_24h=st.booleans(),
    free=st.booleans(),
    sexes=some("sex"),
    ages=some("age"),
    disability=st.booleans(),
    case_types=some("case"),
    resources=some("resource"),
    due=st.booleans(),
    confirmed_on=st.none() | st.dates(date(2020, 1, 1), date(2026, 1, 1)),
    latitude=st.none() | st.floats(-10, 5),
    longitude=st.none() | st.floats(95, 140),
)
listed = st.lists(document, min_size=1, max_size=12).map(
    lambda many: [replace(one, id=f"id-{number:02d}") for number, one in enumerate(many)]
)


@st.composite
def chosen(draw: st.DrawFn) -> Filters:
    """Some of the first facets, and at most one of the others."""
    others = draw(st.sampled_from(["", "", *MANY]))
    named = [facet for facet in FACETS if facet not in MANY or facet == others]
    return Filters(**{facet: draw(some(facet)) for facet in named})


question = st.builds(
    Query,
    text=asked,
    filters=chosen(),
    sort=st.sampled_from(list(Sort)),
    near=st.none() | st.tuples(st.floats(-10, 5), st.floats(95, 140)),
    per_page=st.just(1000),
    facets=st.just(FACETS),
    districts=st.sampled_from([(), ("36.73.01",), ("36.73.02", "52.71.01", "36.01.09")]),
)


@quick
@given(listed, st.lists(question, min_size=6, max_size=6))
def test_same_as_brute_force(documents: list[OrganisationDocument], questions: list[Query]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        index = EmbeddedIndex(folder)
        index.rebuild(documents[::2])
        index.put(documents[1::2])
        for query in questions:
            check_same(index, documents, query)


def check_same(index: Index, documents: list[OrganisationDocument], query: Query) -> None:
    """An engine answers as brute force does."""
    results = index.search(query)
    found = reference.answering(query.text, documents)
    passing = [one for one in found if reference.passes(one, query.filters)]
    ids = [hit.id for hit in results.hits]
    if not found:
        assert results.relaxed or not ids
        return
    assert not results.relaxed
    assert sorted(ids) == sorted(one.id for one in passing)
    assert results.total == len(ids)
    assert results.facets == reference.facets(query, found)
    expected = reference.in_order(query, passing)
    if query.sort is Sort.DISTANCE and query.near:
        distances = [reference.kilometres(query.near, one) for one in expected]
        by_id = {one.id: reference.kilometres(query.near, one) for one in documents}
        assert [by_id[identity] for identity in ids] == distances
    elif query.sort in (Sort.NAME, Sort.CONFIRMED) or not query.text.strip():
        assert ids == [one.id for one in expected]


@brief
@given(listed, st.lists(question, min_size=4, max_size=4), st.integers(1, 5))
def test_pages_join_without_gap_or_repeat(
    documents: list[OrganisationDocument], questions: list[Query], per_page: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        index = EmbeddedIndex(folder)
        index.put(documents)
        for query in questions:
            check_pages(index, query, per_page)


def check_pages(index: Index, query: Query, per_page: int) -> None:
    """The pages of an answer are the whole answer, cut."""
    whole = index.search(query)
    pages = [
        index.search(replace(query, per_page=per_page, page=page))
        for page in range(1, 12 // per_page + 3)
    ]
    joined = [hit for page in pages for hit in page.hits]
    assert joined == list(whole.hits)
    assert {page.total for page in pages} == {whole.total}
    assert not pages[-1].hits


@quick
@given(listed, st.lists(question, min_size=4, max_size=4))
def test_a_count_is_what_choosing_it_brings(
    documents: list[OrganisationDocument], questions: list[Query]
) -> None:
    """Also when words are relaxed: a facet's number is the total after one click."""
    with tempfile.TemporaryDirectory() as folder:
        index = EmbeddedIndex(folder)
        index.put(documents)
        for query in questions:
            check_counts(index, query)


def check_counts(index: Index, query: Query) -> None:
    """A facet's number is the total after one click."""
    results = index.search(query)
    for facet, counts in results.facets.items():
        for code, count in counts.items():
            chosen = replace(query.filters, **{facet: (code,)})
            assert index.search(replace(query, filters=chosen)).total == count


@brief
@given(listed)
def test_a_whole_name_leads(documents: list[OrganisationDocument]) -> None:
    """Whoever is asked for by the name, in any case, comes first: nobody else outranks it."""
    with tempfile.TemporaryDirectory() as folder:
        index = EmbeddedIndex(folder)
        index.put(documents)
        names = {one.id: one.name for one in documents}
        for one in documents:
            first = index.search(Query(text=one.name.upper())).hits[0]
            assert names[first.id] == one.name


@brief
@given(listed, question)
def test_points_never_rise_along_the_list(
    documents: list[OrganisationDocument], query: Query
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        index = EmbeddedIndex(folder)
        index.put(documents)
        hits = index.search(replace(query, sort=Sort.RELEVANCE)).hits
        assert all(one.score >= other.score for one, other in pairwise(hits))
