"""Taking an anonymous answer back with the code that was shown after sending, until the close.

The code has some 79 bits; tries are counted all the same. Whatever is wrong with a code, the answer
is the same.
"""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.accounts import door, limits
from portal.clock import today
from portal.db import transaction
from portal.policy.guard import public
from portal.questionnaires.filling import rules, services
from portal.questionnaires.filling.blueprint import bp
from portal.questionnaires.filling.forms import WithdrawForm
from portal.questionnaires.filling.reading import secret
from portal.rules import RuleBroken


@bp.get("/evaluate/withdraw")
@public
def withdraw() -> ResponseReturnValue:
    """Ask for the code that was shown after sending."""
    return _withdraw_page(WithdrawForm(formdata=None))


@bp.post("/evaluate/withdraw")
@public
def confirm_withdrawal() -> ResponseReturnValue:
    """Say what taking back means, and on the second press erase the answers of this code."""
    form = WithdrawForm()
    if not form.validate():
        return _withdraw_page(form), 400
    if request.form.get("sure") != "yes":
        return _withdraw_page(form, asks=True)
    if _is_withdrawn(form.code.data or ""):
        return render_template("questionnaires/fill/withdrawn.html")
    form.refuse_code()
    return _withdraw_page(form), 400


def _is_withdrawn(code: str) -> bool:
    """Erase what this code belongs to, after counting the try."""
    tries = door.address_key("withdraw-code")
    door.hold_back({tries: rules.WITHDRAWAL_TRIES})
    try:
        with transaction():
            done = services.withdraw(code, secret=secret(), on=today())
            if done:
                limits.forgive_address(tries)
    except RuleBroken:  # closed: for its writer no different from a code that is unknown
        return False
    return done


def _withdraw_page(form: WithdrawForm, *, asks: bool = False) -> str:
    return render_template("questionnaires/fill/withdraw.html", form=form, asks=asks)
