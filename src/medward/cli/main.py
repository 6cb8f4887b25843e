"""The dispatcher: a table of commands, each imported only when it is called.

Exit codes: 0 ok, 1 findings at blocking level, 2 bad usage or input, 3 internal error.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Final, NoReturn

import click

from medward import __version__
from medward.cli.outcome import complain, end_with

COMMANDS: Final = {
    "init": ("medward.cli.start:command", "start a device file, empty or from a sample"),
    "demo": ("medward.cli.demo:command", "a sample device from threat model to dossier"),
    "apply": ("medward.cli.records:apply", "show what changed and write it to the ledger"),
    "export": ("medward.cli.records:export", "write the ledger out as files or as a verifiable package"),
    "history": ("medward.cli.records:history", "who changed a record, when, from what to what"),
    "list": ("medward.cli.records:list_records", "records of the device file"),
    "show": ("medward.cli.show:command", "one record with its links both ways"),
    "merge": ("medward.cli.merge:command", "merge a colleague's device file into this one"),
    "review": ("medward.cli.records:review", "confirm a record after its links changed"),
    "erase": ("medward.cli.erase:command", "empty a past revision that holds personal data"),
    "verify": ("medward.cli.verify:command", "check the ledger, its signatures and anchors"),
    "sign": ("medward.cli.signing:sign", "sign a record with your local identity"),
    "identity": ("medward.cli.signing:identity", "your local signing identity"),
    "anchor": ("medward.cli.anchor:command", "bind an RFC 3161 time stamp to the ledger"),
    "check": ("medward.cli.check:command", "run the validation rules"),
    "gate": ("medward.cli.gate:command", "what each gate still lacks"),
    "gaps": ("medward.cli.gaps:command", "what authorities expect beside what the records show"),
    "trace": ("medward.cli.trace:command", "follow a record from threat to evidence and back"),
    "ask": ("medward.cli.ask:command", "the forty audit questions, answered from records"),
    "clock": ("medward.cli.clock:command", "what must be reported to whom by when"),
    "catalogue": ("medward.cli.catalogue:command", "laws, guidance and standards, and what of them applies"),
    "model": ("medward.cli.model:command", "exchange threat models with other tools"),
    "threats": ("medward.cli.threats:command", "generate, compare and disposition threats"),
    "attack-tree": ("medward.cli.attack_tree:command", "levels, minimal sets and controls of attack trees"),
    "paths": ("medward.cli.paths:paths", "which functions an attacker reaches from where, and how"),
    "blast": ("medward.cli.paths:blast", "how many units and patients a shared element reaches"),
    "knowledge": ("medward.cli.knowledge:command", "ATT&CK, CAPEC, CWE and EMB3D beside the threats"),
    "risk": ("medward.cli.risk:command", "list and explain risks, try another policy"),
    "transfer": ("medward.cli.transfer:command", "what security and safety files owe each other"),
    "cvss": ("medward.cli.scores:cvss", "score CVSS 3.0, 3.1 and 4.0 vectors"),
    "ssvc": ("medward.cli.scores:ssvc", "SSVC decisions and the limits of BOD 26-04"),
    "rubric": ("medward.cli.scores:rubric", "CVSS base metrics of a device by questions"),
    "test": ("medward.cli.test:command", "attach test results as evidence"),
    "evidence": ("medward.cli.evidence:command", "evidence and whether it earns credit"),
    "sbom": ("medward.cli.sbom:command", "quality of an SBOM"),
    "scan": ("medward.cli.scan:command", "match an SBOM against advisories"),
    "portfolio": ("medward.cli.portfolio:command", "match the components of many releases"),
    "feeds": ("medward.cli.feeds:command", "import advisories, or fetch them"),
    "vex": ("medward.cli.vex:command", "statements on vulnerabilities, ours and suppliers'"),
    "watch": ("medward.cli.watch:command", "match all supported releases; new matches become drafts"),
    "triage": ("medward.cli.triage:command", "decide about vulnerabilities, the worst for patients first"),
    "metrics": (
        "medward.cli.metrics:command",
        "how many vulnerabilities were updated, how fast, how fast in the field",
    ),
    "versions": ("medward.cli.versions:command", "how two versions compare"),
    "label": ("medward.cli.label:command", "the security labelling and its table of ports"),
    "mds2": ("medward.cli.mds2:command", "fill the manufacturer disclosure statement"),
    "dossier": ("medward.cli.dossier:command", "the browsable dossier, and documents for authorities"),
    "explain": ("medward.cli.reference:explain", "what a kind or field of record means"),
    "schema": ("medward.cli.reference:schema", "JSON Schema for editors"),
    "serve": ("medward.cli.serve:command", "show a built dossier in the browser"),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and loads one when it runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        loaded: click.Command = getattr(import_module(module), attribute)
        return loaded

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, importing none of them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.option(
    "-C", "folder", type=click.Path(path_type=Path), default=Path(), help="The device file to work on."
)
@click.version_option(__version__, prog_name="medward")
@click.pass_context
def program(ctx: click.Context, folder: Path) -> None:
    """Keep the cybersecurity file of a connected medical device true.

    Commands work on the device file in the current folder.
    """
    ctx.obj = folder


def main() -> NoReturn:
    """Run the program and turn every outcome into its exit code."""
    end_with(run)


def run() -> int:
    """Run the command line and return its exit code; errors of the command line itself are shown by click."""
    try:
        code = program.main(prog_name="medward", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort:
        complain("stopped; nothing was written", "")
        return 2
    return code if isinstance(code, int) else 0
