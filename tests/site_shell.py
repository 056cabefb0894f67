"""Runs Python on the models of a site, one piece after another: starting Django for each would take longer than it.

Each line of the input is a piece as JSON; each line of the answer is [whether it ran, what it printed] as JSON.
"""

import io
import json
import sys
import traceback
from contextlib import redirect_stdout

import django


def main() -> None:
    django.setup()
    from django.apps import apps
    from django.db import connections

    for line in sys.stdin:
        printed, ran = io.StringIO(), True
        try:
            with redirect_stdout(printed):
                exec(json.loads(line), {model.__name__: model for model in apps.get_models()})  # noqa: S102  # the tests' own
        except Exception:
            # Told to the test that sent it, whatever it is.
            printed.write(traceback.format_exc())
            ran = False
        finally:
            connections.close_all()
        print(json.dumps([ran, printed.getvalue()]), flush=True)


if __name__ == "__main__":
    main()
