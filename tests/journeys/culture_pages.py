"""The pages on which a measurement of culture is prepared and read."""

from typing import Final

from tests.journeys.shown import Shown

AT_HOME: Final = "/organisations/{organisation}/"
CULTURE_PAGES: Final = (
    Shown("/culture/", "coordinator"),
    Shown("/culture/", "lead.01-1"),
    Shown("/culture/plan", "coordinator"),
    Shown("/culture/<number>/", "coordinator", "/culture/3/"),
    Shown("/culture/<number>/", "ambassador.01", "/culture/2/"),
    Shown("/culture/<number>/open", "coordinator", "/culture/3/open"),
    Shown("/culture/<number>/close", "coordinator", "/culture/2/close"),
    Shown("/culture/<number>/release", "coordinator", "/culture/2/release"),
    Shown("/culture/<number>/poster", "ambassador.01", "/culture/2/poster"),
    Shown("/culture/<number>/psychometrics", "coordinator", "/culture/2/psychometrics"),
    Shown("/culture/<number>/psychometrics", "coordinator", "/culture/3/psychometrics"),
    Shown("/culture/<number>/psychometrics/<code>", "coordinator", "/culture/2/psychometrics/OL1"),
    Shown("/culture/validation", "coordinator"),
    Shown(
        "/culture/validation/<version_id>/<step>",
        "coordinator",
        "/culture/validation/{measure}/pilot",
    ),
    Shown("/answers/<campaign_id>/export", "researcher", "/answers/{measured}/export?lang=nl"),
    Shown("/culture/notice/<number>", None, "/culture/notice/2"),
    Shown("/culture/<number>/network/", "coordinator", "/culture/2/network/"),
    Shown(
        "/culture/<number>/sectors/<sector>/", "researcher", "/culture/2/sectors/hospital/?lang=nl"
    ),
    Shown("/culture/<number>/teams/<unit_id>/", "lead.01-1", "/culture/2/teams/{unit}/"),
    Shown(
        "/culture/<number>/teams/<unit_id>/codes", "ambassador.01", "/culture/2/teams/{unit}/codes"
    ),
    *(
        Shown(
            f"/culture/<number>/organisations/<slug>/{rule}",
            "ambassador.01",
            f"/culture/{n}{AT_HOME}{rule}",
        )
        for n, rule in ((2, "results"), (2, "board"), (2, ""), (3, ""))
    ),
)
