//! A list as a workbook of Excel (Office Open XML): one sheet of texts and numbers, with a heading that stays and can be filtered by.
//!
//! The crates that write workbooks know charts and formulas, in a hundred thousand lines; this is what a list needs.

use std::{
    fmt::Write as _,
    io::{Cursor, Write as _},
};

use anyhow::Context;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::lists::{Cell, List};
use crate::api::AppResult;

/// Its media type.
pub const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Longest text of a cell, in UTF-16 units.
const TEXT_MAX: usize = 32_767;

/// Widest column, in characters of half width.
const WIDTH_MAX: usize = 60;

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#;

const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

const WORKBOOK_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;

/// Style 0 is a text (format 49, `@`), 1 the heading, 2 a number.
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="2"><font><sz val="11"/><name val="Yu Gothic"/></font><font><b/><sz val="11"/><name val="Yu Gothic"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#;

/// The file.
///
/// # Errors
/// None that memory would not have first.
pub fn write(list: &List) -> AppResult<Vec<u8>> {
    Ok(pack(list).context("writing a workbook")?)
}

fn pack(list: &List) -> anyhow::Result<Vec<u8>> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("[Content_Types].xml", CONTENT_TYPES),
        ("_rels/.rels", RELATIONS),
        ("xl/workbook.xml", &workbook(list)),
        ("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS),
        ("xl/styles.xml", STYLES),
        ("xl/worksheets/sheet1.xml", &sheet(list)?),
    ] {
        archive.start_file(name, options)?;
        archive.write_all(content.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

fn workbook(list: &List) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="{}" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
        escaped(list.name)
    )
}

fn sheet(list: &List) -> Result<String, std::fmt::Error> {
    let mut xml = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>"#,
    );
    for (at, width) in widths(list).into_iter().enumerate() {
        write!(xml, r#"<col min="{0}" max="{0}" width="{width}" customWidth="1"/>"#, at + 1)?;
    }
    xml.push_str("</cols><sheetData><row>");
    for column in list.columns {
        text_cell(&mut xml, 1, column)?;
    }
    xml.push_str("</row>");
    for row in &list.rows {
        xml.push_str("<row>");
        for cell in row {
            match cell {
                Cell::Text(text) => text_cell(&mut xml, 0, text)?,
                Cell::Number(number) => write!(xml, r#"<c s="2"><v>{number}</v></c>"#)?,
            }
        }
        xml.push_str("</row>");
    }
    let last = char::from(b'A' + u8::try_from(list.columns.len().saturating_sub(1)).unwrap_or(0));
    write!(
        xml,
        r#"</sheetData><autoFilter ref="A1:{last}{}"/></worksheet>"#,
        list.rows.len() + 1
    )?;
    Ok(xml)
}

/// A text in the cell itself: never a formula, whatever it begins with.
fn text_cell(xml: &mut String, style: u8, text: &str) -> std::fmt::Result {
    write!(
        xml,
        r#"<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>"#,
        escaped(text)
    )
}

/// The text as XML, without what XML cannot hold, cut where Excel would call the file broken.
fn escaped(text: &str) -> String {
    let mut xml = String::with_capacity(text.len());
    let mut units = 0;
    for ch in text.chars() {
        units += ch.len_utf16();
        if units > TEXT_MAX {
            break;
        }
        match ch {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            '\n' | '\t' => xml.push(ch),
            ch if ch.is_control() || matches!(ch, '\u{fffe}' | '\u{ffff}') => {}
            ch => xml.push(ch),
        }
    }
    xml
}

/// Wide enough for what most cells hold: characters of full width take two.
fn widths(list: &List) -> Vec<usize> {
    let width = |text: &str| text.chars().map(|ch| if ch.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let of_column = |at: usize| {
        let cells = list.rows.iter().filter_map(|row| row.get(at)).map(|cell| match cell {
            Cell::Text(text) => width(text),
            Cell::Number(_) => 0,
        });
        cells.chain([width(list.columns[at])]).max().unwrap_or(0).min(WIDTH_MAX) + 2
    };
    (0..list.columns.len()).map(of_column).collect()
}
