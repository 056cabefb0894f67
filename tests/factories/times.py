"""The moments at which made things happen."""

import datetime

NOON = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
LATER = NOON + datetime.timedelta(hours=1)
