"""Files that come in and go out: CSV, XLSX, iCalendar, the lab as JSON."""
