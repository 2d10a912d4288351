"""Every row of rows.txt has a test, and every test names rows that exist"""

from support.rows import listed_rows, rows_with_tests


def test_every_row_has_a_test():
    missing = [" ".join(row) for row in listed_rows() if row not in rows_with_tests()]
    assert not missing, f"no test is marked with: {missing}"


def test_every_marker_names_a_row():
    unknown = {" ".join(row): tests for row, tests in rows_with_tests().items() if row not in listed_rows()}
    assert not unknown
