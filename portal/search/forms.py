"""What is typed into the box, and which kind is wanted."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SearchField
from wtforms.validators import AnyOf, Length, Regexp

from portal.search.models import Kind
from portal.search.rules import LONGEST_QUERY
from portal.web.forms import PortalForm


class SearchForm(PortalForm):
    """A question in the address: it changes nothing, so it carries no token."""

    class Meta(PortalForm.Meta):
        """Answer to a GET."""

        csrf = False

    q = SearchField(
        _l("What are you looking for?"),
        filters=[lambda words: (words or "").replace("\0", " ").strip()],
        validators=[Length(max=LONGEST_QUERY, message=_l("Search with fewer words."))],
        description=_l("One or more words, for example part of a name. Half a word is enough."),
    )
    kind = HiddenField(
        default="", validators=[AnyOf(["", *Kind], message=_l("There is nothing of that kind."))]
    )
    page = HiddenField(
        default="1", validators=[Regexp(r"[1-9]\d{0,4}$", message=_l("There is no such page."))]
    )

    def wanted(self) -> Kind | None:
        """Return the one kind that is wanted, or nothing for all; only after ``validate``."""
        return Kind(self.kind.data) if self.kind.data else None

    def number(self) -> int:
        """Return which page is wanted; only after ``validate``."""
        return int(str(self.page.data))
