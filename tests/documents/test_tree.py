"""HTML becomes nodes: every character is data, and nothing is lost on the way."""

import pytest

from portal.documents.tree import Node, to_nodes


def text(words: str) -> Node:
    return {"kind": "text", "text": words}


def par(*body: Node) -> Node:
    return {"kind": "par", "body": list(body)}


@pytest.mark.parametrize(
    ("html", "nodes"),
    [
        ("", []),
        ("<p>  Een   zin.\n</p>", [par(text(" Een zin. "))]),
        ("<p></p><p> </p>", []),
        ("los <em>woord</em>", [par(text("los "), {"kind": "emph", "body": [text("woord")]})]),
        ("<p>a<br>b</p>", [par(text("a"), {"kind": "break"}, text("b"))]),
        ("<p><b>a</b></p>", [par({"kind": "strong", "body": [text("a")]})]),
        ("<p><code>#x</code></p>", [par({"kind": "code", "text": "#x"})]),
        ("<hr>", [{"kind": "rule"}]),
        ("<pre>#let x\n</pre>", [{"kind": "pre", "text": "#let x"}]),
        ("<p>#let $x$ @y \\ [z] *</p>", [par(text("#let $x$ @y \\ [z] *"))]),
        ("<h3 id='a'>T</h3>", [{"kind": "heading", "level": 3, "body": [text("T")]}]),
        ("<blockquote><p>a</p></blockquote>", [{"kind": "quote", "body": [par(text("a"))]}]),
        ("<section><p>a</p></section>", [par(text("a"))]),
        ("<p>a<!-- weg -->b</p>", [par(text("a"), text("b"))]),
        (
            "<ol><li>a<ul><li>b</li></ul></li></ol>",
            [
                {
                    "kind": "list",
                    "ordered": True,
                    "items": [
                        [
                            par(text("a")),
                            {"kind": "list", "ordered": False, "items": [[par(text("b"))]]},
                        ]
                    ],
                }
            ],
        ),
        (
            '<div class="admonition warning"><p class="admonition-title">Let op</p><p>a</p></div>',
            [
                {
                    "kind": "note",
                    "tone": "warning",
                    "title": [text("Let op")],
                    "body": [par(text("a"))],
                }
            ],
        ),
        (
            '<figure class="visual" data-visual="x.svg" data-alt="Een raam."><svg/></figure>',
            [{"kind": "picture", "name": "x.svg", "alt": "Een raam."}],
        ),
    ],
)
def test_each_element_becomes_its_node(html: str, nodes: list[Node]) -> None:
    assert to_nodes(html) == nodes


def test_headings_move_down_but_never_above_the_first() -> None:
    nodes = to_nodes("<h2>a</h2><h4>b</h4>", shift=-2)
    assert [node["level"] for node in nodes] == [1, 2]


def test_only_links_that_work_on_paper_stay_links() -> None:
    html = '<p><a href="https://x.be">a</a><a href="#b">b</a><a href="/c">c</a></p>'
    (node,) = to_nodes(html)
    assert node["body"] == [
        {"kind": "link", "to": "https://x.be", "body": [text("a")]},
        text("b"),
        text("c"),
    ]


def test_a_footnote_stands_where_it_is_referred_to() -> None:
    html = (
        '<p>a<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup></p>'
        '<div class="footnote"><hr><ol><li id="fn:1"><p>Bron.&nbsp;'
        '<a class="footnote-backref" href="#fnref:1">↩</a></p></li></ol></div>'
    )
    (node,) = to_nodes(html)
    assert node["body"] == [text("a"), {"kind": "footnote", "body": [text("Bron. ")]}]


def test_a_table_knows_its_head_its_blanks_and_its_shares() -> None:
    html = (
        '<table><thead><tr><th>A</th><th class="align-right">B</th></tr></thead>'
        "<tbody><tr><td>een vrij lange cel met woorden</td><td>…</td></tr></tbody></table>"
    )
    (node,) = to_nodes(html)
    assert node == {
        "kind": "table",
        "widths": [17, 28],
        "head": [
            [
                {"align": "left", "blank": False, "length": 1, "body": [text("A")]},
                {"align": "right", "blank": False, "length": 1, "body": [text("B")]},
            ]
        ],
        "rows": [
            [
                {
                    "align": "left",
                    "blank": False,
                    "length": 30,
                    "body": [text("een vrij lange cel met woorden")],
                },
                {"align": "left", "blank": True, "length": 1, "body": []},
            ]
        ],
    }
