"""The names that an accepted kit gets: an address made of its title, and the next free number."""

from slugify import slugify

from portal.making import queries, rules
from portal.making.models import Draft

LONGEST_SLUG = 40


def proposed_names(draft: Draft) -> dict[str, str]:
    """Return the address and number to propose to the coordinator; a next version keeps its own."""
    taken = queries.names_taken(draft)
    return {
        "slug": slugify(draft.title, max_length=LONGEST_SLUG, word_boundary=True),
        "moi_id": rules.next_moi_id(taken),
    }
