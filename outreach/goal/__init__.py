"""The promise and how far it is kept: plans, goals, reports of classes held, and the count."""

from outreach.goal.balance import Agreement, agreement
from outreach.goal.breakdown import BY, Places, Share, breakdown, places
from outreach.goal.correcting import confirm_correction, correct, drop_correction, to_correct
from outreach.goal.forecast import Forecast, Month, forecast, months
from outreach.goal.naming import count_course
from outreach.goal.outcomes import confirm, report, report_of, send_back, to_confirm, to_report
from outreach.goal.progress import Counted, GoalProgress, YearCount, progress
from outreach.goal.rows import Confirmation, Goal, GoalCourse, Plan, Report

__all__ = [
    "BY",
    "Agreement",
    "Confirmation",
    "Counted",
    "Forecast",
    "Goal",
    "GoalCourse",
    "GoalProgress",
    "Month",
    "Places",
    "Plan",
    "Report",
    "Share",
    "YearCount",
    "agreement",
    "breakdown",
    "confirm",
    "confirm_correction",
    "correct",
    "count_course",
    "drop_correction",
    "forecast",
    "months",
    "places",
    "progress",
    "report",
    "report_of",
    "send_back",
    "to_confirm",
    "to_correct",
    "to_report",
]
