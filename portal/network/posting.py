"""Give a post from its form: to somebody found by address, or to a new person."""

from portal.network import rules, steps
from portal.network.forms.posts import GivePostForm
from portal.network.models import Organisation, Person, Post, Team, folded
from portal.network.services.people import add_person, find_person
from portal.network.services.posts import give_post
from portal.policy.decide import Actor, extent
from portal.policy.table import P, Role
from portal.rules import N_, RuleBroken


def give(actor: Actor, form: GivePostForm, place: Organisation | Team | None) -> Post:
    """Give the post that was filled in; refuse a role that the actor does not keep there."""
    role = Role(form.role.data)
    rules.check_may_keep(role, steps.roles_held_at(actor, steps.organisation_of(place)))
    person = _person(actor, form)
    return give_post(person, role, place=place, period=form.period, by=actor.person_id)


def _person(actor: Actor, form: GivePostForm) -> Person:
    """Find who is meant; only who sees the whole network finds somebody by address alone."""
    name, email = form.name.data or "", form.email.data or None
    known = find_person(email)
    if known is None:
        return add_person(name, email, by=actor.person_id)
    sees_all = extent(actor, P.POST_KEEP).network
    if name and folded(name) == folded(known.name):
        return known
    if not sees_all or name:
        raise RuleBroken(N_("Under this address somebody with another name is registered."))
    return known
