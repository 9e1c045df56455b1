"""`secondunit rights KIND add|change|list|show`, for every kind of record: made from the form, not written 13 times."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from secondunit.cli.output import clean, emit, json_option
from secondunit.cli.rights.list_ import show_list
from secondunit.cli.rights.show import show_entry
from secondunit.core.errors import InputError, UsageError
from secondunit.core.record import Record
from secondunit.production.rights.desk import Saved
from secondunit.production.rights.forms import Form, form

FILE = click.Path(path_type=Path, dir_okay=False)
by_option = click.option("--by", metavar="NAME", default="", help="Your name (default: people.reviewer).")


def group(name: str) -> click.Group:
    """Return the group of a form."""
    chosen = form(name)
    made = click.Group(name, help=f"{chosen.about} Each change is a new revision with your name under it.",
                       short_help=chosen.about)  # fmt: skip
    for each in (_add(chosen), _change(chosen), _list(chosen), _show(chosen)):
        made.add_command(each)
    return made


def spelled(name: str, kind: object) -> str:
    """Return the option of a field: of a list, the word for one entry."""
    if _bare(kind)[0] in (tuple, Mapping) and name.endswith("s") and not name.endswith(("ss", "_as")):
        name = name.removesuffix("ies") + "y" if name.endswith("ies") else name.removesuffix("s")
    return "--" + name.replace("_", "-")


def _bare(kind: object) -> tuple[object, object]:
    """Return (list, mapping or plain type; type of an entry) of a type hint, without the None."""
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        kind = next(arg for arg in typing.get_args(kind) if arg is not type(None))
    origin = typing.get_origin(kind)
    if origin is tuple:
        return tuple, typing.get_args(kind)[0]
    return (Mapping, str) if origin is not None else (kind, kind)


def _options(chosen: Form, *, change: bool) -> list[click.Parameter]:
    found: list[click.Parameter] = []
    if chosen.key == "id" and not change:
        found.append(click.Option(["--id"], metavar="ID", default="", help="An id of your own (a-z 0-9 . _ -)."))
    if chosen.key == "name" and not change:
        found.append(click.Option(["--name"], metavar="NAME", default="", help=chosen.help("name")))
    for name, hint in chosen.hints.items():
        if name not in ("by", "revoked_at"):  # the name of who enters it; a revocation has its own command
            needed = name in chosen.required and not getattr(chosen.record, name, None)  # it has no default
            found.append(_option(chosen, name, hint, required=needed and not change))
    if chosen.document:
        text = "The document behind it: kept in papers/, its digest goes on record."
        found.append(click.Option(["--document"], type=FILE, metavar="FILE", help=text))
    if "sha256" in chosen.hints or "asset_digests" in chosen.hints:
        text = "Work out the SHA-256 of this file; the file is not kept."
        found.append(click.Option(["--digest-of"], type=FILE, metavar="FILE", multiple=True, help=text))
    return [*found, *by_option(lambda: None).__click_params__, *json_option(lambda: None).__click_params__]  # type: ignore[attr-defined]


def _option(chosen: Form, name: str, hint: object, *, required: bool) -> click.Option:
    outer, inner = _bare(hint)
    spelling, words = spelled(name, hint), chosen.words.get(name)
    many = outer in (tuple, Mapping)
    text = chosen.help(name) + (" May be given several times." if many else "") + (" Required." if required else "")
    if outer is bool:
        return click.Option([f"{spelling}/--no-{spelling[2:]}", name], default=None, help=text)
    kind: click.ParamType[Any] | None = None
    if words:
        kind = click.Choice(words, case_sensitive=False)
    elif inner is int:
        kind = click.INT
    day = name in chosen.record.days
    metavar = None if words or inner is int else "NAME=VALUE" if outer is Mapping else "DATE" if day else "TEXT"
    return click.Option([spelling, name], type=kind, metavar=metavar, multiple=many, default=None, help=text)


def _add(chosen: Form) -> click.Command:
    many = "Take many from a .json or .csv file; options fill in what a row leaves out."
    from_option = click.Option(["--from", "source_file"], type=FILE, metavar="FILE", help=many)

    @click.pass_obj
    def run(folder: str, /, source_file: Path | None, by: str, as_json: bool, **given: Any) -> None:  # noqa: ANN401
        from secondunit.production import Production
        from secondunit.production.rights.exchange import rows

        document = given.pop("document", None)
        data = _data(chosen, given)
        with Production.open(folder) as production:
            lines = rows(source_file, chosen) if source_file else [{}]
            saved = production.rights.add_many(
                chosen.name, [{**data, **line} for line in lines], by=by, document=document)
        tell(saved, as_json)

    text = f"Enter a new {chosen.name}."
    return click.Command("add", params=[from_option, *_options(chosen, change=False)], callback=run, help=text)


def _change(chosen: Form) -> click.Command:
    extra = [
        click.Argument(["identity"], metavar="ID"),
        click.Option(["--clear"], metavar="FIELD", multiple=True, type=click.Choice(tuple(chosen.hints)),
                     help="Take back what a field says: it is not known any more."),
        click.Option(["--none"], metavar="FIELD", multiple=True, type=click.Choice(tuple(chosen.hints)),
                     help="State that there is none, for a list."),
        click.Option(["--why"], default="", help="A remark that goes on record."),
    ]  # fmt: skip

    @click.pass_obj
    def run(
        folder: str, /, identity: str, clear: tuple[str, ...], none: tuple[str, ...], why: str, by: str, as_json: bool,
        **given: Any,  # noqa: ANN401
    ) -> None:  # fmt: skip
        from secondunit.production import Production

        document = given.pop("document", None)
        data = {**_data(chosen, given), **_empty(chosen, clear, none)}
        if not data and document is None:
            raise UsageError("say what to change", hint=f"see: secondunit rights {chosen.name} change --help")
        with Production.open(folder) as production:
            saved = production.rights.change(chosen.name, identity, data, by=by, document=document, why=why)
        tell([saved], as_json)

    text = f"Enter a new revision of a {chosen.name}. A list that is given takes the place of the old one."
    return click.Command("change", params=[*extra, *_options(chosen, change=True)], callback=run, help=text)


def _list(chosen: Form) -> click.Command:
    @json_option
    @click.pass_obj
    def run(folder: str, as_json: bool) -> None:
        show_list(folder, chosen.name, as_json)

    return click.command("list", help=f"List every {chosen.name}.")(run)


def _show(chosen: Form) -> click.Command:
    @click.argument("identity", metavar="ID")
    @json_option
    @click.pass_obj
    def run(folder: str, identity: str, as_json: bool) -> None:
        show_entry(folder, identity, chosen.name, as_json)

    return click.command("show", help=f"Show a {chosen.name} and its history.")(run)


def _data(chosen: Form, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that were given, as a record's JSON has them."""
    data: dict[str, Any] = {}
    for name, value in given.items():
        if value is None or value == () or (value == "" and name in ("id", "name")):
            continue
        if name == "digest_of":
            from secondunit.store.cas import file_digest

            field = "sha256" if "sha256" in chosen.hints else "asset_digests"
            try:
                digests = [file_digest(path) for path in value]
            except OSError as error:
                raise InputError(f"{error.filename} cannot be read: {error.strerror}") from error
            single = chosen.hints[field] is str
            data[field] = digests[0] if single else [*data.get(field, ()), *digests]
        elif name == "facts":
            data[name] = dict(_fact(text) for text in value)
        elif name == "transfers":
            data[name] = [_json(text, "--transfer") for text in value]
        else:
            data[name] = list(value) if isinstance(value, tuple) else value
    return data


