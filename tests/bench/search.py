"""Times the embedded index over invented organisations: `python -m tests.bench.search 10000`.

Builds it here, asks in a fresh process that only reads, and prints milliseconds and megabytes.
"""

import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from search.documents import OrganisationDocument
from search.embedded import EmbeddedIndex
from search.query import FACETS, Filters, Query, Sort

QUESTIONS = 600
TYPES = ("Yayasan", "LBH", "RSUD", "PUSKESMAS", "Forum", "Dinas Sosial", "Perkumpulan")
KINDS = ("ngo", "legal_aid", "health_facility", "community_group", "government_agency", "media")
TOPICS = {
    "legal_aid": ("Bantuan hukum", "LBH pengacara advokat"),
    "psychological_counselling": ("Konseling psikologis", "psikolog konselor psikologi"),
    "accompaniment": ("Pendampingan penyintas", "pendamping korban kekerasan"),
    "emergency_shelter": ("Rumah aman", "shelter penampungan"),
    "medical_care": ("Layanan kesehatan", "rumah sakit puskesmas dokter bidan"),
    "parenting": ("Pengasuhan dan ketahanan keluarga", "puspaga pola asuh keluarga"),
}
CASES = ("sexual_violence", "domestic_violence", "trafficking", "bullying", "neglect")
LENT = ("cash", "goods", "services", "facility", "people")
SYLLABLES = (
    "ba bi da di ga ha ja ka ki la li ma mi na ni pa ra ri sa si ta ti wa ya lu mu su".split()
)


class Maker:
    """Makes the same words, places and organisations for the same seed."""

    def __init__(self, seed: int = 7) -> None:
        self.chance = random.Random(seed)
        self.words = [self.word() for _ in range(6000)]
        provinces = range(11, 49)
        self.names = {str(code): self.word().title() for code in provinces}
        self.regencies = {
            f"{province}.{number:02d}": f"Kota {self.word().title()}"
            for province in provinces
            for number in range(1, 15)
        }

    def word(self) -> str:
        """A word that sounds like one."""
        parts = self.chance.choices(SYLLABLES, k=self.chance.randint(2, 4))
        return "".join(parts) + self.chance.choice(["", "", "n", "ng", "r", "s"])

    def organisation(self, number: int) -> OrganisationDocument:
        """An invented organisation; one in five serves a province, one in thirty the nation."""
        chance = self.chance
        seat = chance.choice(list(self.regencies))
        province = seat[:2]
        reach = chance.random()
        whole = [seat]
        if reach < 0.2:
            whole = [province, *(code for code in self.regencies if code[:2] == province)]
        if reach < 0.03:
            whole = [*self.names, *self.regencies]
        topics = chance.sample(list(TOPICS), 2)
        return OrganisationDocument(
            id=str(UUID(int=chance.getrandbits(128), version=4)),
            slug=f"org-{number}",
            name=" ".join([chance.choice(TYPES), *chance.sample(self.words, 2)]).title(),
            kind=chance.choice(KINDS),
            specialities=tuple(topics),
            speciality_labels=tuple(TOPICS[topic][0] for topic in topics),
            aliases=tuple(TOPICS[topic][1] for topic in topics),
            services=(" ".join(chance.sample(self.words, 3)),),
            about=" ".join(chance.choices(self.words[:3000], k=40)),
            stages=("prevention", "handling")[: chance.randint(1, 2)],
            languages=("id",),
            places=(self.regencies[seat], self.names[province]),
            regions=tuple(dict.fromkeys([*whole, province])),
            regions_whole=tuple(whole),
            capacity=chance.choice(["accepting", "limited", "full", "unknown"]),
            referrals=chance.random() < 0.4,
            open_24h=chance.random() < 0.1,
            free=chance.random() < 0.6,
            sexes=("female", "male")[: chance.randint(1, 2)],
            ages=("child", "teen", "adult", "elder")[chance.randint(0, 2) :],
            disability=chance.random() < 0.3,
            case_types=tuple(chance.sample(CASES, chance.randint(0, 3))),
            resources=tuple(chance.sample(LENT, chance.randint(0, 2))),
            due=chance.random() < 0.1,
            confirmed_on=date(2025, 1, 1) + timedelta(days=chance.randrange(500)),
            latitude=chance.uniform(-10, 5),
            longitude=chance.uniform(95, 140),
            version=1,
        )

    def question(self, one: OrganisationDocument) -> tuple[str, str]:
        """(sort of question, text) about an organisation."""
        words = one.name.lower().split()
        asked = {
            "name": one.name,
            "beginning": " ".join([*words[:-1], words[-1][:3]]),
            "topic and place": f"{one.aliases[0].split()[-1]} {one.places[0]}",
            "generic": self.chance.choice(["yayasan", "rumah sakit", "lbh", "puskesmas", "p"]),
            "typo": " ".join(word if len(word) < 5 else f"{word[:2]}x{word[3:]}" for word in words),
            "too many words": f"{one.name} {self.word()}",
            "description": " ".join(self.chance.sample(one.about.split(), 3)),
            "nothing": "",
        }
        sort = self.chance.choice(list(asked))
        return sort, asked[sort]


