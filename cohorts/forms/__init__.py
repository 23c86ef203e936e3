"""What a manager types about cohorts and partners."""

from cohorts.forms.intakes import CohortForm
from cohorts.forms.partners import ManagerForm, PartnerForm
from cohorts.forms.team import FacilitatorForm, LastDayForm

__all__ = ["CohortForm", "FacilitatorForm", "LastDayForm", "ManagerForm", "PartnerForm"]
