"""Every page of the portal, with somebody who may see it; what is no page, with the reason."""

from dataclasses import dataclass
from typing import Final

FILE: Final = "a file to take along"
ANSWER: Final = "an answer for machines"
WITH_FACTOR: Final = "a page of who has a second step: test_second_factor"
WITH_A_FILE: Final = "a page of who sent a file: test_import"
ELSEWHERE: Final = "a step to or from an organisation's own page: test_organisation_sign_in"

NO_PAGES: Final = {
    "/static/<filename>": FILE,
    "/moi/<slug>/visuals/<name>.<kind>": FILE,
    "/moi/<slug>/versions/<number>/visuals/<name>.<kind>": FILE,
    "/moi/<slug>/cover.<lang>.<kind>": FILE,
    "/moi.<extension>": FILE,
    "/moi/<slug>/<stem>.<lang>.<suffix>": FILE,
    "/in-the-making/<draft_id>/files/kit.zip": FILE,
    "/in-the-making/<draft_id>/files/preview/<lang>/visuals/<name>.<kind>": FILE,
    "/moi/kits.<lang>.zip": FILE,
    "/coverage.<extension>": FILE,
    "/meetings/<meeting_id>/invitation.ics": FILE,
    "/meetings.<extension>": FILE,
    "/evaluation.<extension>": FILE,
    "/cards.<extension>": FILE,
    "/help-wanted.<extension>": FILE,
    "/teams/<team_id>/card/history.<extension>": FILE,
    "/asks.<extension>": FILE,
    "/organisations.<extension>": FILE,
    "/plan.<extension>": FILE,
    "/organisations/roster.xlsx": FILE,
    "/organisations/import/template.xlsx": FILE,
    "/organisations/import/<sheet>.csv": FILE,
    "/organisations/import/<key>/differences.<extension>": FILE,
    "/organisations/<slug>/export.zip": FILE,
    "/organisations/import/<key>/": WITH_A_FILE,
    "/outbox.csv": FILE,
    "/outbox.xlsx": FILE,
    "/audit.csv": FILE,
    "/audit.xlsx": FILE,
    "/people.<extension>": FILE,
    "/me/data.json": FILE,
    "/tasks.<extension>": FILE,
    "/support.<extension>": FILE,
    "/needs.<extension>": FILE,
    "/in-the-making.<extension>": FILE,
    "/healthz": ANSWER,
    "/sign-in/organisation/<provider_id>": ELSEWHERE,
    "/sign-in/organisation/back": ELSEWHERE,
    "/confirm/organisation/<provider_id>": ELSEWHERE,
    "/sign-in/organisation/link": ELSEWHERE,
    "/set-password/<token>/organisation/<provider_id>": ELSEWHERE,
    "/me/organisation-accounts/<provider_id>/link": ELSEWHERE,
    "/readyz": ANSWER,
    "/sign-in/second-step": WITH_FACTOR,
    "/sign-in/recovery-code": WITH_FACTOR,
    "/me/security/passkeys/<passkey_id>/": WITH_FACTOR,
}


@dataclass(frozen=True)
class Shown:
    """A page as somebody sees it: its place in the portal, who looks, and the address itself."""

    rule: str
    who: str | None = None
    path: str = ""

    def address(self, places: dict[str, str]) -> str:
        """Return the address with a thing of the practice network in each place."""
        return (self.path or self.rule).format(**places)

    def __str__(self) -> str:
        """Name it in the list of tests."""
        return f"{self.path or self.rule} {self.who or 'visitor'}"


