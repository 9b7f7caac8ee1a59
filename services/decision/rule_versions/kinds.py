"""The kinds of dated rules that decisions rest on."""

from enum import StrEnum


class RuleKind(StrEnum):
    """`norm`: a riksnorm that is not in the release, or that the municipality has seen confirmed. `calculation`: how
    ages and days are counted. `costGuideline`: what is reasonable for one kind of cost. `delegation`: who may grant
    how much."""

    NORM = "norm"
    CALCULATION = "calculation"
    COST_GUIDELINE = "costGuideline"
    DELEGATION = "delegation"
