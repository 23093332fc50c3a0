"""The names of acts and objects in the trail, and the way to the names of people."""

from collections.abc import Callable, Collection, Mapping
from typing import Final

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l

Names = Callable[[Collection[int]], Mapping[int, str]]

# Every key that a room records; a test finds the ones that are missing here.
EVENTS: Final = {
    "answers_taken": _l("took answers along for research"),
    "adviser_kept": _l("kept an adviser of an organisation"),
    "adviser_removed": _l("removed an adviser of an organisation"),
    "account_closed": _l("closed an account"),
    "account_invited": _l("invited to the portal"),
    "account_reopened": _l("opened an account again"),
    "action_agreed": _l("agreed on an action"),
    "address_asked": _l("asked for another address"),
    "address_changed": _l("moved to another address"),
    "administrator_created": _l("made an administrator"),
    "agenda_saved": _l("saved the agenda"),
    "attendance_marked": _l("marked attendance"),
    "call_back_done": _l("noted that somebody was called back"),
    "call_backs_seen": _l("looked at who asked for a call"),
    "calendar_made": _l("made an address of their calendar"),
    "calendar_revoked": _l("stopped their calendar"),
    "culture_closed": _l("closed a measurement of culture"),
    "culture_codes_printed": _l("printed codes for a measurement of culture"),
    "culture_headcounts_told": _l("said how many people work in teams"),
    "culture_opened": _l("opened a measurement of culture"),
    "culture_planned": _l("planned a measurement of culture"),
    "culture_released": _l("released the results of a measurement of culture"),
    "culture_staff_informed": _l("noted when staff was informed of a measurement"),
    "decision_kept": _l("kept a decision of a meeting"),
    "attestation_made": _l("made an attestation of attendance"),
    "check_in_code_made": _l("made a code to check in"),
    "draft_accepted": _l("accepted a proposal for a lesson kit"),
    "draft_declined": _l("declined a proposal for a lesson kit"),
    "draft_file_added": _l("added a file to a lesson kit in the making"),
    "draft_file_changed": _l("changed a file of a lesson kit in the making"),
    "draft_file_removed": _l("removed a file of a lesson kit in the making"),
    "draft_files_replaced": _l("replaced the files of a lesson kit in the making"),
    "draft_proposed": _l("proposed a lesson kit"),
    "draft_put_in": _l("put a lesson kit in as a pilot"),
    "draft_withdrawn": _l("withdrew a lesson kit in the making"),
    "evaluation_closed": _l("closed the evaluation"),
    "evaluation_codes_made": _l("made codes for the evaluation"),
    "evaluation_opened": _l("opened the evaluation"),
    "exemption_added": _l("allowed an exemption"),
    "exemption_corrected": _l("corrected an exemption"),
    "answers_coded": _l("coded open answers of a process evaluation"),
    "feedback_answered": _l("answered feedback"),
    "finding_changed": _l("changed the words of feedback"),
    "finding_moved": _l("took a step with feedback"),
    "finding_published": _l("showed to the public what was done with feedback"),
    "finding_taken_back": _l("showed to participants alone again what was done with feedback"),
    "finding_told": _l("noted feedback to act on"),
    "trial_round_called_off": _l("called off a trial round of a questionnaire"),
    "trial_round_closed": _l("closed a trial round of a questionnaire"),
    "trial_round_opened": _l("opened a trial round of a questionnaire"),
    "trial_round_planned": _l("planned a trial round of a questionnaire"),
    "trial_round_taken": _l("took the answers of a trial round along"),
    "guest_added": _l("added a guest to a meeting"),
    "guest_removed": _l("took a guest off the list of a meeting"),
    "hand_over_cancelled": _l("cancelled a planned hand-over"),
    "hand_over_moved": _l("moved a hand-over to another day"),
    "hand_over_planned": _l("planned a hand-over of an ambassador"),
    "help_answered": _l("answered a team that wants help"),
    "help_shared": _l("let the network see what help a team wants"),
    "help_withdrawn": _l("took back what help a team wants"),
    "instrument_draft_begun": _l("began a draft of a questionnaire"),
    "instrument_draft_changed": _l("changed a draft of a questionnaire"),
    "instrument_draft_deleted": _l("deleted a draft of a questionnaire"),
    "instrument_published": _l("published a version of a questionnaire"),
    "kit_published": _l("published a lesson kit"),
    "feedback_on_kit_answered": _l("answered feedback on a lesson kit"),
    "feedback_on_kit_sent": _l("sent feedback on a lesson kit"),
    "kit_announced": _l("told the network of a lesson kit"),
    "kit_approved": _l("approved a lesson kit"),
    "kit_checked": _l("ticked off what must be true of a lesson kit"),
    "kit_left_unannounced": _l("left out the announcement of a lesson kit"),
    "kit_pilot_begun": _l("began the pilot of a lesson kit"),
    "kit_released": _l("published an approved lesson kit"),
    "kit_reviewed": _l("looked once more at a lesson kit"),
    "kit_withdrawn": _l("withdrew a lesson kit"),
    "next_kit_accepted": _l("took the next lesson kit for a team"),
    "next_kit_declined": _l("did not take the next lesson kit for a team"),
    "next_kit_undone": _l("took back an answer about the next lesson kit"),
    "pilot_asked": _l("asked a team to test a lesson kit"),
    "pilot_offered": _l("offered to test a lesson kit"),
    "pilot_settled": _l("answered an offer to test a lesson kit"),
    "pilot_stopped": _l("stopped testing a lesson kit"),
    "material_added": _l("added a link or file to a meeting"),
    "material_put_back": _l("put a link or file of a meeting back"),
    "material_removed": _l("took a link or file of a meeting away"),
    "mail_sent_again": _l("sent a mail again"),
    "meeting_cancelled": _l("cancelled a meeting"),
    "meeting_changed": _l("changed the plan of a meeting"),
    "meeting_held": _l("noted that a meeting was held"),
    "meeting_invitation_withdrawn": _l("took somebody off the list of a meeting"),
    "meeting_invited": _l("invited to a meeting"),
    "meeting_message_sent": _l("wrote to who is invited to a meeting"),
    "meeting_moved": _l("moved a meeting"),
    "meeting_planned": _l("planned a meeting"),
    "minutes_approved": _l("approved minutes"),
    "minutes_locked": _l("locked minutes"),
    "minutes_saved": _l("saved minutes"),
    "need_answered": _l("answered a need"),
    "need_being_made": _l("noted that a kit is being made for a need"),
    "need_changed": _l("changed the words of a need"),
    "need_merged": _l("merged a need with another one"),
    "need_parted": _l("took the merger of two needs back"),
    "need_reopened": _l("opened a need again"),
    "need_shared": _l("noted that a team shares a need"),
    "need_taken_back": _l("took back that a team shares a need"),
    "need_told": _l("told what is missing"),
    "organisation_account_linked": _l("linked a work account"),
    "organisation_account_unlinked": _l("took a work account away"),
    "organisation_added": _l("added an organisation"),
    "organisation_changed": _l("changed the facts of an organisation"),
    "password_set": _l("chose a password"),
    "organisation_exported": _l("took everything of an organisation along"),
    "people_exported": _l("took the list of people along"),
    "people_invited": _l("invited people in one step"),
    "person_added": _l("added a person"),
    "person_changed": _l("changed the facts of a person"),
    "person_forgotten": _l("made a person anonymous"),
    "person_merged": _l("joined two rows of one person"),
    "plan_added": _l("added a version of the plan"),
    "poll_asked": _l("asked people which day suits them"),
    "poll_changed": _l("changed a poll for a day"),
    "poll_closed": _l("closed a poll without a day"),
    "poll_picked": _l("picked the day of a poll"),
    "poll_proposed": _l("proposed days in a poll"),
    "post_corrected": _l("corrected the days of a post"),
    "post_ended": _l("ended a post"),
    "post_given": _l("gave a post"),
    "post_taken_back": _l("took back a planned post"),
    "provider_added": _l("added a sign-in provider"),
    "provider_changed": _l("changed a sign-in provider"),
    "provider_turned_off": _l("turned a sign-in provider off"),
    "provider_turned_on": _l("turned a sign-in provider on"),
    "recovery_code_used": _l("used a recovery code"),
    "recovery_codes_made": _l("made recovery codes"),
    "roster_exported": _l("took the roster along as a file"),
    "roster_imported": _l("brought in the roster from a file"),
    "second_step_added": _l("added a second step"),
    "second_step_removed": _l("removed a second step"),
    "second_step_reset": _l("reset a second step"),
    "status_changed": _l("changed the status of an organisation"),
    "status_corrected": _l("corrected a status"),
    "status_removed": _l("took back a status"),
    "support_corrected": _l("put a moment of support right"),
    "support_logged": _l("noted a moment of support"),
    "task_finished": _l("noted that a task is done"),
    "task_reopened": _l("opened a task again"),
    "team_added": _l("added a team"),
    "team_changed": _l("changed the facts of a team"),
    "team_code_made": _l("made a code for a team"),
    "team_corrected": _l("corrected the days of a team"),
    "team_counted": _l("let a team that followed along count"),
    "team_ended": _l("ended a team"),
    "team_registered": _l("registered a team for a meeting"),
    "team_replaced": _l("replaced a team"),
    "team_withdrawn": _l("took a team off the list of a meeting"),
    "use_hidden": _l("took back the words about a used lesson kit"),
    "use_put_back": _l("put back a use of a lesson kit"),
    "use_shared": _l("let other teams read the words about a used lesson kit"),
    "use_taken_back": _l("took back a use of a lesson kit"),
    "wave_added": _l("added a wave"),
    "validation_kept": _l("kept a step of the validation"),
    "wave_changed": _l("moved the start of a wave"),
}
OBJECTS: Final = {
    "campaign": _l("round of a questionnaire"),
    "attestation": _l("attestation of attendance"),
    "adviser": _l("adviser"),
    "call_back": _l("call back"),
    "finding": _l("feedback"),
    "instrument_draft": _l("draft of a questionnaire"),
    "instrument_version": _l("version of a questionnaire"),
    "invitation_round": _l("invitations in one step"),
    "kit": _l("lesson kit"),
    "kit_draft": _l("lesson kit in the making"),
    "mail": _l("mail"),
    "measurement": _l("measurement of culture"),
    "meeting": _l("meeting"),
    "need": _l("need"),
    "organisation": _l("organisation"),
    "people": _l("list of people"),
    "person": _l("person"),
    "plan": _l("plan"),
    "poll": _l("poll for a day"),
    "post": _l("post"),
    "provider": _l("sign-in provider"),
    "roster": _l("roster"),
    "support_moment": _l("moment of support"),
    "task": _l("task"),
    "team": _l("team"),
    "wave": _l("wave"),
}


def event_name(event: str) -> str:
    """Return the name of an act; the key of one that is no longer recorded, written apart."""
    return str(EVENTS.get(event) or event.replace("_", " "))


def object_name(kind: str) -> str:
    """Return the name of a kind of object; the key of an old one, written apart."""
    return str(OBJECTS.get(kind) or kind.replace("_", " "))


def name_people(app: Flask, names: Names) -> None:
    """Let the page of the trail call people by name; ``names`` answers for many ids at once."""
    app.extensions["audit_people"] = names


def people_names(ids: Collection[int]) -> Mapping[int, str]:
    """Return the names of these people, as far as the rooms above give them."""
    names: Names = current_app.extensions["audit_people"]
    return names(ids) if ids else {}


def _nobody(_ids: Collection[int]) -> Mapping[int, str]:
    return {}


def init_app(app: Flask) -> None:
    """Start without names of people, before a room above gives them."""
    app.extensions["audit_people"] = _nobody
    app.jinja_env.filters.update(event_name=event_name, object_name=object_name)
