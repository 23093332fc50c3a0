"""Pages on which posts are given, ended, corrected and taken back."""

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.network import posting, queries, steps
from portal.network.blueprint import bp
from portal.network.forms.posts import CorrectPostForm, EndPostForm, GivePostForm
from portal.network.labels import role_label
from portal.network.models import Organisation, Post, Team
from portal.network.services.posts import correct_post, end_post, take_back_post
from portal.network.views.shared import (
    Sheet,
    done,
    form_page,
    home_of,
    me,
    organisation_at,
    team_at,
    trail_of,
)
from portal.policy.decide import extent
from portal.policy.guard import current_actor, ensure, requires
from portal.policy.table import P
from portal.web.forms import PortalForm
from portal.web.stale import saved


@bp.route("/organisations/<slug:slug>/posts/give", methods=["GET", "POST"])
@requires(P.POST_KEEP)
def give_post_page(slug: str) -> ResponseReturnValue:
    """Let somebody hold a role of an organisation."""
    return _give(organisation_at(P.POST_KEEP, slug))


@bp.route("/teams/<int:team_id>/posts/give", methods=["GET", "POST"])
@requires(P.POST_KEEP)
def give_team_post_page(team_id: int) -> ResponseReturnValue:
    """Let somebody hold a role in a team."""
    return _give(team_at(P.POST_KEEP, team_id))


@bp.route("/network/posts/give", methods=["GET", "POST"])
@requires(P.POST_KEEP, fresh=True)
def give_network_post_page() -> ResponseReturnValue:
    """Let somebody hold a role for the whole network."""
    _network_only()
    return _give(None)


@bp.get("/network/posts/")
@requires(P.POST_KEEP)
def network_posts() -> ResponseReturnValue:
    """Show who holds a role for the whole network, and who did."""
    _network_only()
    posts = queries.network_posts()
    return render_template("network/network_posts.html", posts=posts, today=today())


def _network_only() -> None:
    if not extent(current_actor(), P.POST_KEEP).network:
        abort(404)


def _give(place: Organisation | Team | None) -> ResponseReturnValue:
    roles = steps.roles_to_give(current_actor(), place)
    holders = queries.holders_at(place)
    form = GivePostForm.with_roles(roles, today())
    if saved(form, lambda: posting.give(current_actor(), form, place)):
        return done(gettext("The post is given."), _page_of(place))
    taken = {one.role.value: one.refused for one in steps.taken_roles(roles, holders, today())}
    return form_page(form, _give_sheet(place), template="network/give_post.html", refused=taken)


def _give_sheet(place: Organisation | Team | None) -> Sheet:
    return Sheet(
        title=gettext("Give a post"),
        about=place.name if place else gettext("The whole network"),
        submit=gettext("Give this post"),
        back=_page_of(place),
        trail=_trail(place),
    )


@bp.route("/posts/<int:post_id>/edit", methods=["GET", "POST"])
@requires(P.POST_KEEP)
def edit_post(post_id: int) -> ResponseReturnValue:
    """Correct the days of a post at an organisation or in a team."""
    return _edit(_post_at(post_id))


@bp.route("/network/posts/<int:post_id>/edit", methods=["GET", "POST"])
@requires(P.POST_KEEP, fresh=True)
def edit_network_post(post_id: int) -> ResponseReturnValue:
    """Correct the days of a post for the whole network."""
    return _edit(_post_at(post_id, for_network=True))


def _edit(post: Post) -> ResponseReturnValue:
    form = CorrectPostForm.of(post)
    if saved(
        form,
        lambda: _correct(post, form),
        current=lambda: CorrectPostForm.of(post, formdata=None),
    ):
        return done(gettext("The days of the post are saved."), _page_of(_place(post)))
    sheet = _sheet(post, gettext("Correct the days of a post"), gettext("Save the correction"))
    return form_page(form, sheet, template="network/edit_post.html", post=post, today=today())


def _correct(post: Post, form: CorrectPostForm) -> None:
    words = form.reason.data or ""
    correct_post(post, form.period, reason=words, by=me(), based_on=form.based_on)


@bp.route("/posts/<int:post_id>/end", methods=["GET", "POST"])
@requires(P.POST_KEEP)
def end_post_page(post_id: int) -> ResponseReturnValue:
    """End a post at an organisation or in a team."""
    return _end(_post_at(post_id))


@bp.route("/network/posts/<int:post_id>/end", methods=["GET", "POST"])
@requires(P.POST_KEEP, fresh=True)
def end_network_post(post_id: int) -> ResponseReturnValue:
    """End a post for the whole network."""
    return _end(_post_at(post_id, for_network=True))


def _end(post: Post) -> ResponseReturnValue:
    form = EndPostForm(data={"on": today()})
    on, words = form.on.data or today(), form.reason.data or ""
    if saved(form, lambda: end_post(post, on=on, reason=words, by=me())):
        return done(gettext("The post is ended."), _page_of(_place(post)))
    return form_page(form, _sheet(post, gettext("End a post"), gettext("End this post")))


@bp.route("/posts/<int:post_id>/take-back", methods=["GET", "POST"])
@requires(P.POST_KEEP)
def take_back_post_page(post_id: int) -> ResponseReturnValue:
    """Let a post that was given for later not come."""
    return _take_back(_post_at(post_id))


@bp.route("/network/posts/<int:post_id>/take-back", methods=["GET", "POST"])
@requires(P.POST_KEEP, fresh=True)
def take_back_network_post(post_id: int) -> ResponseReturnValue:
    """Let a post for the whole network that was given for later not come."""
    return _take_back(_post_at(post_id, for_network=True))


def _take_back(post: Post) -> ResponseReturnValue:
    form = PortalForm()
    sheet = _sheet(post, gettext("Take back a post"), gettext("Take it back"))
    address = _page_of(_place(post))
    if saved(form, lambda: take_back_post(post, today=today(), by=me())):
        return done(gettext("The post is taken back."), address)
    return form_page(form, sheet)


def _post_at(post_id: int, *, for_network: bool = False) -> Post:
    """Return the post within reach, if the reader keeps that role there; 404 otherwise."""
    found = ensure(P.POST_KEEP, Post, Post.id == post_id, options=queries.WITH_PLACE)
    kept = steps.keeps(current_actor(), found)
    if not kept or (found.organisation_id is None) is not for_network:
        abort(404)
    return found


def _place(post: Post) -> Organisation | Team | None:
    return post.team or post.organisation


def _page_of(place: Organisation | Team | None) -> str:
    if isinstance(place, Team):
        return url_for("network.team", team_id=place.id)
    return home_of(place) if place else url_for("network.network_posts")


def _trail(place: Organisation | Team | None) -> tuple[tuple[str, str], ...]:
    if isinstance(place, Team):
        return trail_of(place.organisation, place)
    return trail_of(place) if place else ()


def _sheet(post: Post, title: str, submit: str) -> Sheet:
    place = _place(post)
    return Sheet(
        title=title,
        about=f"{post.person.name}, {role_label(post.role)}",
        submit=submit,
        back=_page_of(place),
        trail=_trail(place),
    )
