# shellcheck shell=bash
# Sourced by every script here: one voice, one place to stand, one clean environment.

say() { printf 'set-up: %s\n' "$*"; }
warn() { printf 'set-up: %s\n' "$*" >&2; }
die() {
  warn "$@"
  exit 1
}

# Without symbolic links: the path is part of what .venv is built for.
cd -P "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

# A ROS or pyenv shell may carry these; they would leak foreign modules into .venv, or
# have every start compile the whole kiosk anew.
unset PYTHONHOME PYTHONPATH PYTHONDONTWRITEBYTECODE
