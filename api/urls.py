from typing import Any, cast

from django.contrib.auth.decorators import login_not_required

from api.endpoints import api

app_name = "api"
urlpatterns = cast(list[Any], api.urls[0])
# A token says who asks, not a session; without one the API answers 401 rather than a page to sign in.
for pattern in urlpatterns:
    login_not_required(pattern.callback)
