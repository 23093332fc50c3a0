"""A bare Flask application that does the portal's main jobs and nothing more: the measure.

It is frozen: `bench/frozen.txt` holds its SHA-256 and the bench does not run when they differ, so
that figures of today and of next year have the same foot. It is written the way the manuals of its
libraries teach it, with eager loading, templates that are compiled once, and the same database
settings as the portal has; there is no sign-in, no translation, no policy and no styling.
"""

import os
import sqlite3
from typing import Any

from flask import Flask, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from jinja2 import DictLoader
from sqlalchemy import Engine, ForeignKey, event, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload
from wtforms import RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

ORGANISATIONS = 30
TEAMS = 3
ANSWERS = 200
COMMENTS = 60


class Base(DeclarativeBase):
    """Base of the tables."""


db = SQLAlchemy(model_class=Base)


class Organisation(Base):
    """A care organisation."""

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    sector: Mapped[str]
    province: Mapped[str]
    wave: Mapped[int]
    status: Mapped[str]
    ambassador: Mapped[str]
    teams: Mapped[list["Team"]] = relationship(back_populates="organisation", order_by="Team.slot")


class Team(Base):
    """One of its teams."""

    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    slot: Mapped[int]
    name: Mapped[str]
    lead: Mapped[str]
    organisation: Mapped[Organisation] = relationship(back_populates="teams")


class Questionnaire(Base):
    """One asking, with the short or the full form."""

    __tablename__ = "questionnaire"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    is_full: Mapped[bool]


class Response(Base):
    """One filled-in form."""

    __tablename__ = "response"
    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"), index=True)
    answers: Mapped[list["Answer"]] = relationship()
    comments: Mapped[list["Comment"]] = relationship()


class Answer(Base):
    """One choice in a response."""

    __tablename__ = "answer"
    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), index=True)
    item: Mapped[str]
    value: Mapped[int]


class Comment(Base):
    """One text in a response."""

    __tablename__ = "comment"
    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), index=True)
    item: Mapped[str]
    body: Mapped[str]


AGREEMENT = [
    (1, "Helemaal niet akkoord"), (2, "Niet akkoord"), (3, "Neutraal"), (4, "Akkoord"),
    (5, "Helemaal akkoord"), (9, "Kan ik niet beoordelen"),
]
USEFULNESS = [
    (0, "Helemaal niet nuttig"), (1, "Weinig nuttig"), (2, "Redelijk nuttig"), (3, "Nuttig"),
    (4, "Zeer nuttig"), (9, "Ik deed hier niet aan mee"),
]
SHARE = [
    (0, "Niemand"), (1, "Enkele collega’s"), (2, "Ongeveer de helft"), (3, "De meeste collega’s"),
    (4, "Iedereen"), (9, "Dat kan ik niet zeggen"),
]
GROUPS = [
    (1, "Collega’s van de nacht en het weekend"), (2, "Artsen"),
    (3, "Ondersteunende diensten, zoals keuken, schoonmaak en vervoer"),
    (4, "Tijdelijke collega’s en uitzendkrachten"), (5, "Studenten en stagiairs"),
    (6, "Vrijwilligers"), (7, "Leidinggevenden"), (8, "Familie en andere naasten"),
    (9, "Geen enkele: iedereen is bereikt"),
]
FREQUENCY = [
    (0, "Helemaal niet"), (1, "Eén keer"), (2, "Twee of drie keer"), (3, "Ongeveer elke week"),
    (4, "Vaker"),
]
PART = [(1, "Alles"), (2, "Een deel"), (3, "Ik las of bekeek het achteraf")]
CHANGES = [
    (1, "Niets"), (2, "De vorm"), (3, "Het moment of de duur"), (4, "Wie het doet"),
    (5, "Het materiaal"), (6, "De woorden"), (7, "Iets anders"),
]
CIRCUMSTANCES = [
    (-2, "Veel moeilijker"), (-1, "Moeilijker"), (0, "Niet moeilijker en niet makkelijker"),
    (1, "Makkelijker"), (2, "Veel makkelijker"),
]
NO_YES = [(0, "Nee"), (1, "Ja")]


