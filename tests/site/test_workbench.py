"""The front page of the workbench."""

import pytest

from codes.models import CONTENT_MODELS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_models_stand_in_the_order_of_their_use(admin_client, prefix):
    page = admin_client.get(f"{prefix}/admin/").text
    places = [page.index(f'href="{prefix}/admin/codes/{model._meta.model_name}/"') for model in CONTENT_MODELS]
    assert places == sorted(places)
    assert page.index(f'href="{prefix}/admin/auth/user/"') > places[-1]
