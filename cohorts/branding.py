"""A delivery partner's colours, as a stylesheet."""

from cohorts.models import DeliveryPartner


def stylesheet(partner: DeliveryPartner) -> str:
    """The brand's colours as a small stylesheet; without colours, the portal's own stay."""
    if not partner.colour:
        return ""
    dark = partner.colour_dark or partner.colour
    return (
        f":root{{--brand:light-dark({partner.colour},{dark});"
        f"--brand-strong:light-dark(color-mix(in oklab,{partner.colour} 80%,black),"
        f"color-mix(in oklab,{dark} 80%,white));"
        f"--brand-tint:light-dark(color-mix(in oklab,{partner.colour} 8%,white),"
        f"color-mix(in oklab,{dark} 22%,black))}}\n"
    )