def one_of(label: str, choices: list[tuple[int, str]]) -> RadioField:
    """Return a question with one answer."""
    return RadioField(label, choices=choices, coerce=int, validators=[InputRequired()])


def some_of(label: str, choices: list[tuple[int, str]]) -> SelectMultipleField:
    """Return a question with any number of answers."""
    return SelectMultipleField(label, choices=choices, coerce=int, validators=[Optional()])


class ShortForm(FlaskForm):  # type: ignore[misc, unused-ignore]
    """The questions that are always asked."""

    p05 = one_of("Wat op het vorige reflectiemoment is afgesproken, is gebeurd.", AGREEMENT)
    p08 = one_of("Collega’s doen graag mee als het over Mangomomenten gaat.", AGREEMENT)
    p13a = one_of("Hoe nuttig voor je eigen werk was de intervisie?", USEFULNESS)
    p13b = one_of("Hoe nuttig voor je eigen werk was de inspiratie?", USEFULNESS)
    p13c = one_of("Hoe nuttig voor je eigen werk was de ontwikkeling?", USEFULNESS)
    p13d = one_of("Hoe nuttig voor je eigen werk was de procesevaluatie?", USEFULNESS)
    p14 = one_of("Ik zie dat eerdere feedback veranderde hoe het netwerk werkt.", AGREEMENT)
    p16 = TextAreaField("Waarmee stoppen, beginnen of doorgaan?", validators=[Length(max=2000)])


class FullForm(ShortForm):
    """The questions of twice a year."""

    p01 = one_of("Hoeveel collega’s van je team kwamen in contact met Mangomomenten?", SHARE)
    p02 = some_of("Welke groepen zijn nog niet bereikt?", GROUPS)
    p03 = one_of("Hoe vaak maakte je team tijd vrij voor Mangomomenten?", FREQUENCY)
    p04 = one_of("Hoeveel van dit reflectiemoment heb je meegemaakt?", PART)
    p06 = some_of("Wat is aangepast, zodat het beter bij je team past?", CHANGES)
    p06r = StringField("Als er iets is aangepast, waarom?", validators=[Length(max=2000)])
    p07 = one_of("Wat mijn team doet, is nog altijd een Mangomoment.", AGREEMENT)
    p09 = one_of("Op dit moment maken de omstandigheden bij ons dit werk …", CIRCUMSTANCES)
    p10 = TextAreaField("Wat hielp of hinderde het meest?", validators=[Length(max=2000)])
    p11 = one_of("Ik zie kansen voor een klein gebaar sneller dan vroeger.", AGREEMENT)
    p12 = one_of("Iets van een andere organisatie veranderde hoe mijn team werkt.", AGREEMENT)
    p15 = one_of("Zorgde het project voor druk, ongemak of een ander gevolg?", NO_YES)
    p15n = TextAreaField("Als dat zo is, wat merkte je?", validators=[Length(max=2000)])


