"""Tests of groups without e-mail and their codes."""
