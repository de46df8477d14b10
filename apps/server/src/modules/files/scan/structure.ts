/**
 * What a file is by its bytes and its name, found in one pass without inflating or executing anything: the time is linear, the
 * memory a window. The antivirus knows malware by name; this knows kinds of files that have no place in an official letter.
 */
export interface StructureFinding {
  code:
    | 'files.executable'
    | 'files.script'
    | 'files.disguised'
    | 'files.executable_in_archive'
    | 'files.macro'
    | 'files.encrypted_archive'
    | 'files.active_pdf'
    | 'files.active_page';
  /** `danger` never reaches anybody's desk; `warning` is said beside the file. */
  severity: 'danger' | 'warning';
  text: string;
}

type Code = StructureFinding['code'];

const TEXTS: Record<Code, [StructureFinding['severity'], string]> = {
  'files.executable': ['danger', 'là chương trình chạy được, không phải văn bản'],
  'files.script': ['danger', 'là tệp lệnh (mở ra là máy chạy), không phải văn bản'],
  'files.disguised': ['danger', 'có đuôi tên của văn bản nhưng bên trong là chương trình'],
  'files.executable_in_archive': ['danger', 'là tệp nén có chương trình hoặc tệp lệnh bên trong'],
  'files.macro': ['warning', 'có macro: chỉ bật macro khi chắc chắn nơi gửi'],
  'files.encrypted_archive': ['warning', 'là tệp nén đặt mật khẩu nên không kiểm tra được bên trong'],
  'files.active_pdf': ['warning', 'là PDF có lệnh tự chạy hoặc tệp nhúng bên trong'],
  'files.active_page': ['warning', 'là trang có mã lệnh (HTML hoặc SVG)'],
};

const EXECUTABLE_NAME = /\.(?:exe|com|scr|pif|dll|cpl|msi|msp|msix|appx|jar|apk|deb|rpm|dmg|pkg|elf|sys|drv)$/i;
const SCRIPT_NAME =
  /\.(?:bat|cmd|ps1|psm1|vbs|vbe|js|jse|mjs|wsf|wsh|hta|lnk|url|scf|reg|sct|jnlp|msc|chm|sh|iso|img|vhdx?|one|xll|wll|application)$/i;
const MACRO_NAME = /\.(?:docm|dotm|xlsm|xltm|xlam|xlsb|pptm|potm|ppam|ppsm|sldm)$/i;
const ACTIVE_PDF = /\/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia)\b/;
const ACTIVE_PAGE = /<script\b|<iframe\b|javascript:|\son[a-z]{3,20}\s*=/i;
const MACRO_OLE = Buffer.from('_VBA_PROJECT', 'utf16le').toString('latin1');
const OLE_HEAD = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1';

/** Names in archives are at most this long here; longer ones are nobody's file. */
const LONGEST_NAME = 1_024;
const ZIP_HEAD = 46;
const OVERLAP = LONGEST_NAME + ZIP_HEAD;
const HEAD_BYTES = 4_096;

/** What runs by its first bytes: DOS/Windows, ELF, Mach-O and Java classes, `#!`, Windows shortcut. */
function isProgram(head: string): boolean {
  return (
    /^MZ/.test(head) ||
    head.startsWith('\x7fELF') ||
    /^(?:\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe)/.test(head) ||
    head.startsWith('#!') ||
    head.startsWith('L\0\0\0\x01\x14\x02\0')
  );
}

interface Seen {
  isZip: boolean;
  isPdf: boolean;
  isOle: boolean;
  isPage: boolean;
  codes: Set<Code>;
}

/** Places inside a local and a central header (APPNOTE 4.3.7, 4.3.12). */
const ZIP_HEADERS = [
  { mark: 'PK\x03\x04', flagsAt: 6, lengthAt: 26, nameAt: 30 },
  { mark: 'PK\x01\x02', flagsAt: 8, lengthAt: 28, nameAt: 46 },
] as const;

