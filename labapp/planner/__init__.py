"""The planner: fills and repairs a schedule of demos, without a database and without a window.

Times are slots on a timeline of the open days, amounts are the resources' own units. A place, a
presenter and an audience are resources of one unit, kept as sets of free slots in whole numbers;
toolkits, pools and feeds are what is left of them slot by slot.
"""
