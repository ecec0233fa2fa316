"""What is nobody else's: which addresses are the workbench's, and what no proxy may keep."""

import pytest
from django.http import HttpResponse, JsonResponse

from codes.private import is_workbench, unkept


@pytest.mark.parametrize(
    ("path", "is_ours"),
    [
        ("/admin/", True),
        ("/admin", True),
        ("/ar/admin/codes/replycode/?q=550", True),
        ("/zh-hans/admin/nothing-here/", True),
        ("/", False),
        ("/ar/", False),
        ("/administrators/", False),
        ("/550/admin/", False),
        ("/search/?q=/admin/", False),
        ("/ar/causes/admin/", False),
    ],
)
def test_an_address_of_the_workbench_is_told_without_a_page_there(rf, path, is_ours):
    assert is_workbench(rf.get(path)) is is_ours


def test_an_answer_that_is_unkept_says_so_and_stays_itself():
    for response in (HttpResponse("550"), JsonResponse({}, headers={"Cache-Control": "public", "Allow": "POST"})):
        headers = {**response.headers, "Cache-Control": "no-store, no-transform"}
        assert unkept(response) is response
        assert dict(response.headers) == headers
