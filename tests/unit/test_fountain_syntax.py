"""Fountain 1.1, line by line: (source, elements as (type, text)). Own cases from the syntax and its known traps."""

import pytest

from secondunit.formats import fountain

H, A, C, P, D = "scene_heading", "action", "character", "parenthetical", "dialogue"
T, SEC, SYN, N, B = "transition", "section", "synopsis", "note", "boneyard"
L, CEN, PB = "lyric", "centered", "page_break"
LEAD = "Rain.\n\n"  # so that the first paragraph is no title page


def elements(source):
    return [(str(each.type), each.text) for each in fountain.parse(source).elements]


HEADINGS = [
    ("INT. KITCHEN - DAY", "INT. KITCHEN - DAY"),
    ("EXT. FIELD", "EXT. FIELD"),
    ("EST. CITY - NIGHT", "EST. CITY - NIGHT"),
    ("INT/EXT. CAR", "INT/EXT. CAR"),
    ("INT./EXT. CAR", "INT./EXT. CAR"),
    ("EXT./INT. DOORWAY", "EXT./INT. DOORWAY"),
    ("EXT/INT PORCH", "EXT/INT PORCH"),
    ("I/E CAR - DAY", "I/E CAR - DAY"),
    ("I/E. CAR - DAY", "I/E. CAR - DAY"),
    ("I./E. TAXI", "I./E. TAXI"),
    ("int. kitchen - day", "int. kitchen - day"),
    ("Ext. beach", "Ext. beach"),
    ("INT KITCHEN", "INT KITCHEN"),
    ("EXT\tFIELD", "EXT\tFIELD"),
    (".SNIPER SCOPE", "SNIPER SCOPE"),
    (".a small heading", "a small heading"),
    (".1983", "1983"),
    (".ÉCOLE", "ÉCOLE"),
    ("INT. *HOUSE* - _DAY_", "INT. HOUSE - DAY"),
    ("INT. CAFÉ — NIGHT", "INT. CAFÉ — NIGHT"),
    ("  INT. INDENTED", "INT. INDENTED"),
    ("INT. HOUSE   ", "INT. HOUSE"),
]


@pytest.mark.parametrize(("line", "text"), HEADINGS)
@pytest.mark.parametrize("end", ["", "\n", "\n\nRain.\n"])
def test_heading(line, text, end):
    assert elements(LEAD + line + end)[1] == (H, text)


@pytest.mark.parametrize(
    "line",
    [
        "ESTELLA ROBERTS, 30, sits.",
        "INTIMA is a lamp.",
        "EXTRAS fill the street.",
        "INTERIOR thoughts.",
        "...and then it rained.",
        ". not a heading",
        "..twice",
        ".",
        "Interior of a house.",
        "IE is short.",
        "EXTERNAL. A wall.",
    ],
)
def test_not_a_heading(line):
    assert elements(LEAD + line + "\n")[1] == (A, line)


@pytest.mark.parametrize(
    ("line", "text", "number"),
    [
        ("INT. A #1#", "INT. A", "1"),
        ("INT. A #1A#", "INT. A", "1A"),
        ("INT. A #I-1-A#", "INT. A", "I-1-A"),
        ("INT. A #110.A#", "INT. A", "110.A"),
        ("INT. A #1.#", "INT. A", "1."),
        ("INT. A - DAY (1944) #7#", "INT. A - DAY (1944)", "7"),
        (".FORCED #12#", "FORCED", "12"),
        (".FORCED #12# [[red]]", "FORCED", "12"),
        ("INT. A#9#", "INT. A", "9"),
        ("INT. A #9#  ", "INT. A", "9"),
        ("INT. A # 9 #", "INT. A # 9 #", None),
        ("INT. A ##", "INT. A ##", None),
        ("INT. FLAT #5", "INT. FLAT #5", None),
    ],
)
def test_scene_number(line, text, number):
    element = fountain.parse(LEAD + line + "\n").elements[1]
    assert (element.type, element.text, element.number) == (H, text, number)


