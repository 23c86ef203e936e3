"""Programmes, blueprints, calendars, delivery partners, cohorts, their groups and who teaches them."""

from cohorts.models.blueprints import Blueprint, Component
from cohorts.models.calendars import CalendarPeriod, SchoolCalendar
from cohorts.models.cohorts import Cohort
from cohorts.models.groups import Group
from cohorts.models.milestones import Milestone
from cohorts.models.partners import DeliveryPartner, LeadProvider, PartnerManager
from cohorts.models.programmes import ContentArea, Programme
from cohorts.models.team import FacilitatorAssignment

__all__ = [
    "Blueprint",
    "CalendarPeriod",
    "Cohort",
    "Component",
    "ContentArea",
    "DeliveryPartner",
    "FacilitatorAssignment",
    "Group",
    "LeadProvider",
    "Milestone",
    "PartnerManager",
    "Programme",
    "SchoolCalendar",
]
