"""Addresses, cookies and hosts that nobody should send: answered, and written nowhere."""

from __future__ import annotations

import pytest

from tests.answers import wrong_headers
from tests.world import World

PATHS = (
    *(
        "/%00",
        "/%ff%fe",
        "/%ed%a0%80",
        "/campagnes/%2e%2e/%2e%2e",
        "/en//example.com",
        "/en/en/",
    ),
    *(
        "/.git/config",
        "/campagnes/x/cosigner/",
        "/" + "a" * 9000,
        "/%0d%0aSet-Cookie:x=1",
        "/equipe%2f..%2f",
        "/EQUIPE",
    ),
)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:30])
def test_no_address_breaks_anything(world: World, path: str) -> None:
    for visitor in ("anonymous", "chapter_a"):
        answer = world.visitor(visitor).get(path)
        assert answer.status_code in (308, 404), answer.status
        assert not answer.headers.get("Location", "/").startswith("//")
        assert "x=1" not in str(answer.headers.getlist("Set-Cookie"))
        assert wrong_headers(answer, None) == []


COOKIES = ("session=", "session=a.b.c", "session=" + "A" * 4000, "session=%00; session=é", "=;=;")


@pytest.mark.parametrize("cookie", COOKIES, ids=lambda cookie: cookie[:20])
def test_any_cookie_is_answered(world: World, cookie: str) -> None:
    for path, status in (("/", 200), ("/equipe", 303), ("/equipe/connexion", 200)):
        stranger = world.app.test_client(use_cookies=False)
        assert stranger.get(path, environ_overrides={"HTTP_COOKIE": cookie}).status_code == status


@pytest.mark.parametrize("host", ["example.com", "localhost:80@example.com", "[::1", "a" * 300, "exa\x7fmple.com"])
def test_a_forged_host_is_written_nowhere(world: World, host: str) -> None:
    for path in ("/", f"/campagnes/{world.open}", f"/campagnes/{world.open}/cosigner", "/equipe", "/equipe/connexion"):
        answer = world.app.test_client().get(path, headers={"Host": host, "X-Forwarded-Host": "example.net"})
        assert answer.status_code in (200, 303, 400), path
        shown = answer.text.replace("@example.com", "") + str(answer.headers)
        assert host not in shown, path
        assert "example.net" not in shown, path
