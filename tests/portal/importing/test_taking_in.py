"""From a file to entries, on both databases: each row once, nobody's word overwritten."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Mandate
from portal.accounts.services import add_member
from portal.directory.models import Contact, Organisation, Service
from portal.errors import Conflict, Invalid, NotAllowed
from portal.idempotency import new_key
from portal.importing import queries, services, work, writing
from portal.importing.models import ImportRow, ImportRun
from portal.importing.register import Register
from portal.journal import JournalRow
from tests.cast import APPLICANT, COORDINATOR, ELSEWHERE, STRANGER
from tests.make import World
from tests.portal.importing.sheets import csv_of, line, with_services


def outcomes(world: World, run: str) -> dict[int, str]:
    """What came of each row of the organisations' sheet."""
    with world.database.reading() as session:
        found = queries.need(session, run)
        rows = session.scalars(
            select(ImportRow).where(
                ImportRow.run_id == found.id, ImportRow.sheet == "organisations"
            )
        )
        return {row.number: row.outcome for row in rows}


def reasons(world: World, run: str, sheet: str = "organisations") -> dict[int, str]:
    """What is said of each row."""
    with world.database.reading() as session:
        found = queries.need(session, run)
        rows = session.scalars(
            select(ImportRow).where(ImportRow.run_id == found.id, ImportRow.sheet == sheet)
        )
        return {row.number: " ".join(one["text"] % one["values"] for one in row.reasons)
                for row in rows}  # fmt: skip


def entries(world: World) -> dict[str, Any]:
    """The imported entries by their names."""
    with world.database.reading() as session:
        rows = session.scalars(select(Organisation).where(Organisation.source.is_not(None)))
        return {
            one.name: {
                "status": one.status,
                "kind": one.kind,
                "region": one.region_code,
                "specialities": one.specialities,
                "contacts": {(c.kind, c.value, c.visibility) for c in one.contacts},
                "services": [s.name for s in one.services],
                "version": one.version,
                "source": one.source,
                "names": one.other_names,
            }
            for one in rows
        }


def count(world: World, model: Any = Organisation) -> int:
    with world.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def choose(world: World, run: str, choice: str, number: int = 2) -> None:
    with world.writing() as session:
        found = queries.need(session, run)
        key = session.scalars(
            select(ImportRow.id).where(ImportRow.run_id == found.id, ImportRow.number == number)
        ).one()
        by = world.actor(session, COORDINATOR)
        services.choose(session, found, {key: choice}, by=by)
        services.begin(session, found, by=by, now=world.now)
    world.work()


class TestNew:
    """Rows that nobody knows yet."""

    def test_they_arrive_unverified_with_contacts_for_coordinators(self, world: World) -> None:
        run = world.bring(csv_of(line(1), line(2)))
        assert outcomes(world, run) == {2: "new", 3: "new"}
        assert entries(world) == {}, "a dry run writes nothing"
        world.take_in(csv_of(line(1), line(2)), source="Mitra Serang")
        found = entries(world)["Posko Nomor 1 (contoh)"]
        assert found["status"] == "unverified"
        assert (found["kind"], found["region"]) == ("ngo", "36.73")
        assert found["specialities"] == ("psychological_counselling",)
        assert found["contacts"] == {("phone", "6281200000001", "coordinators")}
        assert found["source"] == "Mitra Serang"

    @pytest.mark.parametrize("told", [{}, {"key": ""}])
    def test_the_same_list_again_changes_nothing(self, world: World, told: dict[str, str]) -> None:
        text = csv_of(line(1, **told), line(2, **told))
        world.take_in(text)
        before = entries(world)
        run = world.bring(text)
        assert set(outcomes(world, run).values()) == {"same"}
        with world.writing() as session:
            by = world.actor(session, COORDINATOR)
            with pytest.raises(Conflict):
                services.begin(session, queries.need(session, run), by=by, now=world.now)
        assert entries(world) == before

    def test_a_file_with_another_name_is_the_same_list_by_names(self, world: World) -> None:
        world.take_in(csv_of(line(1)), source="Satu")
        run = world.bring(csv_of(line(7, "POSKO  nomor 1 (contoh)", phone="")), source="Dua")
        assert outcomes(world, run) == {2: "same"}

    def test_sent_twice_is_one_run(self, world: World) -> None:
        token, text = new_key(), csv_of(line(1))
        first = world.bring(text, token=token)
        assert world.bring(text, token=token) == first
        assert count(world, ImportRun) == 1

    def test_the_journal_tells_counts_and_no_content(self, world: World) -> None:
        world.take_in(csv_of(line(1), line(2, "")), name="daftar mitra.csv")
        with world.database.reading() as session:
            row = session.scalars(
                select(JournalRow).where(JournalRow.action == "import_organisations")
            ).one()
            assert row.actor_id == world.users["coordinator"]
            assert row.details == {"file": "daftar mitra.csv", "rows": 2, "new": 2, "same": 0,
                                   "update": 0, "look_alike": 0, "error": 0}  # fmt: skip


