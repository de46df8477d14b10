import { tidy } from '../compose/rich-text.ts';
import { findDocumentType } from '../document-types.ts';
import type { Letter } from '../letter.ts';
import { DECREE, type Hit, matches, type RuleWithSearch, textRule } from './rule.ts';

const NINE_B = `${DECREE}, Phụ lục I, ô số 9b`;
const SEVEN = `${DECREE}, Phụ lục I, mục II.7`;
const FILING_LINE = /^\s*[-–—]?\s*Lưu\s*:/iu;

/** "Lưu: VT." may stand as `filingNote` or as the last line of the recipients. */
function filingLine(letter: Letter): { place: string; text: string } | undefined {
  if (tidy(letter.filingNote ?? '') !== '') {
    return {
      place: 'filingNote',
      text: tidy(letter.filingNote ?? '').replace(/^-?\s*Lưu\s*:\s*/iu, ''),
    };
  }
  const index = (letter.recipients ?? []).findIndex((line) => FILING_LINE.test(line));
  const line = letter.recipients?.[index];
  return line === undefined
    ? undefined
    : {
        place: `recipients[${index}]`,
        text: tidy(line).replace(/^[-–—]?\s*Lưu\s*:\s*/iu, ''),
      };
}

function setFiling(note: string): (letter: Letter) => Letter {
  return (letter) => {
    const place = filingLine(letter)?.place ?? 'filingNote';
    return place === 'filingNote'
      ? { ...letter, filingNote: note }
      : {
          ...letter,
          recipients: (letter.recipients ?? []).map((line) => (FILING_LINE.test(line) ? `Lưu: ${note}` : line)),
        };
  };
}

/** Of a công văn the symbol tells the drafting unit: `UBND-VHTT`. */
function unitOf(letter: Letter, given: string | undefined): string {
  const [, ...rest] = tidy(letter.symbol).split(/\s*-\s*/u);
  const isOfficialLetter = findDocumentType(letter.type)?.symbol === '';
  return given ?? (isOfficialLetter ? (rest.at(-1) ?? '') : '');
}

function isPersonal(letter: Letter): boolean {
  const form = findDocumentType(letter.type)?.form;
  return form === 'introduction' || form === 'leave_permit' || form === 'free';
}

const recipientsMissing: RuleWithSearch = {
  code: 'recipients.missing',
  severity: 'error',
  title: 'Thiếu "Nơi nhận"',
  clause: NINE_B,
  find: (letter) =>
    isPersonal(letter) || (letter.recipients ?? []).some((line) => tidy(line) !== '')
      ? []
      : [{ place: 'recipients', found: '', expected: 'Như trên' }],
};

function firstRecipient(letter: Letter): string | undefined {
  const form = findDocumentType(letter.type)?.form;
  if (form === 'official_letter') {
    return 'Như trên';
  }
  const articles = letter.body.filter((block) => block.kind === 'article');
  const last = articles.at(-1);
  return form === 'decision' && last !== undefined ? `Như Điều ${tidy(String(last.number))}` : undefined;
}

const recipientsFirst: RuleWithSearch = {
  code: 'recipients.first',
  severity: 'warning',
  title: 'Dòng đầu của "Nơi nhận" chưa đúng mẫu',
  clause: NINE_B,
  find: (letter) => {
    const expected = firstRecipient(letter);
    const [first] = letter.recipients ?? [];
    if (expected === undefined || first === undefined || /^\s*[-–—]?\s*Như\s/iu.test(first)) {
      return [];
    }
    const fix = (other: Letter): Letter => ({
      ...other,
      recipients: [expected, ...(other.recipients ?? [])],
    });
    return [{ place: 'recipients[0]', found: tidy(first), expected, fix }];
  },
};

const filingMissing: RuleWithSearch = {
  code: 'filing.missing',
  severity: 'error',
  title: 'Thiếu dòng "Lưu: VT"',
  clause: NINE_B,
  find: (letter, options) => {
    if (isPersonal(letter) || filingLine(letter) !== undefined) {
      return [];
    }
    const note = ['VT', unitOf(letter, options.draftingUnit)].filter((part) => part !== '').join(', ');
    return [
      {
        place: 'filingNote',
        found: '',
        expected: `Lưu: ${note}.`,
        fix: setFiling(note),
      },
    ];
  },
};

