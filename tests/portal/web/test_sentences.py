"""Sentences in templates: their gaps are filled and escaped as Jinja itself does it."""

from flask import render_template_string

from tests.site import Site

PAGE = "{{ _('%(n)s hasil dari <b>', n=n) }}|{{ _('100%% <i>') }}|{{ gettext('Cari') }}"
PLAIN = "{% autoescape false %}{{ _('%(n)s & lain', n=n) }}{% endautoescape %}"
BLOCK = "{% trans n=n %}{{ n }} lembaga{% endtrans %}"


def test_sentences_are_filled_and_what_fills_them_is_escaped(site: Site) -> None:
    with site.app.test_request_context("/"):
        told = render_template_string(PAGE, n="<3>")
        assert told == "&lt;3&gt; hasil dari <b>|100% <i>|Cari"
        assert render_template_string(PLAIN, n="<3>") == "<3> & lain"
        assert render_template_string(BLOCK, n="<3>") == "&lt;3&gt; lembaga"
