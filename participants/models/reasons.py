"""Why people stop: the DfE's codes, kept literally (domain/npq.md, section 4.2), each in words."""

DEFERRAL_REASONS = {
    "bereavement": "Bereavement",
    "long-term-sickness": "Long-term sickness",
    "parental-leave": "Parental leave",
    "career-break": "Career break",
    "other": "Another reason",
}
WITHDRAWAL_REASONS = {
    "insufficient-capacity-to-undertake-programme": "Not enough capacity to undertake the programme",
    "personal-reason-health-or-pregnancy-related": "Personal: health or pregnancy",
    "personal-reason-moving-school": "Personal: moving school",
    "personal-reason-other": "Personal: another reason",
    "insufficient-capacity": "Not enough capacity",
    "change-in-developmental-or-personal-priorities": "Change in developmental or personal priorities",
    "change-in-school-circumstances": "Change in the school’s circumstances",
    "change-in-school-leadership": "Change in the school’s leadership",
    # The full stop at the end is part of the DfE's code.
    "quality-of-programme-structure-not-suitable.": "Quality: the programme’s structure is not suitable",
    "quality-of-programme-content-not-suitable": "Quality: the programme’s content is not suitable",
    "quality-of-programme-facilitation-not-effective": "Quality: the facilitation is not effective",
    "quality-of-programme-accessibility": "Quality: the programme is not accessible",
    "quality-of-programme-other": "Quality: another reason",
    "programme-not-appropriate-for-role-and-cpd-needs": "The programme does not suit their role and needs",
    "started-in-error": "Started in error",
    "expected-commitment-unclear": "The expected commitment was unclear",
    "assessment-requirements-not-met": "The requirements of the assessment were not met",
    "change-in-career": "Change in career",
    "disengaged-and-unresponsive": "Disengaged and unresponsive",
    "non-payment-of-invoice": "The invoice was not paid",
    "other": "Another reason",
}


def reason_in_words(code: str) -> str:
    """What a code means; a code we do not know speaks for itself."""
    return WITHDRAWAL_REASONS.get(code) or DEFERRAL_REASONS.get(code) or code
