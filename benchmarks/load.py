"""A closed-loop load generator in a process of its own: a plan comes in, what was seen goes out, both as JSON.

Each virtual user keeps one connection and does the same thing again and again: send a request, read the whole answer,
look whether it is the right one, send the next. One thread, one selector, no object per request, so that the
generator is not the limit of what is measured. It speaks to this machine only: a plan names a port, never a host.

    from benchmarks.load import fire
    from benchmarks.plan import Plan
    seen = fire(Plan(port=8000, paths=["/campagnes/x"], seconds=4, body=b"…"))
    seen.rate, seen.ms(0.95), seen.errors
"""

from __future__ import annotations

import json
import resource
import selectors
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks.plan import NUMBER, SILENCE_S, Plan, Seen
from benchmarks.processes import own_cpu
from benchmarks.visitor import Visitor

MARK = NUMBER.encode()
ROOT = Path(__file__).resolve().parents[1]


def fire(plan: Plan) -> Seen:
    """Carry out the plan in a process of its own. Raises RuntimeError when it could not even begin."""
    limit = plan.seconds + 2 * SILENCE_S
    command = [sys.executable, "-m", "benchmarks.load"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, cwd=ROOT, **pipes) as process:  # type: ignore[call-overload]
        end = threading.Timer(limit, process.kill)
        end.start()
        process.stdin.write(plan.as_json() + "\n")
        process.stdin.close()
        process.stdout.readline()  # « ready »: the forms are fetched, nothing is fired yet
        before = own_cpu()
        # Not by `communicate`, which forgets what came in one breath with « ready ».
        told, complaint = process.stdout.read(), process.stderr.read()
        end.cancel()
    if process.returncode:
        raise RuntimeError(f"the load generator failed:\n{complaint[-2000:]}")
    seen = Seen(**json.loads(told))
    return replace(seen, cost_s=max(0.0, own_cpu() - before - seen.cpu_s))


class Crowd:
    """All users, until the time is up or enough was asked."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.paths = [path.encode() for path in plan.paths]
        self.bodies = [variant.encode() for variant in plan.form.variants] if plan.form else [b""]
        self.run = f"{time.time_ns():x}".encode()
        self.asked = self.right = 0
        self.latencies: list[float] = []
        self.errors: Counter[str] = Counter()
        self.sample = ""

    def fire(self) -> Seen:
        users = [Visitor(self.plan) for _ in range(self.plan.users)]
        if self.plan.form:
            time.sleep(self.plan.form.think_s)
        print("ready", flush=True)
        before = resource.getrusage(resource.RUSAGE_SELF)
        self.warm_until = time.perf_counter() + self.plan.warm_s
        self.stop_at = time.perf_counter() + self.plan.warm_s + self.plan.seconds
        self._turn(users)
        wall = max(time.perf_counter() - self.warm_until, 1e-9)
        after = resource.getrusage(resource.RUSAGE_SELF)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Seen(self.right, wall, sorted(self.latencies), dict(self.errors), self.sample, cpu)

    def _turn(self, users: list[Visitor]) -> None:
        with selectors.DefaultSelector() as selector:
            for user in users:
                selector.register(user.connect(), selectors.EVENT_READ, user)
                self._next(user, selector)
            while selector.get_map():
                ready = selector.select(SILENCE_S)
                if not ready:
                    self.errors["silence"] += len(selector.get_map())
                    return
                for key, _ in ready:
                    self._hear(key.data, selector)

    def _hear(self, user: Visitor, selector: selectors.BaseSelector) -> None:
        try:
            if not user.receive():
                return
        except OSError as error:
            self._wrong(f"connection: {error}", user)
            selector.unregister(user.connection)  # type: ignore[arg-type]
            selector.register(user.connect(), selectors.EVENT_READ, user)
        else:
            self._judge(user)
        self._next(user, selector)

    def _judge(self, user: Visitor) -> None:
        took = time.perf_counter() - user.sent_at
        problem = user.problem()
        if problem:
            self._wrong(problem, user)
            return
        self.right += 1
        if user.sent_at >= self.warm_until:
            self.latencies.append(took)

    def _wrong(self, what: str, user: Visitor) -> None:
        self.errors[what] += 1
        self.sample = self.sample or user.room[: min(user.filled, 1500)].decode("utf-8", "replace")

    def _next(self, user: Visitor, selector: selectors.BaseSelector) -> None:
        if time.perf_counter() >= self.stop_at or self.asked >= self.plan.count:
            selector.unregister(user.connection)  # type: ignore[arg-type]
            return
        number = self.run + b"-%d" % self.asked
        path = self.paths[self.asked % len(self.paths)].replace(MARK, number)
        body = self.bodies[self.asked % len(self.bodies)].replace(MARK, number)
        self.asked += 1
        user.send(path, body)


def main() -> None:
    json.dump(asdict(Crowd(Plan.from_json(sys.stdin.readline())).fire()), sys.stdout)


if __name__ == "__main__":
    main()
