"""The save page, as plain as can be."""

from html import escape
from typing import Any


def save_page(look: dict[str, Any]) -> str:
    """The card, and the button that adds it."""
    template, card = look["class"], look["object"]
    points = card.get("loyaltyPoints", {})
    rows = [(points.get("label", "Points"), next(iter(points.get("balance", {"": ""}).values())))]
    rows += [(text.get("header", ""), text.get("body", "")) for text in card.get("textModulesData", [])]
    rows += [("Member", card.get("accountName", "")), ("State", card["state"])]
    listed = "".join(f"<dt>{escape(str(name))}</dt><dd>{escape(str(value))}</dd>" for name, value in rows if value)
    colour = escape(template.get("hexBackgroundColor", "#333333"))
    return _page(
        f'<h1 style="border-left: .5em solid {colour}; padding-left: .5em">{escape(template["programName"])}</h1>'
        f"<p>{escape(template['issuerName'])}</p><dl>{listed}</dl>"
        '<form method="post"><button>Add to Google Wallet</button></form>'
    )


def message_page(text: str) -> str:
    """One sentence."""
    return _page(f"<h1>Google Wallet</h1><p>{escape(text)}</p>")


def _page(body: str) -> str:
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    style = "<style>body{font:1rem/1.5 system-ui;max-width:26rem;margin:3rem auto;padding:0 1rem}dt{color:#666}</style>"
    return f"{head}<title>Google Wallet stand-in</title>{style}{body}</html>"
