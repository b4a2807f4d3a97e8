"""The year of a quota: map, lines of use, table, workbook."""