def made(count: int) -> tuple[Maker, list[OrganisationDocument]]:
    """A maker and its first organisations."""
    maker = Maker()
    return maker, [maker.organisation(number) for number in range(count)]


def _line(label: str, times: list[float]) -> str:
    ordered = sorted(times)
    p50, p95 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    return f"  {label:<28} p50 {p50:6.2f}  p95 {p95:6.2f}  max {ordered[-1]:6.2f} ms"


def build(folder: Path, count: int) -> None:
    """Fill an index and time writing."""
    _, documents = made(count)
    index = EmbeddedIndex(folder)
    started = time.perf_counter()
    index.rebuild(documents)
    took = time.perf_counter() - started
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
    print(f"{count} organisations: built in {took:.2f} s, {size:.1f} MB on disk")
    visible = []
    for number in range(20):
        started = time.perf_counter()
        index.put([replace(documents[number], version=2)])
        index.search(Query(text=documents[number].name))
        visible.append((time.perf_counter() - started) * 1000)
    print(_line("put until found", visible))


def ask(folder: Path, count: int) -> None:
    """Time questions in a process that only reads."""
    before = _resident()
    index = EmbeddedIndex(folder)
    index.search(Query(text="lbh yayasann", facets=FACETS))
    after = _resident()
    maker, documents = made(count)
    about = [maker.chance.choice(documents) for _ in range(QUESTIONS)]
    asked = [(one, *maker.question(one)) for one in about]
    times: dict[str, list[float]] = {}
    for one, sort, text in asked:
        region = Filters(region=(one.regions[-1],), kind=(one.kind,))
        forms = {
            "words": Query(text=text),
            "words + all facets": Query(text=text, facets=FACETS),
            "2 filters + all facets": Query(text=text, facets=FACETS, filters=region),
            "by distance": Query(text=text, sort=Sort.DISTANCE, near=(-6.2, 106.8)),
        }
        for form, query in forms.items():
            started = time.perf_counter()
            index.search(query)
            times.setdefault(form, []).append((time.perf_counter() - started) * 1000)
        times.setdefault(f"  {sort}, all facets", []).append(times["words + all facets"][-1])
    for label, taken in sorted(times.items(), key=lambda item: item[0].startswith(" ")):
        print(_line(label, taken))
    texts = [text for _, _, text in asked]
    print("  throughput with all facets:", ", ".join(_throughput(index, texts, n) for n in (1, 4)))
    print(
        f"  memory: {before:.0f} MB before opening, {after:.0f} MB after, {_resident():.0f} at end"
    )


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def _throughput(index: EmbeddedIndex, texts: list[str], threads: int) -> str:
    def work() -> None:
        for text in texts:
            index.search(Query(text=text, facets=FACETS))

    running = [threading.Thread(target=work) for _ in range(threads)]
    started = time.perf_counter()
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return f"{threads * len(texts) / (time.perf_counter() - started):.0f}/s by {threads} threads"


def main(arguments: list[str]) -> None:
    """Bench each number of organisations given."""
    if arguments[:1] == ["--ask"]:
        ask(Path(arguments[1]), int(arguments[2]))
        return
    for count in arguments or ["70", "1000", "10000"]:
        with tempfile.TemporaryDirectory() as folder:
            build(Path(folder), int(count))
            command = [sys.executable, "-m", "tests.bench.search", "--ask", folder, count]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
