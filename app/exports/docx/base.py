"""The empty Word file every paper starts from: our styles in Times New Roman, Vietnamese, A4, page number on top.

python-docx's own template is Letter, English, with theme fonts and 160 unused styles; of it only the package shell
stays. The result is made once a rule set and kept as bytes.
"""

import re
from functools import cache
from io import BytesIO
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml

from app.exports.layout import FONT, RULE_HEIGHT, LayoutProfile, TextStyle, profile
from app.exports.tree import HEADINGS, Role, Rules

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = f'xmlns:w="{W}" xmlns:r="{R}"'
RULE_STYLE = "Rule"
HEADER_STYLE = "PageNumber"

_FONTS = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
_UNUSED = (
    RT.NUMBERING,
    RT.WEB_SETTINGS,
    RT.CUSTOM_XML,
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
)
_JUSTIFY = {"left": "left", "center": "center", "right": "right", "justify": "both"}
_TWIPS_A_MM = 1440 / 25.4


def twips(millimetres: float) -> int:
    """Twentieths of a point, Word's unit."""
    return round(millimetres * _TWIPS_A_MM)


def style_id(role: Role) -> str:
    """The identifier of a role's style: `HEADING_1` is Word's own `Heading1`."""
    return role.name.title().replace("_", "")


def jc(align: str) -> str:
    """Word's word for an alignment."""
    return _JUSTIFY[align]


@cache
def base(rules: Rules) -> bytes:
    """The empty file of a rule set."""
    layout = profile(rules)
    document = docx.Document()
    part = document.part
    for owner, unwanted in ((part, _is_unused), (part.package, _is_thumbnail)):
        for key in [key for key, rel in owner.rels.items() if unwanted(rel.reltype)]:
            owner.rels.pop(key)
    part.part_related_by(RT.FONT_TABLE)._blob = _FONT_TABLE.encode()  # noqa: SLF001 python-docx reads parts, no more
    theme = part.part_related_by(RT.THEME)
    theme._blob = _THEME_FONTS.sub(f'<a:latin typeface="{FONT}"'.encode(), theme.blob)  # noqa: SLF001 the same
    part._styles_part._element = parse_xml(_styles(layout))  # noqa: SLF001 python-docx cannot replace a whole part
    part._settings_part._element = parse_xml(_SETTINGS)  # noqa: SLF001 the same
    section = document.sections[0]
    section.different_first_page_header_footer = True
    for header, content in ((section.header, _PAGE_FIELD), (section.first_page_header, "")):
        header.is_linked_to_previous = False
        element: Any = header._element  # noqa: SLF001 the field code has no python-docx call
        for child in list(element):
            element.remove(child)
        element.append(parse_xml(f'<w:p {NAMESPACES}><w:pPr><w:pStyle w:val="{HEADER_STYLE}"/></w:pPr>{content}</w:p>'))
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _is_unused(reltype: str) -> bool:
    return reltype in _UNUSED


def _is_thumbnail(reltype: str) -> bool:
    return reltype.endswith("/thumbnail")


_PAGE_FIELD = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>'

_THEME_FONTS = re.compile(rb'<a:latin typeface="[^"]*"')
_FONT_TABLE = (
    f'<w:fonts {NAMESPACES}><w:font w:name="{FONT}"><w:panose1 w:val="02020603050405020304"/>'
    '<w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>'
)

_SETTINGS = (
    f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="567"/>'
    '<w:autoHyphenation w:val="false"/><w:characterSpacingControl w:val="doNotCompress"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
    ' w:val="15"/></w:compat><w:themeFontLang w:val="vi-VN"/>'
    '<w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
)


def _styles(layout: LayoutProfile) -> str:
    body = layout.styles[Role.BODY]
    number = TextStyle(layout.page_number_size, align="center")
    rule = TextStyle(1.0, exact=RULE_HEIGHT)
    own = [_style(style_id(role), role.value, style, heading=role in HEADINGS) for role, style in layout.styles.items()]
    return (
        f"<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>{_FONTS}"
        f'<w:color w:val="000000"/><w:sz w:val="{_half(body.size)}"/><w:szCs w:val="{_half(body.size)}"/>'
        '<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:widowControl/><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
        "</w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f"<w:rPr>{_FONTS}</w:rPr></w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        f"{''.join(own)}"
        f"{_style(HEADER_STYLE, 'header', number)}{_style(RULE_STYLE, 'Đường kẻ', rule)}</w:styles>"
    )


def _style(identifier: str, name: str, style: TextStyle, *, heading: bool = False) -> str:
    custom = "" if heading or name == "header" else ' w:customStyle="1"'
    outline = f'<w:outlineLvl w:val="{int(identifier[-1]) - 1}"/>' if heading else ""
    marks = f"{'<w:b/><w:bCs/>' if style.bold else ''}{'<w:i/><w:iCs/>' if style.italic else ''}"
    line = (
        f'w:line="{round(style.exact * 20)}" w:lineRule="exact"'
        if style.exact
        else f'w:line="{round(style.lines * 240)}" w:lineRule="auto"'
    )
    underline = '<w:u w:val="single"/>' if style.underline else ""
    indent = f'<w:ind w:firstLine="{twips(style.first_line_mm)}"/>' if style.first_line_mm else ""
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{identifier}"><w:name w:val="{name}"/>'
        '<w:basedOn w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{'<w:keepNext/>' if style.keep_next else ''}"
        f'<w:spacing w:before="{round(style.before * 20)}" w:after="{round(style.after * 20)}" {line}/>'
        f'{indent}<w:jc w:val="{jc(style.align)}"/>{outline}</w:pPr>'
        f'<w:rPr>{_FONTS}{marks}<w:sz w:val="{_half(style.size)}"/><w:szCs w:val="{_half(style.size)}"/>'
        f"{underline}</w:rPr></w:style>"
    )


def _half(size: float) -> int:
    return round(size * 2)