def _fact(text: str) -> tuple[str, object]:
    """Return name and value of `use.photoreal=no`: yes, no, JSON, or the words as they stand."""
    from secondunit.gates.facts import kind_of

    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise UsageError(f"a fact is NAME=VALUE, not {text[:60]!r}", hint="for example: --fact use.photoreal=no")
    name, kind = name.strip(), kind_of(name.strip())
    if kind == "flag" and value.casefold() in ("yes", "no", "true", "false"):
        return name, value.casefold() in ("yes", "true")
    if kind == "list" and not value.lstrip().startswith("["):
        return name, [item.strip() for item in value.split(",") if item.strip()]
    return name, _json(value, name) if kind == "list" else value


def _json(text: str, where: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        hint = 'for example: {"to": "post-house"}'
        raise UsageError(f"{where} does not hold JSON: {text[:60]!r}", hint=hint) from error


def _empty(chosen: Form, clear: tuple[str, ...], none: tuple[str, ...]) -> dict[str, Any]:
    blank: Record = chosen.record.from_json({chosen.key: "x", **dict.fromkeys(_needed(chosen), "x")})
    data = {name: blank.to_json()[name] for name in clear if name not in _needed(chosen)}
    if lost := [name for name in clear if name in _needed(chosen)]:
        raise UsageError(f"{lost[0]} cannot be empty", hint="give it another value instead")
    for name in none:
        if _bare(chosen.hints[name])[0] is not tuple:
            raise UsageError(f"{name} is no list", hint="--none is for lists; --clear takes a value back")
        data[name] = []
    return data


def _needed(chosen: Form) -> tuple[str, ...]:
    import dataclasses

    return tuple(
        item.name for item in dataclasses.fields(chosen.record) if item.name in chosen.hints
        and item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING
    )  # fmt: skip


def tell(saved: list[Saved], as_json: bool) -> None:
    """Print what became of records."""

    def human() -> None:
        for each in saved:
            click.echo(f"{each.what} {each.form.name} {clean(each.id)}")
            for warning in each.warnings:
                click.echo(f"note: {clean(warning)}", err=True)

    emit({"saved": [each.to_json() for each in saved]}, as_json, human)