class TestFaults:
    """Rows that cannot go in say why; the others go in."""

    def test_each_fault_in_words_and_nothing_of_the_row(self, world: World) -> None:
        run = world.take_in(
            csv_of(
                line(1),
                ("L2", "", "LSM", "Banten", "Kota Serang", "", ""),
                line(3, region="Serang"),
                line(4, region="", province=""),
                line(5, kind="entah"),
                line(6, phone="12"),
                line(7, "12 345"),
                line(1),
                line(9, "=1+1"),
                line(10, region="Kota Mataram", province="NTB"),
                line(11, "Posko 0812-3456-7890 (contoh)"),
            )
        )
        said = reasons(world, run)
        assert outcomes(world, run) == {2: "new"} | dict.fromkeys(range(3, 13), "error")
        for number, words in {
            3: "Nama kosong",
            4: "dapat berarti Kabupaten Serang, Kota Serang",
            5: "Kab/Kota kosong",
            6: "“entah” belum dikenal",
            7: "Isi nomor seperti",
            8: "bukan nama",
            9: "Sama dengan baris 2",
            10: "rumus",
            11: "Di luar wilayah Anda: Kota Mataram",
            12: "Hapus nomor telepon",
        }.items():
            assert words in said[number], number
        assert list(entries(world)) == ["Posko Nomor 1 (contoh)"]

    def test_answers_about_types_places_and_columns_mend_them(self, world: World) -> None:
        titles = ("Kode", "Institusi Kita", "Jenis", "Prov", "Kab/Kota", "Bidang", "No HP")
        text = csv_of(line(1, kind="entah", region="Serang"), titles=titles)
        run = world.bring(text)
        assert outcomes(world, run) == {2: "error"}
        with world.writing() as session:
            found, by = queries.need(session, run), world.actor(session, COORDINATOR)
            told: dict[str, Any] = {"by": by, "kinds": {}, "regions": {}}
            with pytest.raises(Invalid, match="nama lembaga"):
                services.match(session, found, fields={("organisations", 1): ""}, **told)
            fields = {("organisations", 1): "name", ("organisations", 0): "name"}
            with pytest.raises(Invalid, match="Dua kolom"):
                services.match(session, found, fields=fields, **told)
        with world.writing() as session:
            found = queries.need(session, run)
            asked = queries.asked_regions(session, found)
            assert [one.candidates for one in asked] == [("36.04", "36.73")]
            services.match(
                session, found, fields={("organisations", 1): "name"}, kinds={"entah": "media"},
                regions={asked[0].key: "36.73"}, by=by,
            )  # fmt: skip
        world.work()
        assert outcomes(world, run) == {2: "new"}

    def test_a_refused_column_cannot_be_chosen_back(self, world: World) -> None:
        text = csv_of(("Posko A (contoh)", "rahasia"), titles=("Nama", "Kasus"))
        run = world.bring(text)
        with world.writing() as session:
            found, by = queries.need(session, run), world.actor(session, COORDINATOR)
            fields = {("organisations", 1): "about"}
            services.match(session, found, fields=fields, kinds={}, regions={}, by=by)
            assert [one["field"] for one in found.columns["organisations"]] == ["name", ""]
            kept = session.scalars(select(ImportRow.cells)).one()
            assert "rahasia" not in str([kept, found.columns])

    def test_a_file_that_breaks_off_leaves_nothing(self, world: World) -> None:
        text = csv_of(*(line(number) for number in range(1200))) + '"Posko'
        with pytest.raises(Invalid):
            world.bring(text)
        assert count(world, ImportRun) == count(world, ImportRow) == 0


