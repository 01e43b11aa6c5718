"""`teal plan`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from teal.cli.options import answer, shared, workbench
from teal.cli.planning_options import Wished, wish_options, wished
from teal.model.codec import encoded
from teal.model.errors import WrongUsage

if TYPE_CHECKING:
    from teal.model.plan import Plan
    from teal.usecases.plan import Wish

CHANGES = 2


@click.command()
@wish_options
@shared
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Save the plan."
)
@click.option("--from", "base", metavar="REV", help="Plan as if this revision served, offline.")
@click.option("--to", metavar="REV", help="With --from: the revision to plan.")
@click.option("--markdown", is_flag=True, help="Answer in Markdown, for a pull request.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit 2 if the plan has changes.")
@click.pass_context
def command(
    context: click.Context,
    /,
    config: str | None,
    as_json: bool,
    output: Path | None,
    base: str | None,
    to: str | None,
    markdown: bool,
    detailed_exitcode: bool,
    **options: Wished,
) -> None:
    """Say what a release would do: which units get a new version and why, in which order, what
    stays as it is. Changes nothing.

    With --from (and --to) the plan is made from git alone, as if the first revision served: it
    needs no store, no cluster and no credentials, and cannot be deployed.

    \b
    Example:
      teal plan -o release.plan
      teal plan --from main --to my-branch --markdown
    """
    _refuse_nonsense(base, to, output, as_json, markdown)
    wish = wished(options, has_file=False)
    plan = _plan(context, config, wish, base, to)
    if output is not None:
        from teal.usecases.plan_files import write_plan

        write_plan(plan, output)
    _say(plan, output, as_json, markdown)
    if detailed_exitcode and not plan.is_empty:
        context.exit(CHANGES)


def _plan(
    context: click.Context, config: str | None, wish: Wish, base: str | None, to: str | None
) -> Plan:
    """The plan against what is deployed, or between two revisions."""
    with workbench(context, config, only_reads=True) as bench:
        if base is None:
            from teal.usecases.plan import make_plan

            return make_plan(bench, wish)
        from teal.usecases.plan_between import plan_between

        return plan_between(bench, base, to or wish.revision, wish.choice)


def _say(plan: Plan, output: Path | None, as_json: bool, markdown: bool) -> None:
    if as_json:
        answer("teal.plan/1", {"hash": plan.hash, "plan": encoded(plan)})
    elif markdown:
        from teal.render.plan_markdown import plan_markdown

        click.echo(plan_markdown(plan))
    else:
        from teal.render.plan_text import plan_text

        click.echo(plan_text(plan))
        if output is not None and not plan.is_empty:
            click.echo(f"Saved to {output} ({plan.hash[:12]}). Next: teal deploy {output}")


def _refuse_nonsense(
    base: str | None, to: str | None, output: Path | None, as_json: bool, markdown: bool
) -> None:
    """Raises WrongUsage for options that do not go together."""
    if to is not None and base is None:
        raise WrongUsage("--to needs --from.", "Example: teal plan --from main --to HEAD")
    if base is not None and output is not None:
        raise WrongUsage(
            "-o saves a plan to be deployed, and one between two revisions cannot be.",
            "Leave --from out to plan against what is deployed, or use --json.",
        )
    if as_json and markdown:
        raise WrongUsage("--json and --markdown are two answers.", "Ask for one of them.")
