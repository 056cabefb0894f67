"""Every address of the site, filled in for rooms: so that a new one is asked for by itself."""

import re
from contextlib import suppress

from django.contrib import admin
from django.urls import NoReverseMatch, get_resolver, resolve, reverse

from tests.test_access import names_of

ALTERNATIVES = re.compile(r"\(\?P<(\w+)>((?:\w+\|)+\w+)\)")


def alternatives(resolver, prefix=""):
    """Yield the name of each address that takes one of several words, with the argument's name and the words."""
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from alternatives(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        else:
            for name, words in ALTERNATIVES.findall(str(pattern.pattern)):
                yield f"{prefix}{pattern.name}", name, words.split("|")


def every_address(workshops, fill):
    """Return every address of the site, (name, address): the rooms' for each of these workshops and their ballots.

    `fill` gives an address of each name for the rest.
    """
    words = {(name, argument): options for name, argument, options in alternatives(get_resolver())}
    found = []
    for name in sorted(set(names_of(get_resolver()))):
        if name.startswith("admin:"):
            found += [(name, where) for where in administration(name)]
            continue
        match = resolve(fill(name))
        found.append((name, fill(name)))
        for argument, value in match.kwargs.items():
            for option in words.get((name, argument), ()):
                if option != value:
                    found.append((name, reverse(name, kwargs={**match.kwargs, argument: option})))
        if name.startswith("maturity:") and match.kwargs:
            found += [(name, where) for where in in_the_rooms(name, match.kwargs, workshops, words)]
    return found


def in_the_rooms(name, kwargs, workshops, words):
    """Return the address with each workshop, ballot and criterion of the rooms in it."""
    found = []
    for workshop in workshops:
        for ballot in workshop.ballots.all():
            known = {"code": workshop.code, "ballot": ballot.pk, "criterion": ballot.criterion_id, "pk": workshop.pk}
            known["assessment"] = workshop.assessment_id
            mine = {key: known.get(key, value) for key, value in kwargs.items()}
            found.append(reverse(name, kwargs=mine))
            for key in kwargs:
                found += [reverse(name, kwargs={**mine, key: option}) for option in words.get((name, key), ())]
    return list(dict.fromkeys(found))


def administration(name):
    """Return the addresses of one page of the administration site: with the last of its rows, where it takes one."""
    short = name.removeprefix("admin:")
    of_model = {f"{model._meta.app_label}_{model._meta.model_name}_": model for model in admin.site._registry}
    model = next((model for prefix, model in of_model.items() if short.startswith(prefix)), None)
    last = model._base_manager.order_by("pk").last() if model else None
    one = last.pk if last else 1
    tries = ([], [one], ["maturity"], [1, 1], [one, "password"])
    if short == "app_list":
        return [reverse(name, args=[label]) for label in sorted({m._meta.app_label for m in admin.site._registry})]
    for arguments in tries:
        with suppress(NoReverseMatch):
            return [reverse(name, args=arguments)]
    raise AssertionError(f"No arguments are known for {name}.")