MAKING: Final = "/in-the-making/<draft_id>/"
MEETING: Final = "/meetings/<meeting_id>/"
KIT_FILES: Final = "/in-the-making/<draft_id>/files/"
WRITTEN: Final = "/in-the-making/3/files/"  # the kit that the practice network writes by hand
PLACE: Final = "/organisations/<slug>/"
HOME: Final = "/organisations/<slug>/"
PAGES: Final = (
    Shown("/"),
    Shown("/model"),
    Shown("/moi/"),
    Shown("/moi/", None, "/moi/?minutes=15&sector=hospital&q=luisteren&format=slides"),
    Shown("/moi/", None, "/moi/?q=zonderantwoord"),
    Shown("/moi/<slug>/versions/", None, "/moi/radar-aan/versions/"),
    Shown("/moi/<slug>/", None, "/moi/de-vraag-van-vandaag/"),
    Shown("/moi/<slug>/", "coordinator", "/moi/radar-aan/"),
    Shown("/moi/<slug>/", "lead.01-1", "/moi/eerst-veilig-dan-bijzonder/"),
    Shown("/moi/<slug>/teaching-note", None, "/moi/radar-aan/teaching-note"),
    Shown("/coverage", "coordinator"),
    Shown("/in-the-making/upload", "coordinator"),
    *(
        Shown(f"{KIT_FILES}{rule}", who, f"{WRITTEN}{step}")
        for rule, who, step in (
            ("", "coordinator", ""),
            ("", "lead.01-1", ""),
            ("send", "lead.01-1", "send"),
            ("add", "lead.01-1", "add"),
            ("edit/<path>", "lead.01-1", "edit/teaching-note.nl.md"),
            ("edit/<path>", "coordinator", "edit/visuals/terug.svg"),
            ("remove/<path>", "lead.01-1", "remove/CHANGELOG.md"),
            ("put-in", "coordinator", "put-in"),
            ("preview/<lang>/", "lead.01-1", "preview/nl/"),
            ("preview/<lang>/<part>", "lead.01-1", "preview/nl/teaching-note"),
            ("preview/<lang>/<part>", "coordinator", "preview/nl/slides"),
        )
    ),
    Shown(f"{KIT_FILES}put-in", "coordinator", "/in-the-making/4/files/put-in"),
    Shown("/accessibility"),
    Shown("/privacy"),
    Shown("/sign-in"),
    Shown("/sign-out", "coordinator"),
    Shown("/forgotten-password"),
    Shown("/forgotten-password/asked"),
    Shown("/set-password/<token>", None, "/set-password/{password}"),
    Shown("/evaluate"),
    Shown("/evaluate/thanks"),
    Shown("/rsvp/<token>", None, "/rsvp/{invitation}"),
    Shown("/search"),
    Shown("/search", "coordinator"),
    Shown("/search", "coordinator", "/search?q=regenboog"),
    Shown("/search", "ambassador.01", "/search?q=team&kind=team"),
    Shown("/search", None, "/search?q=luisteren"),
    Shown("/search", None, "/search?q=nergens"),
    Shown("/asks/", "coordinator"),
    Shown("/asks/", "ambassador.01"),
    Shown("/asks/", "coordinator", "/asks/?period=2035-01"),
    Shown("/today", "coordinator"),
    Shown("/today", "ambassador.01"),
    Shown("/today", "lead.01-1"),
    Shown("/today", "contact.01"),
    Shown("/today", "funder"),
    Shown("/today", "alumnus"),
    Shown("/me/", "ambassador.01"),
    Shown("/me/security/", "ambassador.01"),
    Shown("/me/security/app", "ambassador.01"),
    Shown("/me/security/recovery-codes", "ambassador.01"),
    Shown("/confirm", "lead.01-1"),
    Shown("/me/password", "ambassador.01"),
    Shown("/me/address", "ambassador.01"),
    Shown("/me/address/asked", "ambassador.01"),
    Shown("/me/organisation-accounts", "ambassador.01"),
    Shown("/new-address/<token>", None, "/new-address/{address}"),
    Shown("/sign-in/organisation"),
    Shown("/identity-providers/", "admin"),
    Shown("/identity-providers/add", "admin"),
    Shown("/identity-providers/<provider_id>/", "admin", "/identity-providers/1/"),
    Shown("/organisations/", "coordinator"),
    Shown("/organisations/", "ambassador.01"),
    Shown("/organisations/<slug>/", "coordinator", "/organisations/{organisation}/"),
    Shown("/organisations/add", "coordinator"),
    Shown("/organisations/import", "coordinator"),
    *(
        Shown(f"{HOME}{step}", "coordinator", f"/organisations/{{organisation}}/{step}")
        for step in ("edit", "status", "history", "teams/add", "posts/give", "exemptions/add")
    ),
    Shown(f"{HOME}history", "ambassador.01", "/organisations/{organisation}/history"),
    Shown(f"{HOME}posts/give", "ambassador.01", "/organisations/{organisation}/posts/give"),
    *(
        Shown(
            f"{HOME}statuses/<status_id>/{step}",
            "coordinator",
            f"/organisations/{{lived}}/statuses/{{status}}/{step}",
        )
        for step in ("edit", "remove")
    ),
    Shown(
        f"{HOME}exemptions/<exemption_id>/edit",
        "coordinator",
        "/organisations/{exempt}/exemptions/{exemption}/edit",
    ),
    *(
        Shown(f"/teams/<team_id>/{step}", "coordinator", f"/teams/{{team}}/{step}")
        for step in ("edit", "replace", "end", "place", "days", "posts/give")
    ),
    Shown("/teams/<team_id>/place", "coordinator", "/teams/{follower}/place"),
    Shown("/teams/<team_id>/names", "lead.01-1", "/teams/{team}/names"),
    *(
        Shown(f"/posts/<post_id>/{step}", "coordinator", f"/posts/{{post}}/{step}")
        for step in ("edit", "end", "take-back")
    ),
    Shown("/network/posts/", "admin"),
    Shown("/network/posts/give", "admin"),
    *(
        Shown(
            f"/network/posts/<post_id>/{step}", "admin", f"/network/posts/{{network_post}}/{step}"
        )
        for step in ("edit", "end", "take-back")
    ),
    Shown("/plan", "coordinator"),
    Shown("/plan", "funder"),
    Shown("/plan/add", "coordinator"),
    Shown("/plan/waves/add", "coordinator"),
    Shown("/plan/waves/<wave_id>/edit", "coordinator", "/plan/waves/{wave}/edit"),
    Shown("/teams/<team_id>/", "ambassador.01", "/teams/{team}/"),
    Shown("/teams/<team_id>/", "coordinator", "/teams/{team}/"),
    Shown("/cards/", "ambassador.01"),
    Shown("/teams/<team_id>/card", "lead.01-1", "/teams/{team}/card"),
    Shown("/teams/<team_id>/card/saved", "ambassador.01", "/teams/{team}/card/saved"),
    Shown("/teams/<team_id>/card/history", "ambassador.01", "/teams/{team}/card/history"),
    Shown("/teams/<team_id>/code", "ambassador.01", "/teams/{team}/code"),
    Shown("/help-wanted/", "coordinator"),
    Shown("/help-wanted/<card_id>/", "ambassador.01", "/help-wanted/{question}/"),
    Shown("/team"),
    Shown("/team/<code>", None, "/team/{code}"),
    Shown("/team/<code>/saved", None, "/team/{code}/saved"),
    Shown("/people/<person_id>/", "coordinator", "/people/{person}/"),
    Shown("/people/", "coordinator"),
    Shown("/people/", "lead.01-1"),
    Shown("/people/invite", "coordinator"),
    Shown("/people/invitations/", "coordinator"),
    Shown("/people/invitations/<round_id>/", "coordinator", "/people/invitations/1/"),
    Shown("/people/<person_id>/edit", "ambassador.01", "/people/{person}/edit"),
    Shown("/people/<person_id>/merge", "coordinator", "/people/{person}/merge"),
    Shown("/people/<person_id>/merge/<other_id>", "admin", "/people/{person}/merge/{other}"),
    Shown("/people/<person_id>/forget", "admin", "/people/{other}/forget"),
    Shown("/me/mail", "ambassador.01"),
    Shown("/stop-mail/<token>", None, "/stop-mail/{stop}"),
    Shown("/meetings/", "coordinator"),
    Shown("/meetings/", "contact.01"),
    Shown("/meetings/plan", "coordinator"),
    Shown(MEETING, "coordinator", "/meetings/{sent}/"),
    Shown(MEETING, "coordinator", "/meetings/{draft}/"),
    Shown(MEETING, "coordinator", "/meetings/{open}/"),
    Shown(MEETING, "coordinator", "/meetings/{held}/"),
    Shown(MEETING, "contact.01", "/meetings/{sent}/"),
    Shown(MEETING, "contact.01", "/meetings/{answered}/"),
    Shown(f"{MEETING}edit", "coordinator", "/meetings/{sent}/edit"),
    Shown(f"{MEETING}invite", "coordinator", "/meetings/{draft}/invite"),
    Shown(f"{MEETING}cancel", "coordinator", "/meetings/{sent}/cancel"),
    Shown(f"{MEETING}attendance", "coordinator", "/meetings/{open}/attendance"),
    Shown(f"{MEETING}minutes", "coordinator", "/meetings/{held}/minutes"),
    Shown("/evaluation/", "coordinator"),
    Shown("/evaluation/", "contact.01"),
    Shown(f"{MEETING}evaluation/", "contact.05", "/meetings/{open}/evaluation/"),
    Shown(f"{MEETING}evaluation/", "contact.01", "/meetings/{open}/evaluation/"),
    Shown(f"{MEETING}evaluation/", "contact.01", "/meetings/{answered}/evaluation/"),
    Shown(f"{MEETING}evaluation/", "coordinator", "/meetings/{closed}/evaluation/"),
    Shown(f"{MEETING}evaluation/status", "coordinator", "/meetings/{open}/evaluation/status"),
    Shown(f"{MEETING}evaluation/open", "coordinator", "/meetings/{held}/evaluation/open"),
    Shown(f"{MEETING}evaluation/open", "coordinator", "/meetings/1/evaluation/open"),
    Shown(f"{MEETING}evaluation/codes", "coordinator", "/meetings/{open}/evaluation/codes"),
    Shown(f"{MEETING}evaluation/close", "coordinator", "/meetings/{open}/evaluation/close"),
    Shown(
        f"{MEETING}evaluation/answer-to-feedback",
        "coordinator",
        "/meetings/{closed}/evaluation/answer-to-feedback",
    ),
    Shown("/needs/", "coordinator"),
    Shown("/needs/", "lead.01-1"),
    Shown("/needs/tell", "coordinator"),
    Shown("/needs/tell", "ambassador.01"),
    Shown("/needs/<need_id>/", "coordinator", "/needs/1/"),
    Shown("/needs/<need_id>/", "lead.01-1", "/needs/3/"),
    Shown("/needs/<need_id>/", "ambassador.01", "/needs/10/"),
    Shown("/needs/<need_id>/", "coordinator", "/needs/14/"),
    Shown("/needs/<need_id>/edit", "coordinator", "/needs/1/edit"),
    Shown("/needs/<need_id>/answer", "coordinator", "/needs/1/answer"),
    Shown("/needs/<need_id>/merge", "coordinator", "/needs/1/merge"),
    Shown("/needs/<need_id>/reopen", "coordinator", "/needs/10/reopen"),
    Shown("/in-the-making/", "coordinator"),
    Shown("/in-the-making/", "lead.01-1", "/in-the-making/?step=all"),
    Shown("/in-the-making/propose", "coordinator"),
    Shown("/in-the-making/propose", "lead.01-1", "/in-the-making/propose?need=1"),
    Shown("/in-the-making/propose", "lead.01-1", "/in-the-making/propose?kit=radar-aan"),
    Shown(MAKING, "lead.05-1", "/in-the-making/1/"),
    Shown(MAKING, "coordinator", "/in-the-making/2/"),
    Shown(MAKING, "lead.01-1", "/in-the-making/3/"),
    Shown(MAKING, "ambassador.02", "/in-the-making/4/"),
    Shown(MAKING, "coordinator", "/in-the-making/5/"),
    Shown(f"{MAKING}plan", "lead.01-1", "/in-the-making/3/plan"),
    Shown(f"{MAKING}accept", "coordinator", "/in-the-making/5/accept"),
    Shown(f"{MAKING}decline", "coordinator", "/in-the-making/5/decline"),
    Shown(f"{MAKING}withdraw", "lead.01-1", "/in-the-making/3/withdraw"),
    Shown(f"{MAKING}authors", "lead.01-1", "/in-the-making/3/authors?q=linde"),
    Shown("/tasks/", "coordinator"),
    Shown("/tasks/", "ambassador.10"),
    Shown("/tasks/<task_id>/", "coordinator", "/tasks/1/"),
    Shown("/support/", "coordinator"),
    Shown("/support/", "ambassador.05"),
    Shown("/support/<moment_id>/edit", "coordinator", "/support/1/edit"),
    Shown(f"{PLACE}support", "coordinator", "/organisations/{organisation}/support"),
    Shown(f"{PLACE}hand-over", "coordinator", "/organisations/{organisation}/hand-over"),
    Shown(f"{PLACE}hand-over", "coordinator", "/organisations/wzc-het-houten-paard/hand-over"),
    Shown("/outbox/", "admin"),
    Shown("/outbox/<mail_id>/", "admin", "/outbox/{mail}/"),
    Shown("/audit/", "admin"),
)

# A network on its first day: the lists that have nothing to list.
EMPTY: Final = (
    Shown("/tasks/", "coordinator"),
    Shown("/needs/", "coordinator"),
    Shown("/in-the-making/", "coordinator"),
    Shown("/support/", "coordinator"),
    Shown("/moi/"),
    Shown("/model"),
    Shown("/today", "coordinator"),
    Shown("/organisations/", "coordinator"),
    Shown("/people/", "coordinator"),
    Shown("/people/invite", "coordinator"),
    Shown("/people/invitations/", "coordinator"),
    Shown("/organisations/add", "coordinator"),
    Shown("/organisations/import", "coordinator"),
    Shown("/plan", "coordinator"),
    Shown("/meetings/", "coordinator"),
    Shown("/meetings/plan", "coordinator"),
    Shown("/evaluation/", "coordinator"),
    Shown("/help-wanted/", "coordinator"),
    Shown("/outbox/", "admin"),
    Shown("/audit/", "admin"),
)
