"""The production server: `python -m config.serve` serves the site until it is told to stop."""

import resource
from urllib.parse import urlsplit

import uvicorn

from config.environment import ROOT, env, env_bool
from config.log.lines import logging_config
from config.metrics import begin

LOCAL_NAMES = {"localhost", "127.0.0.1"}


def port() -> int:
    """Return the port to listen on."""
    # Where the server listens.
    return int(env("PORT", "8000"))


def address() -> str:
    """Return the address to type into a browser."""
    site = env("SITE_URL").rstrip("/")
    name = urlsplit(site).hostname
    return f"http://{name}:{port()}" if name in LOCAL_NAMES else site


def allow_many_connections() -> None:
    """Let each worker hold as many connections as this system permits: every screen that listens is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def main() -> None:
    allow_many_connections()
    if env("METRICS_TOKEN", ""):
        begin(ROOT / "var" / "metrics" / str(port()))
    # Whether a proxy of one's own stands in front: its word on who asked, and by which scheme, is then believed.
    behind_proxy = env_bool("BEHIND_PROXY", default=False)
    uvicorn.run(
        "config.asgi:application",
        # The address that it listens on.
        host=env("HOST", "127.0.0.1"),
        port=port(),
        # How many processes answer.
        workers=int(env("WEB_WORKERS", "2")),
        lifespan="off",
        ws="none",
        access_log=False,
        # The same lines as Django's: an error of the server's may name an address too.
        log_config=logging_config(format=env("LOG_FORMAT", "line"), level=env("LOG_LEVEL", "INFO")),
        server_header=False,
        # What is believed is in the request's scheme and address: Django itself looks at no header for them.
        proxy_headers=behind_proxy,
        # The addresses of those proxies, with commas between.
        forwarded_allow_ips=env("PROXY_ADDRESSES", "127.0.0.1") if behind_proxy else None,
        # Longer than a screen's pause between two questions, and than a proxy keeps its own end open.
        timeout_keep_alive=75,
        # Streams don't end by themselves, so stopping doesn't wait for them longer than this.
        timeout_graceful_shutdown=5,
        # A worker that loads an edition on a slow machine is busy, not dead.
        timeout_worker_healthcheck=30,
    )


if __name__ == "__main__":
    main()
