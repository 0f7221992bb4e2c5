"""A pass drawn as text, and what the lock screen says about a change."""

from dev.phone.package import PassFile

_WIDTH = 46


def draw(card: PassFile, *, back: bool = False) -> str:
    """The front of the card, and below it its back if asked for."""
    document, style = card.document, card.style
    lines = [_row(str(document.get("logoText", document["organizationName"])), _group(card, "headerFields"))]
    strip = next((name for name in sorted(card.images) if name.startswith("strip")), None)
    if strip:
        lines += ["─" * _WIDTH, f"[picture {strip}, {len(card.images[strip]) / 1024:.0f} KB]".center(_WIDTH)]
    lines.append("─" * _WIDTH)
    for field in [*style.get("primaryFields", []), *style.get("secondaryFields", []), *style.get("auxiliaryFields", [])]:
        lines.append(_row(str(field.get("label", "")), str(field["value"])))
    for barcode in document.get("barcodes", [])[:1]:
        lines += ["─" * _WIDTH, "▀▄▀ QR ▀▄▀".center(_WIDTH), str(barcode.get("altText", "")).center(_WIDTH)]
    if document.get("voided"):
        lines.append("(no longer valid)".center(_WIDTH))
    if back:
        for field in style.get("backFields", []):
            lines += ["─" * _WIDTH, str(field.get("label", "")), *(f"  {line}" for line in str(field["value"]).splitlines())]
    return "\n".join(
        ["┌" + "─" * (_WIDTH + 2) + "┐", *(f"│ {line:<{_WIDTH}.{_WIDTH}} │" for line in lines), "└" + "─" * (_WIDTH + 2) + "┘"]
    )


def announcement(old: PassFile, new: PassFile) -> str | None:
    """The text on the lock screen; None for a silent update."""
    before = {field["key"]: field["value"] for field in old.fields()}
    said = [
        str(field["changeMessage"]).replace("%@", str(field["value"]))
        for field in new.fields()
        if field.get("changeMessage") and field["key"] in before and before[field["key"]] != field["value"]
    ]
    if len(said) > 1:
        return f"{new.document['organizationName']}: the card has changed"
    return said[0] if said else None


def _group(card: PassFile, name: str) -> str:
    return "  ".join(f"{field.get('label', '')} {field['value']}" for field in card.style.get(name, []))


def _row(left: str, right: str) -> str:
    return left + right.rjust(_WIDTH - len(left)) if len(left) + len(right) < _WIDTH else f"{left} {right}"
