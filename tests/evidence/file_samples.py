"""Files as they are, and as they pretend to be."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile


def sent(name, content):
    return SimpleUploadedFile(name, content)


def archive(parts, *, compression=zipfile.ZIP_DEFLATED):
    """Return an archive of the parts, by name."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression, compresslevel=1) as parts_in:
        for name, content in parts.items():
            parts_in.writestr(name, content)
    return made.getvalue()


def office(main, **parts):
    """Return an Office file whose main part is of that type."""
    types = f'<Types><Override PartName="/main.xml" ContentType="{main}"/></Types>'
    return archive({"[Content_Types].xml": types, "main.xml": "<main/>", **parts})
