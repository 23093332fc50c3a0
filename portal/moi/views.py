"""Public pages of the lesson kits and the model, and what can be taken along."""

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.clock import today
from portal.config import settings_of
from portal.db import transaction
from portal.moi import queries, remembering, services
from portal.moi.cli import content
from portal.moi.downloads import told
from portal.moi.downloads.store import Artefact, artefact, ensure_built
from portal.moi.forms import DownloadForm, LibraryForm
from portal.moi.json_ld import learning_resource
from portal.moi.labels import FORMAT_ENDPOINTS, FORMATS, STAGES
from portal.moi.licences import LICENCES
from portal.moi.models import DownloadFormat
from portal.network.models import Team
from portal.policy.decide import extent
from portal.policy.guard import can, current_actor, public, requires
from portal.policy.table import Permission
from portal.taxonomy import model as taxonomy
from portal.web.hooks import panel
from portal.web.words import reader_locale

bp = Blueprint("moi", __name__, template_folder="templates")
PICTURE_TYPES = {"png": "image/png", "jpg": "image/jpeg"}


@bp.get("/moi/")
@public
def index() -> ResponseReturnValue:
    """List the public kits that fit what the visitor looks for."""
    form = LibraryForm(request.args)
    if not form.validate():
        return render_template("moi/index.html", form=form, cards=[], total=0), 400
    cards = queries.library(today())
    wanted = {"construct": form.construct.data, "sector": form.sector.data}
    fitting = [card for card in cards if card.fits(**wanted, lang=form.language.data)]
    return render_template("moi/index.html", form=form, cards=fitting, total=len(cards))


@bp.get("/moi/<slug>/")
@public
def show(slug: str) -> ResponseReturnValue:
    """Show one kit: what it is, what it holds, what can be taken along."""
    card = _card(slug)
    kit = queries.contents_of(card, _content_language(card))
    return render_template(
        "moi/show.html",
        card=card,
        kit=kit,
        files={wanted: _artefact(card, wanted, kit.lang) for wanted in DownloadFormat},
        form=DownloadForm(language=kit.lang) if can(Permission.KIT_KEEP) else None,
        adoption=queries.adoption_of(card, today()) if can(Permission.KIT_MANAGE) else None,
        json_ld=learning_resource(kit, url_for(".show", slug=slug, _external=True)),
    )


@bp.get("/moi/<slug>/teaching-note")
@public
def teaching_note(slug: str) -> ResponseReturnValue:
    """Show the teaching note, for who leads the session."""
    card = _card(slug)
    kit = queries.contents_of(card, _content_language(card))
    return render_template("moi/teaching_note.html", card=card, kit=kit)


@bp.get("/moi/<slug>/visuals/<name>.<any(png,jpg):kind>")
@public
def picture(slug: str, name: str, kind: str) -> ResponseReturnValue:
    """Send a photo of the newest version; drawings stand in the page itself."""
    found = queries.find_picture(_card(slug).version, f"{name}.{kind}")
    if found is None:
        abort(404)
    return found, {"Content-Type": PICTURE_TYPES[kind], "Cache-Control": "public, max-age=3600"}


@bp.get("/moi/<slug>/kit.<string(length=2):lang>.zip")
@public
def kit_zip(slug: str, lang: str) -> ResponseReturnValue:
    """Send the ZIP of a kit."""
    return _send(slug, DownloadFormat.KIT, lang)


@bp.get("/moi/<slug>/handout.<string(length=2):lang>.pdf")
@public
def handout(slug: str, lang: str) -> ResponseReturnValue:
    """Send the handout of a kit."""
    return _send(slug, DownloadFormat.HANDOUT, lang)


@bp.get("/moi/<slug>/teaching-note.<string(length=2):lang>.pdf")
@public
def teaching_note_pdf(slug: str, lang: str) -> ResponseReturnValue:
    """Send the teaching note of a kit."""
    return _send(slug, DownloadFormat.TEACHING_NOTE, lang)


@bp.post("/moi/<slug>/downloads")
@requires(Permission.KIT_KEEP)
def keep_download(slug: str) -> ResponseReturnValue:
    """Keep that the visitor's team takes the kit along, then send the file."""
    card, form = _card(slug), DownloadForm()
    if not form.validate() or form.language.data not in card.version.languages:
        abort(400)
    wanted, lang = DownloadFormat(str(form.format.data)), str(form.language.data)
    teams = extent(current_actor(), Permission.KIT_KEEP).teams
    with transaction():
        services.keep_download(card.version, team_ids=teams, wanted=wanted, lang=lang, on=today())
    return redirect(url_for(FORMAT_ENDPOINTS[wanted], slug=slug, lang=lang), code=303)


@bp.get("/model")
@public
def model() -> ResponseReturnValue:
    """Show the Mangomoment model as a picture, in words, and with the kits that serve it."""
    kits = queries.kits_by_construct(today())
    return render_template("moi/model.html", model=taxonomy, kits=kits, lang=reader_locale())


def init_app(app: Flask) -> None:
    """Add the pages of the kits, the commands, and what a team took along to the team's page."""
    app.register_blueprint(bp)
    remembering.init_app(app)
    app.cli.add_command(content)
    panel(app, "team", _team_panel)


@bp.context_processor
def _words() -> dict[str, object]:
    return {
        "told": told,
        "STAGES": STAGES,
        "FORMATS": FORMATS,
        "FORMAT_ENDPOINTS": FORMAT_ENDPOINTS,
        "LICENCES": LICENCES,
    }


def _team_panel(*, team: Team, **_: object) -> Markup:
    taken = queries.taken_along_by(team.id, today())
    return Markup(render_template("moi/team_panel.html", taken=taken, lang=reader_locale()))  # noqa: S704 -- our own template


def _card(slug: str) -> queries.KitCard:
    card = queries.find_kit(slug, today())
    if card is None:
        abort(404)
    return card


def _content_language(card: queries.KitCard) -> str:
    """Return the language asked for, else the reader's, else the one the kit was written in."""
    wishes = (request.args.get("lang", ""), reader_locale(), card.version.moi["source_language"])
    return next(lang for lang in wishes if lang in card.version.languages)


def _artefact(card: queries.KitCard, wanted: DownloadFormat, lang: str) -> Artefact:
    version = card.version
    return artefact(
        settings_of(current_app).files,
        wanted,
        slug=card.slug,
        number=version.number,
        sha256=version.content_sha256,
        lang=lang,
    )


def _send(slug: str, wanted: DownloadFormat, lang: str) -> ResponseReturnValue:
    card = _card(slug)
    if lang not in card.version.languages:
        abort(404)
    place = _artefact(card, wanted, lang)
    path = ensure_built(place, wanted, lambda: queries.contents_of(card, lang, pictures=True))
    return send_file(
        path,
        mimetype=place.media_type,
        as_attachment=True,
        download_name=place.name,
        conditional=True,
        etag=place.etag,
        max_age=0,
    )
