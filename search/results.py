"""What an index answers: hits, how many there are, and counts for each facet."""

from dataclasses import dataclass, field

from search.places import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One organisation found.

    `score` orders hits of one answer and means nothing else. `missing` are the words of the
    question that it does not answer, after relaxation only. `distance_km` is set when sorted
    by distance and the place of the organisation is known.
    """

    id: str
    score: float = 0.0
    missing: tuple[str, ...] = ()
    distance_km: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One answer.

    `total` counts every organisation that matches. `facets` maps each facet asked for to
    {code: organisations}, counted with all filters but its own; regions are counted down to
    regencies, and the kecamatan asked for. `relaxed` says that no organisation has all the words,
    so near ones are shown.
    `places` are the regions that the question names, to be offered as filters.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    relaxed: bool = False
    places: tuple[Place, ...] = ()
    engine: str
    took_ms: float = 0.0