TEMPLATES = {
    "page.html": """<!doctype html>
<html lang="nl">
<head><meta charset="utf-8"><title>{% block title %}{% endblock %}</title></head>
<body><nav><a href="{{ url_for('organisations') }}">Netwerk</a></nav>
<main>{% block main %}{% endblock %}</main></body></html>""",
    "organisations.html": """{% extends "page.html" %}
{% block title %}Netwerk{% endblock %}
{% block main %}
<h1>Netwerk</h1>
<table>
<thead><tr><th>Organisatie</th><th>Sector</th><th>Provincie</th><th>Golf</th><th>Status</th>
<th>Ambassadeur</th><th>Teams</th></tr></thead>
<tbody>
{% for organisation in organisations %}
<tr><td><a href="{{ url_for('organisation', number=organisation.id) }}">{{ organisation.name }}</a></td>
<td>{{ organisation.sector }}</td><td>{{ organisation.province }}</td>
<td>{{ organisation.wave }}</td><td>{{ organisation.status }}</td>
<td>{{ organisation.ambassador }}</td>
<td><ul>{% for team in organisation.teams %}<li>{{ team.name }}</li>{% endfor %}</ul></td></tr>
{% endfor %}
</tbody></table>
{% endblock %}""",
    "organisation.html": """{% extends "page.html" %}
{% block title %}{{ organisation.name }}{% endblock %}
{% block main %}
<h1>{{ organisation.name }}</h1>
<dl>
<dt>Sector</dt><dd>{{ organisation.sector }}</dd><dt>Golf</dt><dd>{{ organisation.wave }}</dd>
<dt>Provincie</dt><dd>{{ organisation.province }}</dd>
<dt>Status</dt><dd>{{ organisation.status }}</dd>
<dt>Ambassadeur</dt><dd>{{ organisation.ambassador }}</dd>
</dl>
<h2>Teams</h2>
<ul>{% for team in organisation.teams %}<li>{{ team.name }}: {{ team.lead }}</li>{% endfor %}</ul>
{% endblock %}""",
    "questionnaire.html": """{% extends "page.html" %}
{% block title %}{{ questionnaire.title }}{% endblock %}
{% block main %}
<h1>{{ questionnaire.title }}</h1>
<form method="post">
{{ form.hidden_tag() }}
{% for field in form if field.type != "CSRFTokenField" %}
<div>{{ field.label }} {{ field() }}
{% for error in field.errors %}<p>{{ error }}</p>{% endfor %}</div>
{% endfor %}
<button>Versturen</button>
</form>
{% endblock %}""",
    "thanks.html": """{% extends "page.html" %}
{% block title %}Bedankt{% endblock %}
{% block main %}<h1>Bedankt</h1>{% endblock %}""",
    "results.html": """{% extends "page.html" %}
{% block title %}{{ questionnaire.title }}{% endblock %}
{% block main %}
<h1>{{ questionnaire.title }}</h1>
<p>{{ responses }} antwoorden</p>
{% for item in items %}
<h2>{{ item.label }}</h2>
<p>{{ item.count }} antwoorden{% if item.mean is not none %}, gemiddeld {{ item.mean }}{% endif %}</p>
<table>
<thead><tr><th>Antwoord</th><th>Aantal</th><th>Aandeel</th></tr></thead>
<tbody>
{% for row in item.rows %}
<tr><td>{{ row.label }}</td><td>{{ row.count }}</td><td>{{ row.percent }} %</td></tr>
{% endfor %}
</tbody></table>
{% endfor %}
<h2>Wat mensen schreven</h2>
<ul>{% for comment in comments %}<li>{{ comment }}</li>{% endfor %}</ul>
{% endblock %}""",
}


@event.listens_for(Engine, "connect")
def set_up_sqlite(connection: Any, _record: object) -> None:
    """Give SQLite the settings of the portal: waiting writers, no needless disk work."""
    if isinstance(connection, sqlite3.Connection):
        settings = "busy_timeout=15000", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"
        for setting in settings:
            connection.execute(f"PRAGMA {setting}").close()


app = Flask("bare")
app.config["SECRET_KEY"] = "the bare page keeps no secret at all"
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ.get("DATABASE_URL", "sqlite://")
app.jinja_loader = DictLoader(TEMPLATES)
db.init_app(app)


@app.get("/organisations/")
def organisations() -> str:
    """List the organisations with their teams."""
    found = db.session.scalars(
        select(Organisation).order_by(Organisation.name).options(selectinload(Organisation.teams))
    ).all()
    return render_template("organisations.html", organisations=found)


@app.get("/organisations/<int:number>/")
def organisation(number: int) -> str:
    """Show one organisation."""
    found = db.get_or_404(Organisation, number, options=[selectinload(Organisation.teams)])
    return render_template("organisation.html", organisation=found)


@app.route("/questionnaires/<int:number>/", methods=["GET", "POST"])
def questionnaire(number: int) -> ResponseReturnValue:
    """Show the form, and keep what was filled in."""
    found = db.get_or_404(Questionnaire, number)
    form = FullForm() if found.is_full else ShortForm()
    if form.validate_on_submit():
        db.session.add(response_of(form, number))
        db.session.commit()
        return redirect(url_for("thanks"), code=303)
    page = render_template("questionnaire.html", questionnaire=found, form=form)
    return page, 400 if form.errors else 200


