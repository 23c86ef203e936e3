"""The eighteen months of a cohort as positions for a drawing, and the same facts in sections for a table.

Rows in, positions out; the templates ``jinja2/dashboards/timeline.svg.html`` and ``dashboards/timeline_table.html`` only write
them down. Lengths are units of the drawing, which the page scales to its width.
"""

from npq_portal.dashboards.timeline.drawing import Drawing, draw
from npq_portal.dashboards.timeline.items import Lane, Period, Shape, TimelineItem

__all__ = ["Drawing", "Lane", "Period", "Shape", "TimelineItem", "draw"]
