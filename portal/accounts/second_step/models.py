"""What proves who somebody is beside a password, and what is begun at the door and soon over."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.db import Model, refuse_when

LONGEST_NAME = 60


class AuthenticatorApp(Model):
    """The app of an account that makes codes: the secret that both share, sealed."""

    __tablename__ = "authenticator_app"
    __table_args__ = (CheckConstraint("secret LIKE 'gAAAA%'", name="app_secret_sealed"),)

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    secret: Mapped[str]
    made_on: Mapped[date]


class RecoveryCode(Model):
    """A code on paper that replaces the app once; only its hash is kept, and it goes when used."""

    __tablename__ = "recovery_code"
    __table_args__ = (CheckConstraint("length(code_hash) = 64", name="recovery_code_hashed"),)

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    code_hash: Mapped[str] = mapped_column(primary_key=True)
    made_on: Mapped[date]


class Passkey(Model):
    """A key pair on somebody's device: its public half, and the name that the owner gave it.

    ``user_handle`` is what the device knows the account by: random, one for all its passkeys.
    """

    __tablename__ = "passkey"
    __table_args__ = (
        UniqueConstraint("credential_id", name="one_passkey_per_credential"),
        CheckConstraint("length(credential_id) BETWEEN 1 AND 1023", name="credential_id_in_bounds"),
        CheckConstraint("length(user_handle) = 32", name="user_handle_is_256_bits"),
        CheckConstraint(
            f"name <> '' AND length(name) <= {LONGEST_NAME}", name="passkey_has_a_short_name"
        ),
        CheckConstraint("sign_count >= 0", name="passkey_counts_up"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    credential_id: Mapped[bytes]
    public_key: Mapped[bytes]
    user_handle: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(BigInteger)
    transports: Mapped[str]
    name: Mapped[str]
    made_on: Mapped[date]

    account: Mapped[User] = relationship(lazy="raise_on_sql")


refuse_when(
    "passkeys_of_an_account_share_its_handle",
    "passkey",
    ["INSERT", "UPDATE"],
    "EXISTS (SELECT 1 FROM passkey AS other WHERE "
    "(other.account_id = NEW.account_id) <> (other.user_handle = NEW.user_handle))",
)


class Purpose(StrEnum):
    """What was begun at the door."""

    SIGN_IN = "sign_in"  # the password was right, the second step is to come
    APP = "app"  # an app is being added
    PASSKEY = "passkey"  # a passkey is being added
    PROOF = "proof"  # a passkey is asked for by an account that is known
    ALONE = "alone"  # a passkey is asked for, whoever it is


class Begun(Model):
    """Something begun by one browser, which alone holds the key; it works once, for minutes."""

    __tablename__ = "begun"
    __table_args__ = (
        UniqueConstraint("key_hash", name="one_begun_per_key"),
        CheckConstraint("length(key_hash) = 64", name="begun_key_hashed"),
        CheckConstraint(
            "(account_id IS NULL) = (purpose = 'alone')", name="only_a_passkey_alone_is_nobodys"
        ),
        CheckConstraint(
            "(secret IS NOT NULL) = (purpose = 'app') AND (secret IS NULL OR secret LIKE 'gAAAA%')",
            name="begun_app_has_a_sealed_secret",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose]
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    key_hash: Mapped[str]
    secret: Mapped[str | None]
    expires_at: Mapped[datetime]


class UsedCode(Model):
    """A code of an app that was taken and may not come again: a keyed hash, forgotten in minutes.

    A count kept beside the secret would tell to the half minute when somebody last signed in.
    """

    __tablename__ = "used_code"
    __table_args__ = (CheckConstraint("length(code_hash) = 64", name="used_code_hashed"),)

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    forget_at: Mapped[datetime]
