"""First start: a settings file that says what can be set."""

import os
from pathlib import Path

from kiosk.config.reading import load_settings
from kiosk.config.tables import Settings
from kiosk.core.errors import ConfigError

TEMPLATE = """\
# Checkpoint Kiosk settings. Everything else has a sensible value; docs/settings.md
# lists every key. A wrong key stops the start and is named.

[kiosk]
id         = "kiosk-1"        # unique in the district
checkpoint = "gate-1"         # 卡口
community  = "620102001001"   # 12-digit code of this community
grid       = ""               # 县/乡镇/社区/网格

[[lane]]
id            = "1"
direction     = "in"

# "auto" takes the first camera or USB serial thermometer it finds at start, and a
# simulated one, marked as a demonstration, when there is none. At a real gate name
# the device instead: a kiosk whose cable fell out must say so, not demonstrate.
#   camera      = { driver = "opencv", source = "/dev/video0" }
#   thermometer = { driver = "gymcu", port = "/dev/serial0" }
# A gate with a scan engine needs no camera:
#   scanner     = { driver = "gm65", port = "/dev/serial0" }
#   camera      = { driver = "none" }
camera      = { driver = "auto" }
thermometer = { driver = "auto" }
gate        = { driver = "none" }

[store]
directory = "var"

[web]
host = "127.0.0.1"
port = 8000

# The rules to start with; afterwards leaders change them, see docs/policies.md.
[policy]
name = "routine"
"""


def settings_at(path: Path) -> tuple[Settings, bool]:
    """Load the settings, writing a first file if there is none yet.

    Returns:
        The settings, and True if the file was written just now.

    Raises:
        ConfigError: The file is wrong or cannot be written.
    """
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        return load_settings(path), False
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from error
    try:
        with os.fdopen(file, "w", encoding="utf-8") as out:
            out.write(TEMPLATE)
    except OSError as error:
        path.unlink()  # half a file would be taken for the installer's own
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from error
    return load_settings(path), True
