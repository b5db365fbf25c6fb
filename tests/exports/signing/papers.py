"""A paper to sign, its PDF with signatures, and what an official signing program or a forger does to it."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image, ImageDraw
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from reportlab.pdfgen.canvas import Canvas

from app.exports.pdf import render_placed
from app.exports.pdf.fonts import FAMILY
from app.exports.pdf.places import Place, PlaceKind
from app.exports.progress import Meter
from app.exports.signing.binding import Binding, bind
from app.exports.signing.certificates import Trust
from app.exports.signing.keys import Key, open_file
from app.exports.signing.making import FIELD_PREFIX, Statement, sign
from app.exports.signing.pictures import BLUE, RED, read_picture
from app.exports.signing.secret import Secret
from app.exports.signing.stamps import Stamp, seal_stamp, signature_stamp
from app.exports.signing.verification import Verification
from app.exports.signing.verifying import verify
from app.exports.tree import Block, Document, Section, Signature, SignatureBlock, Title, TwoColumnHeader, paragraph
from app.models import vietnam_time
from app.models.signing.records import SealedRef
from tests.exports.signing import authority
from tests.exports.signing.authority import Holder

NOON = vietnam_time.from_iso("2025-06-24T05:00:00.000Z")
EVENING = vietnam_time.from_iso("2025-06-24T12:00:00.000Z")
REF = SealedRef("minutes", "minutes-1", "ab" * 32, "Biên bản làm việc với xã Đức Trọng")
BLANK = "\u00a0" * 8
SECRETARY, CHAIR = "Nguyễn Thị Đào", "Đặng Văn Đức"


def paper(text: str = "Kiểm tra tại xã Đức Trọng: kinh phí 5.000.000 đồng. ", pages: int = 1) -> Document:
    """Minutes with two signers, number and date left blank."""
    blocks: tuple[Block, ...] = (
        TwoColumnHeader(
            "UBND TỈNH LÂM ĐỒNG",
            "TỔ CÔNG TÁC LIÊN NGÀNH",
            f"Số:{BLANK}/BB-TCT",
            f"Đà Lạt, ngày{BLANK}tháng{BLANK}năm 2025",
        ),
        Title("BIÊN BẢN", "Làm việc với UBND xã Đức Trọng"),
        *(paragraph(text * (15 if pages == 1 else 60)) for _ in range(pages)),
        SignatureBlock(
            (
                Signature(position="NGƯỜI GHI BIÊN BẢN", name=SECRETARY),
                Signature(("TM. TỔ CÔNG TÁC",), "TỔ TRƯỞNG", name=CHAIR),
            )
        ),
    )
    return Document("Biên bản", (Section(blocks),), created=NOON)


@cache
def export(pages: int = 1) -> bytes:
    """The bound PDF, unsigned."""
    drawn = render_placed(paper(pages=pages), Meter(0, None))
    return bind(drawn.data, Binding(REF, drawn.places), NOON)


@cache
def places(pages: int = 1) -> tuple[Place, ...]:
    """Its places."""
    return render_placed(paper(pages=pages), Meter(0, None)).places


def place(kind: PlaceKind, at: int = 0, pages: int = 1) -> Place:
    """One of them."""
    return [one for one in places(pages) if one.kind is kind][at]


def key(holder: Holder, folder: Path) -> Key:
    """A certificate file, written and opened."""
    return open_file(holder.pkcs12(folder / "chung-thu.p12"), Secret(authority.PASSWORD))


def signed(pdf: bytes, holder: Holder, folder: Path, *, field: str, stamp: Stamp | None = None) -> bytes:
    """One more signature, at noon."""
    return sign(pdf, key(holder, folder), Statement(f"{FIELD_PREFIX}{field}", field, NOON), stamp)


def signed_twice(folder: Path, pages: int = 1) -> bytes:
    """The secretary's and the chair's signature, both to be seen."""
    pdf = export(pages)
    for at, name in enumerate((SECRETARY, CHAIR)):
        shown = signature_stamp(
            place(PlaceKind.SIGNATURE, at, pages), read_picture(signature_png(folder / "ky.png"), BLUE)
        )
        pdf = signed(pdf, authority.officer(name), folder, field=str(at), stamp=shown)
    return pdf


def sealed(pdf: bytes, folder: Path) -> bytes:
    """The agency's seal over the chair's signature."""
    shown = seal_stamp(place(PlaceKind.SIGNATURE, 1), 2.5, read_picture(seal_png(folder / "dau.png"), RED), 36)
    return signed(pdf, authority.agency(), folder, field="dau", stamp=shown)


def signature_png(path: Path) -> Path:
    """A hand's stroke, blue, on a clear ground."""
    picture = Image.new("RGBA", (500, 200), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line([(20, 150), (120, 30), (220, 170), (330, 40), (480, 120)], (*BLUE, 255), 9)
    picture.save(path)
    return path


def seal_png(path: Path, *, dpi: int | None = 300) -> Path:
    """A round seal of 36 mm at 300 dpi, red, on a clear ground."""
    picture = Image.new("RGBA", (425, 425), (0, 0, 0, 0))
    drawing = ImageDraw.Draw(picture)
    drawing.ellipse([5, 5, 420, 420], outline=(*RED, 255), width=10)
    drawing.ellipse([90, 90, 335, 335], outline=(*RED, 255), width=6)
    picture.save(path, dpi=(dpi, dpi) if dpi else None)
    return path


def asn1(holder: Holder) -> x509.Certificate:
    """The certificate as pyHanko has it."""
    return x509.Certificate.load(holder.certificate.public_bytes(Encoding.DER))


def trusting(*revoked: bytes) -> Trust:
    """Trust in the test authority."""
    return Trust((asn1(authority.root()),), (asn1(authority.intermediate()),), revoked)


def verified(pdf: bytes, trust: Trust | None = None) -> Verification:
    """Verified in the evening of that day."""
    return verify("bien-ban.pdf", pdf, trust or trusting(), EVENING)


def overlay(pdf: bytes, texts: dict[tuple[float, float], str], *, page: int = 0, white: Any = None) -> bytes:
    """What a program does that writes on a page: a further content stream, in a revision of its own.

    `white` is a box (left, bottom, right, top) painted over first.
    """
    writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
    width, height = 596, 842
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(width, height))
    if white is not None:
        canvas.setFillColorRGB(1, 1, 1)
        canvas.rect(white[0], white[1], white[2] - white[0], white[3] - white[1], stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
    canvas.setFont(FAMILY, 13)
    for (x, y), text in texts.items():
        canvas.drawString(x, y, text)
    canvas.save()
    form = writer.import_page_as_xobject(PdfFileReader(BytesIO(stream.getvalue())))
    name = f"/VanThu{len(pdf)}"
    resources = generic.DictionaryObject(
        {generic.pdf_name("/XObject"): generic.DictionaryObject({generic.pdf_name(name): form})}
    )
    drawing = writer.add_object(generic.StreamObject(stream_data=f"q {name} Do Q".encode()))
    writer.add_stream_to_page(page, drawing, resources=resources)
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def annotate(pdf: bytes, box: Any, *, subtype: str = "/Square", flags: int = 4, page: int = 0) -> bytes:
    """An annotation without anything drawn, in a revision of its own."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
    note = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name(subtype),
            generic.pdf_name("/F"): generic.NumberObject(flags),
            generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.FloatObject, box)),
            generic.pdf_name("/C"): generic.ArrayObject(map(generic.FloatObject, (0, 0, 0))),
        }
    )
    writer.register_annotation(writer.find_page_for_modification(page)[0], writer.add_object(note))
    output = BytesIO()
    writer.write(output)
    return output.getvalue()
