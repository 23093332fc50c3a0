"""A bare page of results: one Flask route that reads the rows of a place and shows them."""

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
<table>
<thead><tr><th>Construct</th><th>Antwoorden</th><th>Gemiddelde</th><th>Interval</th>
<th>4 of 5</th><th>Verdeling</th></tr></thead>
<tbody>
{% for row in rows %}
<tr><td>{{ row.title }}</td><td>{{ row.answered }}</td><td>{{ row.mean | round(1) }}</td>
<td>{{ row.low | round(1) }} tot {{ row.high | round(1) }}</td><td>{{ row.favourable }}</td>
<td>{% for step, count in row.counts.items() %}{{ step }}: {{ count }} {% endfor %}</td></tr>
{% endfor %}
</tbody></table>
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
