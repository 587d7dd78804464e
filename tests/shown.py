"""What is drawn or measured and shown in a page stands between two marks there: `<!-- name -->` and its end."""

from __future__ import annotations

from pathlib import Path

README = Path(__file__).parent.parent / "README.md"
CONTRIBUTORS = README.parent / "docs" / "contributors.md"


def shown(name: str, page: Path = README) -> str:
    """Return what a page shows under a name."""
    return _parts(name, page)[1]


def show(name: str, text: str, page: Path = README) -> None:
    """Let a page show a text under a name, in place of what stood there."""
    before, _, after = _parts(name, page)
    page.write_text(f"{before}{text}{after}", encoding="utf-8")


def _parts(name: str, page: Path) -> tuple[str, str, str]:
    whole = page.read_text(encoding="utf-8")
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, _, rest = whole.partition(begin)
    inside, _, after = rest.partition(end)
    return before + begin, inside, end + after
