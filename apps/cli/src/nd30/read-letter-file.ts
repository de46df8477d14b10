import { extname } from 'node:path';
import { Nd30Error } from '@congvu/nd30';
import { readJson } from './read-json.ts';

/** The letter in a file, not yet validated. @throws Nd30Error `nd30.unsupported_file` for other kinds of files */
export async function readLetterFile(file: string): Promise<unknown> {
  const kind = extname(file).toLowerCase();
  if (kind === '.json') {
    return readJson(file);
  }
  throw new Nd30Error('nd30.unsupported_file', `Chỉ kiểm tra được tệp .json, không phải "${kind}".`);
}
