"""What a tagged PDF says, read by its tags: bookmarks, headings, tables by rows and cells, fonts."""

import re


def outline(entries):
    return [outline(each) if isinstance(each, list) else each.title for each in entries]


def elements(made, kind, under=None):
    """Return the structure elements of a kind, or of those that a pattern matches, in reading order."""
    found, under = [], under or made.trailer["/Root"]["/StructTreeRoot"]
    for kid in kids(under):
        if re.fullmatch(kind, kid.get("/S")):
            found.append(kid)
        else:
            found += elements(made, kind, kid)
    return found


def kids(element):
    held = element.get("/K", [])
    held = held if isinstance(held, list) else [held]
    return [kid for each in held if isinstance(kid := each.get_object(), dict) and "/S" in kid]


def tables(made):
    """Return each table as rows of texts, by its tags and the marked content that they name."""
    texts = marked(made)
    return [
        [[said(cell, texts) for cell in kids(row)] for row in elements(made, "/TR", table)]
        for table in elements(made, "/Table")
    ]


def said(element, texts):
    """Return what stands in an element, with one space for each change of line."""
    page, found = element.get("/Pg"), []
    held = element.get("/K", [])
    for each in held if isinstance(held, list) else [held]:
        kid = each.get_object()
        if isinstance(kid, int):
            found.append(texts.get((page.get_object().indirect_reference.idnum, int(kid)), ""))
        elif kid.get("/Type") == "/MCR":
            on = kid.get("/Pg", page).get_object().indirect_reference.idnum
            found.append(texts.get((on, int(kid["/MCID"])), ""))
        else:
            found.append(said(kid, texts))
    return " ".join(" ".join(found).split())


def marked(made):
    """Return the text of each marked content by page and number."""
    found = {}
    for page in made.pages:
        stack = []

        def before(operator, operands, _cm, _tm, stack=stack):
            if operator in (b"BDC", b"BMC"):
                properties = operands[1] if len(operands) > 1 and isinstance(operands[1], dict) else {}
                stack.append(properties.get("/MCID"))
            elif operator == b"EMC":
                stack.pop()

        def text(words, _cm, _tm, _font, _size, stack=stack, page=page):
            number = next((each for each in reversed(stack) if each is not None), None)
            if number is not None:
                key = (page.indirect_reference.idnum, int(number))
                found[key] = found.get(key, "") + words

        page.extract_text(visitor_operand_before=before, visitor_text=text)
    return found


def page_fonts(page):
    fonts = page["/Resources"].get("/Font", {})
    return [font.get_object() for font in fonts.values()]


def flat(text):
    return " ".join(text.split())


def heading_tags(made):
    """Return the level of each heading by its tag, in reading order."""
    return [int(each["/S"][2:]) for each in elements(made, r"/H\d")]
