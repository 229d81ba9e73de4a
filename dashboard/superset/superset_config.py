"""Settings of the Superset that `make superset` starts on this machine, for looking."""

import os
from pathlib import Path

_HOME = Path(os.environ["SUPERSET_HOME"])
# serve.py makes it up, once.
SECRET_KEY = (_HOME / "secret").read_text(encoding="utf-8")
SQLALCHEMY_DATABASE_URI = f"sqlite:///{_HOME / 'superset.db'}"
# Served to this machine alone, by HTTP.
TALISMAN_ENABLED = False
# A browser that nobody sits at looks at the dashboards without logging in.
if os.environ.get("COMPETENCY_LOOK"):
    AUTH_ROLE_PUBLIC = "Admin"
    WTF_CSRF_ENABLED = False
