"""Forms that are sent empty, and addresses that lead nowhere."""

from typing import Final

from tests.journeys.pages import KIT_FILES, MEETING, WRITTEN, Shown
from tests.journeys.questionnaire_pages import IN_WORDS, TRIAL

# Sent with every field that can be emptied left empty.
EMPTY_FORMS: Final = (
    Shown("/organisations/<slug>/support", "coordinator", "/organisations/{organisation}/support"),
    Shown(
        "/organisations/<slug>/hand-over", "coordinator", "/organisations/{organisation}/hand-over"
    ),
    Shown("/sign-in"),
    Shown("/in-the-making/upload", "coordinator"),
    *(
        Shown(f"{KIT_FILES}{rule}", "lead.01-1", f"{WRITTEN}{step}")
        for rule, step in (
            ("send", "send"),
            ("add", "add"),
            ("edit/<path>", "edit/intro.nl.md"),
        )
    ),
    Shown("/forgotten-password"),
    Shown("/set-password/<token>", None, "/set-password/{password}"),
    Shown("/sign-in/organisation"),
    Shown("/me/password", "ambassador.01"),
    Shown("/me/address", "ambassador.01"),
    Shown("/identity-providers/add", "admin"),
    Shown("/answers/<campaign_id>/export", "researcher", "/answers/{measured}/export?lang=nl"),
    Shown("/instruments/new", "coordinator"),
    Shown("/instruments/upload", "coordinator"),
    *(
        Shown(
            f"{IN_WORDS}{rule}", "coordinator", f"/instruments/drafts/{{instrument_draft}}/{step}"
        )
        for rule, step in (
            ("<kind>/<name>", "item/P05"),
            ("<kind>/<name>", "scale/agreement"),
            ("add/<kind>", "add/item"),
            ("add/<kind>", "add/construct"),
            ("publish", "publish"),
        )
    ),
    Shown(TRIAL, "lead.01-1", "/trials/{trial_open}/"),
    Shown("/culture/plan", "coordinator"),
    Shown("/evaluate"),
    Shown("/evaluate/withdraw"),
    Shown("/evaluation/call-back"),
    Shown("/team"),
    Shown("/help-wanted/<card_id>/", "ambassador.01", "/help-wanted/{question}/"),
    Shown("/needs/tell", "ambassador.01"),
    Shown("/moi/<slug>/used", None, "/moi/radar-aan/used"),
    Shown("/moi/<slug>/used", "ambassador.01", "/moi/radar-aan/used"),
    Shown("/team/<code>/used/<slug>", None, "/team/{code}/used/radar-aan"),
    Shown("/uses/<use_id>/", "ambassador.01", "/uses/1/"),
    Shown("/needs/<need_id>/edit", "coordinator", "/needs/1/edit"),
    Shown("/needs/<need_id>/answer", "coordinator", "/needs/1/answer"),
    Shown("/needs/<need_id>/merge", "coordinator", "/needs/1/merge"),
    Shown("/needs/<need_id>/reopen", "coordinator", "/needs/10/reopen"),
    Shown("/in-the-making/propose", "lead.01-1"),
    Shown("/moi/<slug>/life/ask", "coordinator", "/moi/radar-aan/life/ask"),
    Shown("/moi/<slug>/life/publish", "coordinator", "/moi/wat-kan-wat-niet/life/publish"),
    Shown("/moi/<slug>/life/review", "coordinator", "/moi/op-een-kier/life/review"),
    Shown("/moi/<slug>/life/retire", "coordinator", "/moi/op-een-kier/life/retire"),
    Shown("/moi/<slug>/pilots/<pilot_id>/", "lead.01-1", "/moi/radar-aan/pilots/9/"),
    Shown("/in-the-making/<draft_id>/plan", "lead.01-1", "/in-the-making/3/plan"),
    Shown("/in-the-making/<draft_id>/accept", "coordinator", "/in-the-making/5/accept"),
    Shown("/in-the-making/<draft_id>/decline", "coordinator", "/in-the-making/5/decline"),
    Shown("/meetings/record", "coordinator"),
    Shown("/meetings/plan", "coordinator"),
    Shown("/meetings/<meeting_id>/materials/", "coordinator", "/meetings/{event}/materials/"),
    Shown("/polls/propose", "coordinator"),
    Shown("/polls/<poll_id>/", "lead.01-3", "/polls/2/"),
    Shown("/polls/<poll_id>/pick", "coordinator", "/polls/2/pick"),
    Shown("/polls/<poll_id>/close", "coordinator", "/polls/2/close"),
    Shown("/poll/<token>", None, "/poll/{poll_link}"),
    Shown("/meetings/plan", "coordinator", "/meetings/plan?kind=network_event"),
    Shown(f"{MEETING}teams/<team_id>", "lead.01-1", "/meetings/{event}/teams/{team}"),
    Shown(f"{MEETING}edit", "coordinator", "/meetings/{sent}/edit"),
    Shown(
        f"{MEETING}agenda/blocks/<block>",
        "coordinator",
        "/meetings/{sent}/agenda/blocks/inspiration",
    ),
    Shown(f"{MEETING}agenda/points/new", "coordinator", "/meetings/{sent}/agenda/points/new"),
    Shown(f"{MEETING}cancel", "coordinator", "/meetings/{sent}/cancel"),
    Shown(f"{MEETING}message", "coordinator", "/meetings/{sent}/message"),
    Shown(f"{MEETING}attendance", "coordinator", "/meetings/{open}/attendance"),
    Shown(f"{MEETING}guests", "coordinator", "/meetings/{open}/guests"),
    Shown("/check-in"),
    Shown("/attestations/check"),
    Shown(f"{MEETING}minutes", "coordinator", "/meetings/{open}/minutes"),
    Shown(f"{MEETING}evaluation/open", "coordinator", "/meetings/{held}/evaluation/open"),
    Shown(f"{MEETING}evaluation/codes", "coordinator", "/meetings/{open}/evaluation/codes"),
    Shown("/adjustments/new", "coordinator"),
    *(
        Shown(f"/adjustments/<finding_id>/{step}", "coordinator", f"/adjustments/{number}/{step}")
        for step, number in (
            *(("decide", 6), ("change", 7), ("announce", 8), ("rerate", 4)),
            *(("reopen", 1), ("edit", 6)),
        )
    ),
    Shown(
        f"{MEETING}evaluation/answer-to-feedback",
        "coordinator",
        "/meetings/{closed}/evaluation/answer-to-feedback",
    ),
)

