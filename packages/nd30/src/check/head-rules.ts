import { tidy } from '../compose/rich-text.ts';
import { findDocumentType } from '../document-types.ts';
import type { Letter } from '../letter.ts';
import { isStrictSymbol, parseNumberSymbol } from '../number-symbol.ts';
import { DECREE, type RuleWithSearch } from './rule.ts';

function formOf(letter: Letter): string | undefined {
  return findDocumentType(letter.type)?.form;
}

const symbolSpelling: RuleWithSearch = {
  code: 'symbol.form',
  severity: 'error',
  title: 'Ký hiệu viết không đúng cách',
  clause: `${DECREE}, Phụ lục I, mục II.3`,
  find: ({ symbol }) => {
    if (isStrictSymbol(symbol)) {
      return [];
    }
    const expected = parseNumberSymbol(`1/${symbol}`)?.symbol ?? '';
    const hit = { place: 'symbol', found: symbol, expected };
    return [
      expected === ''
        ? hit
        : {
            ...hit,
            fix: (letter: Letter) => ({ ...letter, symbol: expected }),
          },
    ];
  },
};

/** Types keep their own symbol in front; a công văn has none and is never marked "CV". */
const symbolOfType: RuleWithSearch = {
  code: 'symbol.type',
  severity: 'error',
  title: 'Ký hiệu không khớp tên loại văn bản',
  clause: `${DECREE}, Phụ lục III, mục I và Phụ lục I, mục II.3`,
  find: ({ type, symbol }) => {
    const own = findDocumentType(type)?.symbol ?? '';
    const groups = tidy(symbol)
      .split(/\s*[-/]\s*/u)
      .filter((group) => group !== '');
    if (groups.length === 0) {
      return [];
    }
    const agency = groups.filter((group) => group !== 'CV' && group.toUpperCase() !== own.toUpperCase());
    const isRight = own === '' ? !groups.includes('CV') : groups[0] === own;
    if (isRight) {
      return [];
    }
    const expected = [...(own === '' ? [] : [own]), ...(own === '' ? agency : agency.slice(0, 1))].join('-');
    const hit = { place: 'symbol', found: symbol, expected };
    return [
      agency.length === 0
        ? hit
        : {
            ...hit,
            fix: (letter: Letter) => ({ ...letter, symbol: expected }),
          },
    ];
  },
};

const placeMissing: RuleWithSearch = {
  code: 'place.missing',
  severity: 'error',
  title: 'Thiếu địa danh',
  clause: `${DECREE}, Phụ lục I, mục II.4`,
  find: (letter) =>
    formOf(letter) === 'minutes' || tidy(letter.placeOfIssue ?? '') !== ''
      ? []
      : [
          {
            place: 'placeOfIssue',
            found: '',
            expected: 'Tên đơn vị hành chính nơi cơ quan đóng trụ sở',
          },
        ],
};

const abstractMissing: RuleWithSearch = {
  code: 'abstract.missing',
  severity: 'error',
  title: 'Thiếu trích yếu nội dung',
  clause: `${DECREE}, Phụ lục I, mục II.5`,
  find: (letter) => {
    const form = formOf(letter);
    const isFreeOfIt = form === 'invitation' || form === 'introduction' || form === 'leave_permit' || form === 'free';
    return isFreeOfIt || tidy(letter.abstract ?? '') !== ''
      ? []
      : [
          {
            place: 'abstract',
            found: '',
            expected: 'Câu ngắn gọn nêu nội dung chủ yếu',
          },
        ];
  },
};

const abstractEnd: RuleWithSearch = {
  code: 'abstract.end',
  severity: 'warning',
  title: 'Trích yếu không có dấu chấm cuối',
  clause: `${DECREE}, Phụ lục I, mục II.5`,
  find: ({ abstract = '' }) => {
    const trim = (text: string): string => text.trimEnd().replace(/\s*[.;,]+$/u, '');
    const found = tidy(abstract);
    const expected = trim(found);
    return expected === found || expected === ''
      ? []
      : [
          {
            place: 'abstract',
            found,
            expected,
            fix: (letter) => (letter.abstract === undefined ? letter : { ...letter, abstract: trim(letter.abstract) }),
          },
        ];
  },
};

const addresseesMissing: RuleWithSearch = {
  code: 'addressees.missing',
  severity: 'error',
  title: 'Công văn thiếu "Kính gửi"',
  clause: `${DECREE}, Phụ lục I, mục II.9, ô số 9a`,
  find: (letter) =>
    formOf(letter) !== 'official_letter' || (letter.addressees ?? []).some((line) => tidy(line) !== '')
      ? []
      : [
          {
            place: 'addressees',
            found: '',
            expected: 'Cơ quan, tổ chức, cá nhân có trách nhiệm giải quyết',
          },
        ],
};

function isOrdered(letter: Letter): boolean {
  const form = formOf(letter);
  return form === 'decision' || form === 'resolution';
}

const authorityMissing: RuleWithSearch = {
  code: 'authority.missing',
  severity: 'error',
  title: 'Thiếu thẩm quyền ban hành',
  clause: `${DECREE}, Phụ lục III, mẫu 1.1 và 1.2`,
  find: (letter) =>
    !isOrdered(letter) || (letter.authority ?? []).some((line) => tidy(line) !== '')
      ? []
      : [
          {
            place: 'authority',
            found: '',
            expected: 'Chức danh người đứng đầu hoặc tên tập thể ban hành',
          },
        ],
};

const basesMissing: RuleWithSearch = {
  code: 'bases.missing',
  severity: 'error',
  title: 'Thiếu căn cứ ban hành',
  clause: `${DECREE}, Phụ lục I, mục II.6`,
  find: (letter) =>
    !isOrdered(letter) || (letter.legalBases ?? []).length > 0
      ? []
      : [
          {
            place: 'legalBases',
            found: '',
            expected: 'Văn bản quy định thẩm quyền, chức năng của cơ quan ban hành',
          },
        ],
};

export const HEAD_RULES: readonly RuleWithSearch[] = [
  symbolSpelling,
  symbolOfType,
  placeMissing,
  abstractMissing,
  abstractEnd,
  addresseesMissing,
  authorityMissing,
  basesMissing,
];
