"""The sign-in stand-in's settings, from the environment."""

from pathlib import Path

from pydantic_settings import BaseSettings


class SignInSettings(BaseSettings):
    signin_key_file: Path
    """The ES256 private key (PKCS 8, PEM) that tokens are signed with."""
    token_issuer: str
    """Both the `iss` of tokens and the address where this server is reached."""
    token_audience: str
    token_life_seconds: int = 900
    clock_offset_file: Path | None = None