# The address, who asks for it, and the status of the page that comes.
NOWHERE: Final = (
    (Shown("/no-such-page"), 404),
    (Shown(MEETING, "coordinator", "/meetings/9999/"), 404),
    (Shown("/set-password/<token>", None, "/set-password/no-such-link"), 404),
    (Shown("/new-address/<token>", None, "/new-address/no-such-link"), 404),
    (Shown("/sign-in/organisation/back"), 400),
    (Shown("/rsvp/<token>", None, "/rsvp/no-such-invitation"), 404),
    (Shown("/team/<code>", None, "/team/no-such-code"), 404),
    (Shown("/help-wanted/", "coordinator", "/help-wanted/?sector=bakery"), 400),
    (Shown("/needs/", "coordinator", "/needs/?construct=luck"), 400),
    (Shown("/uses/", "coordinator", "/uses/?sector=bakery"), 400),
    (Shown("/uses/<use_id>/", "ambassador.01", "/uses/9999/"), 404),
    (Shown("/team/<code>/used/", None, "/team/no-such-code/used/"), 404),
    (Shown("/needs/<need_id>/", "coordinator", "/needs/9999/"), 404),
    (Shown("/in-the-making/", "coordinator", "/in-the-making/?step=begun"), 400),
    (Shown("/in-the-making/<draft_id>/", "coordinator", "/in-the-making/9999/"), 404),
    (Shown("/me/language", "coordinator"), 405),
    (Shown("/organisations/", "coordinator", "/organisations/?as_of=yesterday"), 400),
    (Shown("/coverage", "coordinator", "/coverage?as_of=yesterday"), 400),
    (Shown("/organisations/", "coordinator", "/organisations/?sector=bakery"), 400),
    (Shown("/moi/", None, "/moi/?construct=luck"), 400),
    (Shown("/moi/life/", "coordinator", "/moi/life/?stage=bakery"), 400),
    (Shown("/moi/<slug>/life", "coordinator", "/moi/geen-pakket/life"), 404),
    (Shown("/moi/<slug>/versions/<number>/", None, "/moi/radar-aan/versions/9.9.9/"), 404),
)
