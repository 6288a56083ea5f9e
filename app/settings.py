"""What the person chose, and where their data lies.

Read from `settings.toml` in the data folder, then from `JOURNEYMAN_*` variables. No other layer
sees this object: each is given what it needs.
"""

import os
from pathlib import Path
from typing import Annotated, Final

import platformdirs
from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from grounding.guided import Turn
from models.vision import PointStyle
from tracker.errors import Malformed, Unavailable

SHIPPED_DETECTOR: Final = "journeyman-detector"
"""What sees the things on a screen, as it comes with the program."""


def data_home() -> Path:
    """JOURNEYMAN_HOME, or the user's data folder of this system."""
    chosen = os.environ.get("JOURNEYMAN_HOME")
    if chosen:
        return Path(chosen).expanduser().absolute()
    return Path(platformdirs.user_data_dir("journeyman", appauthor=False))


class Settings(BaseSettings):
    """planner: a model id of the registry, or "remote". Seconds where a name ends in `_s`.

    grounder: likewise, the detector of the things on a screen, or SHIPPED_DETECTOR.
    narrator: likewise, what writes down why steps were done; "" for sentences by template.
    vision: likewise, what is shown the screen and points; "" for none. vision_turn: when it is
    asked. vision_url, vision_name, vision_style: the server, its model and how that points.
    """

    model_config = SettingsConfigDict(env_prefix="JOURNEYMAN_", extra="forbid", frozen=True)

    home: Path = Field(default_factory=data_home)
    planner: str = "journeyman-planner"
    grounder: str = SHIPPED_DETECTOR
    narrator: str = ""
    remote_url: str = ""
    remote_model: str = ""
    vision: str = ""
    vision_turn: Turn = Turn.FALLBACK
    vision_url: str = ""
    vision_name: str = ""
    vision_style: PointStyle = PointStyle.QWEN_1000
    stop_chord: tuple[str, ...] = ("ctrl", "alt", "escape")
    pause_chord: tuple[str, ...] = ("ctrl", "alt", "p")
    excluded_apps: tuple[str, ...] = ()
    excluded_titles: tuple[str, ...] = ()
    excluded_urls: tuple[str, ...] = ()
    patience_s: Annotated[float, Field(gt=0, le=600)] = 10.0
    resume_after_s: Annotated[float, Field(ge=0, le=600)] = 3.0
    log_level: str = "INFO"

    @property
    def database(self) -> Path:
        return self.home / "journeyman.db"

    @property
    def models(self) -> Path:
        return self.home / "models"

    @property
    def screens(self) -> Path:
        """Labelled ones of the person's own programs."""
        return self.home / "screens"

    @property
    def stopped(self) -> Path:
        """Pictures of where runs stopped."""
        return self.home / "stopped"

    @property
    def runtime(self) -> Path:
        """State of what is running now: the single-instance lock, the open stage."""
        return self.home / "run"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = TomlConfigSettingsSource(settings_cls, toml_file=data_home() / "settings.toml")
        return init_settings, env_settings, file


def load_settings() -> Settings:
    """Makes the data folder if need be.

    Raises Malformed for a setting that makes no sense, Unavailable if the folder cannot be made.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise Malformed(
            f"The setting {field} is {first['input']!r}: {first['msg']}.",
            hint=f"Mend it in {data_home() / 'settings.toml'} or in JOURNEYMAN_{field.upper()}.",
        ) from error
    except ValueError as error:  # tomllib's error is one
        raise Malformed(
            f"{data_home() / 'settings.toml'} cannot be read: {error}.",
            hint="Mend that line, or move the file away to start from the defaults.",
        ) from error
    try:
        settings.runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise Unavailable(
            f"The data folder {settings.home} cannot be made: {error.strerror}.",
            hint="Set JOURNEYMAN_HOME to a folder that you may write to.",
        ) from error
    return settings