CUES = [
    ("MARA", "MARA"),
    ("MARA (V.O.)", "MARA (V.O.)"),
    ("MARA (on the phone)", "MARA (on the phone)"),
    ("MARA (O.S.) (CONT'D)", "MARA (O.S.) (CONT'D)"),
    ("R2D2", "R2D2"),
    ("MAN #2", "MAN #2"),
    ("O'BRIEN", "O'BRIEN"),
    ("MOTHER-IN-LAW", "MOTHER-IN-LAW"),
    ("ÉLODIE", "ÉLODIE"),
    ("МАРА", "МАРА"),
    ("@McCLANE", "McCLANE"),
    ("@23", "23"),
    ("@陽子", "陽子"),
    ("   MARA", "MARA"),
    ("MARA   ", "MARA"),
    ("DR. WHO", "DR. WHO"),
    ("CLINT EXTON", "CLINT EXTON"),
    ("*MARA*", "MARA"),
]


@pytest.mark.parametrize(("line", "name"), CUES)
def test_cue(line, name):
    assert elements(LEAD + line + "\nHello.\n")[1:] == [(C, name), (D, "Hello.")]


@pytest.mark.parametrize("line", ["23", "1984!", "Mara", "陽子", "---", "(MARA)", "McCLANE", "?!"])
def test_not_a_cue(line):
    assert elements(LEAD + line + "\nHello.\n")[1] == (A, line + "\nHello.")


EMPHASIS = [
    ("*one*", "one"),
    ("**two**", "two"),
    ("***three***", "three"),
    ("_four_", "four"),
    ("_**both**_", "both"),
    ("**bold *both* bold**", "bold both bold"),
    ("**bold *both***", "bold both"),
    ("***both* bold**", "both bold"),
    ("a *b* c *d*", "a b c d"),
    ("dial *69 and then *23", "dial *69 and then *23"),
    ("2 * 3 * 4", "2 * 3 * 4"),
    ("\\*literal\\*", "*literal*"),
    ("\\_x\\_", "_x_"),
    ("*open", "*open"),
    ("close*", "close*"),
    ("un_under_line", "ununderline"),
    ("C:\\dir", "C:\\dir"),
    ("****", "****"),
    ("**", "**"),
    ("_", "_"),
    ("*a* and *", "a and *"),
]


@pytest.mark.parametrize(("source", "text"), EMPHASIS)
def test_emphasis(source, text):
    assert elements(LEAD + "So " + source + "\n")[1] == (A, "So " + text)


def test_emphasis_does_not_cross_lines():
    assert elements(LEAD + "Some *text\nends* here.")[1] == (A, "Some *text\nends* here.")


