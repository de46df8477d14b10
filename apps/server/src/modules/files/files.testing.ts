type Content = string | { deflated: Uint8Array };

function streamOf(content: Content): Buffer {
  const [body, filter] =
    typeof content === 'string' ? [Buffer.from(content, 'latin1'), ''] : [content.deflated, ' /Filter /FlateDecode'];
  return Buffer.concat([
    Buffer.from(`<< /Length ${body.length}${filter} >>\nstream\n`),
    body,
    Buffer.from('\nendstream'),
  ]);
}

const FIRST_CODE = 128;

/** Letters Helvetica has no code for, by their Unicode names, from code 128 on. */
function differences(letters: readonly string[]): string {
  const names = letters.map((letter) => `/uni${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
  return [FIRST_CODE, ...names].join(' ');
}

/** A whole PDF, one page for each content stream, in Helvetica `/F1`, cross-reference table and all. */
export function buildPdf(contents: readonly Content[], letters: readonly string[] = []): Buffer {
  const kids = contents.map((_, index) => `${4 + index * 2} 0 R`).join(' ');
  const objects: (string | Buffer)[] = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${contents.length} >>`,
    `<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 0 /LastChar 255 /Widths [${Array(256).fill(550).join(' ')}] /Encoding << /Type /Encoding /Differences [${differences(letters)}] >> >>`,
    ...contents.flatMap((content, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${5 + index * 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
      streamOf(content),
    ]),
  ];
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  let length = 9;
  const entries = objects.map((object, index) => {
    const entry = `${String(length).padStart(10, '0')} 00000 n \n`;
    const bytes = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n')]);
    parts.push(bytes);
    length += bytes.length;
    return entry;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${entries.join('')}`;
  return Buffer.concat([
    ...parts,
    Buffer.from(`${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`),
  ]);
}

const LEFT = 60;
const INDENT = 30;
const COLUMN = 280;

/**
 * Pages of words: one row a line, three spaces between the two columns, a tab before an indented row. What `extractPdfText` reads
 * from it is what was written.
 */
export function buildTextPdf(pages: readonly string[]): Buffer {
  const letters = [
    ...new Set(
      pages
        .join('')
        .normalize('NFC')
        .replace(/[\n\t -~]/gu, ''),
    ),
  ];
  const encode = (text: string): string =>
    [...text]
      .map((letter) => {
        const at = letters.indexOf(letter);
        const code = at < 0 ? letter.charCodeAt(0) : FIRST_CODE + at;
        return code.toString(16).padStart(2, '0');
      })
      .join('');
  const contents = pages.map((page) =>
    page
      .normalize('NFC')
      .split('\n')
      .flatMap((row, index) => {
        const start = LEFT + (row.startsWith('\t') ? INDENT : 0);
        return row
          .trim()
          .split('   ')
          .map(
            (cell, column) => `BT /F1 7 Tf ${start + column * COLUMN} ${800 - index * 14} Td <${encode(cell)}> Tj ET`,
          );
      })
      .join('\n'),
  );
  return buildPdf(contents, letters);
}
