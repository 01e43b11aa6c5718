"""What `doctor` found, as text."""

from __future__ import annotations

from teal.model.diagnosis import Diagnosis
from teal.model.wording import plural


def diagnosis_text(diagnosis: Diagnosis) -> str:
    """Findings with what to do, or that all is well."""
    foreign = (
        f"; {plural(diagnosis.foreign, 'job')} of others left alone" if (diagnosis.foreign) else ""
    )
    seen = f"{plural(diagnosis.jobs, 'job')} and {plural(diagnosis.topics, 'topic')} of ours"
    if not diagnosis.findings:
        return f"The record and what runs agree: {seen}{foreign}."
    lines = [f"{plural(len(diagnosis.findings), 'disagreement')} ({seen} seen{foreign}):"]
    for each in diagnosis.findings:
        lines.append(f"  {each.kind.value}: {each.subject}: {each.detail}")
        lines.append(f"    {each.hint}")
    return "\n".join(lines)
