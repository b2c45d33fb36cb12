"""The order of elements that the transitional schema of WordprocessingML (ISO/IEC 29500-4) asks
for, as far as our files use it. No schema comes with any installed package, so the sequences are
written down here from the standard."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_SIDES = "top left start bottom right end"
_RUN = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof"
    " snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd"
    " fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath"
)
_SEQUENCES = {
    "p": "pPr *",
    "r": "rPr *",
    "body": "* sectPr",
    "tbl": "tblPr tblGrid tr",
    "tr": "tblPrEx trPr tc",
    "tc": "tcPr *",
    "pPr": (
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers"
        " pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE"
        " autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents"
        " suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle"
        " rPr sectPr pPrChange"
    ),
    "rPr": _RUN,
    "pBdr": "top left bottom right between bar",
    "tblPr": (
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc"
        " tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption"
        " tblDescription"
    ),
    "tblBorders": f"{_SIDES} insideH insideV",
    "tblCellMar": _SIDES,
    "tcPr": (
        "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText"
        " vAlign hideMark"
    ),
    "tcBorders": f"{_SIDES} insideH insideV tl2br tr2bl",
    "sectPr": (
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders"
        " lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter"
        " docGrid printerSettings"
    ),
    "styles": "docDefaults latentStyles style",
    "docDefaults": "rPrDefault pPrDefault",
    "style": (
        "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed"
        " qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr"
        " tblStylePr"
    ),
    "tblStylePr": "pPr rPr tblPr trPr tcPr",
    "settings": (
        "writeProtection view zoom removePersonalInformation removeDateAndTime"
        " doNotDisplayPageBoundaries displayBackgroundShape printPostScriptOverText"
        " printFractionalCharacterWidth printFormsData embedTrueTypeFonts embedSystemFonts"
        " saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges"
        " bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors"
        " hideGrammaticalErrors activeWritingStyle proofState formsDesign attachedTemplate"
        " linkStyles stylePaneFormatFilter stylePaneSortMethod documentType mailMerge revisionView"
        " trackRevisions doNotTrackMoves doNotTrackFormatting documentProtection autoFormatOverride"
        " styleLockTheme styleLockQFSet defaultTabStop autoHyphenation consecutiveHyphenLimit"
        " hyphenationZone doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle"
        " defaultTableStyle evenAndOddHeaders bookFoldRevPrinting bookFoldPrinting"
        " bookFoldPrintingSheets drawingGridHorizontalSpacing drawingGridVerticalSpacing"
        " displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery"
        " doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin"
        " drawingGridVerticalOrigin doNotShadeFormData noPunctuationKerning characterSpacingControl"
        " printTwoOnOne strictFirstAndLastChars noLineBreaksAfter noLineBreaksBefore"
        " savePreviewPicture doNotValidateAgainstSchema saveInvalidXml ignoreMixedContent"
        " alwaysShowPlaceholderText doNotDemarcateInvalidXml saveXmlDataOnly useXSLTWhenSaving"
        " saveThroughXslt showXMLTags alwaysMergeEmptyNamespace updateFields hdrShapeDefaults"
        " footnotePr endnotePr compat docVars rsids mathPr attachedSchema themeFontLang"
        " clrSchemeMapping doNotIncludeSubdocsInStats doNotAutoCompressPictures forceUpgrade"
        " captions readModeInkLockDown smartTagType schemaLibrary shapeDefaults"
        " doNotEmbedSmartTags decimalSymbol listSeparator"
    ),
}
_ORDER = {name: told.split() for name, told in _SEQUENCES.items()}


def faults(file: bytes) -> list[str]:
    """What a validator would object to in a Word file: elements out of order or unknown in their
    place, cells that do not end with a paragraph, and styles that are not there."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        parts = {
            name: ElementTree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.startswith("word/") and name.endswith(".xml") and "theme" not in name
        }
    named = parts["word/styles.xml"].iter(f"{W}style")
    styles = {style.get(f"{W}styleId") for style in named}
    return [
        f"{name}: {fault}"
        for name, root in parts.items()
        for fault in (*_out_of_order(root), *_dangling(root, styles), *_incomplete(root))
    ]


def _out_of_order(root: ElementTree.Element) -> Iterator[str]:
    for parent in root.iter():
        order = _ORDER.get(parent.tag.removeprefix(W))
        if order is None:
            continue
        last = 0
        for child in parent:
            name = child.tag.split("}")[1]
            if name not in order and "*" not in order:
                if child.tag.startswith(W):
                    yield f"{name} in {parent.tag.removeprefix(W)}"
                continue
            place = order.index(name if name in order else "*")
            if place < last:
                yield f"{name} after {order[last]} in {parent.tag.removeprefix(W)}"
            last = max(last, place)


def _dangling(root: ElementTree.Element, styles: set[str | None]) -> Iterator[str]:
    for name in ("pStyle", "rStyle", "tblStyle", "basedOn", "link", "next"):
        for element in root.iter(f"{W}{name}"):
            if element.get(f"{W}val") not in styles:
                yield f"{name} to {element.get(f'{W}val')}, which is not there"


def _incomplete(root: ElementTree.Element) -> Iterator[str]:
    for cell in root.iter(f"{W}tc"):
        if cell[-1].tag != f"{W}p":
            yield "a cell without a paragraph at its end"
    for zoom in root.iter(f"{W}zoom"):
        if not zoom.get(f"{W}percent"):
            yield "zoom without percent"
    for language in root.iter(f"{W}lang"):
        if not language.get(f"{W}val"):
            yield "lang without a language"


def idle_paragraphs(file: bytes) -> list[str]:
    """Empty paragraphs that nothing asks for: a cell has to have one, two tables one between them,
    and a rule is the border of one."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        body = ElementTree.fromstring(archive.read("word/document.xml"))
    found = []
    for parent in body.iter():
        for number, child in enumerate(parent):
            if child.tag != f"{W}p" or _has_content(child):
                continue
            around = [*parent[number - 1 : number], *parent[number + 1 : number + 2]]
            if parent.tag == f"{W}tc":
                asked_for = sum(each.tag == f"{W}p" for each in parent) == 1
            else:
                asked_for = [each.tag for each in around] == [f"{W}tbl"] * 2
            if not asked_for:
                style = child.find(f"{W}pPr/{W}pStyle")
                found.append("" if style is None else str(style.get(f"{W}val")))
    return found


def _has_content(paragraph: ElementTree.Element) -> bool:
    words = "".join(text.text or "" for text in paragraph.iter(f"{W}t"))
    signs = (f"{W}tab", f"{W}drawing", f"{W}pict", f"{W}pBdr")
    runs = [each for run in paragraph.iter(f"{W}r") for each in run]
    ruled = paragraph.find(f"{W}pPr/{W}pBdr") is not None
    return bool(words) or ruled or any(each.tag in signs for each in runs)
