import { AlignmentType, LineRuleType, Paragraph, type Table } from 'docx';
import type { Sheet, SignBlock } from '../compose/sheet.ts';
import { boxLine, boxTable, mm, TEXT_WIDTH, textRun } from './parts.ts';

const HALF = TEXT_WIDTH / 2;
/** Room of ô 7c between title and name. */
const SIGNATURE_HEIGHT = mm(30);

function signColumn(signer: SignBlock): Paragraph[] {
  const bold = { size: 14, bold: true };
  return [
    ...signer.lines.map((line) => boxLine([textRun(line, bold)], { keepNext: true })),
    new Paragraph({
      keepNext: true,
      spacing: { line: SIGNATURE_HEIGHT, lineRule: LineRuleType.EXACT },
      children: [],
    }),
    ...(signer.otherTitle === null ? [] : [boxLine([textRun(signer.otherTitle, bold)], { keepNext: true })]),
    boxLine([textRun(signer.name, bold)]),
  ];
}

function recipientColumn(foot: Sheet['foot']): Paragraph[] {
  const label =
    foot.recipients.length === 0
      ? []
      : [
          new Paragraph({
            children: [textRun('Nơi nhận:', { size: 12, bold: true, italics: true })],
          }),
        ];
  const mark =
    foot.typistMark === null
      ? []
      : [
          new Paragraph({
            alignment: AlignmentType.RIGHT,
            indent: { right: mm(6) },
            children: [textRun(foot.typistMark, { size: 11 })],
          }),
        ];
  return [
    ...label,
    ...foot.recipients.map(
      (line) =>
        new Paragraph({
          indent: { right: mm(4) },
          children: [textRun(line, { size: 11 })],
        }),
    ),
    ...mark,
  ];
}

/** Ô 7, 9b and 12 level with each other; biên bản has the secretary on the left. */
export function footTable(foot: Sheet['foot']): Table {
  const left =
    foot.second === null
      ? recipientColumn(foot)
      : [...signColumn(foot.second), new Paragraph({}), ...recipientColumn(foot)];
  const confirmation = [
    boxLine([textRun(foot.confirmation ?? '', { size: 13, bold: true })], { spacing: { before: 280 } }),
  ];
  const below = foot.confirmation === null ? [] : [[confirmation, []]];
  return boxTable([HALF, TEXT_WIDTH - HALF], [[left, signColumn(foot.signatory)], ...below]);
}
