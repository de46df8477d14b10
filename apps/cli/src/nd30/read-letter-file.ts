import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { Nd30Error } from '@congvu/nd30';
import { readJson } from './read-json.ts';

async function readBytes(file: string): Promise<Buffer> {
  return readFile(file).catch(() => {
    throw new Nd30Error('nd30.unreadable_document', 'Không có tệp này hoặc không đọc được.');
  });
}

/** The letter in a file, not yet validated. @throws Nd30Error `nd30.unsupported_file` for other kinds of files */
export async function readLetterFile(file: string): Promise<unknown> {
  const kind = extname(file).toLowerCase();
  switch (kind) {
    case '.json':
      return readJson(file);
    case '.docx': {
      const { readDocx } = await import('./read-docx.ts');
      return readDocx(await readBytes(file));
    }
    case '.pdf': {
      const { readPdf } = await import('./read-pdf.ts');
      return readPdf(await readBytes(file));
    }
    default:
      throw new Nd30Error('nd30.unsupported_file', `Chỉ kiểm tra được tệp .json, .docx và .pdf, không phải "${kind}".`);
  }
}
