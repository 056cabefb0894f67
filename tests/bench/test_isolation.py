"""The program that cuts out what keeps forces apart still finds such places, and says which test noticed."""

import re

PLACE = r"^evidence/\S+ _seen visible_to: tests/evidence/test_pages.py::test_another_forces_file_is_not_found \("


def test_a_place_is_cut_out_and_noticed(run):
    said = run("bench.isolation", "--only= _seen visible_to", "tests/evidence/test_pages.py")
    assert re.search(PLACE, said, re.M)
    assert "1 places tried, 1 noticed, 0 kept apart by something else as well, 0 unnoticed" in said
