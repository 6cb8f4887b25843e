"""What the company itself shows: people, training, reviews, exercises, sources, memberships."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from medward.gaps.queries.device import product_of
from medward.gaps.tally import Tally
from medward.governance.programme import (
    Exercise,
    IntelligenceSource,
    ManagementReview,
    Membership,
    PeriodicAssessment,
    Sharing,
)
from medward.governance.records import Organisation, OrganisationRole, Person
from medward.governance.training import TrainingRecord, Trainings
from medward.kernel.lifecycle import Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from medward.checks.case import Case
    from medward.gaps.shown import Shown
    from medward.governance.programme import Action

_NEEDED: Final = (
    Role.SECURITY,
    Role.DEVELOPMENT,
    Role.TEST,
    Role.REGULATORY,
    Role.QUALITY,
    Role.MEDICAL,
    Role.POSTMARKET,
)
"""Roles that the gates of practice 2.1 need."""
_A_YEAR: Final = timedelta(days=366)


def organisation(case: Case) -> Shown:
    """Show the manufacturer with a contact for security reports."""
    tally = Tally(case)
    product = product_of(case)
    maker = case.records.find(product.manufacturer, Organisation) if product else None
    if maker is None:
        tally.want("Write the organisation record of the manufacturer and name it in the product")
    else:
        tally.current(maker)
        if OrganisationRole.MANUFACTURER not in maker.roles:
            tally.lack("Add the role manufacturer to {}", maker)
        if not maker.contacts:
            tally.lack("Enter a contact for security reports in contacts of {}", maker)
    return tally.answer()


def roles(case: Case) -> Shown:
    """Show a person for each role that security work needs."""
    tally = Tally(case)
    people = case.live(Person)
    held = {role for person in people for role in person.roles}
    for person in people:
        if set(person.roles) & set(_NEEDED):
            tally.current(person)
    for role in _NEEDED:
        if role not in held:
            tally.want(f"Name a person with the role {role}", *people[:1])
    return tally.answer()


def training(case: Case) -> Shown:
    """Show what people must know, who needs it, and records that they learned it."""
    tally = Tally(case)
    known = Trainings(case.records)
    for topic in known.topics:
        if tally.current(topic) and not topic.roles and not topic.people:
            tally.lack("Say in roles or people of {} who needs it", topic)
    if not known.topics:
        tally.want("Write training-topic records: what people must know, which roles need it, how often")
    tally.every(case.live(TrainingRecord), "Record who completed which training as training-record")
    return tally.answer()


def training_valid(case: Case) -> Shown:
    """Show that everybody who needs a training has one that counts today."""
    tally = Tally(case)
    known = Trainings(case.records)
    for topic in known.topics:
        lacking = known.untrained(topic, case.today)
        for person, why in lacking:
            tally.lack(f"Train {{}} in {topic.code}: the training {why}", person)
        if not lacking:
            tally.show(topic)
    if not known.topics:
        tally.want("Write training-topic records and record who completed them")
    return tally.answer()


def management_review(case: Case) -> Shown:
    """Show a review by management within a year, or its own interval, and its actions done."""
    tally = Tally(case)
    held = [one for one in case.live(ManagementReview) if one.held_on <= case.today]
    last = max(held, key=lambda one: one.held_on, default=None)
    if last is None:
        tally.want("Hold a management review of the security programme and record it as management-review")
        return tally.answer()
    due = last.next_on or last.held_on + _A_YEAR
    if due < case.today:
        tally.lack(f"Hold the next management review: after {{}} it was due on {due}", last)
    else:
        tally.current(last)
    for one in held:
        _overdue(tally, one.actions, one, case.today)
    return tally.answer()


def exercise(case: Case) -> Shown:
    """Show an exercise of the incident plan within a year, with what was observed and done."""
    tally = Tally(case)
    found = case.live(Exercise)
    held = [one for one in found if one.held_on is not None and one.held_on <= case.today]
    last = max(held, key=lambda one: str(one.held_on), default=None)
    if last is None or last.held_on is None:
        tally.want("Exercise the incident response plan and record it as exercise", *found[:1])
        return tally.answer()
    if case.today - last.held_on > _A_YEAR:
        tally.lack("Exercise the plan again: {} is more than a year ago", last)
    elif not last.observations:
        tally.lack("Record what was observed in {}", last)
    else:
        tally.current(last)
    for one in found:
        _overdue(tally, one.actions, one, case.today)
        if one.is_overdue(case.today):
            tally.lack("Hold {} or plan it anew: its day has passed", one)
    return tally.answer()


def intelligence_source(case: Case) -> Shown:
    """Show the sources of news that are read, each within its interval."""
    tally = Tally(case)
    found = case.live(IntelligenceSource)
    for one in found:
        if one.last_checked_on is None:
            tally.lack("Read {} and enter last_checked_on", one)
        elif one.is_overdue(case.today):
            tally.lack("Read {} again: it was not read for longer than its interval", one)
        else:
            tally.current(one)
    if not found:
        tally.want("List the sources of news on vulnerabilities and threats as intelligence-source records")
    return tally.answer()


def periodic_assessment(case: Case) -> Shown:
    """Show what is assessed again in intervals, done in time."""
    tally = Tally(case)
    found = case.live(PeriodicAssessment)
    for one in found:
        if one.is_overdue(case.today):
            tally.lack(f"Do {{}} and record it: it was due on {one.due_on}", one)
        elif one.last_done_on is None:
            tally.lack(f"Do {{}} for the first time by {one.due_on}", one)
        else:
            tally.current(one)
    if not found:
        tally.want("Record what is assessed again, how and how often, as periodic-assessment records")
    return tally.answer()


def membership(case: Case) -> Shown:
    """Show active membership in an information sharing organisation by the four criteria of FDA 2016, section IX."""
    tally = Tally(case)
    found = case.live(Membership)
    for one in found:
        if not one.is_member_on(case.today):
            tally.lack(
                "Sign the agreement and enter its first day as `since` in {}: it is no membership today", one
            )
            continue
        tally.current(one)
        if not one.policies.strip():
            tally.lack("Say in `policies` of {} where the documented policies of the body are filed", one)
        if not one.process:
            tally.lack("Name in `process` of {} the plan by which shared information is used", one)
        if not any(item.sharing is Sharing.GIVEN for item in one.participation):
            tally.lack("Record in `participation` of {} what you shared", one)
    if not found:
        tally.want(
            "Join an organisation that shares information on device vulnerabilities, and record the membership"
        )
    return tally.answer()


def _overdue(
    tally: Tally, actions: Iterable[Action], record: ManagementReview | Exercise, today: date
) -> None:
    """Say which actions of a record are open after their day."""
    for action in actions:
        if action.is_overdue(today):
            tally.lack(f"Finish the action '{action.what}' of {{}}: it was due on {action.due_on}", record)
