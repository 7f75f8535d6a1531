"""The load chart: how much of each shared resource is used, on the board's time axis."""

from labapp.ui.widgets.load_chart.following import Following
from labapp.ui.widgets.load_chart.rows import Load
from labapp.ui.widgets.load_chart.scale import TimeScale, TimeView
from labapp.ui.widgets.load_chart.view import LoadChart

__all__ = ["Following", "Load", "LoadChart", "TimeScale", "TimeView"]
