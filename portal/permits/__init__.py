"""Permits to collect from the public, and licences for zakat: where money may come from at all."""
