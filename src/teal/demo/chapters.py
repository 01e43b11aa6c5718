"""The chapters of the story: each does one thing as an operator would and proves that it held."""

from __future__ import annotations

from time import monotonic

from msgspec import Struct, field

from teal.demo.facts import await_expected
from teal.demo.feeder import Feeder
from teal.demo.jobs import JobSeen, jobs_seen
from teal.demo.readers import Asking, Program, Versions
from teal.demo.stage import Stage, prove
from teal.demo.timing import run_seconds
from teal.usecases.resolve import resolve
from teal.usecases.workbench import Workbench

READ_TABLES = ("int_orders", "fct_revenue_by_region", "vw_region_orders")
FACTS = (
    "fct_revenue_by_region",
    "fct_sales_by_product",
    "fct_customer_orders",
    "fct_payments_by_method",
)


class Play(Struct):
    """What the chapters share. `first` is every job as it ran after the first deployment."""

    stage: Stage
    bench: Workbench
    feeder: Feeder
    first: dict[str, JobSeen] = field(default_factory=dict)
    replaced: set[str] = field(default_factory=set)
    figures: dict[str, float] = field(default_factory=dict)


def deploy_everything(play: Play) -> str:
    """1. Everything from sources to facts and views, first version."""
    stage = play.stage
    stage.teal("check")
    stage.teal("plan", "-o", "first.plan")
    stage.teal("deploy", "first.plan")
    wall, chain = run_seconds(play.bench.store, "deploy")
    play.figures |= {"deploy_seconds": wall, "deploy_longest_chain_seconds": chain}
    stage.teal("validate")
    stage.teal("promote")
    play.first = jobs_seen(play.bench)
    serving = stage.asked("resolve")["tables"]
    prove(len(play.first) + _views(serving) >= 14, "fewer than 14 statements run")
    return f"{len(play.first)} jobs and {_views(serving)} views serve version 1"


def totals_are_right(play: Play) -> str:
    """2. The facts hold what the generator's records add up to."""
    sent = play.feeder.pause()
    play.stage.say(f"  the generator pauses after {sent:,} records")
    try:
        serving = play.stage.asked("resolve", *FACTS)["tables"]
        topics = {table: served["topic"] for table, served in serving.items()}
        keys = await_expected(play.bench.topics, play.bench.clock, topics, play.feeder.state)
    finally:
        play.feeder.resume()
    return f"{sum(keys.values()):,} rows of {len(keys)} facts equal the totals of {sent:,} records"


def change_is_seen(play: Play) -> str:
    """3. A new column on a branch, and a comment elsewhere."""
    play.stage.branch("new-column", "good")
    play.stage.teal("changes")
    found = play.stage.asked("changes")["changes"]
    meaningful = {each["unit"] for each in found if each["meaningful"]}
    cosmetic = {each["unit"] for each in found if not each["meaningful"]}
    prove(
        meaningful == {"int_orders", "fct_revenue_by_region"},
        f"changes were seen in {sorted(meaningful)}",
    )
    prove(cosmetic == {"fct_payments_by_method"}, f"text only in {sorted(cosmetic)}")
    return f"{', '.join(sorted(meaningful))} changed; {', '.join(cosmetic)} only in its text"


def new_versions_start(play: Play) -> str:
    """4. A plan, and exactly its jobs beside what runs."""
    before = jobs_seen(play.bench)
    play.stage.teal("plan", "-o", "release.plan")
    planned = {
        action["unit"]
        for action in play.stage.asked("show", "release.plan")["plan"]["actions"]
        if action["action"] != "keep"
    }
    play.stage.teal("deploy", "release.plan")
    after = jobs_seen(play.bench)
    prove(before.items() <= after.items(), "a job of version 1 was touched by the deployment")
    started = {seen.unit for name, seen in after.items() if name not in before}
    views = {each for each in planned if each.startswith("vw_")}
    prove(started == planned - views, f"started {sorted(started)}, planned {sorted(planned)}")
    play.replaced |= started
    return f"{len(started)} jobs started beside {len(before)}, which run on"


def comparison_passes(play: Play) -> str:
    """5. Blue and green compared while data flows."""
    sent = play.feeder.sent
    play.stage.teal("validate")
    release = play.stage.asked("status")["open_releases"][0]
    prove(release["verdict"] == "PASS", f"the verdict is {release['verdict']}")
    return f"PASS while {play.feeder.sent - sent:,} records arrived"