function judgeEntry(name: string, flags: number, codes: Set<Code>): void {
  if ((flags & 1) === 1) {
    codes.add('files.encrypted_archive');
  }
  if (EXECUTABLE_NAME.test(name) || SCRIPT_NAME.test(name)) {
    codes.add('files.executable_in_archive');
  }
  if (/(?:^|\/)vbaProject\.bin$/i.test(name)) {
    codes.add('files.macro');
  }
}

/** Names and flags of local and central headers, wherever they stand: lying directories hide nothing. */
function lookAtZip(window: string, seen: Seen): void {
  for (const { mark, flagsAt, lengthAt, nameAt } of ZIP_HEADERS) {
    for (let at = window.indexOf(mark); at !== -1; at = window.indexOf(mark, at + 4)) {
      const length = window.charCodeAt(at + lengthAt) | (window.charCodeAt(at + lengthAt + 1) << 8);
      const end = at + nameAt + Math.min(length, LONGEST_NAME);
      if (end > window.length || at + nameAt > window.length) {
        // Cut by the window: the next one has it whole. Half a name would be another name.
        break;
      }
      judgeEntry(window.slice(at + nameAt, end), window.charCodeAt(at + flagsAt), seen.codes);
    }
  }
}

function lookAt(window: string, seen: Seen): void {
  if (seen.isZip) {
    lookAtZip(window, seen);
  }
  if (seen.isPdf && ACTIVE_PDF.test(window)) {
    seen.codes.add('files.active_pdf');
  }
  if (seen.isOle && window.includes(MACRO_OLE)) {
    seen.codes.add('files.macro');
  }
  if (seen.isPage && ACTIVE_PAGE.test(window)) {
    seen.codes.add('files.active_page');
  }
}

function beginLooking(name: string, head: string): Seen {
  const codes = new Set<Code>();
  const start = head.replace(/^\xef\xbb\xbf/, '').trimStart();
  if (isProgram(head)) {
    codes.add(EXECUTABLE_NAME.test(name) || !/\.[a-z0-9]{2,5}$/i.test(name) ? 'files.executable' : 'files.disguised');
  } else if (EXECUTABLE_NAME.test(name)) {
    codes.add('files.executable');
  } else if (SCRIPT_NAME.test(name)) {
    codes.add('files.script');
  }
  if (MACRO_NAME.test(name)) {
    codes.add('files.macro');
  }
  return {
    isZip: head.startsWith('PK'),
    isPdf: head.slice(0, 1_024).includes('%PDF-'),
    isOle: head.startsWith(OLE_HEAD),
    isPage: /\.(?:html?|xhtml|svg|mht|mhtml|shtml)$/i.test(name) || /^<(?:!doctype html|html|svg)\b/i.test(start),
    codes,
  };
}

/** Longer strings live outside the part of the heap that is swept all the time. */
const STRETCH = 64 * 1024;

async function* stretchesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  for await (const piece of bytes) {
    const buffer = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    for (let at = 0; at < buffer.length; at += STRETCH) {
      yield buffer.toString('latin1', at, Math.min(at + STRETCH, buffer.length));
    }
  }
}

/** Sentence about one file: `“báo cáo.pdf.exe” là chương trình chạy được, không phải văn bản`. */
export async function inspectStructure(name: string, bytes: AsyncIterable<Uint8Array>): Promise<StructureFinding[]> {
  let head = '';
  let seen: Seen | undefined;
  let window = '';
  for await (const text of stretchesOf(bytes)) {
    window = window.slice(-OVERLAP) + text;
    if (seen === undefined) {
      head += text.slice(0, HEAD_BYTES);
      if (head.length < HEAD_BYTES) {
        continue;
      }
      seen = beginLooking(name, head);
      lookAt(head, seen);
    }
    lookAt(window, seen);
  }
  if (seen === undefined) {
    seen = beginLooking(name, head);
    lookAt(head, seen);
  }
  return [...seen.codes].map((code) => {
    const [severity, text] = TEXTS[code];
    return { code, severity, text: `“${name}” ${text}` };
  });
}
