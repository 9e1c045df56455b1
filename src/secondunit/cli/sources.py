"""The options by which a person says what is known of media from outside."""

from __future__ import annotations

from typing import Any

import click


def known_options(options: Any) -> Any:  # noqa: ANN401  # a decorator
    """The options that say what is known of media from outside."""
    for option in reversed((
        click.option("--id", "identity", default="", metavar="ID", help="Id of the source (default: from its digest)."),
        click.option("--title", default="", help="What it is called (default: its file name)."),
        click.option("--owner", default="", help="Whose it is."),
        click.option("--licence", default="", metavar="ID", help="The licence that covers it."),
        click.option("--person", "persons", multiple=True, metavar="PARTY", help="A person seen or heard in it."),
        click.option("--nobody", is_flag=True, help="No person is seen or heard in it."),
        click.option("--confidential/--public", default=None, help="Whether it must not leave the house."),
        click.option("--third-party/--own", default=None, help="Whether somebody else owns it."),
        click.option("--source-type", default="", metavar="TYPE",
                     help="Where its credential does not say: digitalCapture, digitalCreation ..."),
    )):
        options = option(options)
    return options


def source_of(identity: str, given: dict[str, Any]) -> Any:  # noqa: ANN401  # a Source; the records load on use
    """Return what the options say of a source, beyond what the file itself says."""
    from secondunit.core.errors import UsageError
    from secondunit.core.rights import Source

    if given["nobody"] and given["persons"]:
        raise UsageError("--nobody and --person exclude each other")
    persons = () if given["nobody"] else given["persons"] or None
    return Source(identity, title=given["title"], owner=given["owner"], licence=given["licence"],
                  contains_persons=persons, confidential=given["confidential"], third_party=given["third_party"])
