"""Staff's Markdown as facts for a template: paragraphs, lists and emphasis, and nothing that runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from app.core.language import FRENCH
from app.core.pages import MARKDOWN
from app.core.plain_text import one_line
from app.core.typography import french

LONGEST_ADDRESS = 2000

Block = dict[str, Any]
Inline = dict[str, Any]


def prose(text: str, locale: str) -> list[Block]:
    """The blocks of a text, one after the other.

    A block is `{"paragraph": …}`, `{"heading": …, "level": 1}` (levels without a gap), `{"items": [blocks, …],
    "start": 1}` (`start` None: no numbers), `{"quote": blocks}`, `{"rows": [[…]]}` (the first is the heading),
    `{"code": text}` or `{"rule": True}`. What stands in a line is a list of `{"text": …}`, `{"strong": …}`,
    `{"em": …}`, `{"strike": …}`, `{"link": address, "words": …}` and `{"break": True}`.
    """
    tree = SyntaxTreeNode(MARKDOWN.parse(french(text) if locale == FRENCH else text))
    blocks = list(_blocks(tree.children))
    ranks = sorted({block["level"] for block in blocks if "level" in block})
    return [block | {"level": ranks.index(block["level"]) + 1} if "level" in block else block for block in blocks]


def _blocks(nodes: Sequence[SyntaxTreeNode]) -> Iterator[Block]:
    for node in nodes:
        match node.type:
            case "paragraph":
                yield {"paragraph": _line(node)}
            case "heading":
                line = _line(node)
                if one_line(_words(line)):  # one that says nothing is no heading, and no tagged document takes it
                    yield {"heading": line, "level": int(node.tag[1:])}
            case "bullet_list" | "ordered_list":
                start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
                yield {"items": [list(_blocks(item.children)) for item in node.children], "start": start}
            case "blockquote":
                yield {"quote": list(_blocks(node.children))}
            case "table":
                yield {
                    "rows": [[_line(cell) for cell in row.children] for part in node.children for row in part.children]
                }
            case "hr":
                yield {"rule": True}
            case _:
                yield {"code": node.content.rstrip("\n")}


def _line(node: SyntaxTreeNode) -> list[Inline]:
    return [part for child in node.children for part in _inline(child.children)]


def _inline(nodes: Sequence[SyntaxTreeNode]) -> Iterator[Inline]:
    for node in nodes:
        match node.type:
            case "softbreak":
                yield {"text": " "}
            case "hardbreak":
                yield {"break": True}
            case "strong" | "em":
                yield {node.type: list(_inline(node.children))}
            case "s":
                yield {"strike": list(_inline(node.children))}
            case "link":
                yield from _link(str(node.attrs["href"]), list(_inline(node.children)))
            case "image":
                yield {"text": node.content}  # what it says for whoever does not see it
            case _:
                yield {"text": node.content.replace("\f", " ")}  # « &#12; » is the one control that Markdown lets by


def _words(parts: object) -> str:
    """What stands in a line, whatever its emphasis."""
    match parts:
        case list():
            return "".join(map(_words, parts))
        case {"text": str(text)}:
            return text
        case {"strong": within} | {"em": within} | {"strike": within} | {"words": within}:
            return _words(within)
    return ""


def _link(address: str, words: list[Inline]) -> Iterator[Inline]:
    """One that leads nowhere, or farther than a typesetter writes, is its words: no document fails for it."""
    if 0 < len(address) <= LONGEST_ADDRESS and words:
        yield {"link": address, "words": words}
    else:
        yield from words