def readers_switch(play: Play) -> str:
    """6. A reader sees version 1, then version 2, never a mixture."""
    with Program(READ_TABLES) as program, Asking(lambda: _versions(play.bench)) as asking:
        program.told.await_version(1)
        began = monotonic()
        play.stage.teal("promote")
        last = max(reader.told.await_version(2) for reader in (program, asking))
        play.figures["promote_to_last_reader_seconds"] = last - began
    for told in (program.told, asking.told):
        told.require_no_mixture()
    return f"a program and {asking.told.answers:,} other answers: version 1, then 2, no mixture"


def back_and_forth(play: Play) -> str:
    """7a. Back at once, and forward again."""
    with Program(READ_TABLES) as program, Asking(lambda: _versions(play.bench)) as asking:
        program.told.await_version(2)
        play.stage.teal("rollback")
        for told in (program.told, asking.told):
            told.await_version(1)
            told.require_no_mixture()
    play.stage.teal("promote")
    versions = _versions(play.bench)
    prove(set(versions.values()) == {2}, f"after promoting again: {versions}")
    return "readers were back on version 1, and forward on version 2"


def old_is_retired(play: Play) -> str:
    """7b. Shown first, removed only on --yes, nothing left over."""
    play.stage.teal("retire")
    before = jobs_seen(play.bench)
    play.stage.teal("retire", "--yes")
    gone = len(before) - len(jobs_seen(play.bench))
    play.stage.teal("doctor")
    status = play.stage.asked("status")
    prove(not status["open_releases"] and not status["standing_by"], "the release is not done")
    outliving = {each["version"]["logical"]: each["for"] for each in status["lives_on"]}
    wanted = {"int_orders": ["fct_customer_orders v1"]}  # it does not read the new column
    prove(outliving == wanted, f"what lives on is {outliving}")
    play.stage.merge("new-column")
    return (
        f"{gone} job of version 1 retired, nothing left over; int_orders v1 lives on for "
        "fct_customer_orders, which runs on untouched"
    )


def untouched_jobs_ran_on(play: Play) -> str:
    """8. Same job id, same start, no restart."""
    now = jobs_seen(play.bench)
    untouched = {k: v for k, v in play.first.items() if v.unit not in play.replaced}
    prove(bool(untouched), "nothing was left untouched")
    for name, seen in untouched.items():
        prove(name in now, f"{seen.unit} does not run any more")
        prove(now[name] == seen, f"{seen.unit} was {seen}, is {now[name]}")
        prove(seen.restarts == 0, f"{seen.unit} restarted {seen.restarts} times")
    return f"{len(untouched)} jobs: same id, same start time, no restart"


def wrong_change_is_refused(play: Play) -> str:
    """9. One lost order, and a join that multiplies rows: found, refused, undone."""
    before = jobs_seen(play.bench)
    found = [_refused(play, change) for change in ("wrong_filter", "wrong_join")]
    after = jobs_seen(play.bench)
    prove(after == before, "blue is not exactly as it was")
    play.stage.teal("doctor")
    return f"FAIL for {' and '.join(found)}; promote refused, aborted, blue as it was"


def change_by_list(play: Play) -> str:
    """10. The same job under the names of the original process."""
    stage = play.stage
    before = jobs_seen(play.bench)
    stage.branch("by-list", "by_list")
    stage.teal("project", "list-modified-files", "main", "-o", "modified.list")
    stage.teal(
        "pipeline",
        "build-execution-plan",
        "--table-name",
        "dim_customers",
        "--may-start-descendants",
    )
    stage.teal(
        "pipeline",
        "deploy",
        "--table-list-file-name",
        "modified.list",
        "--may-start-descendants",
    )
    stage.teal("validate")
    stage.teal("promote")
    stage.teal("retire", "--yes")
    served = stage.asked("resolve", "dim_customers")["tables"]["dim_customers"]
    play.replaced |= {s.unit for name, s in jobs_seen(play.bench).items() if name not in before}
    prove(served["version"] > 1, f"dim_customers serves version {served['version']}")
    stage.teal("doctor")
    return f"dim_customers serves version {served['version']}"


def _refused(play: Play, change: str) -> str:
    stage = play.stage
    stage.branch(change.replace("_", "-"), change)
    stage.teal("plan", "-o", f"{change}.plan")
    stage.teal("deploy", f"{change}.plan")
    stage.teal("validate", expect=3)
    stage.teal("promote", expect=3)
    stage.teal("abort")
    stage.git("checkout", "-q", "main")
    return change


def _versions(bench: Workbench) -> Versions:
    return {name: table.version for name, table in resolve(bench, READ_TABLES).tables.items()}


def _views(serving: dict[str, dict[str, object]]) -> int:
    return sum(1 for served in serving.values() if served["topic"] is None)
