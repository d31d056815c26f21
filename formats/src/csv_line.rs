//! One line of comma-separated text with optional quotation marks (RFC 4180 without line breaks
//! inside fields, which neither masters nor registrations have).

use std::borrow::Cow;

use crate::problem::ProblemKind;

/// More columns than any file that is read here has; bounds the work on hostile input.
const MAX_COLUMNS: usize = 256;

/// Splits a line. Quoted fields lose their marks, doubled marks become one.
///
/// # Errors
/// [`ProblemKind::Quoting`] when a mark is not closed or stands inside a field, and
/// [`ProblemKind::TooManyFields`] beyond 256 columns.
pub(crate) fn split(line: &str) -> Result<Vec<Cow<'_, str>>, ProblemKind> {
    let mut fields = Vec::new();
    let mut rest = line;
    loop {
        if fields.len() == MAX_COLUMNS {
            return Err(ProblemKind::TooManyFields {
                found: MAX_COLUMNS + 1,
                max: MAX_COLUMNS,
            });
        }
        let (field, after) = match rest.strip_prefix('"') {
            Some(quoted) => take_quoted(quoted)?,
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                let (field, after) = rest.split_at(end);
                if field.contains('"') {
                    return Err(ProblemKind::Quoting);
                }
                (Cow::Borrowed(field), after)
            }
        };
        fields.push(field);
        if after.is_empty() {
            return Ok(fields);
        }
        rest = after.strip_prefix(',').ok_or(ProblemKind::Quoting)?;
    }
}

fn take_quoted(text: &str) -> Result<(Cow<'_, str>, &str), ProblemKind> {
    let mut from = 0;
    let mut doubled = false;
    while let Some(at) = text.get(from..).and_then(|tail| tail.find('"')) {
        let mark = from + at;
        let (field, tail) = text.split_at(mark);
        let after = tail.strip_prefix('"').unwrap_or(tail);
        if !after.starts_with('"') {
            let field = match doubled {
                true => Cow::Owned(field.replace("\"\"", "\"")),
                false => Cow::Borrowed(field),
            };
            return Ok((field, after));
        }
        doubled = true;
        from = mark + 2;
    }
    Err(ProblemKind::Quoting)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields() {
        let ok = |line| split(line).unwrap().join("|");
        assert_eq!(ok(""), "");
        assert_eq!(ok(r#"a,"b,c",,"""d""",e"#), r#"a|b,c||"d"|e"#);
        assert_eq!(ok(r#""""""#), r#"""#);
        assert_eq!(ok(r#""a","#), "a|");
        for bad in [r#"""#, r#""a"b"#, r#"a"b"#, r#"a,"b"#] {
            assert_eq!(split(bad), Err(ProblemKind::Quoting), "{bad}");
        }
        assert!(split(&",".repeat(256)).is_err());
    }
}
