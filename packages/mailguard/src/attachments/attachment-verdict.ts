import { sampleText, typeByBytes } from '../read/file-type.ts';
import { withoutEnd } from '../words/trim.ts';
import { type ArchiveListing, archiveListing } from './archive-names.ts';

export type AttachmentReason =
  | 'allowed_kind'
  | 'executable'
  | 'page'
  | 'smuggling'
  | 'password_page'
  | 'macro'
  | 'double_extension'
  | 'reversed_name'
  | 'disguised'
  | 'unknown_kind'
  | 'locked_archive'
  | 'executable_inside'
  | 'nested_archive';

export interface AttachmentVerdict {
  verdict: 'allowed' | 'quarantine';
  reason: AttachmentReason;
  /** Vietnamese sentence with the name of the file. */
  text: string;
}

function setOf(names: string): ReadonlySet<string> {
  return new Set(names.split(' '));
}

const ALLOWED = setOf(
  'pdf docx xlsx pptx doc xls ppt odt ods odp rtf txt csv xml edxml png jpg jpeg tif tiff gif bmp webp heic zip 7z rar p7s p7m p7b ics eml vcf mp3 mp4 wav asc sig patch diff log md json',
);
const RUNS = setOf(
  'exe scr com pif bat cmd js jse vbs vbe wsf wsh hta ps1 psm1 lnk url iso img vhd vhdx cab ace jar msi msix msp cpl dll reg sh scf inf gadget application appref-ms apk xll iqy slk one chm library-ms search-ms dmg pkg appimage deb rpm arj lzh z uue xz py pyw ahk',
);
const PAGES = setOf('html htm shtml xhtml mht mhtml svg svgz xht');
const MACROS = setOf('docm dotm xlsm xltm xlam pptm potm ppam ppsm sldm xlsb');
const DOCUMENTS = 'pdf|docx?|xlsx?|pptx?|txt|jpe?g|png|gif|zip|rtf|csv|mp3|wav';
const DOUBLE = new RegExp(`\\.(?:${DOCUMENTS})[\\s_.\\u00a0]{0,80}\\.([a-z0-9]{2,10})$`, 'i');
const REVERSED = /[\u202a-\u202e\u2066-\u2069\u200e\u200f]/;
const SMUGGLING =
  /\batob\s{0,3}\(|new\s{1,5}Blob\s{0,3}\(|msSaveOrOpenBlob|msSaveBlob|createObjectURL\s{0,3}\(|document\.write\s{0,3}\(\s{0,3}(?:unescape|atob|decodeURI)|\beval\s{0,3}\(|fromCharCode|window\.location|location\.(?:href|replace|assign)|http-equiv\s{0,3}=\s{0,3}["']?refresh/i;
const PASSWORD_FIELD = /<input[^>]{0,400}type\s{0,3}=\s{0,3}["']?password/i;
/** Directory of a VBA project, in UTF-16, inside an OLE file. */
const VBA = Buffer.from('_VBA_PROJECT', 'utf16le');
const OLE_SEARCH = 4 * 1024 * 1024;
const PAGE_SEARCH = 1024 * 1024;
const RUNNING_TYPES = setOf(
  'application/x-msdownload application/x-elf application/x-mach-binary application/java-vm application/x-ms-shortcut application/x-onenote application/vnd.ms-htmlhelp application/vnd.ms-cab-compressed application/x-ace-compressed application/x-iso9660-image application/x-script',
);

const ARCHIVES = setOf('application/zip application/x-7z-compressed application/vnd.rar');

export function extensionOf(name: string): string {
  const clean = withoutEnd(name.replace(/[\p{Cc}\p{Cf}]+/gu, '').trimEnd(), '. \u00a0');
  return /\.([\p{L}\p{N}-]{1,15})$/u.exec(clean)?.[1]?.toLowerCase() ?? '';
}

function pageReason(bytes: Uint8Array): AttachmentReason {
  const text = sampleText(bytes, PAGE_SEARCH);
  if (PASSWORD_FIELD.test(text)) {
    return 'password_page';
  }
  return SMUGGLING.test(text) ? 'smuggling' : 'page';
}

function hasMacro(extension: string, type: string, bytes: Uint8Array): boolean {
  if (MACROS.has(extension)) {
    return true;
  }
  return (
    type === 'application/x-ole-storage' &&
    Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, OLE_SEARCH)).includes(VBA)
  );
}

/** What cannot be looked into is as good as what may not. */
function isShut({ isLocked, isUnreadable }: Pick<ArchiveListing, 'isLocked' | 'isUnreadable'>): boolean {
  return isLocked === true || isUnreadable === true;
}

/** By the names in an archive and in the archives inside it. */
function archiveReason({ entries, isTooDeep, ...whole }: ArchiveListing): AttachmentReason | undefined {
  const found: [boolean, AttachmentReason][] = [
    [entries.some(({ name }) => /vbaproject\.bin$/i.test(name) || MACROS.has(extensionOf(name))), 'macro'],
    [isTooDeep, 'nested_archive'],
    [isShut(whole) || entries.some(({ isEncrypted }) => isEncrypted), 'locked_archive'],
  ];
  return entries.some(({ name }) => RUNS.has(extensionOf(name)))
    ? 'executable_inside'
    : found.find(([isFound]) => isFound)?.[1];
}

/** A mail, data or plain text may hold tags without being opened as a page. */
function isPage(extension: string, type: string): boolean {
  const isMarkup = type === 'text/html' || type === 'image/svg+xml';
  return PAGES.has(extension) || (isMarkup && !['eml', 'xml', 'txt'].includes(extension));
}

function reasonOf(name: string, bytes: Uint8Array): AttachmentReason {
  const [extension, type] = [extensionOf(name), typeByBytes(bytes)];
  if (REVERSED.test(name)) {
    return 'reversed_name';
  }
  if (RUNS.has(extension)) {
    return DOUBLE.test(name) ? 'double_extension' : 'executable';
  }
  if (RUNNING_TYPES.has(type)) {
    return ALLOWED.has(extension) ? 'disguised' : 'executable';
  }
  if (isPage(extension, type)) {
    return DOUBLE.test(name) ? 'double_extension' : pageReason(bytes);
  }
  if (hasMacro(extension, type, bytes)) {
    return 'macro';
  }
  const inside = ARCHIVES.has(type) ? archiveReason(archiveListing(bytes)) : undefined;
  return inside ?? (extension === '' || ALLOWED.has(extension) ? 'allowed_kind' : 'unknown_kind');
}

const SENTENCES: Readonly<Record<AttachmentReason, string>> = {
  allowed_kind: 'Tệp {name} thuộc loại được nhận.',
  executable: 'Tệp {name} có thể chạy mã.',
  page: 'Tệp {name} là trang mạng mở trên máy, hay dùng làm trang đăng nhập giả.',
  smuggling: 'Tệp {name} có thể chạy mã: trang tự tạo tệp hay tự chuyển đi nơi khác khi mở.',
  password_page: 'Tệp {name} là trang giả hỏi mật khẩu.',
  macro: 'Tệp {name} có macro.',
  double_extension: 'Tệp {name} có hai đuôi để giả làm tài liệu nhưng có thể chạy mã.',
  reversed_name: 'Tên tệp {name} dùng ký tự đảo chiều để giấu đuôi thật.',
  disguised: 'Tệp {name} mang tên tài liệu nhưng bên trong là chương trình.',
  unknown_kind: 'Tệp {name} không thuộc loại được nhận.',
  locked_archive: 'Tệp nén {name} có mật khẩu hoặc nén theo cách không đọc được nên không kiểm tra được bên trong.',
  executable_inside: 'Tệp nén {name} chứa chương trình có thể chạy mã.',
  nested_archive: 'Tệp nén {name} lồng quá ba lớp nên không kiểm tra được bên trong.',
};

/**
 * Whether an attachment may reach its reader, by its name and bytes; archives (zip,
 * 7z, RAR) are looked at by their directory, in a zip also by those of the archives inside, three layers deep.
 * @example attachmentVerdict('Công văn.pdf.exe', bytes).verdict // 'quarantine'
 */
export function attachmentVerdict(name: string, bytes: Uint8Array): AttachmentVerdict {
  const reason = reasonOf(name, bytes);
  const shown = name.replace(/[\p{Cc}\p{Cf}]+/gu, '·').slice(0, 120);
  return {
    verdict: reason === 'allowed_kind' || reason === 'locked_archive' ? 'allowed' : 'quarantine',
    reason,
    text: SENTENCES[reason].replace('{name}', () => (shown === '' ? '(không tên)' : `"${shown}"`)),
  };
}
