"""Public pages of the lesson kits and the model, and what can be taken along."""

from flask import (
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

from portal.clock import today
from portal.config import settings_of
from portal.db import transaction
from portal.moi import at_home, history, library, model_map, queries, remembering, services, showing
from portal.moi.blueprint import bp
from portal.moi.cli import content
from portal.moi.covers import cover_png
from portal.moi.downloads import told
from portal.moi.downloads.batch import batch_of, kit_files, kits_in
from portal.moi.downloads.formats import BY_ADDRESS, KINDS, formats_of
from portal.moi.downloads.store import Artefact, artefact, ensure_built
from portal.moi.downloads.telling import CARRIES, address_for, address_of, whole
from portal.moi.export import library_table
from portal.moi.finding import finder
from portal.moi.forms import DownloadForm, LibraryForm
from portal.moi.json_ld import learning_resource
from portal.moi.labels import STAGES, STEPS, TEXTS
from portal.moi.licences import LICENCES
from portal.moi.models import ActKind, DownloadFormat
from portal.policy.decide import extent
from portal.policy.guard import actor_or_none, can, current_actor, public, requires
from portal.policy.table import Permission
from portal.tables.files import table_response
from portal.taxonomy import model as taxonomy
from portal.web.hooks import panel
from portal.web.words import reader_locale

STEMS = "kit, handout, 'teaching-note', slides, scorm12"
PICTURE_TYPES = {"png": "image/png", "jpg": "image/jpeg"}


@bp.get("/moi/")
@public
def index() -> ResponseReturnValue:
    """List the public kits that fit what the visitor looks for, a page at a time."""
    form = LibraryForm(request.args)
    if not form.validate():
        return render_template("moi/index.html", form=form, finder=finder(form), shelf=None), 400
    shelf = library.shelf(form.filters(), today(), reader_locale())
    if shelf.page.number > 1 and not shelf.page.rows:
        abort(404)
    return render_template("moi/index.html", form=form, finder=finder(form), shelf=shelf)


@bp.get("/moi.<any(csv, xlsx):extension>")
@public
def index_file(extension: str) -> ResponseReturnValue:
    """Give the whole list, with the same filters, as a file."""
    form, lang = LibraryForm(request.args), reader_locale()
    if not form.validate():
        abort(400)
    cards = library.every_card(form.filters(), today(), lang)
    return table_response(library_table(cards, lang), extension)


@bp.get("/moi/<slug>/")
@public
def show(slug: str) -> ResponseReturnValue:
    """Show one kit: what it is, what it holds, what can be taken along."""
    card = _card(slug)
    kit = queries.contents_of(card, _content_language(card))
    is_retired = card.stage is ActKind.RETIRED
    return render_template(
        "moi/show.html",
        **_shown(card, kit),
        files={
            wanted: _artefact(card, wanted, kit.lang)
            for wanted in formats_of(card.version, kit.lang)
        },
        form=DownloadForm(language=kit.lang) if can(Permission.KIT_KEEP) else None,
        adoption=queries.adoption_of(card, today()) if can(Permission.KIT_MANAGE) else None,
        successor=library.find_successor(card, today()) if is_retired else None,
    )


@bp.get("/moi/<slug>/versions/")
@public
def versions(slug: str) -> ResponseReturnValue:
    """Show every version of a kit and the dated steps of its life."""
    card = _card(slug)
    return render_template(
        "moi/versions.html",
        card=card,
        lang=card.language_for(reader_locale()),
        editions=history.editions_of(card, today()),
        steps=history.steps_of(card, today()),
        successor=library.find_successor(card, today()),
    )


@bp.get("/moi/<slug>/versions/<number>/")
@public
def version(slug: str, number: str) -> ResponseReturnValue:
    """Show an earlier version as it was; the newest has its own page."""
    newest, card = _edition(slug, number)
    if card is newest:
        return redirect(url_for(".show", slug=slug, lang=request.args.get("lang")))
    kit = queries.contents_of(card, _content_language(card))
    return render_template("moi/version.html", **_shown(card, kit), newest=newest)


@bp.get("/moi/<slug>/versions/<number>/visuals/<name>.<any(png,jpg):kind>")
@public
def version_picture(slug: str, number: str, name: str, kind: str) -> ResponseReturnValue:
    """Send a photo of an earlier version."""
    return _photo(_edition(slug, number)[1], f"{name}.{kind}", kind)


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
    return _photo(_card(slug), f"{name}.{kind}", kind)


@bp.get("/moi/<slug>/cover.<string(length=2):lang>.<any(svg,png):kind>")
@public
def cover(slug: str, lang: str, kind: str) -> ResponseReturnValue:
    """Send the drawing that a kit shows of itself, as PNG where a link to it is shared."""
    card = _card(slug)
    drawing = queries.find_cover(card.version, lang)
    if drawing is None:
        abort(404)
    if kind == "svg":
        return drawing, _kept_a_while("image/svg+xml")
    path = cover_png(settings_of(current_app).files, card.version, lang, drawing)
    return path.read_bytes(), _kept_a_while("image/png")


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
    return render_template(
        "moi/model.html",
        model=taxonomy,
        served=library.served_by_construct(today()),
        drawings=[model_map.wide(), model_map.narrow()],
        lang=reader_locale(),
    )


def init_app(app: Flask) -> None:
    """Add the pages of the kits, the commands, and the ways from a team and an organisation."""
    app.register_blueprint(bp)
    remembering.init_app(app)
    app.cli.add_command(content)
    app.jinja_env.filters["framed"] = showing.framed
    panel(app, "team", at_home.on_team)
    panel(app, "organisation", at_home.on_organisation)
    panel(app, "kits_of_team", at_home.taken_along)


@bp.context_processor
def _words() -> dict[str, object]:
    return {
        "told": told,
        "showing": showing,
        "STAGES": STAGES,
        "STEPS": STEPS,
        "TEXTS": TEXTS,
        "address_of": _address,
        "LICENCES": LICENCES,
    }


def _card(slug: str) -> queries.KitCard:
    card = queries.find_kit(slug, today())
    if card is None:
        abort(404)
    return card


def _edition(slug: str, number: str) -> tuple[queries.KitCard, queries.KitCard]:
    """Return the kit as it is now, and as it was under that number."""
    newest = _card(slug)
    found = history.find_edition(newest, number, today())
    if found is None:
        abort(404)
    return newest, found


def _shown(card: queries.KitCard, kit: queries.KitContents) -> dict[str, object]:
    """Return what the page of a kit says of it, to people and to machines."""
    url = url_for(".show", slug=card.slug, lang=kit.lang, _external=True)
    picture = url_for(".cover", slug=card.slug, lang=kit.lang, kind="png", _external=True)
    image = picture if queries.has_cover(kit) else None
    model_url = url_for(".model", _external=True)
    json_ld = learning_resource(kit, url, model_url=model_url, image=image)
    return {"card": card, "kit": kit, "url": url, "image": image, "json_ld": json_ld}


def _photo(card: queries.KitCard, name: str, kind: str) -> ResponseReturnValue:
    found = queries.find_picture(card.version, name)
    if found is None:
        abort(404)
    return found, _kept_a_while(PICTURE_TYPES[kind])


def _kept_a_while(media_type: str) -> dict[str, str]:
    return {"Content-Type": media_type, "Cache-Control": "public, max-age=3600"}


def _content_language(card: queries.KitCard) -> str:
    """Return the language asked for, else the reader's, else the one the kit was written in."""
    wishes = (request.args.get("lang", ""), reader_locale(), card.version.moi["source_language"])
    return next(lang for lang in wishes if lang in card.version.languages)


def _artefact(
    card: queries.KitCard, wanted: DownloadFormat, lang: str, use_address: str = ""
) -> Artefact:
    version = card.version
    return artefact(
        settings_of(current_app).files,
        wanted,
        slug=card.slug,
        number=version.number,
        sha256=version.content_sha256,
        lang=lang,
        use_address=use_address or address_of(card.slug),
    )


def _has(card: queries.KitCard, wanted: DownloadFormat, lang: str) -> bool:
    version = card.version
    return lang in version.languages and wanted in formats_of(version, lang)


def _address(slug: str, wanted: DownloadFormat, lang: str) -> str:
    kind = KINDS[wanted]
    return url_for("moi.download", slug=slug, stem=kind.stem, lang=lang, suffix=kind.suffix)


def _send(card: queries.KitCard, wanted: DownloadFormat, lang: str) -> ResponseReturnValue:
    address = address_for(card.slug, _teams_taking(wanted))
    place = _artefact(card, wanted, lang, address)
    ensure_built(place, wanted, lambda: whole(card, wanted, lang, address))
    return _file(place)


def _teams_taking(wanted: DownloadFormat) -> frozenset[int]:
    """Return the teams of who takes something along that carries the code of a team."""
    actor = actor_or_none() if wanted in CARRIES else None
    return extent(actor, Permission.KIT_KEEP).teams if actor else frozenset()


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
