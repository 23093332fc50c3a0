"""What a workshop or an event has beside its day; how somebody comes, and stayed."""

import sqlalchemy as sa
from alembic import op

from portal.db import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("meeting") as table:
        table.add_column(sa.Column("title", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("about", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("lang", sa.Text(), nullable=False, server_default="nl"))
        table.add_column(sa.Column("route", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("capacity", sa.Integer(), nullable=True))
        table.add_column(
            sa.Column("takes_teams", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(sa.Column("respond_by", sa.Date(), nullable=True))
    with op.batch_alter_table("meeting") as table:
        for name in ("title", "about", "lang", "route", "takes_teams"):
            table.alter_column(name, server_default=None)
        table.create_check_constraint(
            op.f("ck_meeting_capacity_is_for_somebody"), "capacity IS NULL OR capacity > 0"
        )
        table.create_check_constraint(
            op.f("ck_meeting_meeting_in_our_languages"), "lang IN ('nl', 'en')"
        )
        table.create_check_constraint(
            op.f("ck_meeting_answers_come_before_the_day"),
            "respond_by IS NULL OR respond_by <= local_date",
        )
    _invitations()
    _attendance()


def _invitations() -> None:
    with op.batch_alter_table("invitation") as table:
        table.add_column(
            sa.Column(
                "way",
                sa.Enum(
                    "on_site",
                    "online",
                    name="way",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=True,
            )
        )
        table.add_column(sa.Column("replied_at", UtcDateTime(), nullable=True))


def _attendance() -> None:
    flags = ("by_deputy", "came_late", "left_early")
    with op.batch_alter_table("attendance") as table:
        for flag in flags:
            table.add_column(
                sa.Column(flag, sa.Boolean(), nullable=False, server_default=sa.false())
            )
    with op.batch_alter_table("attendance") as table:
        for flag in flags:
            table.alter_column(flag, server_default=None)
        table.create_check_constraint(
            op.f("ck_attendance_only_who_was_there_came_late_or_left"),
            "presence IN ('on_site', 'online') OR NOT (by_deputy OR came_late OR left_early)",
        )


def downgrade() -> None:
    with op.batch_alter_table("attendance") as table:
        table.drop_constraint(
            op.f("ck_attendance_only_who_was_there_came_late_or_left"), type_="check"
        )
        for flag in ("by_deputy", "came_late", "left_early"):
            table.drop_column(flag)
    with op.batch_alter_table("invitation") as table:
        table.drop_constraint(op.f("ck_invitation_way"), type_="check")
        table.drop_column("replied_at")
        table.drop_column("way")
    with op.batch_alter_table("meeting") as table:
        for name in (
            "capacity_is_for_somebody",
            "meeting_in_our_languages",
            "answers_come_before_the_day",
        ):
            table.drop_constraint(op.f(f"ck_meeting_{name}"), type_="check")
        for name in ("title", "about", "lang", "route", "capacity", "takes_teams", "respond_by"):
            table.drop_column(name)
