"""Signing in through another provider (OpenID Connect): CIS2, NHS login, Entra, declared in the place's own file."""
