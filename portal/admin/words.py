"""The journal's codes in the words of its readers."""

from collections.abc import Mapping

from markupsafe import Markup, escape

from portal.errors import N_, Words


def breakable(email: str) -> Markup:
    """An address that may break after its @, so that a narrow column holds it."""
    return escape(email).replace("@", Markup("@<wbr>"))


THINGS: Mapping[str, Words] = {
    "account": N_("Akun"),
    "organisation": N_("Data lembaga"),
    "programme": N_("Data program"),
    "pledge": N_("Data janji"),
    "transfer": N_("Catatan uang"),
    "letter": N_("Surat"),
    "import": N_("Daftar yang diimpor"),
    "contact_list": N_("Daftar kontak tertutup"),
}

ROLES: Mapping[str, Words] = {
    "coordinator": N_("Koordinator"),
    "auditor": N_("Auditor"),
    "administrator": N_("Administrator"),
}

ACTIONS: Mapping[str, Words] = {
    "sign_up": N_("Membuat akun"),
    "confirm_email": N_("Mengonfirmasi email"),
    "confirm_entry": N_("Menyatakan isinya masih benar"),
    "sign_in": N_("Masuk ke akun"),
    "set_password": N_("Mengganti kata sandi"),
    "invite": N_("Mengundang"),
    "grant_mandate": N_("Memberi mandat"),
    "revoke_mandate": N_("Mencabut mandat"),
    "create_draft": N_("Memulai pendaftaran lembaga"),
    "save_identity": N_("Mengubah identitas lembaga"),
    "save_specialities": N_("Mengubah bidang keahlian"),
    "add_service": N_("Menambah layanan"),
    "change_service": N_("Mengubah layanan"),
    "remove_service": N_("Menghapus layanan"),
    "save_coverage": N_("Mengubah wilayah kerja"),
    "save_shelter": N_("Mengubah jawaban tentang rumah aman"),
    "add_location": N_("Menambah tempat"),
    "remove_location": N_("Menghapus tempat"),
    "add_contact": N_("Menambah kontak"),
    "remove_contact": N_("Menghapus kontak"),
    "add_person": N_("Menambah penanggung jawab"),
    "remove_person": N_("Menghapus penanggung jawab"),
    "save_identifiers": N_("Mengubah nomor dokumen"),
    "add_document": N_("Mengunggah dokumen"),
    "replace_document": N_("Mengganti dokumen"),
    "remove_document": N_("Menghapus dokumen"),
    "open_document": N_("Membuka dokumen"),
    "check_documents": N_("Memeriksa dokumen"),
    "record_sighting": N_("Mencatat telah melihat bukti"),
    "fall_due_document": N_("Perlu diperiksa karena dokumen"),
    "submit": N_("Mengirim pendaftaran"),
    "open_contacts": N_("Membuka kontak tertutup"),
    "fall_due": N_("Perlu dikonfirmasi karena waktu"),
    "fall_stale": N_("Keluar dari pencarian karena lama tidak dikonfirmasi"),
    "ask_hiding": N_("Bertanya apakah lembaga boleh disembunyikan"),
    "answer_hiding": N_("Menjawab apakah lembaga boleh disembunyikan"),
    "report_entry": N_("Melaporkan data salah"),
    "answer_report": N_("Menjawab laporan data salah"),
    "decide_verified": N_("Memverifikasi lembaga"),
    "decide_changes_requested": N_("Meminta perbaikan"),
    "decide_rejected": N_("Menolak pendaftaran"),
    "suspend": N_("Menangguhkan lembaga"),
    "lift_suspension": N_("Mengakhiri penangguhan"),
    "close": N_("Menutup lembaga"),
    "dismiss_pair": N_("Menyatakan dua lembaga berbeda"),
    "merge": N_("Menggabungkan lembaga"),
    "undo_merge": N_("Membatalkan penggabungan"),
    "create_programme": N_("Membuat program"),
    "edit_programme": N_("Mengubah program"),
    "add_requirement": N_("Menambah kebutuhan"),
    "change_requirement": N_("Mengubah kebutuhan"),
    "remove_requirement": N_("Menghapus kebutuhan"),
    "publish_programme": N_("Mengumumkan program"),
    "close_programme": N_("Menutup program"),
    "unpublish_programme": N_("Menurunkan program"),
    "republish_programme": N_("Menaikkan lagi program"),
    "offer_pledge": N_("Menawarkan dukungan"),
    "accept_pledge": N_("Menerima penawaran"),
    "decline_pledge": N_("Menolak penawaran"),
    "withdraw_pledge": N_("Menarik penawaran"),
    "release_pledge": N_("Melepas sisa komitmen"),
    "report_sent": N_("Melaporkan kiriman"),
    "state_received": N_("Menyatakan penerimaan"),
    "confirm_received": N_("Mengonfirmasi penerimaan"),
    "reverse_receipt": N_("Membatalkan penerimaan"),
    "transfer.commit": N_("Mencatat komitmen"),
    "transfer.commit.reversed": N_("Membatalkan komitmen"),
    "transfer.receive": N_("Mencatat penerimaan"),
    "transfer.receive.reversed": N_("Membatalkan penerimaan"),
    "transfer.release": N_("Melepas sisa komitmen"),
    "transfer.release.reversed": N_("Membatalkan pelepasan sisa"),
    "transfer.spend": N_("Mencatat realisasi"),
    "transfer.spend.reversed": N_("Membatalkan realisasi"),
    "import_organisations": N_("Mengimpor daftar lembaga"),
    "import_update": N_("Memperbarui lembaga dari daftar"),
    "ask_contact_list": N_("Meminta daftar kontak tertutup"),
    "approved_contact_list": N_("Menyetujui daftar kontak tertutup"),
    "refused_contact_list": N_("Menolak daftar kontak tertutup"),
    "fetch_contact_list": N_("Mengunduh daftar kontak tertutup"),
    "export_contacts": N_("Mengunduh kontak tertutup lembaga"),
    "give_up_letter": N_("Surat tidak dapat dikirim"),
}
