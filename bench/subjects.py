"""What is measured: which pages, for whom, beside which bare page, and what is aimed at."""

from dataclasses import dataclass
from typing import Final

LIST: Final = "/organisations/"
DETAIL: Final = "/organisations/3/"
SHORT_FORM: Final = "/questionnaires/1/"
FULL_FORM: Final = "/questionnaires/2/"
RESULTS: Final = "/questionnaires/4/results"


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of the portal, and the bare page beside it; ``path`` names parts of the network."""

    what: str
    path: str
    who: str | None
    bare: str = LIST
    limit: float | None = 3.0


COORDINATOR: Final = "coordinator@demo.example"
AMBASSADOR: Final = "ambassador.05@demo.example"
LEAD: Final = "lead.05-1@demo.example"
CONTACT: Final = "contact.05@demo.example"

PAGES: Final = (
    Page(what="list of organisations", path="/organisations/", who=COORDINATOR),
    Page(what="list of one's own", path="/organisations/", who=AMBASSADOR),
    Page(what="one organisation", path="/organisations/{organisation}/", who=COORDINATOR),
    Page(what="one team", path="/teams/{team}/", who=COORDINATOR),
    Page(what="list of meetings", path="/meetings/", who=COORDINATOR),
    Page(what="one meeting", path="/meetings/{meeting}/", who=COORDINATOR),
    Page(what="list of lesson kits", path="/moi/", who=None),
    Page(what="one lesson kit", path="/moi/radar-aan/", who=None),
    Page(what="list of evaluations", path="/evaluation/", who=COORDINATOR),
    Page(what="today of the coordinator", path="/today", who=COORDINATOR),
    Page(what="today of an ambassador", path="/today", who=AMBASSADOR),
    Page(what="today of a team lead", path="/today", who=LEAD),
    Page(what="today of a contact", path="/today", who=CONTACT),
    Page(
        what="short questionnaire",
        path="/meetings/{open_short}/evaluation/",
        who=LEAD,
        bare=SHORT_FORM,
        limit=4.0,
    ),
    Page(
        what="results of 200 answers",
        path="/meetings/{closed}/evaluation/",
        who=COORDINATOR,
        bare=RESULTS,
        limit=4.0,
    ),
    Page(
        what="one organisation, beside a bare detail",
        path="/organisations/{organisation}/",
        who=COORDINATOR,
        bare=DETAIL,
        limit=None,
    ),
)
FIRST_VISITS: Final = ("/", "/moi/", "/moi/radar-aan/", "/sign-in")
ONLY_COUNTED: Final = (
    Page(what="front page", path="/", who=None),
    Page(what="the model", path="/model", who=None),
    Page(what="full questionnaire", path="/meetings/{open_full}/evaluation/", who=LEAD),
    Page(what="one person", path="/people/{person}/", who=COORDINATOR),
    Page(what="one's own page", path="/me/", who=LEAD),
    Page(what="outbox", path="/outbox/", who="admin@demo.example"),
    Page(what="audit trail", path="/audit/", who="admin@demo.example"),
    Page(what="search", path="/search?q=reflectiemoment", who=COORDINATOR),
    Page(what="time that we ask", path="/asks/", who=COORDINATOR),
    Page(what="list of needs", path="/needs/", who=COORDINATOR),
    Page(what="what teams used", path="/uses/", who=COORDINATOR),
    Page(what="coverage of the model", path="/coverage", who=COORDINATOR),
)
MOST_STATEMENTS: Final = 8
MOST_BYTES: Final = 150_000
MOST_REQUESTS: Final = 12
MOST_MEMORY: Final = 250.0  # MB
MOST_SECONDS: Final = 8.0
SUBMISSION: Final = 3.0
QUESTIONNAIRE: Final = 4.0
