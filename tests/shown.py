"""What is drawn or measured and shown in the README stands between two marks there: `<!-- name -->` and its end."""

from __future__ import annotations

from pathlib import Path

README = Path(__file__).parent.parent / "README.md"


def shown(name: str) -> str:
    """Return what the README shows under a name."""
    return _parts(name)[1]


def show(name: str, text: str) -> None:
    """Let the README show a text under a name, in place of what stood there."""
    before, _, after = _parts(name)
    README.write_text(f"{before}{text}{after}", encoding="utf-8")


def _parts(name: str) -> tuple[str, str, str]:
    whole = README.read_text(encoding="utf-8")
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, _, rest = whole.partition(begin)
    inside, _, after = rest.partition(end)
    return before + begin, inside, end + after
