"""Telling a need: a short form, and a step in between when others said the same."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.db import transaction
from portal.meetings.words import title_of
from portal.needs import queries, services
from portal.needs.blueprint import bp
from portal.needs.forms import TellForm
from portal.needs.listing import NeedLine
from portal.needs.reading import TellingPlace, key_of, places_of
from portal.needs.services import Place
from portal.network.models import Organisation, Team
from portal.policy.guard import can, current_actor, ensure, requires
from portal.policy.table import P
from portal.rules import RuleBroken
from portal.web.words import short_day

_NUMBER: Final = re.compile(r"[0-9]{1,9}")


@bp.get("/needs/tell")
@requires(P.NEED_TELL)
def tell() -> ResponseReturnValue:
    """Ask what is missing: one sentence is enough."""
    asked = _asked_place()
    places = _places(asked)
    known = {"place": key_of(asked) if asked else None, "meeting": request.args.get("meeting", "")}
    form = TellForm(formdata=None, data=known)
    form.offer(_labels(places), _meetings())
    return _tell_page(form, places)


@bp.post("/needs/tell")
@requires(P.NEED_TELL)
def keep_told() -> ResponseReturnValue:
    """Keep what is told; show first what others told before, when it sounds like it."""
    places, form = _places(_asked_place()), TellForm()
    form.offer(_labels(places), _meetings())
    if not form.validate():
        return _tell_page(form, places), 400
    near = [] if form.looked.data else queries.alike(str(form.words.data), today())
    if near:
        return _alike_page(form, places[str(form.place.data)], near)
    try:
        return _keep(form, places[str(form.place.data)])
    except RuleBroken as refused:
        form.refuse(refused)
        return _tell_page(form, places), 400


def _keep(form: TellForm, place: TellingPlace) -> ResponseReturnValue:
    meeting = str(form.meeting.data or "")
    with transaction():
        need = services.tell_need(
            form.told(),
            Place(
                team=place.team,
                organisation_id=place.organisation.id if place.organisation else None,
                meeting_id=int(meeting) if meeting else None,
                named=bool(form.named.data),
            ),
            by=current_actor().person_id,
            on=today(),
        )
        need_id = need.id
    flash(
        gettext(
            "Thank you. The project team reads it, and other teams can say that they miss it too."
        )
    )
    return redirect(url_for(".show", need_id=need_id), code=303)


def _asked_place() -> TellingPlace | None:
    """Return the team or organisation from whose page the reader comes; 404 outside their reach."""
    team_id, house_id = _number("team"), _number("organisation")
    if team_id:
        team = ensure(P.NEED_TELL, Team, queries.is_team_of(team_id, today()))
        return TellingPlace(label=f"{team.name}, {team.organisation.name}", team=team)
    if house_id:
        house = ensure(P.NEED_TELL, Organisation, queries.is_house(house_id))
        return TellingPlace(label=house.name, organisation=house)
    return None


def _number(name: str) -> int:
    """Read the number of a thing from the address; what is none is nought."""
    raw = request.args.get(name, "")
    return int(raw) if _NUMBER.fullmatch(raw) else 0


def _places(asked: TellingPlace | None) -> Mapping[str, TellingPlace]:
    network = gettext("For no team in particular: we heard it in the network")
    places = places_of(current_actor(), today(), network=network, asked=asked)
    if not places or (asked and key_of(asked) not in places):
        abort(404)
    return places


def _labels(places: Mapping[str, TellingPlace]) -> Mapping[str, str]:
    return {key: place.label for key, place in places.items()}


def _meetings() -> Mapping[str, str]:
    """Return where a need may have been heard, for who plans the meetings."""
    if not can(P.MEETING_PLAN):
        return {}
    return {
        str(one.id): f"{title_of(one)}, {short_day(one.local_date)}"
        for one in queries.recent_meetings(today(), also=_number("meeting"))
    }


def _tell_page(form: TellForm, places: Mapping[str, TellingPlace]) -> str:
    return render_template("needs/tell.html", form=form, places=places)


def _alike_page(form: TellForm, place: TellingPlace, near: Sequence[NeedLine]) -> str:
    kits = queries.newest_versions([line.step.kit_id for line in near if line.step])
    return render_template("needs/alike.html", form=form, place=place, near=near, kits=kits)