def response_of(form: FlaskForm, number: int) -> Response:
    """Turn a filled-in form into its rows."""
    response = Response(questionnaire_id=number)
    for field in form:
        if field.type == "RadioField":
            response.answers.append(Answer(item=field.name, value=field.data))
        elif field.type == "SelectMultipleField":
            response.answers += [Answer(item=field.name, value=one) for one in field.data]
        elif field.type in {"TextAreaField", "StringField"} and field.data:
            response.comments.append(Comment(item=field.name, body=field.data))
    return response


@app.get("/thanks")
def thanks() -> str:
    """Thank whoever answered."""
    return render_template("thanks.html")


@app.get("/questionnaires/<int:number>/results")
def results(number: int) -> str:
    """Show how often each answer was given, added up by the database."""
    found = db.get_or_404(Questionnaire, number)
    mine = Response.questionnaire_id == number
    responses = db.session.scalar(select(func.count()).select_from(Response).where(mine))
    rows = db.session.execute(
        select(Answer.item, Answer.value, func.count())
        .join(Response).where(mine).group_by(Answer.item, Answer.value)
    )
    counts: dict[str, dict[int, int]] = {}
    for item, value, count in rows:
        counts.setdefault(item, {})[value] = count
    written = select(Comment.body).join(Response).where(mine).order_by(Comment.id)
    comments = db.session.scalars(written).all()
    form = FullForm() if found.is_full else ShortForm()
    asked = (field for field in form if field.type in {"RadioField", "SelectMultipleField"})
    items = [result_of(field, counts.get(field.name, {})) for field in asked]
    return render_template(
        "results.html", questionnaire=found, responses=responses, items=items, comments=comments
    )


def result_of(field: Any, counts: dict[int, int]) -> dict[str, Any]:
    """Describe the answers to one question: counts, shares, and the mean of a scale."""
    total = sum(counts.values())
    valid = {value: count for value, count in counts.items() if value != 9}
    answered = sum(valid.values())
    mean = sum(value * count for value, count in valid.items()) / answered if answered else None
    return {
        "label": field.label.text,
        "count": total,
        "mean": round(mean, 1) if mean is not None and field.type == "RadioField" else None,
        "rows": [
            {
                "label": label,
                "count": counts.get(value, 0),
                "percent": round(100 * counts.get(value, 0) / total) if total else 0,
            }
            for value, label in field.choices
        ],
    }


def fill() -> None:
    """Make the tables and their rows: the network, two open forms, and two that were answered."""
    db.create_all()
    for number in range(1, ORGANISATIONS + 1):
        organisation = Organisation(
            name=f"Ziekenhuis De Verzonnen Linde {number:02}",
            sector="Algemeen ziekenhuis",
            province="Oost-Vlaanderen",
            wave=1 if number <= 20 else 2,
            status="actief",
            ambassador=f"Noor Voorbeeld {number:02}",
        )
        for slot in range(1, TEAMS + 1):
            name = f"Oncologisch dagziekenhuis {slot}"
            organisation.teams.append(Team(slot=slot, name=name, lead=f"Bo Voorbeeld {slot}"))
        db.session.add(organisation)
    titles = ("Kort, open", "Volledig, open", "Kort, gesloten", "Volledig, gesloten")
    for number, title in enumerate(titles, start=1):
        is_full = number % 2 == 0
        db.session.add(Questionnaire(id=number, title=f"Procesevaluatie: {title}", is_full=is_full))
    db.session.commit()
    with app.test_request_context():
        for number, form in ((3, ShortForm()), (4, FullForm())):
            db.session.add_all(example_response(form, number, turn) for turn in range(ANSWERS))
    db.session.commit()


def example_response(form: FlaskForm, number: int, turn: int) -> Response:
    """Return the answers of somebody who ticks another box each turn."""
    response = Response(questionnaire_id=number)
    for place, field in enumerate(form):
        if field.type in {"RadioField", "SelectMultipleField"}:
            value = field.choices[(turn + place) % len(field.choices)][0]
            response.answers.append(Answer(item=field.name, value=value))
    if turn < COMMENTS:
        response.comments.append(Comment(item="p16", body=f"Doorgaan met de intervisie, {turn}."))
    return response


if __name__ == "__main__":
    with app.app_context():
        fill()
