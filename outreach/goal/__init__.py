"""The promise and how far it is kept: plans, goals, reports of classes held, and the count."""

from outreach.goal.naming import count_course
from outreach.goal.outcomes import confirm, report, report_of, send_back, to_confirm, to_report
from outreach.goal.progress import GoalProgress, YearCount, progress
from outreach.goal.rows import Confirmation, Goal, GoalCourse, Plan, Report

__all__ = [
    "Confirmation",
    "Goal",
    "GoalCourse",
    "GoalProgress",
    "Plan",
    "Report",
    "YearCount",
    "confirm",
    "count_course",
    "progress",
    "report",
    "report_of",
    "send_back",
    "to_confirm",
    "to_report",
]
