const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
/** 1 January 1980 00:00, the first instant a ZIP can name. */
const DOS_TIME = 0;
const DOS_DATE = 0x0021;

function findDirectory(view: DataView): { offset: number; count: number } {
  for (let at = view.byteLength - 22; at >= 0; at -= 1) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) {
      return {
        offset: view.getUint32(at + 16, true),
        count: view.getUint16(at + 10, true),
      };
    }
  }
  return { offset: 0, count: 0 };
}

/** Takes the clock out of a ZIP (APPNOTE.TXT 4.3.7 and 4.3.12), in place: the same letter gives the same bytes. */
export function fixZipDates(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { offset, count } = findDirectory(view);
  let at = offset;
  for (let index = 0; index < count && view.getUint32(at, true) === DIRECTORY_ENTRY; index += 1) {
    const local = view.getUint32(at + 42, true);
    view.setUint16(at + 12, DOS_TIME, true);
    view.setUint16(at + 14, DOS_DATE, true);
    view.setUint16(local + 10, DOS_TIME, true);
    view.setUint16(local + 12, DOS_DATE, true);
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return bytes;
}
