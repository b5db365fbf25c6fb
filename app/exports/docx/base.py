"""The empty Word file every paper starts from: our styles in Times New Roman, Vietnamese, A4, page number on top.

python-docx's own template is Letter, English, with theme fonts and 160 unused styles; of it only the package shell
stays. The result is made once a rule set and kept as bytes.
"""

import re
from functools import cache
from io import BytesIO
from typing import Any
from xml.sax.saxutils import quoteattr

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml

from app.exports.layout import (
    FONT,
    LINE_HEIGHT,
    RULE_HEIGHT,
    WATERMARK_ANGLE,
    WATERMARK_GREY,
    WATERMARK_LENGTH,
    LayoutProfile,
    TextStyle,
    profile,
)
from app.exports.metrics import watermark_size
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
def base(rules: Rules, watermark: str = "") -> bytes:
    """The empty file of a rule set, its headers bearing the watermark where there is one."""
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
    headers = ((section.header, _PAGE_FIELD), (section.first_page_header, ""))
    for place, (header, content) in enumerate(headers, 1):
        header.is_linked_to_previous = False
        element: Any = header._element  # noqa: SLF001 the field code has no python-docx call
        for child in list(element):
            element.remove(child)
        content += _watermark(watermark, place) if watermark else ""
        element.append(parse_xml(f'<w:p {NAMESPACES}><w:pPr><w:pStyle w:val="{HEADER_STYLE}"/></w:pPr>{content}</w:p>'))
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _is_unused(reltype: str) -> bool:
    return reltype in _UNUSED


def _is_thumbnail(reltype: str) -> bool:
    return reltype.endswith("/thumbnail")


_PAGE_FIELD = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>'


def _watermark(text: str, place: int) -> str:
    """Word's own kind of watermark: text art behind the page, held by a header."""
    height = watermark_size(text, WATERMARK_LENGTH) * LINE_HEIGHT
    grey = "#" + f"{round(WATERMARK_GREY * 255):02x}" * 3
    where = (
        f"position:absolute;margin-left:0;margin-top:0;width:{WATERMARK_LENGTH:g}pt;height:{height:.1f}pt;"
        f"rotation:{360 - WATERMARK_ANGLE:g};z-index:-251658240;mso-position-horizontal:center;"
        "mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    return (
        f'<w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
        f"{_TEXT_ART}"
        f'<v:shape id="Watermark{place}" o:spid="_x0000_s{2048 + place}" type="#_x0000_t136" style="{where}"'
        f' o:allowincell="f" fillcolor="{grey}" stroked="f">'
        f'<v:textpath style="font-family:&quot;{FONT}&quot;;font-size:1pt;font-weight:bold" string={quoteattr(text)}/>'
        "</v:shape></w:pict></w:r>"
    )


_TEXT_ART = (
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"'
    ' path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
    '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
    '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
    '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>'
    '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800"'
    ' o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/>'
    '<v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles>'
    '<o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>'
)
"""Word's shape type for text art, as Word itself writes it."""

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
