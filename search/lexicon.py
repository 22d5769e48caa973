"""Words of this field: synonyms, generic words, stop words, words for kinds, stem exceptions."""

# Each line holds phrases with one meaning, the first being the one that names are compared by.
_SYNONYMS = """
rs = rumah sakit = hospital = hospitals
rsu = rs umum = rumah sakit umum
rsud = rumah sakit umum daerah = rs umum daerah = rsu daerah
rsia = rumah sakit ibu dan anak = rs ibu dan anak = rumah sakit ibu anak = rs ibu anak
rsj = rumah sakit jiwa = rs jiwa
rsjd = rumah sakit jiwa daerah = rs jiwa daerah
rsup = rumah sakit umum pusat = rs umum pusat
rsk = rumah sakit khusus = rs khusus
rskd = rumah sakit khusus daerah = rs khusus daerah
puskesmas = pusat kesehatan masyarakat = pkm
pustu = puskesmas pembantu
posyandu = pos pelayanan terpadu
lbh = lembaga bantuan hukum = bantuan hukum = legal aid
posbakum = pos bantuan hukum
lsm = lembaga swadaya masyarakat = ngo
ormas = organisasi kemasyarakatan = organisasi masyarakat
yayasan = yay = foundation
uptd ppa = unit pelaksana teknis daerah perlindungan perempuan dan anak
uptd = unit pelaksana teknis daerah
ppa = perlindungan perempuan dan anak
pppa = pemberdayaan perempuan dan perlindungan anak
dp3a = dp3akb = dp3ap2kb = dppkbpppa
wcc = women crisis center = womens crisis center = pusat krisis perempuan
perempuan = wanita = women
anak = child = children
tki = tkw = pekerja migran = buruh migran
perundungan = bullying = bully
pelecehan = harassment
perkosaan = pemerkosaan = rape
kekerasan = violence
bidan = midwife
dokter = doctor
sekolah = school
beasiswa = scholarship
klinik = clinic
dini = usia dini = usia anak
dp3a = dpppa = dinas pemberdayaan perempuan dan perlindungan anak = dinas pppa
dp3akb = dinas pemberdayaan perempuan perlindungan anak dan keluarga berencana
dp3ap2kb = dppkbpppa
dppkb = dinas pengendalian penduduk dan keluarga berencana
p2tp2a = pusat pelayanan terpadu pemberdayaan perempuan dan anak
puspaga = pusat pembelajaran keluarga
patbm = perlindungan anak terpadu berbasis masyarakat
lpa = lembaga perlindungan anak
lpai = lembaga perlindungan anak indonesia
kpai = komisi perlindungan anak indonesia
kpad = komisi perlindungan anak daerah
pkk = pemberdayaan kesejahteraan keluarga = pemberdayaan dan kesejahteraan keluarga
kb = keluarga berencana
dinsos = dinas sosial
dinkes = dinas kesehatan
disdik = dindik = dinas pendidikan = dinas pendidikan dan kebudayaan = disdikbud = dikbud
disnaker = dinas tenaga kerja = disnakertrans
dispora = dinas pemuda dan olahraga
diskominfo = dinas komunikasi dan informatika = kominfo
dinas pmd = dinas pemberdayaan masyarakat dan desa = dpmd
bappeda = badan perencanaan pembangunan daerah
bkkbn = badan kependudukan dan keluarga berencana nasional
kemenag = kementerian agama
kemensos = kementerian sosial
kua = kantor urusan agama
kdrt = kekerasan dalam rumah tangga = domestic violence
tppo = tindak pidana perdagangan orang = perdagangan orang = trafficking
tpks = tindak pidana kekerasan seksual = kekerasan seksual = sexual violence
kbgo = kekerasan berbasis gender online
kbg = kekerasan berbasis gender
kta = kekerasan terhadap anak
abh = anak berhadapan dengan hukum
ampk = anak memerlukan perlindungan khusus
polres = kepolisian resor = polresta
polda = kepolisian daerah
polsek = kepolisian sektor
polisi = kepolisian = police
kejari = kejaksaan negeri
kejati = kejaksaan tinggi
kejaksaan = jaksa = prosecutor
pn = pengadilan negeri
pa = pengadilan agama
peksos = pekerja sosial
himpsi = himpunan psikologi indonesia
ibi = ikatan bidan indonesia
idi = ikatan dokter indonesia
peradi = perhimpunan advokat indonesia
ipspi = ikatan pekerja sosial profesional indonesia
pmi = palang merah indonesia
csr = tjsl = tanggung jawab sosial
ponpes = pondok pesantren = pesantren
universitas = univ = university
sd = sekolah dasar
smp = sekolah menengah pertama
sma = sekolah menengah atas
smk = sekolah menengah kejuruan
slb = sekolah luar biasa
paud = pendidikan anak usia dini
umkm = usaha mikro kecil menengah
bk = bimbingan konseling = bimbingan dan konseling
psikolog = psikologi = psikologis = psychologist = psychologists = psychology
konseling = konselor = curhat = counselling = counseling = counselor
psikiater = psikiatri = kejiwaan
advokat = pengacara = kuasa hukum = lawyer = lawyers = attorney
advokasi = advokat
visum = medikolegal = visum et repertum
shelter = selter = shelters = rumah aman = rumah perlindungan = penampungan = safe house
penyintas = korban = survivor = survivors = victim = victims
difabel = disabilitas = penyandang disabilitas = disability = disabled
hotline = pengaduan = lapor = report
pernikahan = perkawinan = kawin = nikah = marriage
kabupaten = kab
kecamatan = kec
kelurahan = kel
provinsi = prov = propinsi
sungai = sei
gunung = gn
tingkat = tk
1 = i
2 = ii
3 = iii
4 = iv
ntb = nusa tenggara barat
ntt = nusa tenggara timur
kalsel = kalimantan selatan
kaltim = kalimantan timur
kalbar = kalimantan barat
kalteng = kalimantan tengah
kaltara = kalimantan utara
jabar = jawa barat
jateng = jawa tengah
jatim = jawa timur
diy = yogyakarta = jogja = jogjakarta = yogya
dki = jakarta
sumut = sumatera utara
sumbar = sumatera barat
sumsel = sumatera selatan
babel = kepulauan bangka belitung = bangka belitung
kepri = kepulauan riau
sulsel = sulawesi selatan
sulut = sulawesi utara
sulteng = sulawesi tengah
sultra = sulawesi tenggara
sulbar = sulawesi barat
malut = maluku utara
tangsel = tangerang selatan
lotim = lombok timur
lobar = lombok barat
loteng = lombok tengah
klu = lombok utara
ksb = sumbawa barat
hss = hulu sungai selatan
hsu = hulu sungai utara
hst = hulu sungai tengah
ppu = penajam paser utara
kukar = kutai kartanegara
kutim = kutai timur
kubar = kutai barat
"""


