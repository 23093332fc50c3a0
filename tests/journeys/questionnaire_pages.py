"""The pages on which questionnaires are read and written."""

from typing import Final

from tests.journeys.shown import Shown

VERSION: Final = "/instruments/<slug>/<number>"
IN_WORDS: Final = "/instruments/drafts/<draft_id>/"  # a questionnaire that is being written
IN_DUTCH: Final = "?lang=nl"  # the researcher of the practice network reads English
TRIALS: Final = f"{VERSION}/trials/"
TRIED: Final = "/instruments/process-evaluation/2/trials/"
TRIAL: Final = "/trials/<campaign_id>/"  # as who is asked meets it
ADVISERS: Final = "/organisations/<slug>/advisers"
QUESTIONNAIRES: Final = (
    Shown("/evaluate/withdraw"),
    Shown("/evaluation/call-back"),
    Shown("/evaluation/call-back/asked"),
    Shown("/evaluation/call-backs", "coordinator"),
    Shown(ADVISERS, "ambassador.01", "/organisations/{organisation}/advisers"),
    Shown(
        f"{ADVISERS}/<kind>", "ambassador.01", "/organisations/{organisation}/advisers/confidential"
    ),
    Shown("/instruments/", "coordinator"),
    Shown("/instruments/", "researcher", f"/instruments/{IN_DUTCH}"),
    Shown("/instruments/new", "coordinator"),
    Shown("/instruments/upload", "coordinator"),
    Shown(VERSION, "coordinator", "/instruments/culture/1"),
    Shown(VERSION, "researcher", f"/instruments/process-evaluation/1{IN_DUTCH}"),
    Shown(f"{VERSION}/compare", "coordinator", "/instruments/process-evaluation/2/compare"),
    Shown(
        f"{VERSION}/preview/<lang>/<length>/<page>",
        "coordinator",
        "/instruments/culture/1/preview/nl/full/2",
    ),
    *(
        Shown(f"{IN_WORDS}{rule}", who, f"/instruments/drafts/{{instrument_draft}}/{step}")
        for rule, who, step in (
            ("", "coordinator", ""),
            ("", "researcher", IN_DUTCH),
            ("general", "coordinator", "general"),
            ("<kind>/<name>", "coordinator", "section/1"),
            ("<kind>/<name>", "coordinator", "item/P15i"),
            ("<kind>/<name>", "coordinator", "scale/agreement-on-plans"),
            ("add/<kind>", "coordinator", "add/item?section=2"),
            ("add/<kind>", "coordinator", "add/section"),
            ("add/<kind>", "coordinator", "add/scale"),
            ("add/<kind>", "coordinator", "add/construct"),
            ("preview/<lang>/<length>/<page>", "coordinator", "preview/en/short/1"),
            ("compare", "coordinator", "compare"),
            ("publish", "coordinator", "publish"),
            ("delete", "coordinator", "delete"),
        )
    ),
    Shown(TRIALS, "coordinator", TRIED),
    Shown(TRIALS, "coordinator", "/instruments/culture/1/trials/"),
    Shown(f"{TRIALS}new", "coordinator", f"{TRIED}new"),
    Shown(f"{TRIALS}new", "coordinator", "/instruments/culture/1/trials/new"),
    Shown(f"{TRIALS}<campaign_id>/", "coordinator", f"{TRIED}{{trial_closed}}/"),
    Shown(f"{TRIALS}<campaign_id>/", "coordinator", f"{TRIED}{{trial_open}}/"),
    Shown(f"{TRIALS}<campaign_id>/", "coordinator", f"{TRIED}{{trial_planned}}/"),
    Shown(f"{TRIALS}<campaign_id>/close", "coordinator", f"{TRIED}{{trial_open}}/close"),
    Shown(f"{TRIALS}<campaign_id>/close", "coordinator", f"{TRIED}{{trial_planned}}/close"),
    Shown(TRIAL, "ambassador.01", "/trials/{trial_open}/"),
    Shown(TRIAL, "lead.01-1", "/trials/{trial_open}/"),
    Shown(TRIAL, "ambassador.01", "/trials/{trial_closed}/"),
    Shown(f"{TRIAL}form", "ambassador.01", "/trials/{trial_open}/form"),
    Shown(f"{TRIAL}form", "lead.01-1", "/trials/{trial_open}/form"),
    Shown(f"{TRIAL}erase", "ambassador.01", "/trials/{trial_open}/erase"),
)
