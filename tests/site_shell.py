"""Runs Python on the models of a site, one piece after another: starting Django for each would take longer than it.

Each line of the input is a piece as JSON; each line of the answer is [whether it ran, what it printed] as JSON.
"""

import io
import json
import sys
import traceback
from contextlib import redirect_stdout

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.db import connections  # noqa: E402

for line in sys.stdin:
    printed = io.StringIO()
    try:
        with redirect_stdout(printed):
            exec(json.loads(line), {model.__name__: model for model in apps.get_models()})  # noqa: S102  # the tests' own
        ran = True
    except Exception:
        printed.write(traceback.format_exc())
        ran = False
    finally:
        connections.close_all()
    print(json.dumps([ran, printed.getvalue()]), flush=True)
