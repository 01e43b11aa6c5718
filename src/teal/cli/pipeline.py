"""`teal pipeline build-execution-plan | deploy`: the same job, by lists of tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from teal.cli.options import answer, shared, take_over_option, workbench
from teal.cli.progress import printer
from teal.cli.walking import end_of_deployment
from teal.model.codec import encoded
from teal.model.errors import WrongUsage

if TYPE_CHECKING:
    from teal.usecases.plan import Wish

F = TypeVar("F", bound=Callable[..., Any])


def list_options(function: F) -> F:
    """`--table-name`, `--table-list-file-name`, `--may-start-descendants`."""
    one = click.option("--table-name", metavar="TABLE", help="The table to bring up anew.")
    many = click.option(
        "--table-list-file-name",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="A file with a table name a line.",
    )
    readers = click.option(
        "--may-start-descendants", is_flag=True, help="Bring up everything that reads them too."
    )
    return one(many(readers(function)))


@click.group()
def command() -> None:
    """Plan and deploy tables by name, changed or not.

    \b
    Example:
      teal pipeline build-execution-plan --table-name int_orders --may-start-descendants
      teal pipeline deploy --table-list-file-name modified.list --may-start-descendants
    """


@command.command("build-execution-plan")
@list_options
@shared
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Save it.")
@click.pass_context
def build_execution_plan(
    context: click.Context,
    table_name: str | None,
    table_list_file_name: Path | None,
    may_start_descendants: bool,
    config: str | None,
    as_json: bool,
    output: Path | None,
) -> None:
    """Say what deploying these tables would do. Changes nothing.

    \b
    Example:
      teal pipeline build-execution-plan --table-name int_orders --may-start-descendants
    """
    from teal.render.plan_text import plan_text
    from teal.usecases.plan import make_plan
    from teal.usecases.plan_files import write_plan

    wish = _wish(table_name, table_list_file_name, may_start_descendants)
    with workbench(context, config) as bench:
        plan = make_plan(bench, wish)
    if output is not None:
        write_plan(plan, output)
    if as_json:
        answer("teal.plan/1", {"hash": plan.hash, "plan": encoded(plan)})
    else:
        click.echo(plan_text(plan))


@command.command("deploy")
@list_options
@shared
@take_over_option
@click.option("--no-wait", is_flag=True, help="Return when all is started; `teal wait` goes on.")
@click.pass_context
def deploy_tables(
    context: click.Context,
    table_name: str | None,
    table_list_file_name: Path | None,
    may_start_descendants: bool,
    config: str | None,
    as_json: bool,
    take_over: bool,
    no_wait: bool,
) -> None:
    """Start new versions of these tables beside what runs.

    \b
    Example:
      teal pipeline deploy --table-list-file-name modified.list --may-start-descendants
    """
    from teal.render.plan_text import summary_line
    from teal.usecases.deploy import deploy
    from teal.usecases.plan import make_plan

    wish = _wish(table_name, table_list_file_name, may_start_descendants)
    with workbench(context, config) as bench:
        plan = make_plan(bench, wish)
        if not as_json:
            click.echo(summary_line(plan))
        acted = deploy(bench, plan, printer(as_json), not no_wait, take_over)
    end_of_deployment(context, acted, as_json)


def _wish(table: str | None, file: Path | None, with_descendants: bool) -> Wish:
    from teal.planning.choice import Choice
    from teal.usecases.plan import Wish
    from teal.usecases.table_lists import read_table_list

    if (table is None) == (file is None):
        raise WrongUsage(
            "say which tables: either --table-name or --table-list-file-name.",
            "Example: --table-name int_orders --may-start-descendants",
        )
    names = (table,) if table is not None else read_table_list(file or Path())
    return Wish(choice=Choice(only=names, with_descendants=with_descendants))
