"""A bare page of results: one Flask route that reads the rows of a place and draws them.

It shows what the portal shows of each construct: a box in a picture, a bar, average and interval,
denominators. There is no sign-in, no translation, no policy, and nothing is read beside.
"""

import os
from collections.abc import Iterable, Mapping

from flask import Flask, render_template
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy import JSON, create_engine, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

PAGE = """<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><title>Resultaten</title></head><body>
<h1>Resultaten</h1>
<svg viewBox="0 0 1000 1200" role="group">
{% for row in rows %}
<a href="#row-{{ row.id }}" aria-label="{{ row.title }}: {{ row.mean | round(1) }} van 5">
<rect class="place" x="20" y="{{ loop.index * 36 }}" width="300" height="34" rx="6" />
<text x="26" y="{{ loop.index * 36 + 12 }}">{{ row.title }}</text>
<rect class="frame" x="26" y="{{ loop.index * 36 + 18 }}" width="240" height="12" rx="3" />
<rect class="mean" x="26" y="{{ loop.index * 36 + 18 }}" width="{{ (row.mean * 48) | round(1) }}"
 height="12" rx="3" />
<path d="M{{ (row.low * 48) | round(1) }} {{ loop.index * 36 }}H{{ (row.high * 48) | round(1) }}" />
<text x="280" y="{{ loop.index * 36 + 28 }}">{{ row.mean | round(1) }}</text></a>
{% endfor %}
</svg>
{% for row in rows %}
<div id="row-{{ row.id }}"><h3>{{ row.title }}</h3>
<svg viewBox="0 0 240 16" aria-hidden="true">
<rect class="frame" x="1" y="2" width="238" height="12" rx="3" />
<rect class="mean" x="1" y="2" width="{{ (row.mean * 48) | round(1) }}" height="12" rx="3" />
<path d="M{{ (row.low * 48) | round(1) }} 8H{{ (row.high * 48) | round(1) }}" /></svg>
<p><b>{{ row.mean | round(1) }}</b> tussen {{ row.low | round(1) }} en {{ row.high | round(1) }},
{{ row.answered }} antwoorden, {{ row.favourable }} van {{ row.answered }} scoren 4 of 5.</p>
<p>{% for step, count in row.counts.items() %}{{ step }}: {{ count }} {% endfor %}</p></div>
{% endfor %}
</body></html>"""


class Base(DeclarativeBase):
    """Base of the one table."""


class Row(Base):
    """One construct at one place."""

    __tablename__ = "bare_row"
    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    answered: Mapped[int]
    mean: Mapped[float]
    low: Mapped[float]
    high: Mapped[float]
    favourable: Mapped[int]
    counts: Mapped[dict[str, int]] = mapped_column(JSON)


db = SQLAlchemy(model_class=Base)
app = Flask("bare_results")
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ.get("DATABASE_URL", "sqlite://")
app.jinja_loader = DictLoader({"page.html": PAGE})
db.init_app(app)


def fill(url: str, rows: Iterable[Mapping[str, object]]) -> None:
    """Keep these rows in the empty database at ``url``."""
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(Row), list(rows))
    engine.dispose()


@app.get("/ready")
def ready() -> str:
    """Say that the page can be asked."""
    return "ready"


@app.get("/places/<path:place>")
def place_of(place: str) -> str:
    """Show the rows of one place."""
    rows = db.session.scalars(select(Row).where(Row.place == place).order_by(Row.id)).all()
    return render_template("page.html", rows=rows)
