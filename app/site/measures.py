"""What Prometheus reads: read from the database when it asks, so that any number of processes tell the same."""

from __future__ import annotations

import hmac
from collections.abc import Iterator

from flask import current_app
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from app.core.clock import now
from app.deliveries import service as deliveries
from app.deliveries.models import State

LOOPBACK = ("127.0.0.1", "::1")
MEDIA_TYPE = CONTENT_TYPE_LATEST


class _Mail(Collector):
    """The figures of the mail, and what should be running."""

    def __init__(self, parts: dict[str, bool]) -> None:
        self.parts = parts

    def collect(self) -> Iterator[Metric]:
        """Each with its help; ages only when there is something to be old."""
        up = GaugeMetricFamily("portevoix_up", "1 when that part answers and is on time.", labels=["part"])
        for part, is_well in self.parts.items():
            up.add_metric([part], float(is_well))
        yield up
        if not self.parts["database"]:
            return
        status = deliveries.status()
        mails = GaugeMetricFamily("portevoix_deliveries", "Deliveries by state (closed list).", labels=["state"])
        for state in State:
            mails.add_metric([state.value], float(status[state.value] or 0))
        yield mails
        yield GaugeMetricFamily(
            "portevoix_oldest_queued_seconds", "Age of the oldest queued mail.",
            value=float(status["oldest_queued_seconds"] or 0),
        )  # fmt: skip
        swept_at = deliveries.last_sweep()
        if swept_at is not None:
            age = (now() - swept_at).total_seconds()
            yield GaugeMetricFamily("portevoix_sweep_age_seconds", "Since the sweeper's last round.", value=age)
        yield GaugeMetricFamily(
            "portevoix_refusing_domains", "Domains that refuse us, and the relay when it is away.",
            value=float(len(deliveries.troubles())),
        )  # fmt: skip
        yield GaugeMetricFamily(
            "portevoix_sending_stops", "Stops in force: everything, campaigns, officials, addresses.",
            value=float(len(deliveries.stopped())),
        )  # fmt: skip


def exposition(parts: dict[str, bool]) -> bytes:
    """The measures in the text format of Prometheus."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Mail(parts))
    return generate_latest(registry)


def may_be_read(authorization: str, address: str | None, *, is_forwarded: bool) -> bool:
    """By whoever has the token. Without one, by nobody: a proxy that forgets its headers makes all addresses ours.

    The demonstration asks for none of this very machine, and never through a proxy.
    """
    token = current_app.config["METRICS_TOKEN"]
    if token is not None:
        return hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode())
    return current_app.config["DEMONSTRATION"] and not is_forwarded and address in LOOPBACK