class TestKnown:
    """Rows that are entries already."""

    def test_a_verified_or_claimed_entry_is_the_same_and_stays(self, world: World) -> None:
        with world.writing() as session:
            world.organisation(session, "LBH Surosowan (contoh)")
        world.take_in(csv_of(line(2)))
        with world.writing() as session:
            mine = session.scalars(select(Organisation).where(Organisation.source.is_not(None)))
            add_member(session, world.users[APPLICANT.name], mine.one().id, "owner", now=world.now)
        run = world.take_in(
            csv_of(
                line(1, "LBH SUROSOWAN (contoh)", kind="media"),
                line(2, kind="media"),
                line(3),
            )
        )
        assert outcomes(world, run) == {2: "same", 3: "same", 4: "new"}
        assert "dikelola lembaganya sendiri" in reasons(world, run)[3]
        assert entries(world)["Posko Nomor 2 (contoh)"]["kind"] == "ngo"

    def test_news_about_an_entry_that_nobody_vouches_for_is_taken_over(self, world: World) -> None:
        world.take_in(csv_of(line(1)), source="A")
        row = line(1, "Posko Nomor Satu (contoh)", fields="psikolog; LBH", phone="0812-9999-9999")
        run = world.take_in(csv_of(row), source="A")
        assert outcomes(world, run) == {2: "update"}
        (name, found), *rest = entries(world).items()
        assert (name, rest) == ("Posko Nomor Satu (contoh)", [])
        assert found["specialities"] == ("legal_aid", "psychological_counselling")
        assert {value for _kind, value, _seen in found["contacts"]} == {
            "6281200000001", "6281299999999",
        }  # fmt: skip

    def test_what_was_claimed_after_the_dry_run_is_not_overwritten(self, world: World) -> None:
        world.take_in(csv_of(line(1)))
        run = world.bring(csv_of(line(1, kind="media")))
        assert outcomes(world, run) == {2: "update"}
        with world.writing() as session:
            one = session.scalars(select(Organisation).where(Organisation.source.is_not(None)))
            add_member(session, world.users[APPLICANT.name], one.one().id, "owner", now=world.now)
            by = world.actor(session, COORDINATOR)
            services.begin(session, queries.need(session, run), by=by, now=world.now)
        world.work()
        assert outcomes(world, run) == {2: "same"}
        assert entries(world)["Posko Nomor 1 (contoh)"]["kind"] == "ngo"

    def test_another_list_that_was_quicker_makes_no_double(self, world: World) -> None:
        run = world.bring(csv_of(line(1, key=""), line(2, key="")))
        world.take_in(csv_of(line(1, key="")))
        choose(world, run, "")
        assert outcomes(world, run) == {2: "same", 3: "new"}
        assert count(world) == 2


