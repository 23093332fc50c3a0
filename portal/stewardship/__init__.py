"""The life of a kit once it is there: pilots, validation, publication, review, withdrawal."""