BODIES = {
    "two paragraphs": ("One.\n\nTwo.", [(A, "One."), (A, "Two.")]),
    "lines of a paragraph": ("One.\nTwo.", [(A, "One.\nTwo.")]),
    "many blank lines": ("One.\n\n\n\nTwo.", [(A, "One."), (A, "Two.")]),
    "line of blanks ends action": ("One.\n   \nTwo.", [(A, "One."), (A, "Two.")]),
    "indent kept": ("    Deep.", [(A, "    Deep.")]),
    "tab is four blanks": ("\tDeep.", [(A, "    Deep.")]),
    "forced action": ("!MARA\nleaves.", [(A, "MARA\nleaves.")]),
    "forced heading-like action": ("!INT. NOTHING", [(A, "INT. NOTHING")]),
    "heading needs a blank line": ("Rain.\nINT. HOUSE", [(A, "Rain.\nINT. HOUSE")]),
    "heading then action at once": ("INT. HOUSE\nRain.", [(H, "INT. HOUSE"), (A, "Rain.")]),
    "cue needs a blank line before": ("Rain.\nMARA\nHi.", [(A, "Rain.\nMARA\nHi.")]),
    "cue needs a line after": ("MARA\n\nHi.", [(A, "MARA"), (A, "Hi.")]),
    "cue at the end is action": ("Rain.\n\nMARA", [(A, "Rain."), (A, "MARA")]),
    "forced cue without words": ("Rain.\n\n@Mara\n\nHi.", [(A, "Rain."), (C, "Mara"), (A, "Hi.")]),
    "speech": ("MARA\nHi.\nThere.", [(C, "MARA"), (D, "Hi.\nThere.")]),
    "parenthetical": ("MARA\n(low)\nHi.", [(C, "MARA"), (P, "(low)"), (D, "Hi.")]),
    "parenthetical in the middle": (
        "MARA\nHi.\n(low)\nBye.",
        [(C, "MARA"), (D, "Hi."), (P, "(low)"), (D, "Bye.")],
    ),
    "bracket in a line is dialogue": ("MARA\n(low) Hi.", [(C, "MARA"), (D, "(low) Hi.")]),
    "bracket outside is action": ("(low)\nHi.", [(A, "(low)\nHi.")]),
    "two blanks keep a speech open": ("MARA\nHi.\n  \nBye.", [(C, "MARA"), (D, "Hi.\n\nBye.")]),
    "one blank does not": ("MARA\nHi.\n \nBye.", [(C, "MARA"), (D, "Hi."), (A, "Bye.")]),
    "two blanks at the end": ("MARA\nHi.\n  \n\nBye.", [(C, "MARA"), (D, "Hi."), (A, "Bye.")]),
    "lost blank line stays dialogue": ("MARA\nHi.\nShe leaves.", [(C, "MARA"), (D, "Hi.\nShe leaves.")]),
    "heading words in a speech": ("MARA\nINT. means inside.", [(C, "MARA"), (D, "INT. means inside.")]),
    "dot in a speech": ("MARA\n.45 calibre.", [(C, "MARA"), (D, ".45 calibre.")]),
    "hash in a speech": ("MARA\n#1 fan.", [(C, "MARA"), (D, "#1 fan.")]),
    "capitals in a speech": ("MARA\nSTOP\nNOW", [(C, "MARA"), (D, "STOP\nNOW")]),
    "forced action ends a speech": ("MARA\nHi.\n!She goes.", [(C, "MARA"), (D, "Hi."), (A, "She goes.")]),
    "page break ends a speech": ("MARA\nHi.\n===\n\nBye.", [(C, "MARA"), (D, "Hi."), (PB, ""), (A, "Bye.")]),
    "lyric in a speech": ("MARA\n~ La la\nHi.", [(C, "MARA"), (L, "La la"), (D, "Hi.")]),
    "lyric alone": ("Rain.\n\n~ La la\n~ Lo lo", [(A, "Rain."), (L, "La la"), (L, "Lo lo")]),
    "transition": ("Rain.\n\nCUT TO:\n\nSun.", [(A, "Rain."), (T, "CUT TO:"), (A, "Sun.")]),
    "smash transition": ("Rain.\n\nSMASH CUT TO:", [(A, "Rain."), (T, "SMASH CUT TO:")]),
    "transition before a heading at once": ("A.\n\nCUT TO:\nINT. B", [(A, "A."), (T, "CUT TO:"), (H, "INT. B")]),
    "small letters are no transition": ("Rain.\n\ncut to:", [(A, "Rain."), (A, "cut to:")]),
    "forced transition": ("> Burn to white.", [(T, "Burn to white.")]),
    "forced transition without blank": (">FADE OUT.", [(T, "FADE OUT.")]),
    "centred": ("> THE END <", [(CEN, "THE END")]),
    "centred tight": (">THE END<", [(CEN, "THE END")]),
    "centred lines": ("> ONE <\n> TWO <", [(CEN, "ONE"), (CEN, "TWO")]),
    "centred with emphasis": ("> _ACT ONE_ <", [(CEN, "ACT ONE")]),
    "page break": ("One.\n\n===\n\nTwo.", [(A, "One."), (PB, ""), (A, "Two.")]),
    "long page break": ("One.\n\n=======\n", [(A, "One."), (PB, "")]),
    "two signs are action": ("Rain.\n\n==", [(A, "Rain."), (A, "==")]),
    "section": ("# Act", [(SEC, "Act")]),
    "section without blank": ("##Scene", [(SEC, "Scene")]),
    "section then heading at once": ("# Act\nINT. A", [(SEC, "Act"), (H, "INT. A")]),
    "synopsis": ("= It rains.", [(SYN, "It rains.")]),
    "synopsis then heading at once": ("= It rains.\nINT. A", [(SYN, "It rains."), (H, "INT. A")]),
    "synopsis then cue at once": ("= It rains.\nMARA\nHi.", [(SYN, "It rains."), (C, "MARA"), (D, "Hi.")]),
    "heading then synopsis at once": ("INT. A\n= It rains.", [(H, "INT. A"), (SYN, "It rains.")]),
    "section inside a paragraph": ("Rain.\n# Act\nSun.", [(A, "Rain."), (SEC, "Act"), (A, "Sun.")]),
    "note alone": ("[[Fix]]", [(N, "Fix")]),
    "note of two lines": ("[[Fix\nthis]]", [(N, "Fix\nthis")]),
    "note with an empty line is text": ("[[Fix\n\nthis]]", [(A, "[[Fix"), (A, "this]]")]),
    "note with a line of two blanks": ("[[Fix\n  \nthis]]", [(N, "Fix\n  \nthis")]),
    "notes in a row": ("[[a]]\n[[b]]\n\nRain.", [(N, "a"), (N, "b"), (A, "Rain.")]),
    "notes on a line": ("[[a]] [[b]]", [(N, "a"), (N, "b")]),
    "note in action": ("Rain [[much]] falls.", [(A, "Rain falls."), (N, "much")]),
    "note at the end": ("Rain. [[more]]", [(A, "Rain."), (N, "more")]),
    "note between lines": ("Rain.\n[[x]]\nSun.", [(A, "Rain.\nSun."), (N, "x")]),
    "note over lines in action": ("Rain [[a\nb]] falls.", [(A, "Rain falls."), (N, "a\nb")]),
    "note before a cue": ("[[x]]\nMARA\nHi.", [(N, "x"), (C, "MARA"), (D, "Hi.")]),
    "note beside a cue": ("MARA [[x]]\nHi.", [(C, "MARA"), (N, "x"), (D, "Hi.")]),
    "note under a cue": ("MARA\n[[x]]\nHi.", [(C, "MARA"), (N, "x"), (D, "Hi.")]),
    "note in a speech": ("MARA\nHi [[x]] you.", [(C, "MARA"), (D, "Hi you."), (N, "x")]),
    "note after a heading": ("INT. A [[x]]\n\nRain.", [(H, "INT. A"), (N, "x"), (A, "Rain.")]),
    "unclosed note": ("Rain [[falls.", [(A, "Rain [[falls.")]),
    "escaped note": ("Rain \\[[x]]", [(A, "Rain [[x]]")]),
    "marks in a note": ("[[*a* _b_]]", [(N, "*a* _b_")]),
    "heading in a note": ("[[\nINT. A\n]]", [(N, "INT. A")]),
    "boneyard alone": ("/* cut */", [(B, "cut")]),
    "boneyard over scenes": ("One.\n\n/*\nINT. A\n\nMARA\nHi.\n*/\n\nTwo.", [
        (A, "One."), (B, "INT. A\n\nMARA\nHi."), (A, "Two."),
    ]),
    "boneyard in a line": ("Rain /* or snow */ falls.", [(A, "Rain falls."), (B, "or snow")]),
    "boneyard before a heading": ("/* x */\nINT. A", [(B, "x"), (H, "INT. A")]),
    "boneyard in a speech": ("MARA\n/* x */\nHi.", [(C, "MARA"), (B, "x"), (D, "Hi.")]),
    "unclosed boneyard": ("Rain /* falls.", [(A, "Rain /* falls.")]),
    "note in a boneyard": ("/* [[x]] */", [(B, "[[x]]")]),
    "boneyard in a note": ("[[ /* x ]]", [(N, "/* x")]),
    "empty boneyard": ("Rain./**/", [(A, "Rain."), (B, "")]),
    "contd typed": ("MARA (CONT'D)\nHi.", [(C, "MARA (CONT'D)"), (D, "Hi.")]),
    "unicode line separator": ("One.\u2028Two.", [(A, "One.\nTwo.")]),
    "old line ends": ("One.\r\rTwo.", [(A, "One."), (A, "Two.")]),
    "section before the first scene": ("# One\n\n## Two\n\nINT. A", [(SEC, "One"), (SEC, "Two"), (H, "INT. A")]),
    "bare at sign": ("@\nHi.", [(A, "@\nHi.")]),
    "empty": ("", []),
    "blank": ("\n\n \n", []),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_body(name):
    source, expected = BODIES[name]
    assert elements(source) == expected


def test_at_least_150_cases():
    tables = (HEADINGS, CUES, EMPHASIS, BODIES, TITLES)
    assert sum(len(each) for each in tables) >= 150


@pytest.mark.parametrize("depth", range(1, 7))
def test_section_depth(depth):
    element = fountain.parse("#" * depth + " Act").elements[0]
    assert (element.level, element.text) == (depth, "Act")


def sides(source):
    return [(str(each.type), each.dual) for each in fountain.parse(source).elements if each.type != A]


def test_dual_dialogue():
    source = "A\nOne.\n\nB ^\n(low)\nTwo.\n"
    assert sides(source) == [(C, "left"), (D, "left"), (C, "right"), (P, "right"), (D, "right")]


def test_dual_needs_a_speech_just_before():
    assert sides("A\nOne.\n\nRain.\n\nB ^\nTwo.\n") == [(C, None), (D, None), (C, None), (D, None)]
    assert sides("B ^\nTwo.\n") == [(C, None), (D, None)]


def test_dual_over_a_note_and_with_extension():
    script = fountain.parse("A\nOne.\n\n[[x]]\n\nB (O.S.)^\nTwo.\n")
    cues = [each for each in script.elements if each.type == C]
    assert [(each.text, each.dual) for each in cues] == [("A", "left"), ("B (O.S.)", "right")]


def test_only_the_last_speech_becomes_the_left_column():
    assert [side for _, side in sides("A\n1\n\nB\n2\n\nD ^\n3\n")] == [None, None, "left", "left", "right", "right"]


def test_lines_are_those_of_the_source():
    script = fountain.parse("Title: X\n\nINT. A\n\nRain\nfalls. [[a\nb]] So.\n\nMARA\n(low)\nHi.\n")
    assert [(str(each.type), each.line, each.end_line) for each in script.elements] == [
        (H, 3, 3), (A, 5, 7), (N, 6, 7), (C, 9, 9), (P, 10, 10), (D, 11, 11),
    ]  # fmt: skip


def test_shot_notes_are_reachable():
    script = fountain.parse("Rain. [[shot: CU MARA, 85mm]]\n\n[[Shot:  WS\n HOUSE]]\n\n[[a plain note]]\n")
    assert [(note.line, words) for note, words in fountain.shot_notes(script)] == [
        (1, "CU MARA, 85mm"), (3, "WS HOUSE"),
    ]  # fmt: skip
    assert len(fountain.notes(script)) == 3


def test_unclosed_boneyard_is_named_with_its_line():
    assert fountain.parse("One.\n\nTwo /* three.\n").warnings == ("line 3: /* is never closed, read as text",)


TITLES = [
    ("Title: Big Fish\n\nRain.", {"Title": ("Big Fish",)}, 1),
    ("Title:\n    Big\n    Fish\n\n", {"Title": ("Big", "Fish")}, 0),
    ("Title:\n\tBig\n", {"Title": ("Big",)}, 0),
    ("title: x\nDRAFT DATE: y", {"Title": ("x",), "Draft date": ("y",)}, 0),
    ("Title: a: b\n", {"Title": ("a: b",)}, 0),
    ("Title: X\nCredit:\nAuthor: Y\n", {"Title": ("X",), "Credit": (), "Author": ("Y",)}, 0),
    ("Title: X\nCamera format: 35 mm\n", {"Title": ("X",), "Camera format": ("35 mm",)}, 0),
    ("Title: _**X**_\n", {"Title": ("X",)}, 0),
    ("\n\nTitle: X\n", {"Title": ("X",)}, 0),
    ("Title: X\n   \nRain.\n", {"Title": ("X",)}, 1),
    ("Title: X\nContact:\n    http://x.org\n    Road 1\n", {"Title": ("X",), "Contact": ("http://x.org", "Road 1")}, 0),
    ("Author: A\nAuthor: B\n", {"Author": ("A", "B")}, 0),
    ("FADE IN:\n\nRain.", {}, 2),
    ("CUT TO:\n\nRain.", {}, 2),
    ("INT. ROOM: KITCHEN\n\nRain.", {}, 2),
    ("Rain falls.\n\nTitle: X", {}, 2),
    ("# Act\n\nTitle: X", {}, 2),
    ("http://example.org is a place.\n", {}, 1),
    ("\ufeffTitle: X\r\n\r\nRain.", {"Title": ("X",)}, 1),
    ("", {}, 0),
]


@pytest.mark.parametrize(("source", "page", "body"), TITLES)
def test_title_page(source, page, body):
    script = fountain.parse(source)
    assert dict(script.title_page) == page
    assert len(script.elements) == body
    assert fountain.write(script) == source.removeprefix("\ufeff").replace("\r\n", "\n")
