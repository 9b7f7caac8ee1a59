"""Totals: whole numbers of öre that are sums of amounts, and so may be larger than any single one."""

from typing import Annotated

from pydantic import Field

TotalOre = Annotated[int, Field(ge=0, le=2**53, description="Summa i öre (heltal). / A sum in öre.", examples=[394000])]
