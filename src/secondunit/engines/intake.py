"""Carries media from outside in: a copy, looked at for being what was announced. It makes nothing."""

from __future__ import annotations

import hashlib
import shutil

from secondunit.core.errors import EngineError, OutputInvalid
from secondunit.engines.api import Output, Work


class Intake:
    """The hand that takes a file in. `original` is the file, `credential` the one that lay beside it, if any."""

    def make(self, capability: str, work: Work) -> list[Output]:
        """Copy the inputs; OutputInvalid when the file is not the one that was announced."""
        if capability != "media.intake":
            raise EngineError(f"intake cannot do {capability}")
        kinds = {"original": str(work.parameters["media_type"]),
                 "credential": str(work.parameters.get("credential_type", ""))}
        done = []
        for number, (role, source) in enumerate(sorted(work.inputs.items(), reverse=True), 1):
            target = work.scratch / role
            shutil.copyfile(source, target)
            if role == "original":
                with target.open("rb") as file:
                    found = hashlib.file_digest(file, "sha256").hexdigest()
                if found != work.parameters["sha256"]:
                    raise OutputInvalid("the file changed on its way in", hint="import it again")
            work.progress(number / len(work.inputs))
            done.append(Output(role, target, kinds[role]))
        return done
