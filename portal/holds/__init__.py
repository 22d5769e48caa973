"""Texts, news and photos that a coordinator took off every public page, with a reason.

A hold ends by a coordinator's word alone: what harmed somebody once must not come back unseen.
"""
