"""The `nudge` command. The modules beside this one hold the commands; each is imported when it is called.

Exit codes: 0 done. 1 it could not be done, and one line says why. 2 the settings or the arguments are wrong. 141 nobody
reads what is printed any more.
"""

import sys
from collections.abc import Callable, Sequence
from typing import Any

from cyclopts import App, CycloptsError

from app.cli.program.running import INTERRUPTED, complain, run, watched
from app.domain.env_file import is_unicode

# Ctrl-C is the ordinary way to stop these.
PROCESSES = {"dev", "api", "worker", "listen"}
# These log nothing, and start sooner without the log.
SILENT = {"reply", "advance", "settings", "schema", "listen"}
HELP = {"--help", "-h"}

app = App("nudge", help="Follows up with leads by SMS until they answer.", version_flags=[])
partner = App("partner", help="Makes partners and their keys.", version_flags=[])
senders = App("senders", help="Numbers that messages leave from.", version_flags=[])
leads = App("leads", help="The people who are written to.", version_flags=[])
webhooks = App("webhooks", help="Events for partners' software.", version_flags=[])
app.command(partner)
app.command(senders)
app.command(leads)
app.command(webhooks)
for group, name, place, text in (
    (app, "dev", "processes:dev", "Runs everything: stores, migrations, a demo, the API and a worker."),
    (app, "api", "processes:api", "Runs the API."),
    (app, "worker", "processes:worker", "Runs a worker, which sends the steps that are due."),
    (app, "migrate", "database:migrate", "Brings the database up to date."),
    (app, "settings", "settings:settings", "Prints the settings in force, and where each comes from."),
    (app, "doctor", "doctor:doctor", "Says what is missing or wrong, and how to mend it; exit code 1 if anything is."),
    (
        app,
        "resume-after-restore",
        "database:resume_after_restore",
        "Lets a restored copy send, after the provider was asked.",
    ),
    (app, "mark-restored", "database:mark_restored", "Says that the database is a copy: nothing is sent from it."),
    (app, "seed", "database:seed", "Makes the demo partner and account, and prints the partner's key."),
    (app, "link", "database:link", "Prints a new one-time link to the console of a running `nudge dev`."),
    (app, "schema", "schema:schema", "Prints the GraphQL schema."),
    (app, "reply", "reply:reply", "Plays a lead who sends a text: delivers it to the API as Twilio does."),
    (app, "advance", "reply:advance", "Plays so many hours in a running `nudge dev` with the simulator."),
    (app, "consent", "consent:consent", "Prints every opt-out and opt-in of a phone with its evidence, as CSV."),
    (app, "connect", "connections:connect", "Has Twilio deliver here what people write to a number, after asking."),
    (app, "rotate-secrets", "connections:rotate_secrets", "Encrypts every stored token by the first NUDGE_SECRET_KEY."),
    (senders, "resume", "senders:resume", "Lets a number send again after the cause of its block is mended."),
    (leads, "import", "imports:import_file", "Imports a file of leads into an account."),
    (leads, "erase", "leads:erase", "Erases everything that is stored about a person in an account."),
    (leads, "export", "leads:export", "Prints everything that is stored about a person in an account, as JSON."),
    (webhooks, "listen", "reply:listen", "Receives events on this machine, verifies them, and shows them."),
    (partner, "create", "database:create", "Makes a partner and prints its key, alone."),
    (partner, "rotate-key", "database:rotate_key", "Prints a new key, alone; the old key works for 24 h more."),
):
    group.command(f"app.cli.{place}", name=name, help=text)


def main(words: Sequence[str] | None = None) -> int:
    """Runs the command that the words name (those of the process, if none are given). Returns its exit code."""
    return watched(lambda: _called(sys.argv[1:] if words is None else words))


def _called(words: Sequence[str]) -> int:
    try:
        command, bound, _ = app.parse_args(words, print_error=False, exit_on_error=False)
    except CycloptsError as error:
        if option := _behind_dashes(words):
            return complain(f"{option} stands behind --, where no word is an option: put it before --.", 2)
        return complain(f"{str(error).strip()} `nudge --help` lists the commands.", 2)
    if not all(is_unicode(word) for word in (*bound.args, *bound.kwargs.values()) if isinstance(word, str)):
        return complain("An argument is not UTF-8: write it in a terminal or a script that is.", 2)
    code = _run(command, bound.args, bound.kwargs)
    is_help = command.__name__ == "help_print"
    return 2 if is_help and not HELP & set(words) else code


def _behind_dashes(words: Sequence[str]) -> str | None:
    """What looks like an option behind a lone `--`, which cyclopts knows by its name and calls unknown all the same."""
    behind = list(words)[words.index("--") + 1 :] if "--" in words else []
    return next((word for word in behind if word.startswith("--")), None)


def _run(command: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> int:
    name = command.__name__
    if name not in SILENT:
        from app.observability import logs

        logs.to_stderr()
    return run(command, *args, interrupted=0 if name in PROCESSES else INTERRUPTED, **kwargs)


if __name__ == "__main__":
    sys.exit(main())