class TestAlike:
    """Rows that resemble an entry wait for a word."""

    NEAR = "Himpunan Psikolog Klinis Serang Rayya (contoh)"

    @pytest.fixture
    def near(self, world: World) -> str:
        with world.writing() as session:
            world.organisation(session)
        run = world.bring(csv_of(line(1, self.NEAR)))
        assert outcomes(world, run) == {2: "look_alike"}
        assert "Himpunan Psikolog Klinis" in reasons(world, run)[2]
        return run

    @pytest.mark.parametrize(("choice", "outcome"), [("add", "new"), ("same", "same")])
    def test_a_word_decides(self, world: World, near: str, choice: str, outcome: str) -> None:
        choose(world, near, choice)
        assert outcomes(world, near) == {2: outcome}
        assert list(entries(world)) == ([self.NEAR] if choice == "add" else [])

    def test_without_a_word_it_is_left_out(self, world: World, near: str) -> None:
        with world.writing() as session:
            by = world.actor(session, COORDINATOR)
            with pytest.raises(Conflict):
                services.begin(session, queries.need(session, near), by=by, now=world.now)
        assert entries(world) == {}

    def test_the_same_as_an_imported_entry_is_remembered(self, world: World) -> None:
        world.take_in(csv_of(line(1, "Yayasan Cahaya Perempuan Serang (contoh)", key="")))
        text = csv_of(line(2, "Yayasan Cahya Perempuan Serang (contoh)", key="", phone=""))
        run = world.bring(text)
        assert outcomes(world, run) == {2: "look_alike"}
        choose(world, run, "same")
        assert outcomes(world, run) == {2: "update"}
        assert set(outcomes(world, world.bring(text)).values()) == {"same"}

    def test_a_list_is_not_compared_with_its_own_rows(self, world: World) -> None:
        text = csv_of(
            line(1, "Posko Melati Indah (contoh)"), line(2, "Posko Melati Indar (contoh)")
        )
        assert set(outcomes(world, world.take_in(text)).values()) == {"new"}
        assert set(outcomes(world, world.bring(text)).values()) == {"same"}

    def test_a_number_belongs_to_one_body(self, world: World) -> None:
        titles = ("Nama", "Jenis", "Kab/Kota", "NIB")
        row = ("Yayasan Satu (contoh)", "LSM", "Kota Serang", "1234567890123")
        world.take_in(csv_of(row, titles=titles))
        other = ("Perkumpulan Lain Sekali (contoh)", *row[1:])
        run = world.bring(csv_of(other, ("Tiga (contoh)", *row[1:]), titles=titles))
        assert outcomes(world, run) == {2: "look_alike", 3: "error"}
        assert "Nomor dokumennya sama" in reasons(world, run)[2]
        choose(world, run, "add")
        assert len(entries(world)) == 2


class TestServices:
    """A second sheet with what organisations offer."""

    def test_they_find_their_organisation_by_code_or_name(self, world: World) -> None:
        data = with_services(
            [line(1), line(2), line(3, kind="entah")],
            [
                ("L1", "", "Konseling (contoh)", "psikolog", "Gratis", "ya"),
                ("posko nomor 2 (contoh)", "Kota Serang", "Bantuan hukum (contoh)", "LBH", "", ""),
                ("L1", "", "Konseling (contoh)", "", "", ""),
                ("L3", "", "Lain (contoh)", "", "", ""),
                ("L9", "", "Lain (contoh)", "", "", ""),
            ],
        )
        run = world.take_in(data, name="daftar.xlsx", source="A")
        said = reasons(world, run, "services")
        assert "Sama dengan baris 2" in said[4]
        assert "perlu diperbaiki: baris 4" in said[5]
        assert "tidak ada dalam berkas ini" in said[6]
        found = entries(world)
        assert found["Posko Nomor 1 (contoh)"]["services"] == ["Konseling (contoh)"]
        assert found["Posko Nomor 2 (contoh)"]["services"] == ["Bantuan hukum (contoh)"]
        with world.database.reading() as session:
            assert session.scalars(select(Service.open_24h).order_by(Service.id)).all() == [
                True, False,
            ]  # fmt: skip
        again = world.bring(data, name="daftar.xlsx", source="A")
        with world.database.reading() as session:
            assert queries.counts(session, queries.need(session, again)).get("new", 0) == 0


