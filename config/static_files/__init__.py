"""Files of the pages under names that hold their digest."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Hashed(CompressedManifestStaticFilesStorage):
    """WhiteNoise's own, which also writes the digests into what one script imports from another."""

    support_js_module_import_aggregation = True
