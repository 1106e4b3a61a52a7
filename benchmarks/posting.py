"""Deliveries: one worker, against the floor of `benchmarks.deliveries` and against smtplib alone."""

from __future__ import annotations

import smtplib
import time
from dataclasses import replace
from statistics import median

from benchmarks import deliveries
from benchmarks.measuring import Line, Size, Target
from benchmarks.processes import Neighbours
from benchmarks.sink import FastSink
from benchmarks.stage import POSTGRESQL, SQLITE, Stage
from config import Config

LEAST = {SQLITE: 300, POSTGRESQL: 250}  # mails a second
LETTER = (
    b"From: campagne@campagnes.example.com\r\nTo: elue@example.org\r\nSubject: Financement\r\n"
    b"Message-ID: <%d@campagnes.example.com>\r\n\r\n" + b"Les organismes communautaires demandent.\r\n" * 150
)


def posting(stage: Stage, size: Size) -> list[Line]:
    """Mails a second of one worker, each claimed, marked and noted in durable commits."""
    settings = stage.settings(stage.migrated("deliveries"), size.workers)
    config = replace(Config.from_env(settings), LOG_LEVEL="WARNING")
    noise = Neighbours()
    raw = median(_raw(stage.sink, size.mails) for _ in range(size.rounds))
    found = deliveries.measure(config, mails=size.mails, rounds=min(3, size.rounds))
    product, floor = found["product_per_s"], found["floor_per_s"]
    line = Line("deliveries, one worker", stage.engine, "a second", product, floor, found["ratio"], [found["ratio"]])
    least = LEAST[stage.engine]
    line.targets = [Target("ratio ≥ 0.6", found["ratio"] >= 0.6), Target(f"≥ {least} a second", product >= least)]
    if not line.reached:
        line.profile = deliveries.profile(config, size.profiled)
    line.note = "ceiling: a floor that builds the same mails and makes the same durable commits"
    letters = Line("letters to officials, one worker", stage.engine, "a second", found["letters_per_s"], floor)
    letters.note = "for information: each is written down by itself, in two durable commits; the same floor, with one"
    alone = Line("deliveries against smtplib alone", stage.engine, "a second", product, raw, product / raw)
    alone.note = "for information; ceiling: ready bytes on one connection into the same sink, no database at all"
    line.other_cores = letters.other_cores = alone.other_cores = noise.cores()
    return [line, letters, alone]


def _raw(sink: FastSink, mails: int) -> float:
    with smtplib.SMTP(sink.host, sink.port, "localhost", timeout=30) as line:
        line.ehlo()
        began = time.perf_counter()
        for number in range(mails):
            line.sendmail("retours@campagnes.example.com", ["elue@example.org"], LETTER % number)
        return mails / (time.perf_counter() - began)