class TestBreaks:
    """Work that breaks off goes on where it was."""

    def test_a_batch_is_whole_or_not_at_all(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(writing, "BATCH", 10)
        run = world.bring(csv_of(*(line(number) for number in range(1, 36))))
        with world.writing() as session:
            by = world.actor(session, COORDINATOR)
            key = services.begin(session, queries.need(session, run), by=by, now=world.now).id
        with world.writing() as session:
            writing.write_batch(session, session.get_one(ImportRun, key), Register(), now=world.now)
            session.rollback()  # killed before the commit
        assert count(world) == 0
        work.write(world.database, key, now=world.now, tell=lambda _what, done, _of: done < 20)
        assert count(world) == 20
        world.work()
        assert count(world) == 35
        assert count(world, Contact) == 35
        with world.database.reading() as session:
            found = queries.need(session, run)
            assert (found.state, found.written) == ("done", 35)

    def test_two_that_write_the_same_run_at_once_make_no_double(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(writing, "BATCH", 7)
        runs = [world.bring(csv_of(*(line(n, key="") for n in range(1, 50)))) for _ in range(2)]
        with world.writing() as session:
            by = world.actor(session, COORDINATOR)
            found = [queries.need(session, run) for run in runs]
            keys = [services.begin(session, one, by=by, now=world.now).id for one in found]
        threads = [
            threading.Thread(
                target=work.write, args=(world.database, key), kwargs={"now": world.now}
            )
            for key in (keys[0], keys[0], keys[1])
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert count(world) == 49
        with world.database.reading() as session:
            assert {one.state for one in session.scalars(select(ImportRun))} == {"done"}
        journal = select(func.count()).where(JournalRow.action == "import_organisations")
        with world.database.reading() as session:
            assert session.scalar(journal) == 2

    def test_a_mandate_that_ended_meanwhile_lets_nothing_in(self, world: World) -> None:
        run = world.bring(csv_of(line(1)))
        with world.writing() as session:
            by = world.actor(session, COORDINATOR)
            services.begin(session, queries.need(session, run), by=by, now=world.now)
            held = session.scalars(select(Mandate).where(Mandate.account_id == by.id)).one()
            held.revoked_at = world.now
        world.work()
        assert outcomes(world, run) == {2: "error"}
        assert count(world) == 0

    def test_new_answers_during_the_dry_run_begin_it_anew(self, world: World) -> None:
        run = world.bring(csv_of(line(1, kind="entah")))

        def answer(*_progress: object) -> bool:
            with world.writing() as session:
                by = world.actor(session, COORDINATOR)
                found = queries.need(session, run)
                services.match(
                    session, found, fields={("organisations", 6): ""}, kinds={"entah": "media"},
                    regions={}, by=by,
                )  # fmt: skip
            return True

        with world.writing() as session:
            found = queries.need(session, run)
            found.state, key = "checking", found.id
        work.check(world.database, key, now=world.now, tell=answer)
        world.work()
        assert outcomes(world, run) == {2: "new"}

    def test_rows_are_forgotten_after_thirty_days(self, world: World) -> None:
        done, idle = world.take_in(csv_of(line(1))), world.bring(csv_of(line(2)))
        assert work.clean(world.database, world.now + timedelta(days=29)) == 0
        assert work.clean(world.database, world.now + timedelta(days=31)) == 2
        assert work.clean(world.database, world.now + timedelta(days=31)) == 0
        assert count(world, ImportRow) == 0
        with world.database.reading() as session:
            found = session.scalars(select(ImportRun)).one()
            assert found.public_id == done != idle
            assert found.counts["new"] == 1
            assert found.columns == {}


class TestRights:
    """Only coordinators bring lists, and only their own."""

    def test_others_are_refused(self, world: World) -> None:
        for part in (STRANGER, APPLICANT):
            with pytest.raises(NotAllowed):
                world.bring(csv_of(line(1)), by=part)
        run = world.bring(csv_of(line(1)))
        with world.writing() as session:
            found, by = queries.need(session, run), world.actor(session, ELSEWHERE)
            for act in (
                lambda: services.begin(session, found, by=by, now=world.now),
                lambda: services.discard(session, found, by=by),
                lambda: services.choose(session, found, {}, by=by),
            ):
                with pytest.raises(NotAllowed):
                    act()

    def test_an_entry_of_another_region_is_not_reached_by_its_code(self, world: World) -> None:
        there = line(1, region="Kota Mataram", province="NTB")
        world.take_in(csv_of(there), by=ELSEWHERE, source="A")
        run = world.bring(csv_of(line(1)), source="A")
        assert outcomes(world, run) == {2: "error"}

    def test_discarded_is_gone_and_done_is_not_discarded(self, world: World) -> None:
        run, done = world.bring(csv_of(line(1))), world.take_in(csv_of(line(2)))
        with world.writing() as session:
            by = world.actor(session, COORDINATOR)
            assert services.discard(session, queries.need(session, run), by=by)
            with pytest.raises(Conflict):
                services.discard(session, queries.need(session, done), by=by)
        assert count(world, ImportRun) == 1
