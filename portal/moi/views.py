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
from portal.moi.downloads.batch import batch_of, kit_files, kits_in
from portal.moi.downloads.formats import BY_ADDRESS, KINDS, formats_of
from portal.moi.downloads.store import Artefact, artefact, ensure_built
from portal.moi.forms import DownloadForm, LibraryForm
from portal.moi.json_ld import learning_resource
from portal.moi.labels import STAGES, TEXTS
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
STEMS = "kit, handout, 'teaching-note', slides, scorm12"
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
        files={
            wanted: _artefact(card, wanted, kit.lang)
            for wanted in formats_of(card.version, kit.lang)
        },
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


@bp.get(f"/moi/<slug>/<any({STEMS}):stem>.<string(length=2):lang>.<suffix>")
@public
def download(slug: str, stem: str, lang: str, suffix: str) -> ResponseReturnValue:
    """Send one of the files of a kit, built now if nobody was faster."""
    wanted, card = BY_ADDRESS.get((stem, suffix)), _card(slug)
    if wanted is None or not _has(card, wanted, lang):
        abort(404)
    return _send(card, wanted, lang)


@bp.get("/moi/kits.<any(nl, en):lang>.zip")
@public
def every_kit(lang: str) -> ResponseReturnValue:
    """Send all kits of a language as one ZIP, or tell how far the worker is with it."""
    files, cards = settings_of(current_app).files, kits_in(queries.library(today()), lang)
    place = batch_of(files, cards, lang)
    if place.path.exists():
        return _file(place)
    ready = sum(part.exists() for part in kit_files(files, cards, lang))
    return render_template("moi/being_made.html", ready=ready, total=len(cards)), 202


@bp.post("/moi/<slug>/downloads")
@requires(Permission.KIT_KEEP)
def keep_download(slug: str) -> ResponseReturnValue:
    """Keep that the visitor's team takes the kit along, then send the file."""
    card, form = _card(slug), DownloadForm()
    if not form.validate():
        abort(400)
    wanted, lang = DownloadFormat(str(form.format.data)), str(form.language.data)
    if not _has(card, wanted, lang):
        abort(400)
    teams = extent(current_actor(), Permission.KIT_KEEP).teams
    with transaction():
        services.keep_download(card.version, team_ids=teams, wanted=wanted, lang=lang, on=today())
    return redirect(_address(slug, wanted, lang), code=303)


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
        "TEXTS": TEXTS,
        "address_of": _address,
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


def _has(card: queries.KitCard, wanted: DownloadFormat, lang: str) -> bool:
    version = card.version
    return lang in version.languages and wanted in formats_of(version, lang)


def _address(slug: str, wanted: DownloadFormat, lang: str) -> str:
    kind = KINDS[wanted]
    return url_for("moi.download", slug=slug, stem=kind.stem, lang=lang, suffix=kind.suffix)


def _send(card: queries.KitCard, wanted: DownloadFormat, lang: str) -> ResponseReturnValue:
    place = _artefact(card, wanted, lang)
    ensure_built(place, wanted, lambda: queries.contents_of(card, lang, pictures=True))
    return _file(place)


def _file(place: Artefact) -> ResponseReturnValue:
    """Send a built file: asked again it is not sent again, and a part can be asked for."""
    return send_file(
        place.path,
        mimetype=place.media_type,
        as_attachment=True,
        download_name=place.name,
        conditional=True,
        etag=place.etag,
        max_age=0,
    )
