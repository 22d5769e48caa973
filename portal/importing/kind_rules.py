"""What the types in somebody's spreadsheet mean in the list of kinds; an unknown one is asked."""

from collections.abc import Mapping

from portal.importing.column_rules import tidy
from portal.vocabulary import KIND_ALIASES, KINDS

_CALLED: Mapping[str, str] = {
    "ngo": "lsm; yayasan; ngo; perkumpulan; ormas; oms; lsm yayasan; organisasi masyarakat sipil",
    "professional_association": "asosiasi profesi; organisasi profesi; himpunan; ikatan; asosiasi",
    "company": "perusahaan; pt; cv; swasta; dunia usaha; badan usaha; bumn; bumd; company; bank",
    "community_group": """komunitas; kelompok masyarakat; pkk; patbm; karang taruna; forum anak;
        dasawisma; satgas; relawan; kader; community group; forum""",
    "government_agency": """government office; government; dinas; opd; pemerintah; badan; instansi;
        perangkat daerah; instansi pemerintah; pemda; government agency; kantor pemerintah""",
    "service_unit": """uptd ppa; uptd; unit layanan; p2tp2a; puspaga; service unit;
        lembaga penyedia layanan""",
    "legal_aid": "lbh; bantuan hukum; lembaga bantuan hukum; posbakum; obh; legal aid",
    "law_enforcement": """kepolisian; polisi; polres; polda; polsek; kejaksaan; pengadilan; aph;
        penegak hukum; law enforcement; police""",
    "health_facility": """puskesmas; hospital; rumah sakit; rs; rsud; rsu; rsia; klinik; faskes;
        fasilitas kesehatan; health facility; health; clinic; pustu; posyandu""",
    "education": """perguruan tinggi; universitas; kampus; sekolah; pesantren; pondok pesantren;
        akademisi; pendidikan; education; school; university""",
    "faith_based": """lembaga keagamaan; keagamaan; masjid; gereja; organisasi keagamaan; kua;
        faith based; majelis taklim""",
    "philanthropy": "filantropi; lembaga filantropi; lembaga zakat; baznas; philanthropy; donor",
    "media": "media; pers; radio; media massa; surat kabar",
}


def _table() -> dict[str, str]:
    found = {tidy(code): code for code in KINDS}
    found |= {tidy(words.text): code for code, words in KINDS.items()}
    for code, names in KIND_ALIASES.items():
        found |= {tidy(name): code for name in names}
    for code, text in _CALLED.items():
        found |= {" ".join(one.split()): code for one in text.split(";")}
    return found


_KINDS = _table()


def kind(text: str) -> str:
    """The kind's code that a type means; '' when it must be asked."""
    return _KINDS.get(tidy(text), "")