def _groups() -> tuple[tuple[tuple[str, ...], ...], ...]:
    lines = (line for line in _SYNONYMS.splitlines() if line.strip())
    return tuple(tuple(tuple(phrase.split()) for phrase in line.split("=")) for line in lines)


SYNONYMS = _groups()
"""Groups of phrases with one meaning; a phrase is a tuple of folded words."""


def _listed(text: str) -> list[str]:
    return text.split()


STOP_WORDS = frozenset(
    _listed("""
ada adalah agar akan atau bagi contoh dan dari dekat dengan di hingga ini itu juga karena ke oleh
pada para saya sebagai secara serta supaya terdekat tersebut untuk yang
a an and at for in near of on or the to with
""")
)
"""Words a question can lose without a change of meaning."""

GENERIC = frozenset(
    _listed("""
anak asosiasi badan bantuan bidang cabang child children clinic daerah desa dinas forum gerakan
himpunan hukum ibu ikatan indonesia kab kabupaten kantor kb kec kecamatan kejaksaan kel kelompok
keluarga kelurahan kepolisian kesehatan klinik komisi komunitas kota lbh lembaga lsm masyarakat
medika nasional negeri ngo organisasi pelaksana pelayanan pemberdayaan perempuan perkumpulan
perlindungan persatuan pkm polda polres polsek pos ppa prov provinsi pt pusat puskesmas rs rsia
rsj rsu rsud rumah sakit sekolah sosial swadaya teknis umum unit universitas uptd wanita wilayah
women yay yayasan
""")
)
"""Words so many names share that they weigh a third when not all words can match."""

GENERIC_SHARE = 1 / 3
"""Weight of a generic word beside a distinctive one of the same rarity."""

_KIND_WORDS = """
ngo: lsm ngo yayasan yay perkumpulan
professional_association: asosiasi himpunan ikatan perhimpunan himpsi ibi idi ipspi peradi
company: pt cv perusahaan bank csr tjsl
community_group: komunitas kelompok forum karang taruna pkk patbm kader satgas relawan
government_agency: dinas badan kantor dinsos dinkes disdik dp3a dpppa dp3akb dp3ap2kb bappeda
service_unit: uptd upt unit puspaga p2tp2a
legal_aid: lbh posbakum pengacara advokat paralegal
law_enforcement: polisi polres polda polsek kejaksaan kejari kejati kepolisian
health_facility: puskesmas pkm pustu rs rsu rsud rsia rsj rsk rsup rumah sakit klinik hospital
education: universitas univ sekolah pesantren ponpes kampus institut politeknik sd smp sma smk slb
faith_based: masjid gereja pura vihara majelis keuskupan keagamaan
philanthropy: filantropi donatur donor baznas zakat
media: media radio televisi tv koran pers
"""

KIND_WORDS: dict[str, frozenset[str]] = {
    kind: frozenset(listed.split())
    for kind, listed in (line.split(":", 1) for line in _KIND_WORDS.splitlines() if line.strip())
}
"""Words that name a kind of organisation, by the kind's code."""

WHOLE_WORDS = frozenset(
    _listed("""
kartini kecamatan kekerasan kelurahan kesehatan pelaku pelita pemerintah penduduk pengacara penjara
penyintas perdata perempuan pesantren pidana selatan serang terapi terpadu yayasan
""")
)
"""Words that keep themselves: the rules would cut them too far or mix them up with others."""

OTHER_ROOTS = {"pemerintahan": "pemerintah", "kependudukan": "penduduk"}
"""Words made of whole words."""

WHOLE_ROOTS = tuple(
    _listed("""
percaya pergi periksa perintah perkara perkosa perlu permata pertiwi perang perut perdana
terima teriak terang terjemah ternak terbit beranta berita beronta berkah berkas bersih berat beras
pemuda pelihara pengaruh penting penuh pesan pesta peduli
medis media melati menara merdeka mesin metode merek melayu mental
diskusi difabel disabilitas dinas digital disiplin diagnosis dialog direktur
keluarga kelola kelompok kenal keluar kelas kejar kerja kembali kembang
""")
)
"""Roots that begin as if with a prefix."""

R_ROOTS = tuple(
    _listed("""
rajin rampas rampok rancang rangkai rangkul rantau rapat rasa rata ratap rawat rayu rebut redam
rekam rekat rekrut remaja rencana renang renung resah resmi rias rinci rindu ringkas rintis rokok
rujuk rumah rumus runding rundung rusak rusuh
""")
)
"""Roots with an r that per- and ber- share: 'perawatan' is rawat, 'perubahan' is ubah."""