/** The line names the unit that drafted beside the office: "Lưu: VT, VHTT." */
const filingUnit: RuleWithSearch = {
  code: 'filing.unit',
  severity: 'error',
  title: 'Thiếu đơn vị soạn thảo ở nơi lưu',
  clause: NINE_B,
  find: (letter, options): Hit[] => {
    const line = filingLine(letter);
    const bare = line?.text.replace(/[\s.;,]+$/u, '') ?? '';
    if (line === undefined || !/^VT$/iu.test(bare)) {
      return [];
    }
    const unit = unitOf(letter, options.draftingUnit);
    const hit = { place: line.place, found: `Lưu: ${bare}.` };
    return unit === ''
      ? [{ ...hit, expected: 'Lưu: VT, <đơn vị soạn thảo>.' }]
      : [
          {
            ...hit,
            expected: `Lưu: VT, ${unit}.`,
            fix: setFiling(`VT, ${unit}`),
          },
        ];
  },
};

const signatoryMissing: RuleWithSearch = {
  code: 'signatory.missing',
  severity: 'error',
  title: 'Thiếu chức vụ hoặc họ tên người ký',
  clause: SEVEN,
  find: ({ signatory }) => [
    ...(signatory.lines.some((line) => tidy(line) !== '')
      ? []
      : [
          {
            place: 'signatory.lines',
            found: '',
            expected: 'Quyền hạn, chức vụ của người ký',
          },
        ]),
    ...(tidy(signatory.name) === '' ? [{ place: 'signatory.name', found: '', expected: 'Họ và tên người ký' }] : []),
  ],
};

/** "TM.", "KT.", "TL.", "TUQ.", "Q." with their full stop and without others. */
const signatoryMark = textRule({
  code: 'signatory.mark',
  severity: 'error',
  title: 'Chữ viết tắt quyền hạn ký chưa đúng',
  clause: `${DECREE}, Điều 13 và Phụ lục I, mục II.7`,
  reads: (path) => /^(?:second)?signatory\.lines/iu.test(path),
  search: (text) =>
    matches(
      text,
      /^\s*(T\.?\s?M|K\.?\s?T|T\.?\s?L|T\.?\s?U\.?\s?Q|Q)\s*(?:\.|\/|:)?\s+(?=\p{L})/giu,
      ([, mark = '']) => `${mark.replace(/[\s.]/gu, '').toUpperCase()}. `,
    ),
});

const signatoryAcademic = textRule({
  code: 'signatory.academic',
  severity: 'error',
  title: 'Không ghi học hàm, học vị trước họ tên người ký',
  clause: SEVEN,
  reads: (path) => /^(?:second)?signatory\.name/iu.test(path),
  search: (text) =>
    matches(
      text,
      /^\s*(?:(?:GS|PGS|TSKH|TS|ThS|Th\.S|CN|KS|BS|BSCKI{1,2}|Tiến sĩ|Thạc sĩ|Cử nhân|Kỹ sư|Giáo sư|Phó Giáo sư|Bác sĩ)[.,]?\s*)+(?=\p{Lu})/gu,
      ([found]) => (/[.\s,]$/u.test(found) ? '' : found),
    ),
});

/** TM. stands above, Q., KT., TL., TUQ. below it. */
const signatoryOrder: RuleWithSearch = {
  code: 'signatory.order',
  severity: 'error',
  title: 'Thứ tự dòng quyền hạn ký chưa đúng',
  clause: `${DECREE}, Điều 13 và Phụ lục I, mục II.7`,
  find: ({ signatory }) => {
    const at = signatory.lines.findIndex((line) => /^\s*TM\s*\./iu.test(line));
    if (at <= 0) {
      return [];
    }
    const move = (letter: Letter): Letter => {
      const lines = letter.signatory.lines;
      const college = lines.filter((line) => /^\s*TM\s*\./iu.test(line));
      const others = lines.filter((line) => !/^\s*TM\s*\./iu.test(line));
      return {
        ...letter,
        signatory: { ...letter.signatory, lines: [...college, ...others] },
      };
    };
    const found = signatory.lines.map(tidy).join(' / ');
    const moved = [signatory.lines[at] ?? '', ...signatory.lines.filter((_, index) => index !== at)];
    return [
      {
        place: 'signatory.lines',
        found,
        expected: moved.map(tidy).join(' / '),
        fix: move,
      },
    ];
  },
};

export const FOOT_RULES: readonly RuleWithSearch[] = [
  signatoryMissing,
  signatoryMark,
  signatoryAcademic,
  signatoryOrder,
  filingMissing,
  filingUnit,
  recipientsMissing,
  recipientsFirst,
];
